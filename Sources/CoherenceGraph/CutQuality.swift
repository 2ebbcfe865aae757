/// How good a partition is, by several measures at once.
public struct CutQuality: Sendable, Hashable {
    /// The weight of the edges between the two sides.
    public var value: Double
    /// How many edges there are between them.
    public var edgeCount: Int
    /// How many nodes, of both sides, have such an edge.
    public var boundaryCount: Int
    /// The value over the number of nodes on the smaller side.
    public var normalised: Double
    /// The value over the smaller of the sides' volumes (sums of weighted degrees); 0 when a side has no
    /// edges.
    public var conductance: Double

    /// The measures of the cut that parts `side` from the rest. O(edges of the side).
    ///
    /// - Parameters:
    ///   - side: Nodes of one side, neither none nor all.
    ///   - graph: The graph they are of.
    public init(of side: [Int], in graph: WeightedGraph) {
        let count = graph.nodeCount
        var isInside = [Bool](repeating: false, count: count)
        for node in side { isInside[node] = true }
        var isBoundary = [Bool](repeating: false, count: count)
        var value = 0.0
        var edges = 0
        var volume = 0.0
        for node in side {
            volume += graph.weightedDegrees[node]
            graph.forEachNeighbour(of: node) { other, weight in
                guard !isInside[other] else { return }
                value += Double(weight)
                edges += 1
                isBoundary[node] = true
                isBoundary[other] = true
            }
        }
        self.value = value
        edgeCount = edges
        boundaryCount = isBoundary.reduce(0) { $0 + ($1 ? 1 : 0) }
        let smaller = min(side.count, count - side.count)
        normalised = smaller > 0 ? value / Double(smaller) : 0
        let lesserVolume = min(volume, 2 * graph.totalWeight - volume)
        conductance = lesserVolume > 0 ? value / lesserVolume : 0
    }
}

/// An edge between the two sides of a cut.
public struct CutEdge: Sendable, Hashable {
    /// The end on the side that was given.
    public var inside: Int
    /// The other end.
    public var outside: Int
    /// The similarity.
    public var weight: Float

    /// An edge of these parts.
    public init(inside: Int, outside: Int, weight: Float) {
        self.inside = inside
        self.outside = outside
        self.weight = weight
    }
}

extension WeightedGraph {
    /// The edges between `side` and the rest, by their inner and then their outer end. O(edges of the side).
    public func cutEdges(of side: [Int]) -> [CutEdge] {
        var isInside = [Bool](repeating: false, count: nodeCount)
        for node in side { isInside[node] = true }
        var edges: [CutEdge] = []
        for node in side.sorted() {
            forEachNeighbour(of: node) { other, weight in
                if !isInside[other] {
                    edges.append(CutEdge(inside: node, outside: other, weight: weight))
                }
            }
        }
        return edges
    }
}
