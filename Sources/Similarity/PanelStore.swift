import StreamCore

/// The live window's unit vectors, each held once, in 64-byte-aligned memory laid out for a backend.
///
/// A vector lives in a *slot*, a small integer that stays its own until ``release(_:)``. Slots that were
/// released are used again, the longest-free first; when none is free the store grows by doubling. It
/// is a class with one owner and no locking: whoever appends must be alone, while any number of readers
/// may use a ``StoreView`` between two changes.
public final class PanelStore {
    /// Components of a row.
    public let dimension: Int
    /// How rows lie in memory.
    public let layout: StoreLayout
    /// Rows that are live.
    public private(set) var liveCount = 0
    /// Slots ever used: each is in 0..<`slotLimit`. Falls back to 0 when the last row is released.
    public private(set) var slotLimit = 0

    private let geometry: StoreGeometry
    private var floats: AlignedBuffer<Float>
    private var liveMasks: AlignedBuffer<UInt16>
    private let codes: CodePanels?
    private var panelCapacity: Int
    private var freeSlots = SlotQueue()

    /// An empty store.
    ///
    /// - Parameters:
    ///   - dimension: Components of a row, at least 1.
    ///   - capacity: Rows to make room for at once; more than that is only a matter of growth.
    ///   - layout: The layout of the backend that will read it (``SimilarityBackend/layout``).
    public convenience init(dimension: Int, capacity: Int, layout: StoreLayout) {
        self.init(dimension: dimension, capacity: capacity, layout: layout, codeInflation: 1)
    }

    /// As ``init(dimension:capacity:layout:)``, the angles of the codes shrunk by a factor: for tests, which
    /// show that screening then loses pairs.
    package init(dimension: Int, capacity: Int, layout: StoreLayout, codeInflation: Double) {
        precondition(dimension > 0, "a row has at least one component")
        self.dimension = dimension
        self.layout = layout
        geometry = StoreGeometry(layout: layout, dimension: dimension)
        panelCapacity = max(1, (capacity + StoreLayout.width - 1) / StoreLayout.width)
        floats = AlignedBuffer(count: panelCapacity * geometry.panelStride)
        liveMasks = AlignedBuffer(count: panelCapacity)
        codes =
            layout == .screenedPanels
            ? CodePanels(geometry: geometry, panels: panelCapacity, inflation: codeInflation) : nil
    }

    /// Rows that fit without growing.
    public var capacity: Int { panelCapacity * StoreLayout.width }

    /// Bytes of memory that the rows take, padding, free slots and codes included.
    public var byteCount: Int { floats.count * MemoryLayout<Float>.stride + (codes?.byteCount ?? 0) }

    /// Copies a row in and returns its slot. O(dimension), plus a copy of everything when it grows.
    ///
    /// - Parameter row: `dimension` floats, of unit length.
    public func append(_ row: UnsafePointer<Float>) -> Int {
        let slot: Int
        if let free = freeSlots.popFirst() {
            slot = free
        } else {
            if slotLimit == capacity { grow() }
            slot = slotLimit
            slotLimit += 1
        }
        geometry.write(row, slot: slot, to: floats.base)
        codes?.write(row, slot: slot)
        liveMasks[slot / StoreLayout.width] |= 1 << UInt16(slot % StoreLayout.width)
        liveCount += 1
        return slot
    }

    /// Gives a live slot up; it may be any slot's turn, in any order. O(1).
    public func release(_ slot: Int) {
        precondition(isLive(slot), "only a live slot can be released")
        liveMasks[slot / StoreLayout.width] &= ~(1 << UInt16(slot % StoreLayout.width))
        liveCount -= 1
        if liveCount == 0 {
            // Nothing refers to any slot: start over, so that a burst does not leave a long scan behind.
            freeSlots.removeAll()
            slotLimit = 0
        } else {
            freeSlots.append(slot)
        }
    }

    /// Whether `slot` holds a row.
    public func isLive(_ slot: Int) -> Bool {
        slot >= 0 && slot < slotLimit
            && liveMasks[slot / StoreLayout.width] >> UInt16(slot % StoreLayout.width) & 1 == 1
    }

    /// Copies the row of `slot` out: `dimension` floats, the bits that were appended. O(dimension).
    public func copyRow(_ slot: Int, into row: UnsafeMutablePointer<Float>) {
        precondition(slot >= 0 && slot < slotLimit, "no such slot")
        geometry.read(slot: slot, from: floats.base, into: row)
    }

    /// What a backend reads: pointers that are valid until the next ``append(_:)`` or ``release(_:)``.
    public var view: StoreView {
        StoreView(
            geometry: geometry, base: UnsafePointer(floats.base), liveMasks: UnsafePointer(liveMasks.base),
            codes: codes?.view, slotLimit: slotLimit, liveCount: liveCount)
    }

    private func grow() {
        let wider = AlignedBuffer<Float>(count: 2 * panelCapacity * geometry.panelStride)
        wider.base.update(from: floats.base, count: floats.count)
        let masks = AlignedBuffer<UInt16>(count: 2 * panelCapacity)
        masks.base.update(from: liveMasks.base, count: panelCapacity)
        floats = wider
        liveMasks = masks
        codes?.grow()
        panelCapacity *= 2
    }
}

/// A read-only picture of a ``PanelStore``, to hand to a backend.
///
/// It does not own memory: it must not be used after the store's next append or release, nor outlive it.
public struct StoreView: @unchecked Sendable {
    // Proof for Sendable: all members are immutable, and the memory behind the pointers is only written by
    // append and release, after which no view may be used (stated above); so concurrent readers only read.
    package let geometry: StoreGeometry
    package let base: UnsafePointer<Float>
    /// A bit a slot, sixteen slots an element, bit 0 the lowest slot.
    package let liveMasks: UnsafePointer<UInt16>
    /// The rows' codes, where the layout has them.
    package let codes: CodeView?
    /// Slots are 0..<`slotLimit`.
    public let slotLimit: Int
    /// Rows that are live.
    public let liveCount: Int

    /// Components of a row.
    public var dimension: Int { geometry.dimension }
    /// How rows lie in memory.
    public var layout: StoreLayout { geometry.layout }
    /// Groups of sixteen slots, the last one partly filled.
    package var panelCount: Int { (slotLimit + StoreLayout.width - 1) / StoreLayout.width }

    /// Whether `slot` holds a row.
    public func isLive(_ slot: Int) -> Bool {
        liveMasks[slot / StoreLayout.width] >> UInt16(slot % StoreLayout.width) & 1 == 1
    }

    /// Copies the row of `slot` out: `dimension` floats.
    public func copyRow(_ slot: Int, into row: UnsafeMutablePointer<Float>) {
        geometry.read(slot: slot, from: base, into: row)
    }
}

/// First in, first out, over a ring that grows by doubling.
private struct SlotQueue {
    private var ring: [Int] = []
    private var head = 0
    private var count = 0

    mutating func append(_ slot: Int) {
        if count == ring.count {
            var wider = [Int](repeating: 0, count: max(16, 2 * ring.count))
            for index in 0..<count { wider[index] = ring[(head + index) % ring.count] }
            ring = wider
            head = 0
        }
        ring[(head + count) % ring.count] = slot
        count += 1
    }

    mutating func popFirst() -> Int? {
        guard count > 0 else { return nil }
        let slot = ring[head]
        head = (head + 1) % ring.count
        count -= 1
        return slot
    }

    mutating func removeAll() {
        head = 0
        count = 0
    }
}
