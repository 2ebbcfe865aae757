import CSimilarityKernels
import Similarity
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
    /// A constant table of functions without state.
    private let kernels: UnsafePointer<fl_edges>

    /// Sums of no slot.
    ///
    /// - Parameter isa: The instruction set; every one gives the same sums.
    init(isa: KernelISA = .inForceOrFastest) {
        kernels = fl_edges_for(isa.number)
    }

    /// By slot, the last arrival among its later neighbours; −1 without any, or once that one has left.
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

    /// Adds a new node's edges to the sums of their earlier ends; those whose weight is not positive are
    /// left out of the list first.
    ///
    /// - Returns: The sums over the new node's edges.
    func add(
        _ edges: inout EarlierNeighbours, of own: Int, domains: UnsafePointer<Int32>
    ) -> EdgeSums {
        guard edges.count > 0 else { return EdgeSums() }
        if kernels.pointee.all_positive(edges.weights, Int64(edges.count)) == 0 { edges.dropNonPositive() }
        var later = fl_later_edges(
            weights: weightBuffer.base, inside_weights: insideWeightBuffer.base, counts: countBuffer.base,
            inside_counts: insideCountBuffer.base, links: linkBuffer.base)
        let sums = kernels.pointee.add(
            edges.slots, edges.weights, Int64(edges.count), domains, domains[own],
            Int32(truncatingIfNeeded: own), &later)
        return EdgeSums(
            count: Int(edges.count), weight: sums.weight, insideCount: Int(sums.inside_count),
            insideWeight: sums.inside_weight)
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
