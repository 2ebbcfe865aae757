import StreamCore

/// One edge in a node's list.
struct AdjacencyEntry {
    var slot: Int32
    var weight: Float
}

/// What each edge of a new neighbour touches: 16 bytes.
///
/// Degrees are not among it: they would cost every edge two more reads and writes, at its coming and at its
/// going, and only the whole snapshot needs them, which lays the graph out anyway.
struct NodeRecord {
    /// Live neighbours that arrived later, in order of arrival; exact at all times.
    var newer: UnsafeMutablePointer<AdjacencyEntry>?
    var newerCount: Int32
    var newerCapacity: Int32
}

/// The rest of what is known of a slot.
struct NodeOrigin {
    /// The node's arrival number; −1 where the slot is free.
    var sequence: Int64
    /// Neighbours that arrived earlier, as given; those that have left since are skipped when read.
    var older: UnsafeMutablePointer<AdjacencyEntry>?
    var olderCount: Int32
    var olderCapacity: Int32
    /// The live node that arrived before, −1 for the first.
    var previous: Int32
    /// The live node that arrived next, −1 for the last.
    var next: Int32
}

/// The records of all slots and the memory of their lists, which is kept when a slot is used again.
struct NodeTable: ~Copyable {
    private(set) var capacity = 0
    private var recordBuffer = AlignedBuffer<NodeRecord>(count: 0)
    private var originBuffer = AlignedBuffer<NodeOrigin>(count: 0)
    private var domainBuffer = AlignedBuffer<Int32>(count: 0)

    /// By slot.
    var records: UnsafeMutablePointer<NodeRecord> { recordBuffer.base }
    /// By slot.
    var origins: UnsafeMutablePointer<NodeOrigin> { originBuffer.base }
    /// Each node's domain, by slot.
    var domains: UnsafeMutablePointer<Int32> { domainBuffer.base }

    deinit {
        for slot in 0..<capacity {
            recordBuffer.base[slot].newer?.deallocate()
            originBuffer.base[slot].older?.deallocate()
        }
    }

    /// Whether `slot` holds a node.
    func isLive(_ slot: Int) -> Bool {
        slot >= 0 && slot < capacity && originBuffer.base[slot].sequence >= 0
    }

    /// Makes the table reach `slot`.
    mutating func reserve(slot: Int) {
        guard slot >= capacity else { return }
        let larger = max(2 * capacity, slot + 1, 64)
        let widerRecords = AlignedBuffer<NodeRecord>(count: larger)
        let widerOrigins = AlignedBuffer<NodeOrigin>(count: larger)
        let widerDomains = AlignedBuffer<Int32>(count: larger)
        widerRecords.base.update(from: records, count: capacity)
        widerOrigins.base.update(from: origins, count: capacity)
        widerDomains.base.update(from: domains, count: capacity)
        for free in capacity..<larger {
            widerOrigins.base[free].sequence = -1
            widerOrigins.base[free].previous = -1
            widerOrigins.base[free].next = -1
        }
        recordBuffer = widerRecords
        originBuffer = widerOrigins
        domainBuffer = widerDomains
        capacity = larger
    }

    /// A list of at least `count` entries in place of `list`, with the old entries in front.
    ///
    /// Long lists get a few cache lines more, how many depends on the slot. Lists of one length, a power of
    /// two, would lie a multiple of 4 KiB apart, and the ends of a tile of them (``WindowGraph/settle()``)
    /// would all fall into the same few sets of the nearest cache.
    @inline(never)
    static func grow(
        _ list: inout UnsafeMutablePointer<AdjacencyEntry>?, capacity: inout Int32, keeping kept: Int32,
        toHold count: Int32, slot: Int
    ) {
        var larger = max(count, 2 * capacity, 8)
        if larger >= 256 { larger += 8 * Int32(slot & 31) }
        let wider = UnsafeMutablePointer<AdjacencyEntry>.allocate(capacity: Int(larger))
        if let list {
            wider.update(from: list, count: Int(kept))
            list.deallocate()
        }
        list = wider
        capacity = larger
    }
}
