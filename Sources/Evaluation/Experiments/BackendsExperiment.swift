import Similarity
import Statistics
import StreamCore

/// How fast the kernels are, against OpenBLAS at its best, over a grid of shapes.
///
/// Samples of all variants of a cell are interleaved in a random order that changes every round, so that
/// a machine that slows down slows all of them down. BLAS is given the better of its core types, each in
/// a process of its own since OpenBLAS chooses when it is loaded. `simd` is the float32 kernels; `screened`
/// the same backend as the engine uses it, where 8-bit codes may decide most pairs of the store: its
/// GFLOP/s are those of the float32 products that it gives the result of.
public struct BackendsExperiment: Sendable {
    /// The factors.
    public var axes: [SweepAxis]
    /// The backends to compare.
    public var backends: [String]
    /// Samples of each variant.
    public var repeats: Int
    /// The shortest sample, in seconds.
    public var sampleSeconds: Double
    /// Seeds vectors and order.
    public var seed: UInt64

    /// What a cell came to.
    public typealias Outcome = [KernelSamples]

    static let columns = ["operation", "window", "dimension", "batch", "backend"]

    init(_ table: SettingsTable, seed: UInt64) throws(InputError) {
        let shape = ["window", "dimension", "batch"]
        try table.checkKeys(
            settings: ["operation", "backend", "repeats", "sample", "sweep"] + shape,
            columns: Self.columns, csv: "backends.csv")
        self.seed = seed
        repeats = try table.integer("repeats", in: 3...10_000, default: 15)
        sampleSeconds = 0.003
        if let text = try table.text("sample") {
            guard let duration = DurationText.parse(text), duration > .zero, duration < .seconds(60) else {
                throw table.error(
                    at: table.entry("sample"), "'\(text.prefix(40))' is not a duration up to 60s",
                    remedy: "give one such as 5ms")
            }
            sampleSeconds = duration.inSeconds
        }
        let defaults = [
            "operation": ["inner_products", "similar_pairs"], "window": ["1024"], "dimension": ["384"],
            "batch": ["1", "16", "64", "256"], "backend": ["reference", "simd", "screened", "blas"],
        ]
        var axes: [SweepAxis] = []
        for column in Self.columns {
            let entry = table.sweep.first { $0.key == column } ?? table.entry(column)
            let values = entry?.values ?? defaults[column] ?? []
            for value in values {
                switch column {
                case "operation":
                    try Self.word(value, KernelCell.Operation.allCases.map(\.rawValue), table, entry)
                case "backend": try Self.word(value, KernelVariant.backends, table, entry)
                case "dimension":
                    _ = try table.integer(value, at: entry, in: 1...SemanticVector.maximumDimension)
                default: _ = try table.integer(value, at: entry, in: 1...65_536)
                }
            }
            axes.append(SweepAxis(key: column, values: values))
        }
        backends = axes.last?.values ?? []
        axes.removeLast()
        self.axes = axes
    }

    private static func word(
        _ value: String, _ known: [String], _ table: SettingsTable, _ entry: SettingsTable.Entry?
    ) throws(InputError) {
        guard known.contains(value) else {
            throw table.error(
                at: entry, "'\(value.prefix(40))' is not known",
                remedy: NearestName.remedy(for: value, among: known))
        }
    }

    /// The shapes, in the order in which they run.
    public func plan() -> [KernelCell] {
        var generator = SeededGenerator(seed: seed, stream: 3)
        let cells = SweepAxis.combinations(of: axes).map { factors in
            func number(_ key: String) -> Int { factors[key].flatMap { Int($0.filter { $0 != "_" }) } ?? 1 }
            return KernelCell(
                operation: factors["operation"].flatMap(KernelCell.Operation.init) ?? .innerProducts,
                window: number("window"), dimension: number("dimension"), batch: number("batch"),
                seed: seed)
        }
        return generator.permutation(of: cells.count).map { cells[$0] }
    }

    /// Measures one cell with every variant.
    ///
    /// - Parameters:
    ///   - workers: A worker process for each OpenBLAS core type beside this process's.
    ///   - progress: Told how far it is.
    func run(
        _ cell: KernelCell, workers: [(core: String, process: WorkerProcess)], progress: Progress?
    ) async throws -> Outcome {
        let variants = KernelVariant.all(of: backends, for: cell.operation)
        var benches: [KernelBench] = []
        var samples: [KernelSamples] = []
        for variant in variants {
            let bench = KernelBench(cell: cell, backend: try variant.make())
            bench.call()
            benches.append(bench)
            samples.append(
                KernelSamples(
                    backend: variant.backend, isa: bench.backend.isa, threads: 1, seconds: [],
                    maxAbsDifference: bench.maxAbsDifference()))
        }
        for worker in workers where backends.contains("blas") {
            let variant = KernelVariant(backend: "blas", blasCore: worker.core)
            guard case .ready(let ready) = try await worker.process.ask(.prepare(cell, variant)) else {
                throw WorkerError.notReady
            }
            samples.append(ready)
        }
        var generator = SeededGenerator(seed: seed, stream: 4)
        for round in 0..<repeats {
            for place in generator.permutation(of: samples.count) {
                if place < benches.count {
                    // The oracle is there for its accuracy; a few samples tell its speed.
                    if samples[place].backend == "reference" && round >= 3 { continue }
                    samples[place].seconds.append(benches[place].sample(atLeast: sampleSeconds))
                } else {
                    let worker = workers[place - benches.count].process
                    guard case .sample(let seconds) = try await worker.ask(.sample(seconds: sampleSeconds))
                    else { throw WorkerError.notReady }
                    samples[place].seconds.append(seconds)
                }
            }
            progress?.advance(Double(round + 1) / Double(repeats))
            try Task.checkCancellation()
        }
        return samples
    }

    /// The rows of a cell, the ratios against the fastest BLAS of that cell.
    ///
    /// - Parameters:
    ///   - cell: What was measured.
    ///   - outcome: The samples of every backend.
    ///   - peak: The measured peak of one thread by instruction set, in GFLOP/s.
    ///   - seed: Seeds the bootstrap.
    ///   - doubt: Why the whole cell cannot be trusted, if it cannot.
    public static func rows(
        _ cell: KernelCell, _ outcome: Outcome, peak: (String) -> Double?, seed: UInt64, doubt: String? = nil
    ) -> [BackendRow] {
        let blas = outcome.filter { $0.backend == "blas" && !$0.seconds.isEmpty }
            .min { median($0.seconds) < median($1.seconds) }
        return outcome.filter { !$0.seconds.isEmpty }.map { samples in
            let speeds = samples.seconds.map { cell.operations / $0 / 1e9 }
            let own = Intervals.median(speeds, seed: seed)
            var ratio: (value: Double, interval: ConfidenceInterval)?
            var p: Double?
            if let blas {
                let other = blas.seconds.map { cell.operations / $0 / 1e9 }
                if samples != blas {
                    ratio = Intervals.ratioOfMedians(speeds, other, seed: seed)
                    p = Intervals.mannWhitney(speeds, other)
                } else {
                    ratio = (1, ConfidenceInterval(low: 1, high: 1))
                }
            }
            return BackendRow(
                operation: cell.operation.rawValue, window: cell.window, dimension: cell.dimension,
                batch: cell.batch, backend: samples.backend, isa: samples.isa, threads: samples.threads,
                repeats: speeds.count, gflopsMedian: own.value, gflopsLow: own.interval.low,
                gflopsHigh: own.interval.high,
                peakFraction: peak(samples.isa).map { own.value / $0 }, ratioToBlas: ratio?.value,
                ratioLow: ratio?.interval.low, ratioHigh: ratio?.interval.high, pValue: p,
                maxAbsDifference: samples.maxAbsDifference,
                doubts: [doubt, self.doubt(of: samples)].compactMap { $0 })
        }
    }

    /// The fewest samples that say something of a median.
    static let fewestSamples = 3

    /// Why a variant's samples cannot be trusted: there are too few, or they drift. Ratios are of samples
    /// taken in turn, so what drifts in all variants alike drops out of them.
    private static func doubt(of samples: KernelSamples) -> String? {
        if samples.seconds.count < fewestSamples { return "too few samples: \(samples.seconds.count)" }
        guard samples.seconds.count >= SteadyState.fewest, let median = Quantiles.median(samples.seconds)
        else { return nil }
        let change = SteadyState.slope(of: samples.seconds) * Double(samples.seconds.count - 1) / median
        guard abs(change) > SteadyState.tolerance, SteadyState.trend(of: samples.seconds) < SteadyState.level
        else { return nil }
        return "drifting: its time changed by \(Int((change * 100).rounded())) % while it was measured"
    }

    private static func median(_ values: [Double]) -> Double { Quantiles.median(values) ?? .infinity }
}
