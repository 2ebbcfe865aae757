import DequeModule
import StreamCore

/// Tumbling and sliding windows in event time, over panes of gcd(size, slide).
///
/// Window k is [k·slide, k·slide + size). Whether it is closed follows from the watermark alone, so no
/// list of windows is kept: only the panes that hold vectors, in order of time.
struct TimeWindows: Sendable {
    private struct Pane: Sendable {
        var start: Int64
        var key: WindowTracker.PaneKey
    }

    private let size: Int64
    private let slide: Int64
    private let paneLength: Int64
    private var panes: Deque<Pane> = []
    private var nextKey = 0
    /// Windows below this index are closed.
    private var firstOpen = Int64.min
    /// The end of the earliest open window that holds a vector.
    private(set) var earliestEnd: Int64?

    init(size: Int64, slide: Int64) {
        self.size = size
        self.slide = slide
        paneLength = greatestCommonDivisor(size, slide)
    }

    var earliestWindow: (start: EventTime, end: EventTime)? {
        guard let index = earliestIndex else { return nil }
        return (EventTime(nanoseconds: start(of: index)), EventTime(nanoseconds: end(of: index)))
    }

    private func start(of window: Int64) -> Int64 { window.saturatingMultiplied(by: slide) }
    private func end(of window: Int64) -> Int64 { start(of: window).saturatingAdding(size) }

    /// The first window whose end lies after `time`: the lowest that can hold it.
    private func firstWindow(holding time: Int64) -> Int64 {
        time.saturatingAdding(-size).flooredQuotient(by: slide) + 1
    }

    private var earliestIndex: Int64? {
        guard let first = panes.first else { return nil }
        return max(firstWindow(holding: first.start), firstOpen)
    }

    mutating func place(_ time: Int64, watermark: Int64) -> WindowTracker.Placement {
        // The last window that holds `time` begins at or before it; if that one is closed, all are.
        let lastIndex = time.flooredQuotient(by: slide)
        if lastIndex < firstOpen || end(of: lastIndex) <= watermark {
            let (difference, overflow) = watermark.subtractingReportingOverflow(time)
            return .late(byNanoseconds: overflow ? .max : max(0, difference))
        }
        // Windows that closed while they were empty stay closed for a vector that only later ones may hold.
        firstOpen = max(firstOpen, firstWindow(holding: watermark))
        let paneStart = time.flooredQuotient(by: paneLength).saturatingMultiplied(by: paneLength)
        if let last = panes.last {
            if last.start == paneStart { return .pane(last.key) }
            if last.start > paneStart { return .pane(placeAmongOlder(paneStart)) }
        }
        return .pane(insert(paneStart, at: panes.count))
    }

    private mutating func placeAmongOlder(_ paneStart: Int64) -> WindowTracker.PaneKey {
        var low = 0
        var high = panes.count
        while low < high {
            let middle = (low + high) / 2
            if panes[middle].start < paneStart { low = middle + 1 } else { high = middle }
        }
        if panes[low].start == paneStart { return panes[low].key }
        return insert(paneStart, at: low)
    }

    private mutating func insert(_ paneStart: Int64, at position: Int) -> WindowTracker.PaneKey {
        let key = nextKey
        nextKey += 1
        panes.insert(Pane(start: paneStart, key: key), at: position)
        if position == 0 { earliestEnd = earliestIndex.map(end(of:)) }
        return key
    }

    /// Closes the windows whose end is at most `watermark`, in order of end.
    ///
    /// - Parameter early: Windows that end after this are marked as closed early.
    mutating func close(upTo watermark: Int64, early: Int64? = nil) -> [WindowTracker.Instruction] {
        var instructions: [WindowTracker.Instruction] = []
        while let index = earliestIndex, end(of: index) <= watermark {
            let (start, end) = (start(of: index), end(of: index))
            instructions.append(
                .close(
                    start: EventTime(nanoseconds: start), end: EventTime(nanoseconds: end),
                    panes: panes.prefix { $0.start < end }.map(\.key),
                    early: early.map { end > $0 } ?? false))
            firstOpen = index + 1
            let nextStart = self.start(of: firstOpen)
            while let first = panes.first, first.start < nextStart || nextStart == .max {
                instructions.append(.evict(first.key))
                panes.removeFirst()
            }
        }
        earliestEnd = earliestIndex.map(end(of:))
        return instructions
    }

    /// Forgets which windows have closed; there must be no panes.
    mutating func reset() {
        firstOpen = .min
        earliestEnd = nil
    }
}
