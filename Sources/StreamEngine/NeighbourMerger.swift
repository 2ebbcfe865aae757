/// Merges the neighbours that a query has in the window and in its own batch into one list in ascending
/// order of slot, so that they come in the same order however the stream was cut into batches.
final class NeighbourMerger {
    private var slots: [Int32] = []
    private var weights: [Float] = []
    private var count = 0
    private var mateSlots: [Int32] = []
    private var mateWeights: [Float] = []
    private var sortScratch: [UInt64] = []

    /// Merges; runs are copied whole, since a batch's slots are mostly consecutive. O(neighbours), and
    /// O(k log k) for k mates whose slots are not ascending.
    ///
    /// - Parameters:
    ///   - older: The window's neighbours, ascending.
    ///   - mates: The batch's neighbours by place in the batch, ascending.
    ///   - mateSlots: The slot of each place.
    func merge(
        _ older: UnsafeBufferPointer<Int32>, _ olderWeights: UnsafeBufferPointer<Float>,
        _ mates: UnsafeBufferPointer<Int32>, _ mateWeights: UnsafeBufferPointer<Float>,
        mateSlots batchSlots: UnsafePointer<Int32>
    ) {
        count = older.count + mates.count
        reserve(count, mates: mates.count)
        gatherMates(mates, mateWeights, batchSlots)
        // Local pointers: a class's properties are checked for exclusive access at each use.
        slots.withUnsafeMutableBufferPointer { slots in
            weights.withUnsafeMutableBufferPointer { weights in
                self.mateSlots.withUnsafeBufferPointer { mateSlots in
                    self.mateWeights.withUnsafeBufferPointer { mateWeights in
                        Self.interleave(
                            older, olderWeights, mateSlots, mateWeights, mateCount: mates.count,
                            into: slots, weights)
                    }
                }
            }
        }
    }

    private static func interleave(
        _ older: UnsafeBufferPointer<Int32>, _ olderWeights: UnsafeBufferPointer<Float>,
        _ mateSlots: UnsafeBufferPointer<Int32>, _ mateWeights: UnsafeBufferPointer<Float>,
        mateCount: Int, into slots: UnsafeMutableBufferPointer<Int32>,
        _ weights: UnsafeMutableBufferPointer<Float>
    ) {
        guard let slotBase = slots.baseAddress, let weightBase = weights.baseAddress else { return }
        var taken = 0
        var filled = 0
        func copyOlder(upTo end: Int) {
            guard end > taken, let slotSource = older.baseAddress, let weightSource = olderWeights.baseAddress
            else { return }
            (slotBase + filled).update(from: slotSource + taken, count: end - taken)
            (weightBase + filled).update(from: weightSource + taken, count: end - taken)
            filled += end - taken
            taken = end
        }
        for mate in 0..<mateCount {
            let slot = mateSlots[mate]
            if taken < older.count, older[taken] < slot {
                copyOlder(upTo: firstAbove(slot, in: older, from: taken + 1))
            }
            slotBase[filled] = slot
            weightBase[filled] = mateWeights[mate]
            filled += 1
        }
        copyOlder(upTo: older.count)
    }

    /// Calls `body` with what was merged last.
    func withMerged(_ body: (UnsafeBufferPointer<Int32>, UnsafeBufferPointer<Float>) -> Void) {
        slots.withUnsafeBufferPointer { slots in
            weights.withUnsafeBufferPointer { weights in
                body(
                    UnsafeBufferPointer(rebasing: slots[..<count]),
                    UnsafeBufferPointer(rebasing: weights[..<count]))
            }
        }
    }

    private func reserve(_ total: Int, mates: Int) {
        if slots.count < total {
            slots = [Int32](repeating: 0, count: max(total, 2 * slots.count))
            weights = [Float](repeating: 0, count: slots.count)
        }
        if mateSlots.count < mates {
            mateSlots = [Int32](repeating: 0, count: max(mates, 2 * mateSlots.count))
            mateWeights = [Float](repeating: 0, count: mateSlots.count)
        }
    }

    private func gatherMates(
        _ mates: UnsafeBufferPointer<Int32>, _ sourceWeights: UnsafeBufferPointer<Float>,
        _ batchSlots: UnsafePointer<Int32>
    ) {
        var ascending = true
        mateSlots.withUnsafeMutableBufferPointer { mateSlots in
            var previous = Int32.min
            for index in 0..<mates.count {
                let slot = batchSlots[Int(mates[index])]
                ascending = ascending && slot > previous
                previous = slot
                mateSlots[index] = slot
            }
        }
        mateWeights.withUnsafeMutableBufferPointer { mateWeights in
            for index in 0..<mates.count { mateWeights[index] = sourceWeights[index] }
        }
        guard !ascending else { return }
        // Slots are not negative and differ, so the packed words sort by slot.
        sortScratch.removeAll(keepingCapacity: true)
        for index in 0..<mates.count {
            sortScratch.append(UInt64(mateSlots[index]) << 32 | UInt64(mateWeights[index].bitPattern))
        }
        sortScratch.sort()
        for index in 0..<mates.count {
            mateSlots[index] = Int32(sortScratch[index] >> 32)
            mateWeights[index] = Float(bitPattern: UInt32(truncatingIfNeeded: sortScratch[index]))
        }
    }

    private static func firstAbove(
        _ slot: Int32, in list: UnsafeBufferPointer<Int32>, from start: Int
    ) -> Int {
        var low = start
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < slot { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
