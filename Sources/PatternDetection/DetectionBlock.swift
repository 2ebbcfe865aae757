import CoherenceGraph
import StreamCore

/// The vectors since the last detection: what a detector is given, once, in order.
///
/// Blocks are disjoint. Tests on them are valid where tests on overlapping windows are not, since a
/// vector is counted in exactly one.
public struct DetectionBlock: Sendable {
    /// The block's number in its stream, from 0.
    public var index: Int
    /// Components of a vector.
    public var dimension: Int
    /// The unit vectors, `count` × `dimension`, one after the other, in order of arrival.
    public var vectors: [Float]
    /// Each vector's domain: its number in ``domainTable``.
    public var domains: [Int]
    /// Each vector's id.
    public var ids: [String]
    /// Each vector's event time.
    public var timestamps: [EventTime]
    /// The domains of the stream so far; a number never changes its meaning.
    public var domainTable: DomainTable
    /// The live window's coherence at the end of the block, at least at the level that the detector
    /// requires; nil when none was computed.
    public var coherence: CoherenceSnapshot?
    /// Where the open window begins, or nil when no window is open.
    public var windowStart: EventTime?
    /// Where the open window ends, or nil when no window is open or it has no end yet.
    public var windowEnd: EventTime?

    /// A block of these parts.
    ///
    /// - Precondition: One domain, id and timestamp for each vector, and `dimension` floats.
    public init(
        index: Int, dimension: Int, vectors: [Float], domains: [Int], ids: [String],
        timestamps: [EventTime], domainTable: DomainTable, coherence: CoherenceSnapshot? = nil,
        windowStart: EventTime? = nil, windowEnd: EventTime? = nil
    ) {
        precondition(
            vectors.count == domains.count * dimension && ids.count == domains.count
                && timestamps.count == domains.count, "a block's parts differ in length")
        self.index = index
        self.dimension = dimension
        self.vectors = vectors
        self.domains = domains
        self.ids = ids
        self.timestamps = timestamps
        self.domainTable = domainTable
        self.coherence = coherence
        self.windowStart = windowStart
        self.windowEnd = windowEnd
    }

    /// How many vectors the block holds.
    public var count: Int { domains.count }

    /// The event time of the block's first vector, or nil when the block is empty.
    public var start: EventTime? { timestamps.first }

    /// The detection time of what is found in this block: its last vector's event time, or nil when the
    /// block is empty.
    public var end: EventTime? { timestamps.last }
}
