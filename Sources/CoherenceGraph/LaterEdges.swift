import StreamCore

/// For each node the number and the weight of its edges to live nodes that arrived later, all of them and
/// those inside its domain: what leaves the window's totals when the node does.
///
/// With these sums a node needs no list of its later neighbours, so an edge is written once, and the oldest
/// node goes in O(1). They lie in arrays by slot, since the neighbours of one node are mostly neighbours in
/// memory too.
struct LaterEdges: ~Copyable {
    private var weightBuffer = AlignedBuffer<Double>(count: 0)
    private var insideWeightBuffer = AlignedBuffer<Double>(count: 0)
    private var countBuffer = AlignedBuffer<Int32>(count: 0)
    private var insideCountBuffer = AlignedBuffer<Int32>(count: 0)
    private var linkBuffer = AlignedBuffer<Int32>(count: 0)

    /// By slot, the last arrival among its later neighbours, or an earlier one of them once that has left,
    /// or −1.
    var links: UnsafeMutablePointer<Int32> { linkBuffer.base }
    /// By slot, how many later neighbours there are.
    var counts: UnsafeMutablePointer<Int32> { countBuffer.base }

    mutating func grow(from capacity: Int, to larger: Int) {
        weightBuffer = NodeTable.copy(of: weightBuffer, capacity, larger)
        insideWeightBuffer = NodeTable.copy(of: insideWeightBuffer, capacity, larger)
        countBuffer = NodeTable.copy(of: countBuffer, capacity, larger)
        insideCountBuffer = NodeTable.copy(of: insideCountBuffer, capacity, larger)
        linkBuffer = NodeTable.copy(of: linkBuffer, capacity, larger)
    }

    /// Starts a node without later neighbours.
    func clear(_ slot: Int) {
        weightBuffer.base[slot] = 0
        insideWeightBuffer.base[slot] = 0
        countBuffer.base[slot] = 0
        insideCountBuffer.base[slot] = 0
        linkBuffer.base[slot] = -1
    }

    /// The sums of one node.
    func sums(of slot: Int) -> EdgeSums {
        EdgeSums(
            count: Int(countBuffer.base[slot]), weight: weightBuffer.base[slot],
            insideCount: Int(insideCountBuffer.base[slot]), insideWeight: insideWeightBuffer.base[slot])
    }

    /// Adds a new node's edges to the sums of their earlier ends.
    ///
    /// - Returns: The sums over the new node's edges.
    func add(
        _ edges: EarlierNeighbours, of own: Int, domains: UnsafePointer<Int32>
    ) -> EdgeSums {
        guard edges.count > 0 else { return EdgeSums() }
        let (slots, edgeWeights, domain) = (edges.slots, edges.weights, domains[own])
        let (weights, insideWeights) = (weightBuffer.base, insideWeightBuffer.base)
        let (counts, insideCounts, links) = (countBuffer.base, insideCountBuffer.base, linkBuffer.base)
        let link = Int32(truncatingIfNeeded: own)
        // Two sums in turn, so that no addition waits for the one before.
        var (even, odd, insideEven, insideOdd) = (0.0, 0.0, 0.0, 0.0)
        var insideCount: Int32 = 0
        for edge in 0..<Int(edges.count) {
            let slot = Int(slots[edge])
            let weight = Double(edgeWeights[edge])
            let isInside: Int32 = domains[slot] == domain ? 1 : 0
            let inside = isInside == 1 ? weight : 0
            weights[slot] += weight
            insideWeights[slot] += inside
            counts[slot] &+= 1
            insideCounts[slot] &+= isInside
            links[slot] = link
            insideCount &+= isInside
            (even, odd) = (odd, even + weight)
            (insideEven, insideOdd) = (insideOdd, insideEven + inside)
        }
        return EdgeSums(
            count: Int(edges.count), weight: even + odd, insideCount: Int(insideCount),
            insideWeight: insideEven + insideOdd)
    }

    /// Takes the edge to a later node out of the sums of its earlier end.
    func subtract(_ weight: Double, isInside: Bool, from slot: Int, to later: Int) {
        weightBuffer.base[slot] -= weight
        countBuffer.base[slot] -= 1
        if isInside {
            insideWeightBuffer.base[slot] -= weight
            insideCountBuffer.base[slot] -= 1
        }
        if Int(linkBuffer.base[slot]) == later { linkBuffer.base[slot] = -1 }
    }
}

/// How many edges, and their weight; and of these, the ones inside a domain.
struct EdgeSums {
    var count = 0
    var weight = 0.0
    var insideCount = 0
    var insideWeight = 0.0
}
