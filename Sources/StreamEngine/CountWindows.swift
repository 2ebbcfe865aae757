import DequeModule
import StreamCore

/// Count windows: window k holds the vectors k·slide ..< k·slide + size, numbered in order of arrival.
struct CountWindows: Sendable {
    private let size: Int
    private let slide: Int
    private let paneLength: Int
    private var panes: Deque<Int> = []  // the keys, which are the panes' numbers
    private var placed = 0
    private var firstOpen = 0
    /// The vectors that some closed window holds are those below this.
    private var covered = 0
    /// Keys go on counting when the numbering of vectors begins anew.
    private var keyBase = 0

    init(size: Int, slide: Int) {
        self.size = size
        self.slide = slide
        paneLength = Int(greatestCommonDivisor(Int64(size), Int64(slide)))
    }

    private var nextEnd: Int { firstOpen * slide + size }

    var roomUntilBoundary: Int { nextEnd - placed }
    var boundaryReached: Bool { placed == nextEnd }

    mutating func place() -> WindowTracker.PaneKey {
        let key = keyBase + placed / paneLength
        if panes.last != key { panes.append(key) }
        placed += 1
        return key
    }

    mutating func closeAtBoundary() -> [WindowTracker.Instruction] {
        guard boundaryReached else { return [] }
        return close(early: false)
    }

    private mutating func close(early: Bool) -> [WindowTracker.Instruction] {
        var instructions: [WindowTracker.Instruction] = [
            .close(start: nil, end: nil, panes: Array(panes), early: early)
        ]
        covered = placed
        firstOpen += 1
        let firstKept = keyBase + firstOpen * slide / paneLength
        while let first = panes.first, first < firstKept {
            instructions.append(.evict(first))
            panes.removeFirst()
        }
        return instructions
    }

    mutating func finish() -> [WindowTracker.Instruction] {
        var instructions = placed > covered ? close(early: true) : []
        instructions += panes.map { .evict($0) }
        keyBase += placed / paneLength + 1
        panes.removeAll()
        (placed, firstOpen, covered) = (0, 0, 0)
        return instructions
    }
}
