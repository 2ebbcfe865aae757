import StreamCore
import StreamEngine
import StreamGenerator
import Synchronization

/// Runs one throughput cell.
struct ThroughputRun {
    let cell: ThroughputCell
    /// The vectors made ahead of the clock; nil makes them here.
    var vectors: [SemanticVector]?
    /// The measured peak of one thread, in GFLOP/s.
    var peakGflops: Double?

    init(cell: ThroughputCell, vectors: [SemanticVector]? = nil, peakGflops: Double? = nil) {
        self.cell = cell
        self.vectors = vectors
        self.peakGflops = peakGflops
    }

    /// Feeds the stream to a new engine and measures from the first vector to the last pattern.
    func run(progress: Progress?) async throws -> ThroughputRow {
        let scenario = try cell.scenario.load()
        let dimension = scenario.dimension(override: cell.dimension)
        let engine = try StreamingEngine(
            configuration: cell.settings.configuration(dimension: dimension, seed: cell.seed))
        let stream = try scenario.stream(seed: cell.seed, count: cell.vectors, dimension: cell.dimension)
        var prepared: ArraySlice<SemanticVector>?
        if cell.source == .generated {
            let made = vectors ?? stream.generate().vectors
            prepared = made.prefix(cell.vectors ?? made.count)
        }
        if let failure = stream.failure { throw failure }
        // A recording says how many there are: fewer of them are not the whole stream.
        let recorded = scenario.isRecorded ? scenario.count : nil
        let total = cell.vectors ?? recorded ?? prepared?.count ?? stream.count

        let resets = ProcessUsage.resetPeak()
        let watcher = watch(engine, total: total, progress: progress)
        defer { watcher?.cancel() }
        let record = ProgressRecord()
        // A note a batch would show in the memory that a streamed cell is there to measure.
        if prepared != nil { engine.setBatchObserver { record.add($0) } }
        let load = MachineLoad.Reading.now()
        let clock = ContinuousClock()
        let processorBefore = ProcessUsage.processorSeconds()
        record.start()
        let start = clock.now
        if let prepared {
            try await engine.ingest(contentsOf: prepared)
        } else {
            // In batches that are made when the engine has room, so that nothing piles up before it.
            try await engine.ingest(
                batches: sequence(state: stream) { stream in
                    let batch = stream.next(upTo: 256)
                    return batch.isEmpty ? nil : batch
                })
        }
        let elapsed = (clock.now - start).inSeconds
        if let failure = stream.failure { throw failure }
        let processor = ProcessUsage.processorSeconds() - processorBefore
        let peak = ProcessUsage.peakResidentBytes()
        var row = row(
            engine: engine, dimension: dimension, expected: total, elapsed: elapsed, processor: processor,
            peak: peak, peakIsOwn: resets || cell.source == .streamed)
        judge(&row, progress: record.points, load: MachineLoad.since(load))
        return row
    }

    /// Seconds under which a run says little of a rate: some ten times the coarsest of the clocks used.
    static let shortest = 0.05

    /// Says whether the row's times can be trusted, and if not, why.
    private func judge(
        _ row: inout ThroughputRow, progress: [(vectors: Int, seconds: Double)], load: MachineLoad?
    ) {
        var doubts: [String] = []
        if let steady = SteadyState(progress: progress) {
            row.warmupVectors = steady.warmupVectors
            row.steadyVectorsPerS = steady.vectorsPerS
            if steady.isDrifting {
                let percent = Int((steady.change * 100).rounded())
                doubts.append("drifting: the rate changed by \(percent) % while it was measured")
            }
        }
        if cell.source == .generated {
            if row.elapsedS < Self.shortest {
                doubts.append("too short: under \(Int(Self.shortest * 1000)) ms")
            }
            if let doubt = load?.doubt { doubts.append(doubt) }
        }
        if !doubts.isEmpty { row.valid = false }
        row.note = ([row.note] + doubts).filter { !$0.isEmpty }.joined(separator: "; ")
    }

    private func row(
        engine: StreamingEngine, dimension: Int, expected: Int?, elapsed: Double, processor: Double,
        peak: Int?, peakIsOwn: Bool
    ) -> ThroughputRow {
        let metrics = engine.metrics
        let statistics = engine.statistics
        let arrived = Int(metrics.vectorsArrived)
        let gflops = 2 * Double(statistics.comparisons) * Double(dimension) / elapsed / 1e9
        var notes: [String] = []
        if cell.source == .streamed { notes.append("generated while running: not a measure of speed") }
        if !peakIsOwn { notes.append("peak memory since the program's start") }
        let isWhole = expected.map { $0 == arrived } ?? true
        if !isWhole { notes.append("\(arrived) of \(expected ?? 0) vectors arrived") }
        if metrics.dropped > 0 { notes.append("\(metrics.dropped) dropped") }
        let threads = Double(max(cell.settings.concurrency, 1))
        return ThroughputRow(
            scenario: cell.scenario.name, backend: cell.settings.backend, isa: statistics.isa,
            coherence: cell.settings.coherence, dimension: dimension, window: cell.settings.window,
            batchSize: cell.settings.batchSize, bufferSize: cell.settings.bufferSize,
            concurrency: cell.settings.concurrency, repeat: cell.repeat, seed: cell.seed, vectors: arrived,
            elapsedS: elapsed, vectorsPerS: Double(arrived) / elapsed, cpuS: processor, peakRssBytes: peak,
            backpressureEvents: Int(metrics.backpressureEvents), peakBuffer: metrics.peakBufferSize,
            windows: Int(metrics.windowsProcessed), patterns: Int(metrics.patternsDetected),
            edges: Int(statistics.edgesInserted), comparisons: Int(statistics.comparisons), gflops: gflops,
            peakFraction: peakGflops.map { gflops / ($0 * threads) },
            rejected: Int(metrics.rejectedCount), lateDropped: Int(metrics.lateDropped),
            valid: isWhole && metrics.dropped == 0, note: notes.joined(separator: "; "),
            source: cell.source.rawValue, order: cell.order,
            factors: ThroughputRow.Factors(cell.settings), detectionS: metrics.detectionTime,
            longestDetectionS: metrics.longestDetection)
    }

    /// Tells `progress` twice a second how far the engine is.
    private func watch(
        _ engine: StreamingEngine, total: Int?, progress: Progress?
    ) -> Task<Void, any Error>? {
        guard let progress, let total, progress.style == .terminal else { return nil }
        return Task {
            while !Task.isCancelled {
                try await Task.sleep(for: .milliseconds(500))
                progress.advance(Double(engine.metrics.vectorsProcessed) / Double(max(total, 1)))
            }
        }
    }
}

/// How far an engine was at the end of each batch.
private final class ProgressRecord: Sendable {
    private struct State {
        var start: ContinuousClock.Instant?
        var points: [(vectors: Int, seconds: Double)] = []
    }

    private let state = Mutex(State())

    init() { state.withLock { $0.points.reserveCapacity(4096) } }

    func start() { state.withLock { $0.start = .now } }

    func add(_ completion: BatchCompletion) {
        state.withLock { state in
            guard let start = state.start else { return }
            state.points.append(
                (Int(completion.vectors), (ContinuousClock.now - start).inSeconds))
        }
    }

    var points: [(vectors: Int, seconds: Double)] { state.withLock { $0.points } }
}
