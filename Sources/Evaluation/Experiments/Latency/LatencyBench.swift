import StreamCore
import StreamEngine

/// An engine with a window that is full and a detector that has learnt, ready to be offered vectors.
///
/// Belongs to one task; ``offer(_:)`` runs the producer on a thread of its own.
struct LatencyBench {
    private let engine: StreamingEngine
    private let log = CompletionLog()
    private let producer = OpenLoopProducer()
    private var stream: RepeatedStream

    /// Blocks that a detector is given before anything is measured: more than it learns on.
    private static let learningBlocks = 50

    /// Makes the engine and feeds it, as fast as it takes them, as many vectors as fill its window and let
    /// its detector learn.
    init(_ subject: LatencySubject, vectors: [SemanticVector], dimension: Int) async throws {
        let settings = subject.settings
        engine = try StreamingEngine(
            configuration: settings.configuration(dimension: dimension, seed: subject.seed))
        stream = RepeatedStream(vectors)
        let filling = Self.filling(settings, vectors)
        let first = stream.take(filling)
        try await engine.ingest(contentsOf: first, finishing: false)
        let log = log
        log.add(BatchCompletion(vectors: UInt64(filling), nanoseconds: 0))
        engine.setBatchObserver { log.add($0) }
    }

    /// Vectors that fill the window and let the detector learn.
    private static func filling(_ settings: EngineSettings, _ vectors: [SemanticVector]) -> Int {
        let learning = learningBlocks * settings.detectionInterval
        var window = 0
        if settings.windowing == "count" {
            window = Int(settings.window.filter { $0 != "_" }) ?? 0
        } else if let length = DurationText.parse(settings.window), let first = vectors.first,
            settings.windowing == "tumbling" || settings.windowing == "sliding"
        {
            let end = first.timestamp.nanoseconds &+ length.wholeNanoseconds
            window = vectors.prefix { $0.timestamp.nanoseconds < end }.count
        }
        // A stretch that a person would wait for: more than this is a setting that nothing fills.
        return min(window + learning, max(vectors.count, 100_000))
    }

    /// Whether every vector so far was processed; if not, what became of the others.
    var losses: [String] {
        let metrics = engine.metrics
        var losses: [String] = []
        if metrics.dropped > 0 { losses.append("\(metrics.dropped) dropped") }
        if metrics.rejectedCount > 0 { losses.append("\(metrics.rejectedCount) rejected") }
        if metrics.lateDropped > 0 { losses.append("\(metrics.lateDropped) too late") }
        return losses
    }

    /// How many vectors a second the engine takes in a closed loop, over `seconds` or a little longer.
    mutating func closedLoop(seconds: Double) async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        var taken = 0
        while (clock.now - start).inSeconds < seconds {
            let vectors = stream.take(2000)
            try await engine.ingest(contentsOf: vectors, finishing: false)
            taken += vectors.count
        }
        return Double(taken) / (clock.now - start).inSeconds
    }

    /// Offers a vector at each of `arrivals`, which are nanoseconds from the start, and waits until the
    /// engine is done with all of them.
    mutating func offer(_ arrivals: [Int64]) async throws -> (trace: OpenLoopTrace, lags: LatencyDistribution)
    {
        _ = log.take()
        // A batch is at least a vector, so there are no more batches than vectors.
        log.reserve(arrivals.count + 1)
        let doneBefore = log.vectors
        let outcome = try await producer.run(engine, arrivals: arrivals, stream: stream, log: log)
        stream = outcome.stream
        let trace = OpenLoopTrace(
            arrivals: arrivals, completions: log.take(), start: outcome.start, doneBefore: doneBefore)
        return (trace, outcome.lags)
    }
}

/// The producer of an open loop, on its own thread.
private actor OpenLoopProducer {
    struct Outcome: Sendable {
        var stream: RepeatedStream
        var start: Int64
        var lags: LatencyDistribution
    }

    private nonisolated let thread = ProducerThread()

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Feeds the schedule to the engine; returns when the engine is done with it.
    func run(
        _ engine: StreamingEngine, arrivals: [Int64], stream: RepeatedStream, log: CompletionLog
    ) async throws -> Outcome {
        // The ingestion reads its source on this actor's thread.
        let paced = PacedArrivals(
            offsets: arrivals, stream: stream, capacity: engine.configuration.maxBufferSize, log: log)
        try await engine.ingest(batches: paced, finishing: false)
        try Task.checkCancellation()
        return Outcome(stream: paced.stream, start: paced.start, lags: paced.lags)
    }
}
