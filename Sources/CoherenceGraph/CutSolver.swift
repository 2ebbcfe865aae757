/// Finds minimum cuts of connected graphs; keeps its memory between calls.
final class CutSolver {
    private let dense = DenseCutContraction()
    private let sparse = SparseCutContraction()

    /// The minimum cut of a connected graph with at least two nodes.
    func solve(_ graph: WeightedGraph) -> MinimumCut.Cut {
        let count = graph.nodeCount
        var lightest = 0
        for node in 1..<count where graph.weightedDegrees[node] < graph.weightedDegrees[lightest] {
            lightest = node
        }
        var best = CutCandidate(value: graph.weightedDegrees[lightest], side: [lightest])
        let fewest = CutBound.fewestNodes(ofCutBelow: best.value, in: graph)
        if 2 * fewest <= count {
            switch graph.layout {
            case .dense: dense.improve(&best, in: graph, fewestNodes: fewest)
            case .sparse: sparse.improve(&best, in: graph, fewestNodes: fewest)
            }
        }
        return MinimumCut.Cut(
            value: best.value, side: MinimumCut.smallerSide(best.side, of: count))
    }
}

/// The best cut known so far.
struct CutCandidate {
    var value: Double
    /// One side's nodes, ascending.
    var side: [Int]
}

/// Which group of contracted nodes each node of the graph is in.
struct ContractionGroups {
    /// The group of each node.
    private(set) var group: [Int32]

    init(count: Int) {
        group = (0..<count).map { Int32($0) }
    }

    /// Renames every group.
    mutating func rename(_ name: (Int) -> Int) {
        for node in group.indices { group[node] = Int32(truncatingIfNeeded: name(Int(group[node]))) }
    }

    /// The nodes whose group satisfies `isInside`, ascending.
    func nodes(where isInside: (Int) -> Bool) -> [Int] {
        group.indices.filter { isInside(Int(group[$0])) }
    }

    /// The number of nodes in the biggest of the groups 0..<`limit`.
    func biggest(limit: Int) -> Int {
        var sizes = [Int](repeating: 0, count: limit)
        for name in group { sizes[Int(name)] += 1 }
        return sizes.max() ?? 0
    }
}
