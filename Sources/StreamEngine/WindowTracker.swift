import StreamCore

/// Which windows a stream's vectors fall into and when each closes: a pure state machine that knows
/// only timestamps.
///
/// Vectors are gathered in *panes*, the largest stretches that every window holds whole or not at all
/// (for sliding windows, gcd(size, slide) long; for sessions, the session itself). The owner keeps what
/// belongs to a pane under its key. The order of the calls for each vector is: ``requiresFlush(before:)``
/// and, if so, ``advance(to:)``; then ``place(_:)``; then, once the vector has been taken in,
/// ``boundaryReached`` and, if so, ``closeAtBoundary()``.
package struct WindowTracker: Sendable {
    /// A pane's name, never used twice by one tracker.
    package typealias PaneKey = Int

    /// Where a vector goes.
    package enum Placement: Hashable, Sendable {
        /// Into this pane.
        case pane(PaneKey)
        /// Nowhere: every window that would hold it has closed; it is this far behind the watermark.
        case late(byNanoseconds: Int64)
    }

    /// What the owner is to do, in this order.
    package enum Instruction: Hashable, Sendable {
        /// Hand on the window of these panes (in order of time). The bounds are nil where the window is
        /// not one of event time; then they are those of its vectors.
        case close(start: EventTime?, end: EventTime?, panes: [PaneKey], early: Bool)
        /// Forget this pane: no window that is open or to come holds it.
        case evict(PaneKey)
        /// Add the second pane to the first and forget the second.
        case merge(into: PaneKey, from: PaneKey)
    }

    private enum Kind: Sendable {
        case time(TimeWindows)
        case session(SessionWindows)
        case count(CountWindows)
        case landmark(PaneKey?, next: PaneKey)
    }

    private var kind: Kind
    private let lateness: Int64
    private var highest: EventTime?

    /// A tracker of windows of this kind, none of them open yet.
    ///
    /// - Parameters:
    ///   - policy: A valid policy.
    ///   - allowedLateness: How far the watermark stays behind the highest timestamp; not negative.
    package init(policy: WindowPolicy, allowedLateness: Duration) {
        lateness = allowedLateness.wholeNanoseconds
        switch policy {
        case .tumbling(let size):
            kind = .time(TimeWindows(size: size.wholeNanoseconds, slide: size.wholeNanoseconds))
        case .sliding(let size, let slide):
            kind = .time(TimeWindows(size: size.wholeNanoseconds, slide: slide.wholeNanoseconds))
        case .session(let gap):
            kind = .session(SessionWindows(gap: gap.wholeNanoseconds))
        case .count(let size, let slide):
            kind = .count(CountWindows(size: size, slide: slide))
        case .landmark:
            kind = .landmark(nil, next: 0)
        }
    }

    /// Highest timestamp − allowed lateness; nil before the first vector. Vectors behind it may be late.
    package var watermark: EventTime? { highest?.advanced(byNanoseconds: -lateness) }

    /// Whether windows close, or panes merge, before a vector of this time can be placed. O(1) in the
    /// usual case, O(log panes) otherwise.
    package func requiresFlush(before time: EventTime) -> Bool {
        switch kind {
        case .time(let windows):
            guard let end = windows.earliestEnd else { return false }
            return time.nanoseconds >= end.saturatingAdding(lateness)
        case .session(let sessions):
            guard let end = sessions.earliestEnd else { return false }
            return time.nanoseconds >= end.saturatingAdding(lateness) || sessions.joinsTwo(time.nanoseconds)
        case .count, .landmark:
            return false
        }
    }

    /// Moves the watermark as a vector of this time does, and says what that closes, evicts and merges.
    package mutating func advance(to time: EventTime) -> [Instruction] {
        highest = max(highest ?? time, time)
        guard let watermark else { return [] }
        switch kind {
        case .time(var windows):
            let instructions = windows.close(upTo: watermark.nanoseconds)
            kind = .time(windows)
            return instructions
        case .session(var sessions):
            var instructions = sessions.close(upTo: watermark.nanoseconds)
            instructions += sessions.join(at: time.nanoseconds)
            kind = .session(sessions)
            return instructions
        case .count, .landmark:
            return []
        }
    }

    /// Places a vector of this time and moves the watermark.
    package mutating func place(_ time: EventTime) -> Placement {
        if highest.map({ time > $0 }) ?? true { highest = time }
        let mark = highest.map { $0.nanoseconds.saturatingAdding(-lateness) } ?? .min
        switch kind {
        case .time(var windows):
            // Taken out while it changes, so that its panes are not copied.
            kind = .landmark(nil, next: 0)
            defer { kind = .time(windows) }
            return windows.place(time.nanoseconds, watermark: mark)
        case .session(var sessions):
            kind = .landmark(nil, next: 0)
            defer { kind = .session(sessions) }
            return sessions.place(time.nanoseconds, watermark: mark)
        case .count(var windows):
            kind = .landmark(nil, next: 0)
            defer { kind = .count(windows) }
            return .pane(windows.place())
        case .landmark(let pane, let next):
            if let pane { return .pane(pane) }
            kind = .landmark(next, next: next + 1)
            return .pane(next)
        }
    }

    /// How many more vectors may be placed before ``boundaryReached``; `Int.max` where count plays no part.
    package var roomUntilBoundary: Int {
        if case .count(let windows) = kind { return windows.roomUntilBoundary }
        return .max
    }

    /// Whether a window is complete as it stands, by its count of vectors.
    package var boundaryReached: Bool {
        if case .count(let windows) = kind { return windows.boundaryReached }
        return false
    }

    /// Closes the window that is complete by count.
    package mutating func closeAtBoundary() -> [Instruction] {
        guard case .count(var windows) = kind else { return [] }
        let instructions = windows.closeAtBoundary()
        kind = .count(windows)
        return instructions
    }

    /// The bounds of the earliest open window, where windows are of event time.
    package var earliestOpenWindow: (start: EventTime, end: EventTime)? {
        switch kind {
        case .time(let windows): windows.earliestWindow
        case .session(let sessions): sessions.earliestWindow
        case .count, .landmark: nil
        }
    }

    /// Closes every open window as if the watermark had passed all ends, and begins anew.
    ///
    /// In time, each window that holds a vector is handed on. By count, the vectors that have been in no
    /// closed window yet are handed on in one shorter window.
    package mutating func finish() -> [Instruction] {
        defer { highest = nil }
        switch kind {
        case .time(var windows):
            let instructions = windows.close(upTo: .max, early: watermark?.nanoseconds)
            windows.reset()
            kind = .time(windows)
            return instructions
        case .session(var sessions):
            let instructions = sessions.close(upTo: .max, early: watermark?.nanoseconds)
            kind = .session(sessions)
            return instructions
        case .count(var windows):
            let instructions = windows.finish()
            kind = .count(windows)
            return instructions
        case .landmark(let pane, let next):
            kind = .landmark(nil, next: next)
            guard let pane else { return [] }
            return [.close(start: nil, end: nil, panes: [pane], early: true), .evict(pane)]
        }
    }
}
