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

    /// How many edges a live node has; 0 for a free slot. O(1).
    public func degree(of slot: Int) -> Int {
        settle()
        return isLive(slot) ? table.records[slot].degree : 0
    }

    /// The sum of the weights of a node's edges; 0 for a free slot. O(1).
    public func weightedDegree(of slot: Int) -> Double {
        settle()
        return isLive(slot) ? table.records[slot].weightedDegree : 0
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
        neighbours.reserveCapacity(record.degree)
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
