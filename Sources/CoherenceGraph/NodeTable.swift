import StreamCore

/// A node's neighbours that arrived before it, and the weights of the edges to them, each a run of its own:
/// what is read of an edge is mostly its slot alone.
struct EarlierNeighbours {
    private var memory: UnsafeMutableRawPointer?
    private var capacity: Int32
    /// How many there were when the node came; those that have left since are passed over when read.
    private(set) var count: Int32
    /// Whether they stand in order of arrival; ascending by slot otherwise.
    private(set) var isOrdered: Bool

    /// Their slots; only to be used while `count` is above 0.
    var slots: UnsafeMutablePointer<Int32> {
        memory.unsafelyUnwrapped.assumingMemoryBound(to: Int32.self)
    }

    /// The weights, likewise.
    var weights: UnsafeMutablePointer<Float> {
        (memory.unsafelyUnwrapped + Int(capacity) * MemoryLayout<Int32>.stride)
            .assumingMemoryBound(to: Float.self)
    }

    /// Makes room for `count` neighbours, whose places hold anything; what was there is lost.
    mutating func begin(count: Int, isOrdered: Bool) {
        if count > Int(capacity) {
            memory?.deallocate()
            capacity = max(Int32(count), 2 * capacity, 8)
            let bytes = Int(capacity) * (MemoryLayout<Int32>.stride + MemoryLayout<Float>.stride)
            memory = .allocate(byteCount: bytes, alignment: MemoryLayout<Int32>.alignment)
        }
        self.count = Int32(count)
        self.isOrdered = isOrdered
    }

    /// Leaves out the edges whose weight is not positive.
    mutating func dropNonPositive() {
        var kept = 0
        for edge in 0..<Int(count) where weights[edge] > 0 {
            slots[kept] = slots[edge]
            weights[kept] = weights[edge]
            kept += 1
        }
        count = Int32(kept)
    }

    /// Forgets the neighbours and keeps the memory.
    mutating func removeAll() { count = 0 }

    /// Gives the memory back.
    mutating func deallocate() {
        memory?.deallocate()
        memory = nil
    }
}

/// Where a node stands in the order of arrival.
struct NodeArrival {
    /// The node's arrival number; −1 where the slot is free.
    var sequence: Int64
    /// The live node that arrived before, −1 for the first.
    var previous: Int32
    /// The live node that arrived next, −1 for the last.
    var next: Int32
}

/// What is known of all slots, and the memory of their lists, which is kept when a slot is used again.
struct NodeTable: ~Copyable {
    private(set) var capacity = 0
    private var listBuffer = AlignedBuffer<EarlierNeighbours>(count: 0)
    private var arrivalBuffer = AlignedBuffer<NodeArrival>(count: 0)
    private var domainBuffer = AlignedBuffer<Int32>(count: 0)
    private var timestampBuffer = AlignedBuffer<Int64>(count: 0)
    private var linkBuffer = AlignedBuffer<Int32>(count: 0)
    /// Edges to later arrivals.
    private(set) var later: LaterEdges

    /// A table of no slot.
    init(later: consuming LaterEdges) { self.later = later }

    /// By slot.
    var lists: UnsafeMutablePointer<EarlierNeighbours> { listBuffer.base }
    /// By slot.
    var arrivals: UnsafeMutablePointer<NodeArrival> { arrivalBuffer.base }
    /// Each node's domain, by slot.
    var domains: UnsafeMutablePointer<Int32> { domainBuffer.base }
    /// When each vector happened, in nanoseconds, by slot.
    var timestamps: UnsafeMutablePointer<Int64> { timestampBuffer.base }
    /// By slot, the neighbour that came last before the node, or one of those before it; −1 without any.
    /// It may have left since.
    var earlierLinks: UnsafeMutablePointer<Int32> { linkBuffer.base }

    deinit {
        for slot in 0..<capacity { listBuffer.base[slot].deallocate() }
    }

    /// Whether `slot` holds a node.
    func isLive(_ slot: Int) -> Bool {
        slot >= 0 && slot < capacity && arrivalBuffer.base[slot].sequence >= 0
    }

    /// Whether a slot that a live node's list names still holds the neighbour: it may have left, and its slot been
    /// taken by a later arrival.
    @inline(__always)
    func isLive(_ neighbour: Int, before slot: Int) -> Bool {
        let sequence = arrivals[neighbour].sequence
        return sequence >= 0 && sequence < arrivals[slot].sequence
    }

    /// Makes the table reach `slot`.
    mutating func reserve(slot: Int) {
        guard slot >= capacity else { return }
        let larger = max(2 * capacity, slot + 1, 64)
        listBuffer = Self.copy(of: listBuffer, capacity, larger)
        arrivalBuffer = Self.copy(of: arrivalBuffer, capacity, larger)
        domainBuffer = Self.copy(of: domainBuffer, capacity, larger)
        timestampBuffer = Self.copy(of: timestampBuffer, capacity, larger)
        linkBuffer = Self.copy(of: linkBuffer, capacity, larger)
        later.grow(from: capacity, to: larger)
        for free in capacity..<larger {
            arrivalBuffer.base[free] = NodeArrival(sequence: -1, previous: -1, next: -1)
        }
        capacity = larger
    }

    /// A longer buffer with the elements of `buffer` in front.
    static func copy<Element>(
        of buffer: borrowing AlignedBuffer<Element>, _ count: Int, _ larger: Int
    ) -> AlignedBuffer<Element> {
        let wider = AlignedBuffer<Element>(count: larger)
        wider.base.update(from: buffer.base, count: count)
        return wider
    }
}
