import DequeModule
import StreamCore

/// Session windows: each vector opens [t, t + gap), and windows that overlap are one session.
struct SessionWindows: Sendable {
    private struct Session: Sendable {
        var start: Int64
        var last: Int64
        var key: WindowTracker.PaneKey
    }

    private let gap: Int64
    /// Disjoint, at least `gap` apart, in order of time: so also in order of end.
    private var sessions: Deque<Session> = []
    private var nextKey = 0

    init(gap: Int64) {
        self.gap = gap
    }

    var earliestEnd: Int64? { sessions.first.map(end(of:)) }

    var earliestWindow: (start: EventTime, end: EventTime)? {
        sessions.first.map {
            (EventTime(nanoseconds: $0.start), EventTime(nanoseconds: end(of: $0)))
        }
    }

    private func end(of session: Session) -> Int64 { session.last.saturatingAdding(gap) }

    /// The first session that ends after `time`: the only one, with its successor, that `time` can join.
    private func firstEnding(after time: Int64) -> Int {
        // Most vectors are the newest.
        if let last = sessions.last, end(of: last) <= time { return sessions.count }
        var low = 0
        var high = sessions.count
        while low < high {
            let middle = (low + high) / 2
            if end(of: sessions[middle]) <= time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func touches(_ time: Int64, _ index: Int) -> Bool {
        index < sessions.count && time.saturatingAdding(gap) > sessions[index].start
    }

    func joinsTwo(_ time: Int64) -> Bool {
        let index = firstEnding(after: time)
        return touches(time, index) && touches(time, index + 1)
    }

    /// Makes one of the two sessions that a vector of this time connects.
    mutating func join(at time: Int64) -> [WindowTracker.Instruction] {
        let index = firstEnding(after: time)
        guard touches(time, index), touches(time, index + 1) else { return [] }
        let later = sessions.remove(at: index + 1)
        sessions[index].last = later.last
        return [.merge(into: sessions[index].key, from: later.key)]
    }

    mutating func place(_ time: Int64, watermark: Int64) -> WindowTracker.Placement {
        let index = firstEnding(after: time)
        if touches(time, index) {
            sessions[index].start = min(sessions[index].start, time)
            sessions[index].last = max(sessions[index].last, time)
            return .pane(sessions[index].key)
        }
        guard time.saturatingAdding(gap) > watermark else {
            let (difference, overflow) = watermark.subtractingReportingOverflow(time)
            return .late(byNanoseconds: overflow ? .max : max(0, difference))
        }
        let key = nextKey
        nextKey += 1
        sessions.insert(Session(start: time, last: time, key: key), at: index)
        return .pane(key)
    }

    mutating func close(upTo watermark: Int64, early: Int64? = nil) -> [WindowTracker.Instruction] {
        var instructions: [WindowTracker.Instruction] = []
        while let first = sessions.first, end(of: first) <= watermark {
            sessions.removeFirst()
            instructions.append(
                .close(
                    start: EventTime(nanoseconds: first.start), end: EventTime(nanoseconds: end(of: first)),
                    panes: [first.key], early: early.map { end(of: first) > $0 } ?? false))
            instructions.append(.evict(first.key))
        }
        return instructions
    }
}
