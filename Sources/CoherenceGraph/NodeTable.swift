import StreamCore

/// One edge in a node's list.
struct AdjacencyEntry {
    var slot: Int32
    var weight: Float
}

/// What the graph knows of one slot: a cache line, so that touching a neighbour costs one miss.
struct NodeRecord {
    /// The sum of the weights of the live edges.
    var weightedDegree: Double
    /// The node's arrival number; −1 where the slot is free.
    var sequence: Int64
    /// Live neighbours that arrived later, in order of arrival; exact at all times.
    var newer: UnsafeMutablePointer<AdjacencyEntry>?
    /// Neighbours that arrived earlier, as given; those that have left since are skipped when read.
    var older: UnsafeMutablePointer<AdjacencyEntry>?
    var newerCount: Int32
    var newerCapacity: Int32
    var olderCount: Int32
    var olderCapacity: Int32
    /// Live neighbours, older and newer.
    var degree: Int32
    var domain: Int32
    /// The live node that arrived before, −1 for the first.
    var previous: Int32
    /// The live node that arrived next, −1 for the last.
    var next: Int32

    var isLive: Bool { sequence >= 0 }
}

/// The records of all slots and the memory of their lists, which is kept when a slot is used again.
struct NodeTable: ~Copyable {
    private(set) var records: UnsafeMutablePointer<NodeRecord>
    private(set) var capacity: Int
    private var buffer: AlignedBuffer<NodeRecord>

    init() {
        buffer = AlignedBuffer(count: 64)
        records = buffer.base
        capacity = 64
        Self.clear(records, 0..<capacity)
    }

    deinit {
        for slot in 0..<capacity {
            records[slot].newer?.deallocate()
            records[slot].older?.deallocate()
        }
    }

    /// Makes the table reach `slot`.
    mutating func reserve(slot: Int) {
        guard slot >= capacity else { return }
        let larger = max(2 * capacity, slot + 1)
        let wider = AlignedBuffer<NodeRecord>(count: larger)
        wider.base.update(from: records, count: capacity)
        Self.clear(wider.base, capacity..<larger)
        buffer = wider
        records = buffer.base
        capacity = larger
    }

    private static func clear(_ records: UnsafeMutablePointer<NodeRecord>, _ range: Range<Int>) {
        for slot in range {
            records[slot].sequence = -1
            records[slot].previous = -1
            records[slot].next = -1
        }
    }

    /// A list of at least `count` entries in place of `list`, with the old entries in front.
    @inline(never)
    static func grow(
        _ list: inout UnsafeMutablePointer<AdjacencyEntry>?, capacity: inout Int32, keeping kept: Int32,
        toHold count: Int32
    ) {
        let larger = max(count, 2 * capacity, 8)
        let wider = UnsafeMutablePointer<AdjacencyEntry>.allocate(capacity: Int(larger))
        if let list {
            wider.update(from: list, count: Int(kept))
            list.deallocate()
        }
        list = wider
        capacity = larger
    }
}
