import StreamCore

/// When a block of the stream began.
struct BlockBeginning: Sendable {
    /// The block's number.
    let block: Int
    /// The event time of its first vector.
    let time: EventTime
}

/// When the last blocks of a domain began and ended.
struct BlockTimes: Sendable {
    private struct Entry: Sendable {
        let firstIndex: Int
        let index: Int
        let start: EventTime
        let end: EventTime
    }

    private var entries = Latest<Entry>(CalibrationConstants.onsetHistory)

    /// Notes a block; the oldest is forgotten when there are more than an onset is sought in.
    mutating func add(_ block: DomainBlock) {
        guard let start = block.timestamps.min(), let end = block.timestamps.max() else { return }
        entries.append(Entry(firstIndex: block.firstIndex, index: block.index, start: start, end: end))
    }

    /// From the beginning of the first to the end of the last of the blocks, as far as they are known.
    func interval(of blocks: ClosedRange<Int>) -> ClosedRange<EventTime> {
        let first = entries.first { $0.index >= blocks.lowerBound } ?? entries.last
        let last = entries.last { $0.firstIndex <= blocks.upperBound } ?? entries.first
        guard let first, let last else { return .distantPast ... .distantFuture }
        return first.start...max(first.start, last.end)
    }
}
