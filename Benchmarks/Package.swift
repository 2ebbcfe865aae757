// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that neither the program nor its tests ever build the benchmark library.
let package = Package(
    name: "faultline-benchmarks",
    dependencies: [
        .package(name: "faultline", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Without its interposers, which come from packages that nothing here needs; allocations are counted
        // by `work-counters`.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .target(
            name: "Workloads",
            dependencies: [
                .product(name: "StreamEngine", package: "faultline"),
                .product(name: "StreamGenerator", package: "faultline"),
            ]
        ),
        .executableTarget(
            name: "work-counters",
            dependencies: [
                "Workloads", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .executableTarget(
            name: "Microbenchmarks",
            dependencies: ["Workloads", .product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/Microbenchmarks",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
    ],
    swiftLanguageModes: [.v6]
)
