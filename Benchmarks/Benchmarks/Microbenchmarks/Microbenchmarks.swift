import Benchmark

/// Every suite, in the order of the engine's layers.
let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock], warmupIterations: 2, maxDuration: .seconds(1), maxIterations: 2000)
    addKernels()
    addGraph()
    addMinimumCut()
    addSpectrum()
    addWindows()
    addEngine()
    addGenerator()
}

extension BenchmarkMetric {
    /// Vectors a second, where one iteration is a whole stream.
    static var vectorsPerSecond: BenchmarkMetric { .custom("vectors/s", polarity: .prefersLarger) }
}

extension Benchmark {
    /// A stream of `vectors` through `body`, its rate beside its time.
    static func stream<Input>(
        _ name: String, vectors: Int, setup: @escaping () async throws -> Input,
        body: @escaping (Input) async throws -> Void
    ) {
        let configuration = Configuration(
            metrics: [.wallClock, .vectorsPerSecond], warmupIterations: 1, maxDuration: .seconds(2),
            maxIterations: 50)
        Benchmark(
            name, configuration: configuration,
            closure: { (benchmark: Benchmark, input: Input) async throws in
                let clock = ContinuousClock()
                benchmark.startMeasurement()
                let taken = try await clock.measure { try await body(input) }
                benchmark.stopMeasurement()
                benchmark.measurement(.vectorsPerSecond, Int(Double(vectors) / (taken / .seconds(1))))
            }, setup: setup)
    }
}
