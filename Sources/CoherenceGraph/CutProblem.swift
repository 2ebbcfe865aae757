/// What a minimum cut is wanted of: a graph, or the subgraph of some of its nodes without copying it.
struct CutProblem {
    let graph: WeightedGraph
    /// The nodes, ascending; two at least.
    let nodes: [Int]
    /// By node of the whole graph, the weighted degree inside the subgraph; other nodes' are meaningless.
    let degrees: [Double]
    /// By node of the whole graph; nil when all nodes are in.
    let isIncluded: [Bool]?

    /// All of a graph.
    init(_ graph: WeightedGraph) {
        self.graph = graph
        nodes = Array(0..<graph.nodeCount)
        degrees = (0..<graph.nodeCount).map { graph.weightedDegrees[$0] }
        isIncluded = nil
    }

    /// One component of a graph, whose nodes have no neighbours outside.
    init(_ graph: WeightedGraph, component nodes: [Int]) {
        self.graph = graph
        self.nodes = nodes
        degrees = (0..<graph.nodeCount).map { graph.weightedDegrees[$0] }
        if nodes.count == graph.nodeCount {
            isIncluded = nil
        } else {
            var isIncluded = [Bool](repeating: false, count: graph.nodeCount)
            for node in nodes { isIncluded[node] = true }
            self.isIncluded = isIncluded
        }
    }

    private init(graph: WeightedGraph, nodes: [Int], degrees: [Double], isIncluded: [Bool]) {
        self.graph = graph
        self.nodes = nodes
        self.degrees = degrees
        self.isIncluded = isIncluded
    }

    /// The problem without some of its nodes. O(nodes + edges of the dropped).
    func dropping(_ dropped: ArraySlice<Int>) -> CutProblem {
        guard !dropped.isEmpty else { return self }
        var isIncluded = isIncluded ?? [Bool](repeating: true, count: graph.nodeCount)
        var degrees = degrees
        for node in dropped {
            isIncluded[node] = false
            graph.forEachNeighbour(of: node) { other, weight in degrees[other] -= Double(weight) }
        }
        return CutProblem(
            graph: graph, nodes: nodes.filter { isIncluded[$0] }, degrees: degrees, isIncluded: isIncluded)
    }

    /// The node of the lightest weighted degree, the first on a tie.
    var lightest: Int {
        var lightest = nodes[0]
        for node in nodes where degrees[node] < degrees[lightest] { lightest = node }
        return lightest
    }

    /// `side` or the rest of the nodes, whichever is smaller; of two equal ones that without the first
    /// node.
    ///
    /// - Parameter side: Ascending.
    func smallerSide(_ side: [Int]) -> [Int] {
        let count = nodes.count
        if 2 * side.count < count || (2 * side.count == count && side.first != nodes.first) { return side }
        var isInside = [Bool](repeating: false, count: graph.nodeCount)
        for node in side { isInside[node] = true }
        return nodes.filter { !isInside[$0] }
    }
}

/// The best cut known so far.
struct CutCandidate {
    var value: Double
    /// One side's nodes, ascending.
    var side: [Int]
}

/// Which group of contracted nodes each node of a problem is in.
struct ContractionGroups {
    /// The group of each node of the whole graph; −1 for those outside the problem.
    private(set) var group: [Int32]

    /// Every node in a group of its own, named by `name`.
    init(_ problem: CutProblem, name: (_ place: Int, _ node: Int) -> Int) {
        group = [Int32](repeating: -1, count: problem.graph.nodeCount)
        for (place, node) in problem.nodes.enumerated() { group[node] = Int32(name(place, node)) }
    }

    /// Renames every group.
    mutating func rename(_ name: (Int) -> Int) {
        for node in group.indices where group[node] >= 0 {
            group[node] = Int32(truncatingIfNeeded: name(Int(group[node])))
        }
    }

    /// The nodes whose group satisfies `isInside`, ascending.
    func nodes(where isInside: (Int) -> Bool) -> [Int] {
        group.indices.filter { group[$0] >= 0 && isInside(Int(group[$0])) }
    }

    /// The number of nodes in each of the groups 0..<`limit`.
    func sizes(limit: Int) -> [Int] {
        var sizes = [Int](repeating: 0, count: limit)
        for name in group where name >= 0 { sizes[Int(name)] += 1 }
        return sizes
    }
}
