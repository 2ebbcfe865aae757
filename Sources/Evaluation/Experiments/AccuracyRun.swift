import PatternDetection
import StreamCore
import StreamEngine
import StreamGenerator
import Synchronization

/// Runs one accuracy cell: generates the stream, runs the engine over it, scores its alarms.
struct AccuracyRun: Sendable {
    let cell: AccuracyCell

    func run() async throws -> AccuracyOutcome {
        let scenario = try cell.scenario.load(type: cell.patternType, strength: cell.strength)
        let stream = try scenario.stream(seed: cell.seed, count: cell.count, dimension: cell.dimension)
        var configuration = try cell.settings.configuration(dimension: stream.dimension, seed: cell.seed)
        let kind = DetectorKind(rawValue: cell.settings.detector) ?? .calibrated
        let record = DetectorRecord()
        configuration.detectors = [
            .custom(WatchedDetector(kind.make(configuration.discovery), record: record))
        ]
        configuration.attachesGraphEvidence = false
        let engine = try StreamingEngine(configuration: configuration)
        let alarms = AlarmCollector()
        engine.setPatternHandler { alarms.add($0) }
        let batches = TimedBatches(stream: stream)
        try await engine.ingest(batches: batches)
        if let failure = stream.failure { throw failure }

        let timestamps = batches.timestamps.sorted()
        let interval = cell.settings.detectionInterval
        let truth = stream.truth
        let outliers = truth.outlierMembers
        let changes = PlantedChange.changes(
            of: truth, timestamps: timestamps, interval: interval)
        let score = StreamScore(
            changes: changes, alarms: alarms.all, outliers: outliers, monitored: record.monitored)
        // P-values are only uniform where nothing was planted.
        var outcome = AccuracyOutcome(
            score: score, channels: changes.isEmpty ? record.channels : [], dimension: stream.dimension)
        if cell.isTraced {
            outcome.trace = StreamTrace(
                blocks: record.blocks,
                outcome: EventMatching().match(
                    changes: changes, alarms: alarms.all, outliers: outliers, typed: true))
        }
        return outcome
    }
}

/// What an accuracy cell came to.
struct AccuracyOutcome: Sendable, Codable {
    var score: StreamScore
    /// The channels' p-values, on a stream without changes.
    var channels: [ChannelCounts]
    /// Components of a vector.
    var dimension: Int
    /// Every block, where the cell asks for it.
    var trace: StreamTrace?
}

/// Takes patterns in from the engine's handler.
private final class AlarmCollector: Sendable {
    private let alarms = Mutex<[Alarm]>([])

    func add(_ pattern: DetectedPattern) {
        alarms.withLock { $0.append(Alarm(pattern)) }
    }

    var all: [Alarm] { alarms.withLock { $0 } }
}

/// A stream in batches, whose timestamps are noted as they pass.
private final class TimedBatches: Sequence, IteratorProtocol {
    private let stream: EventStream
    private(set) var timestamps: [Int64] = []

    init(stream: EventStream) {
        self.stream = stream
    }

    func next() -> [SemanticVector]? {
        let batch = stream.next(upTo: 256)
        for vector in batch { timestamps.append(vector.timestamp.nanoseconds) }
        return batch.isEmpty ? nil : batch
    }
}
