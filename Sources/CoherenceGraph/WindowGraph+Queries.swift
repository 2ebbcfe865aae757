/// One end of an edge, seen from the other.
public struct Neighbour: Sendable, Hashable {
    /// The neighbour's slot.
    public var slot: Int
    /// The similarity.
    public var weight: Float

    /// A neighbour of these parts.
    public init(slot: Int, weight: Float) {
        self.slot = slot
        self.weight = weight
    }
}

extension WindowGraph {
    /// Whether `slot` holds a node.
    public func isLive(_ slot: Int) -> Bool {
        table.isLive(slot)
    }

    /// The live slots in order of arrival. O(nodes).
    public var slots: [Int] {
        var slots: [Int] = []
        slots.reserveCapacity(nodeCount)
        var slot = first
        while slot >= 0 {
            slots.append(Int(slot))
            slot = table.origins[Int(slot)].next
        }
        return slots
    }

    /// How many edges a live node has; 0 for a free slot. O(degree).
    public func degree(of slot: Int) -> Int {
        neighbours(of: slot).count
    }

    /// Whether a live node has an edge. O(degree) at worst, mostly O(1).
    func isConnected(_ slot: Int) -> Bool {
        if table.records[slot].newerCount > 0 { return true }
        let origin = table.origins[slot]
        guard let older = origin.older else { return false }
        for edge in 0..<Int(origin.olderCount) {
            let sequence = table.origins[Int(older[edge].slot)].sequence
            if sequence >= 0, sequence < origin.sequence { return true }
        }
        return false
    }

    /// The sum of the weights of a node's edges; 0 for a free slot. O(degree).
    public func weightedDegree(of slot: Int) -> Double {
        neighbours(of: slot).reduce(0) { $0 + Double($1.weight) }
    }

    /// The number of a live node's domain.
    public func domain(of slot: Int) -> Int? {
        isLive(slot) ? Int(table.domains[slot]) : nil
    }

    /// A node's live neighbours: earlier arrivals as they were given, then later ones in order of
    /// arrival. O(degree), for evidence and tests.
    public func neighbours(of slot: Int) -> [Neighbour] {
        guard isLive(slot) else { return [] }
        settle()
        let (record, origin) = (table.records[slot], table.origins[slot])
        var neighbours: [Neighbour] = []
        neighbours.reserveCapacity(Int(record.newerCount + origin.olderCount))
        if let older = origin.older {
            for edge in 0..<Int(origin.olderCount) {
                let sequence = table.origins[Int(older[edge].slot)].sequence
                guard sequence >= 0, sequence < origin.sequence else { continue }
                neighbours.append(Neighbour(slot: Int(older[edge].slot), weight: older[edge].weight))
            }
        }
        if let newer = record.newer {
            for edge in 0..<Int(record.newerCount) {
                neighbours.append(Neighbour(slot: Int(newer[edge].slot), weight: newer[edge].weight))
            }
        }
        return neighbours
    }
}
