// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "faultline",
    products: [
        .executable(name: "faultline", targets: ["faultline"]),
        .library(
            name: "StreamEngine",
            targets: ["StreamCore", "Similarity", "CoherenceGraph", "PatternDetection", "StreamEngine"]),
        .library(name: "StreamGenerator", targets: ["StreamCore", "StreamFormats", "StreamGenerator"]),
        .library(name: "Evaluation", targets: ["Evaluation", "Reporting"]),
    ],
    traits: [
        .trait(
            name: "HDF5",
            description: "Read .hdf5 files such as those of ann-benchmarks; needs libhdf5-dev.")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.4"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // Native code, lowest first.
        .systemLibrary(
            name: "COpenBLAS",
            pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]
        ),
        .systemLibrary(
            name: "COpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(
            name: "CHDF5",
            pkgConfig: "hdf5",
            providers: [.apt(["libhdf5-dev"])]
        ),
        .target(
            name: "CSimilarityKernels",
            cSettings: [.define("NDEBUG", .when(configuration: .release))]
        ),

        // The engine's side.
        .target(
            name: "StreamCore",
            dependencies: [.product(name: "RealModule", package: "swift-numerics")]
        ),
        .target(
            name: "StreamFormats",
            dependencies: [
                "StreamCore", "COpenSSL",
                .target(name: "CHDF5", condition: .when(traits: ["HDF5"])),
                .product(name: "SystemPackage", package: "swift-system"),
            ]
        ),
        .target(
            name: "Similarity",
            dependencies: ["StreamCore", "CSimilarityKernels", "COpenBLAS"]
        ),
        .target(
            name: "Statistics",
            dependencies: [
                "StreamCore", "COpenBLAS",
                .product(name: "RealModule", package: "swift-numerics"),
            ]
        ),
        .target(
            name: "CoherenceGraph",
            dependencies: ["StreamCore", "Similarity", "CSimilarityKernels", "COpenBLAS"]
        ),
        .target(
            name: "PatternDetection",
            dependencies: [
                "StreamCore", "Similarity", "Statistics", "CoherenceGraph",
                .product(name: "RealModule", package: "swift-numerics"),
            ]
        ),
        .target(
            name: "StreamEngine",
            dependencies: [
                "StreamCore", "Similarity", "CoherenceGraph", "PatternDetection",
                .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // The harness's side.
        .target(
            name: "StreamGenerator",
            dependencies: [
                "StreamCore", "StreamFormats",
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        .target(
            name: "Evaluation",
            dependencies: [
                "StreamCore", "StreamFormats", "Similarity", "Statistics", "CoherenceGraph",
                "PatternDetection", "StreamEngine", "StreamGenerator", "COpenBLAS",
                .product(name: "Histogram", package: "hdrhistogram-swift"),
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        .target(
            name: "Reporting",
            dependencies: ["StreamCore", "Evaluation"]
        ),
        .executableTarget(
            name: "faultline",
            dependencies: [
                "StreamCore", "StreamFormats", "Similarity", "StreamEngine", "StreamGenerator",
                "PatternDetection", "Evaluation", "Reporting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // Tests: one target a module, and what they share.
        .target(
            name: "TestSupport",
            dependencies: ["StreamCore"],
            path: "Tests/TestSupport"
        ),
        .testTarget(name: "StreamCoreTests", dependencies: ["StreamCore", "TestSupport"]),
        .testTarget(name: "StreamFormatsTests", dependencies: ["StreamFormats", "TestSupport"]),
        .testTarget(
            name: "SimilarityTests",
            dependencies: ["Similarity", "CSimilarityKernels", "StreamFormats", "TestSupport"]),
        .testTarget(
            name: "StatisticsTests",
            dependencies: ["Statistics", "TestSupport"]),
        .testTarget(
            name: "CoherenceGraphTests", dependencies: ["CoherenceGraph", "TestSupport"]),
        .testTarget(
            name: "PatternDetectionTests",
            dependencies: ["PatternDetection", "StreamGenerator", "TestSupport"]),
        .testTarget(
            name: "StreamEngineTests",
            dependencies: ["StreamEngine", "StreamGenerator", "TestSupport"]),
        .testTarget(
            name: "StreamGeneratorTests", dependencies: ["StreamGenerator", "TestSupport"]),
        .testTarget(name: "EvaluationTests", dependencies: ["Evaluation", "TestSupport"]),
        .testTarget(name: "ReportingTests", dependencies: ["Reporting", "TestSupport"]),
        .testTarget(
            name: "CommandLineTests",
            dependencies: ["faultline", "StreamFormats", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .gnu17
)
