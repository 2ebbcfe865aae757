import CoherenceGraph
import StreamCore

/// A window that has closed, with what its vectors looked like.
public struct ClosedWindow: Sendable, Hashable {
    /// Counts an engine's windows, from 0, in the order in which they closed.
    public var index: Int
    /// Where it begins. For count and landmark windows, the earliest timestamp in it.
    public var start: EventTime
    /// Where it ends, exclusive. For count and landmark windows, the latest timestamp in it, inclusive.
    public var end: EventTime
    /// How many vectors it holds.
    public var count: Int
    /// Whether the stream's end closed it, not the watermark or the count.
    public var closedEarly: Bool
    /// Its coherence, at the configured level.
    public var snapshot: CoherenceSnapshot

    /// A window of these parts.
    public init(
        index: Int, start: EventTime, end: EventTime, count: Int, closedEarly: Bool,
        snapshot: CoherenceSnapshot
    ) {
        self.index = index
        self.start = start
        self.end = end
        self.count = count
        self.closedEarly = closedEarly
        self.snapshot = snapshot
    }
}
