import StreamCore

/// A change of one domain, dated: what cascades are made of.
public struct DomainOnset: Sendable, Hashable {
    /// The domain's number in the stream's table.
    public var domain: Int
    /// The kind of change.
    public var type: PatternType
    /// The block in which the change is estimated to have begun.
    public var onsetBlock: Int
    /// The earliest block in which it can have begun.
    public var earliestBlock: Int
    /// The latest block in which it can have begun.
    public var latestBlock: Int
    /// Where in the stream it began, in blocks and parts of one: the onset's place between the beginnings of its
    /// block and the next. Lags are differences of places, so that a change late in a block is not taken to be a
    /// block away from one at its beginning.
    public var position: Double
    /// The event time of the estimated beginning.
    public var onset: EventTime

    /// An onset of these parts; without bounds the estimate is taken as exact, without a position as
    /// the block's beginning.
    public init(
        domain: Int, type: PatternType, onsetBlock: Int, onset: EventTime, earliestBlock: Int? = nil,
        latestBlock: Int? = nil, position: Double? = nil
    ) {
        self.domain = domain
        self.type = type
        self.onsetBlock = onsetBlock
        self.onset = onset
        self.position = position ?? Double(onsetBlock)
        self.earliestBlock = min(earliestBlock ?? onsetBlock, onsetBlock)
        self.latestBlock = max(latestBlock ?? onsetBlock, onsetBlock)
    }
}
