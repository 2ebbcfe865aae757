import DequeModule

/// A stretch of elements that passed a buffer together, and when each was handed over.
public struct BufferSegment<Element: Sendable>: Sendable {
    /// The elements, oldest first.
    public var elements: ArraySlice<Element>
    /// Runs of elements that were handed over at once: where each run ends (an index into ``elements``)
    /// and when it was handed over, in nanoseconds of the monotonic clock.
    package var arrivals: ArraySlice<Arrival>

    package struct Arrival: Sendable {
        package var end: Int
        package var nanoseconds: Int64
    }

    /// Splits off the first `count` elements. O(1), plus the arrivals' count.
    package mutating func removeFirst(_ count: Int) -> BufferSegment {
        let cut = elements.startIndex + count
        let head = elements[..<cut]
        let firstKept = arrivals.firstIndex { $0.end > cut } ?? arrivals.endIndex
        // The run that the cut goes through belongs to both sides.
        let split = firstKept < arrivals.endIndex ? firstKept + 1 : firstKept
        let headArrivals = arrivals[..<split]
        elements = elements[cut...]
        arrivals = arrivals[firstKept...]
        return BufferSegment(elements: head, arrivals: headArrivals)
    }
}

/// What waits in a bounded buffer: segments of elements that came in batches, and those that came one by
/// one until somebody takes them.
struct SegmentStorage<Element: Sendable>: Sendable {
    private var segments: Deque<BufferSegment<Element>> = []
    private var loose: [Element] = []
    private var looseArrivals: [BufferSegment<Element>.Arrival] = []
    private let looseLimit: Int

    /// - Parameter looseLimit: How many single elements make a segment at most.
    init(looseLimit: Int) {
        self.looseLimit = looseLimit
    }

    mutating func append(_ element: Element, at time: Int64) {
        if loose.isEmpty {
            loose.reserveCapacity(looseLimit)
            looseArrivals.reserveCapacity(looseLimit)
        }
        loose.append(element)
        looseArrivals.append(.init(end: loose.count, nanoseconds: time))
        if loose.count >= looseLimit { gatherLoose() }
    }

    mutating func append(batch: ArraySlice<Element>, at time: Int64) {
        guard !batch.isEmpty else { return }
        gatherLoose()
        segments.append(
            BufferSegment(elements: batch, arrivals: [.init(end: batch.endIndex, nanoseconds: time)]))
    }

    /// How many elements can be taken at once; 0 when nothing waits.
    mutating func firstCount() -> Int {
        if segments.isEmpty { gatherLoose() }
        return segments.first?.elements.count ?? 0
    }

    /// Takes `count` of the elements that ``firstCount()`` said.
    mutating func takeFirst(_ count: Int) -> BufferSegment<Element> {
        if segments[0].elements.count == count { return segments.removeFirst() }
        return segments[0].removeFirst(count)
    }

    mutating func removeOldest(_ count: Int) {
        var left = count
        while left > 0 {
            let removed = min(left, firstCount())
            guard removed > 0 else { return }
            _ = takeFirst(removed)
            left -= removed
        }
    }

    mutating func removeAll() {
        segments.removeAll()
        loose.removeAll()
        looseArrivals.removeAll()
    }

    /// Makes a segment of the elements that came one by one.
    private mutating func gatherLoose() {
        guard !loose.isEmpty else { return }
        segments.append(BufferSegment(elements: loose[...], arrivals: looseArrivals[...]))
        loose = []
        looseArrivals = []
    }
}
