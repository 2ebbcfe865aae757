import StreamCore

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
            slot = table.arrivals[Int(slot)].next
        }
        return slots
    }

    /// How many edges a live node has; 0 for a free slot. O(earlier neighbours).
    public func degree(of slot: Int) -> Int {
        guard isLive(slot) else { return 0 }
        var degree = table.later.sums(of: slot).count
        forEachEarlierNeighbour(of: slot) { _, _ in degree += 1 }
        return degree
    }

    /// The sum of the weights of a node's edges; 0 for a free slot. O(earlier neighbours).
    public func weightedDegree(of slot: Int) -> Double {
        guard isLive(slot) else { return 0 }
        var degree = table.later.sums(of: slot).weight
        forEachEarlierNeighbour(of: slot) { _, weight in degree += Double(weight) }
        return degree
    }

    /// The number of a live node's domain.
    public func domain(of slot: Int) -> Int? {
        isLive(slot) ? Int(table.domains[slot]) : nil
    }

    /// When the vector of a live slot happened.
    public func timestamp(of slot: Int) -> EventTime? {
        isLive(slot) ? EventTime(nanoseconds: table.timestamps[slot]) : nil
    }

    /// A node's live neighbours: earlier arrivals, then later ones in order of arrival. O(edges of the
    /// node and of all that came later), for evidence and tests.
    public func neighbours(of slot: Int) -> [Neighbour] {
        guard isLive(slot) else { return [] }
        var neighbours: [Neighbour] = []
        forEachEarlierNeighbour(of: slot) { other, weight in
            neighbours.append(Neighbour(slot: other, weight: weight))
        }
        var later = table.arrivals[slot].next
        while later >= 0 {
            forEachEarlierNeighbour(of: Int(later)) { other, weight in
                if other == slot { neighbours.append(Neighbour(slot: Int(later), weight: weight)) }
            }
            later = table.arrivals[Int(later)].next
        }
        return neighbours
    }
}
