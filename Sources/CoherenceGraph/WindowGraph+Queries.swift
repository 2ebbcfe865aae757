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
        slot >= 0 && slot < table.capacity && table.records[slot].isLive
    }

    /// The live slots in order of arrival. O(nodes).
    public var slots: [Int] {
        var slots: [Int] = []
        slots.reserveCapacity(nodeCount)
        var slot = first
        while slot >= 0 {
            slots.append(Int(slot))
            slot = table.records[Int(slot)].next
        }
        return slots
    }

    /// How many edges a live node has; 0 for a free slot. O(1).
    public func degree(of slot: Int) -> Int {
        isLive(slot) ? Int(table.records[slot].degree) : 0
    }

    /// The sum of the weights of a node's edges; 0 for a free slot. O(1).
    public func weightedDegree(of slot: Int) -> Double {
        isLive(slot) ? table.records[slot].weightedDegree : 0
    }

    /// The number of a live node's domain.
    public func domain(of slot: Int) -> Int? {
        isLive(slot) ? Int(table.records[slot].domain) : nil
    }

    /// A node's live neighbours: earlier arrivals as they were given, then later ones in order of
    /// arrival. O(degree), for evidence and tests.
    public func neighbours(of slot: Int) -> [Neighbour] {
        guard isLive(slot) else { return [] }
        let node = table.records[slot]
        var neighbours: [Neighbour] = []
        neighbours.reserveCapacity(Int(node.degree))
        if let older = node.older {
            for edge in 0..<Int(node.olderCount) {
                let sequence = table.records[Int(older[edge].slot)].sequence
                guard sequence >= 0, sequence < node.sequence else { continue }
                neighbours.append(Neighbour(slot: Int(older[edge].slot), weight: older[edge].weight))
            }
        }
        if let newer = node.newer {
            for edge in 0..<Int(node.newerCount) {
                neighbours.append(Neighbour(slot: Int(newer[edge].slot), weight: newer[edge].weight))
            }
        }
        return neighbours
    }
}
