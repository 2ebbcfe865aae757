import Similarity

/// How a ``WeightedGraph`` lies in memory.
public enum GraphLayout: Sendable, Hashable, CaseIterable {
    /// Compressed rows: each node's neighbours and weights after one another.
    case sparse
    /// A full symmetric matrix with zero for no edge: faster to scan when many pairs are edges.
    case dense
}

/// An undirected graph with positive weights over the nodes 0..<`nodeCount`: what the pure algorithms
/// work on.
///
/// A class because it is big and its memory is used again from snapshot to snapshot; immutable as far as
/// users of the module can see.
public final class WeightedGraph {
    /// Nodes are 0..<`nodeCount`.
    public private(set) var nodeCount = 0
    /// Unordered pairs with an edge.
    public private(set) var edgeCount = 0
    /// How it lies in memory.
    public private(set) var layout = GraphLayout.sparse
    /// The sum of the edges' weights.
    public private(set) var totalWeight = 0.0
    /// The weight of the heaviest edge, or an upper bound of it.
    private(set) var maximumWeight: Float = 0

    private var offsetBuffer = ScratchBuffer<Int>()
    private var neighbourBuffer = ScratchBuffer<Int32>()
    private var weightBuffer = ScratchBuffer<Float>()
    private var matrixBuffer = ScratchBuffer<Float>()
    private var degreeBuffer = ScratchBuffer<Double>()
    private var fillBuffer = ScratchBuffer<Int>()

    /// Floats from one matrix row to the next (dense layout), a multiple of 32; those past the nodes are 0.
    private(set) var stride = 0

    init() {}

    /// A graph of these edges. O(nodes + edges), or O(nodes²) when dense.
    ///
    /// - Parameters:
    ///   - nodeCount: How many nodes.
    ///   - edges: Each unordered pair of distinct nodes at most once; edges whose weight is not positive
    ///     are left out.
    ///   - layout: How to lay it out; nil picks by density.
    public convenience init(
        nodeCount: Int, edges: [(first: Int, second: Int, weight: Float)], layout: GraphLayout? = nil
    ) {
        self.init()
        let kept = edges.filter { $0.weight > 0 }
        var degrees = [Int](repeating: 0, count: nodeCount)
        for edge in kept {
            precondition(edge.first != edge.second, "an edge joins two different nodes")
            degrees[edge.first] += 1
            degrees[edge.second] += 1
        }
        begin(
            nodeCount: nodeCount, edgeCount: kept.count,
            layout: layout ?? Self.preferredLayout(nodes: nodeCount, edges: kept.count))
        if self.layout == .sparse { layRows { degrees[$0] } }
        if self.layout == .dense { for node in 0..<nodeCount { _ = clearedRow(node) } }
        for edge in kept { addBoth(edge.first, edge.second, edge.weight) }
        finish(isMirrored: true)
    }

    /// Dense from 8 % of the pairs up and to 4096 nodes (64 MB); always when tiny.
    static func preferredLayout(nodes: Int, edges: Int) -> GraphLayout {
        if nodes > 4096 { return .sparse }
        return nodes <= 32 || 2 * edges >= nodes * nodes / 12 ? .dense : .sparse
    }

    // MARK: Reading

    /// Weighted degrees, a node each.
    var weightedDegrees: UnsafeMutablePointer<Double> { degreeBuffer.base }
    /// Where each node's neighbours begin (sparse layout); `nodeCount + 1` of them.
    var offsets: UnsafeMutablePointer<Int> { offsetBuffer.base }
    /// Neighbours, ascending within a node (sparse layout).
    var neighbours: UnsafeMutablePointer<Int32> { neighbourBuffer.base }
    /// Their weights (sparse layout).
    var weights: UnsafeMutablePointer<Float> { weightBuffer.base }
    /// The matrix's row of `node` (dense layout).
    func row(_ node: Int) -> UnsafeMutablePointer<Float> { matrixBuffer.base + node * stride }

    /// The sum of the weights of the node's edges.
    public func weightedDegree(of node: Int) -> Double {
        precondition(node >= 0 && node < nodeCount)
        return weightedDegrees[node]
    }

    /// The weight of the edge between two nodes, 0 where there is none. O(log degree).
    public func weight(_ first: Int, _ second: Int) -> Float {
        precondition(first >= 0 && first < nodeCount && second >= 0 && second < nodeCount)
        if layout == .dense { return row(first)[second] }
        var low = offsets[first]
        var high = offsets[first + 1]
        while low < high {
            let middle = (low + high) / 2
            if Int(neighbours[middle]) < second { low = middle + 1 } else { high = middle }
        }
        return low < offsets[first + 1] && Int(neighbours[low]) == second ? weights[low] : 0
    }

    /// Calls `body` with every neighbour of `node` and the edge's weight, ascending.
    @inline(__always)
    func forEachNeighbour(of node: Int, _ body: (Int, Float) -> Void) {
        switch layout {
        case .sparse:
            for place in offsets[node]..<offsets[node + 1] { body(Int(neighbours[place]), weights[place]) }
        case .dense:
            let row = row(node)
            for other in 0..<nodeCount where row[other] > 0 { body(other, row[other]) }
        }
    }

    // MARK: Building

    func begin(nodeCount: Int, edgeCount: Int, layout: GraphLayout) {
        self.nodeCount = nodeCount
        self.edgeCount = edgeCount
        self.layout = layout
        degreeBuffer.reserve(nodeCount)
        switch layout {
        case .dense:
            stride = (nodeCount + 31) / 32 * 32
            // Rows a multiple of 4 KiB apart would share cache sets in a column's walk.
            if stride % 512 == 0 { stride += 32 }
            matrixBuffer.reserve(stride * nodeCount)
        case .sparse:
            stride = 0
            offsetBuffer.reserve(nodeCount + 1)
            fillBuffer.reserve(nodeCount)
            neighbourBuffer.reserve(2 * edgeCount)
            weightBuffer.reserve(2 * edgeCount)
        }
    }

    /// Gives each node's row its place (sparse layout).
    @inline(__always)
    func layRows(_ degree: (Int) -> Int) {
        let offsets = offsetBuffer.base
        let fill = fillBuffer.base
        var offset = 0
        for node in 0..<nodeCount {
            offsets[node] = offset
            fill[node] = offset
            offset += degree(node)
        }
        offsets[nodeCount] = offset
    }

    /// Writes an edge in both rows; sparse rows come out ascending when edges come ascending by their
    /// first node and, for each, by their second.
    @inline(__always)
    func addBoth(_ first: Int, _ second: Int, _ weight: Float) {
        if layout == .dense {
            row(first)[second] = weight
            row(second)[first] = weight
            return
        }
        let fill = fillBuffer.base
        let (here, there) = (fill[first], fill[second])
        neighbourBuffer.base[here] = Int32(truncatingIfNeeded: second)
        weightBuffer.base[here] = weight
        neighbourBuffer.base[there] = Int32(truncatingIfNeeded: first)
        weightBuffer.base[there] = weight
        fill[first] = here &+ 1
        fill[second] = there &+ 1
    }

    /// The matrix's row of `node` with every entry 0; each row is cleared once before it is written.
    func clearedRow(_ node: Int) -> UnsafeMutablePointer<Float> {
        let row = row(node)
        row.update(repeating: 0, count: stride)
        return row
    }

    /// Makes the entries of the matrix's row of `node` 0 that ``finish(isMirrored:)`` does not write: those
    /// up to the diagonal and those past the nodes.
    func clearRowToDiagonal(_ node: Int) {
        let row = row(node)
        row.update(repeating: 0, count: node + 1)
        (row + nodeCount).update(repeating: 0, count: stride - nodeCount)
    }

    /// Completes the graph once its edges are written: mirrors, sorts, sums.
    ///
    /// - Parameter isMirrored: False when only the matrix's lower triangle was written.
    func finish(isMirrored: Bool) {
        switch layout {
        case .dense:
            let kernels = GraphKernels.inForce
            if !isMirrored { kernels.mirror(matrixBuffer.base, stride: stride, count: nodeCount) }
            maximumWeight = 0
            for node in 0..<nodeCount {
                let total = kernels.total(row(node), count: stride)
                weightedDegrees[node] = total.sum
                maximumWeight = max(maximumWeight, total.highest)
            }
        case .sparse:
            sortRows()
            maximumWeight = 0
            for node in 0..<nodeCount {
                var sum = 0.0
                for place in offsets[node]..<offsets[node + 1] {
                    sum += Double(weights[place])
                    maximumWeight = max(maximumWeight, weights[place])
                }
                weightedDegrees[node] = sum
            }
        }
        var twice = 0.0
        for node in 0..<nodeCount { twice += weightedDegrees[node] }
        totalWeight = twice / 2
    }

    /// Sorts the rows that did not come out ascending.
    private func sortRows() {
        for node in 0..<nodeCount {
            let (start, end) = (offsets[node], offsets[node + 1])
            guard end - start > 1 else { continue }
            let isSorted = ((start + 1)..<end).allSatisfy { neighbours[$0 - 1] < neighbours[$0] }
            if isSorted { continue }
            let entries = (start..<end).map { (neighbours[$0], weights[$0]) }.sorted { $0.0 < $1.0 }
            for (place, entry) in entries.enumerated() {
                neighbours[start + place] = entry.0
                weights[start + place] = entry.1
            }
        }
    }
}
