import CoherenceGraph
import PatternDetection
import StreamCore

/// Gathers vectors into detection blocks and runs the detectors over them.
final class DetectionStage {
    private let interval: Int
    private let dimension: Int
    private var detectors: [any PatternDetector]
    private var filter: FalseDiscoveryFilter?
    /// The coherence that each block's snapshot has.
    let level: CoherenceLevel
    private(set) var blockIndex: Int
    /// How long the detectors took over the last block, in nanoseconds.
    private(set) var lastDuration: Int64 = 0
    private var vectors: [Float] = []
    private var domains: [Int] = []
    private var ids: [String] = []
    private var timestamps: [EventTime] = []

    init(
        detectors: [any PatternDetector], interval: Int, dimension: Int, level: CoherenceLevel,
        falseDiscoveryRate: Double?
    ) {
        filter = falseDiscoveryRate.map { FalseDiscoveryFilter(rate: $0) }
        self.detectors = detectors
        self.interval = interval
        self.dimension = dimension
        self.level = level
        blockIndex = 0
        reserve()
    }

    private func reserve() {
        // A huge interval should not take its memory before its vectors come.
        let vectors = min(interval, max(1, (16 << 20) / dimension))
        self.vectors.reserveCapacity(vectors * dimension)
        domains.reserveCapacity(vectors)
        ids.reserveCapacity(vectors)
        timestamps.reserveCapacity(vectors)
    }

    /// Vectors in the block so far.
    var count: Int { domains.count }
    /// Vectors until the block is complete.
    var room: Int { interval - domains.count }

    /// Takes the vectors of a batch into the block; they must not be more than ``room``.
    func add(_ batch: borrowing VectorBatch) {
        vectors.append(
            contentsOf: UnsafeBufferPointer(start: batch.rows, count: batch.count * dimension))
        domains.append(contentsOf: batch.domains)
        ids.append(contentsOf: batch.ids)
        timestamps.append(contentsOf: batch.timestamps)
    }

    /// Hands the block to the detectors and begins the next one.
    ///
    /// - Parameters:
    ///   - coherence: What the live window looks like.
    ///   - evidence: Adds the graph's evidence; called at most once, when a pattern is significant.
    func process(
        domains table: DomainTable, window: (start: EventTime?, end: EventTime?),
        coherence: CoherenceSnapshot, evidence: (inout [DetectedPattern]) -> Void
    ) -> [DetectedPattern] {
        let block = DetectionBlock(
            index: blockIndex, dimension: dimension, vectors: vectors, domains: domains, ids: ids,
            timestamps: timestamps, domainTable: table, coherence: coherence, windowStart: window.start,
            windowEnd: window.end)
        blockIndex += 1
        discardBlock()
        reserve()
        var patterns: [DetectedPattern] = []
        let start = MonotonicClock.nanoseconds()
        for index in detectors.indices { patterns += detectors[index].process(block) }
        lastDuration = MonotonicClock.nanoseconds() - start
        return complete(patterns, evidence)
    }

    /// Lets the block's vectors go.
    func discardBlock() {
        vectors = []
        domains = []
        ids = []
        timestamps = []
    }

    /// Tells the detectors that the stream has ended.
    func finish(evidence: (inout [DetectedPattern]) -> Void) -> [DetectedPattern] {
        var patterns: [DetectedPattern] = []
        for index in detectors.indices { patterns += detectors[index].finish() }
        return complete(patterns, evidence)
    }

    private func complete(
        _ patterns: [DetectedPattern], _ evidence: (inout [DetectedPattern]) -> Void
    ) -> [DetectedPattern] {
        var patterns = patterns
        filter?.apply(to: &patterns)
        guard patterns.contains(where: \.isSignificant) else { return patterns }
        evidence(&patterns)
        return patterns
    }
}
