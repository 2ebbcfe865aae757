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
    /// The event time of the estimated beginning.
    public var onset: EventTime

    /// An onset of these parts; without bounds the estimate is taken as exact.
    public init(
        domain: Int, type: PatternType, onsetBlock: Int, onset: EventTime, earliestBlock: Int? = nil,
        latestBlock: Int? = nil
    ) {
        self.domain = domain
        self.type = type
        self.onsetBlock = onsetBlock
        self.onset = onset
        self.earliestBlock = min(earliestBlock ?? onsetBlock, onsetBlock)
        self.latestBlock = max(latestBlock ?? onsetBlock, onsetBlock)
    }
}
