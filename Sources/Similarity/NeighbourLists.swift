/// The pairs that a backend found: for each query the slots whose similarity reaches the threshold,
/// ascending, and the similarities.
///
/// The memory is kept between calls and grows when a call needs more, so a steady stream allocates
/// nothing. Every query has a segment of its own, as long as the store has slots; only what is filled is
/// ever touched. One owner at a time: give each concurrent call its own lists.
public final class NeighbourLists {
    /// How many queries the last call had.
    public private(set) var count = 0

    package private(set) var slotBase: UnsafeMutablePointer<Int32>
    package private(set) var weightBase: UnsafeMutablePointer<Float>
    package private(set) var countBase: UnsafeMutablePointer<Int32>
    /// Elements from a query's segment to the next one's.
    package private(set) var stride = 0
    private var entryCapacity = 0
    private var countCapacity = 0
    let scratch = ScratchMemory()

    /// Empty lists.
    public init() {
        slotBase = .allocate(capacity: 0)
        weightBase = .allocate(capacity: 0)
        countBase = .allocate(capacity: 0)
    }

    deinit {
        slotBase.deallocate()
        weightBase.deallocate()
        countBase.deallocate()
    }

    /// The slots of a query's neighbours, ascending; valid until the lists are filled again.
    public func slots(of query: Int) -> UnsafeBufferPointer<Int32> {
        precondition(query >= 0 && query < count)
        return UnsafeBufferPointer(start: slotBase + query &* stride, count: Int(countBase[query]))
    }

    /// The similarities of a query's neighbours, in the order of ``slots(of:)``.
    public func weights(of query: Int) -> UnsafeBufferPointer<Float> {
        precondition(query >= 0 && query < count)
        return UnsafeBufferPointer(start: weightBase + query &* stride, count: Int(countBase[query]))
    }

    /// Pairs over all queries.
    public var totalCount: Int {
        var total = 0
        for query in 0..<count { total &+= Int(countBase[query]) }
        return total
    }

    /// Empties the lists and makes room for `count` queries with up to `limit` neighbours each, plus the
    /// sixteen elements that a vector store may write past the last one.
    package func prepare(count: Int, limit: Int) {
        self.count = count
        // An odd number of cache lines keeps the segments' ends out of one another's cache sets.
        let lines = (limit + 15) / 16 + 1
        stride = (lines | 1) * 16
        if count * stride > entryCapacity {
            slotBase.deallocate()
            weightBase.deallocate()
            entryCapacity = count * stride
            slotBase = allocateAligned(entryCapacity)
            weightBase = allocateAligned(entryCapacity)
        }
        if count > countCapacity {
            countBase.deallocate()
            countCapacity = count
            countBase = allocateAligned(count)
        }
        countBase.update(repeating: 0, count: count)
    }

    /// Adds a pair to the end of a query's list; `prepare` made the room.
    package func append(query: Int, slot: Int, weight: Float) {
        let position = Int(countBase[query])
        slotBase[query &* stride &+ position] = Int32(truncatingIfNeeded: slot)
        weightBase[query &* stride &+ position] = weight
        countBase[query] = Int32(truncatingIfNeeded: position &+ 1)
    }
}
