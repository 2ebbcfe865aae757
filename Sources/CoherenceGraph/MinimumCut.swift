/// The global minimum cut of a weighted graph, exactly, with its partition.
///
/// Components come first, then the minimum weighted degree as an upper bound, then contraction in the
/// manner of Nagamochi, Ono and Ibaraki ("Implementing an efficient minimum capacity cut algorithm",
/// Math. Programming 67, 1994), as engineered by Henzinger, Noe, Schulz and Strash ("Practical Minimum
/// Cut Algorithms", ALENEX 2018): a maximum-adjacency scan finds edges whose ends no cut below the bound
/// can part; they are contracted, and the scan is repeated until nothing is left to decide. Before and
/// between scans a counting argument often proves the bound outright, or contracts whole clusters at once
/// where scans would join a few nodes at a time.
///
/// Value and partition are a function of the graph and its node order alone.
public enum MinimumCut {
    /// A cut and the side of it with fewer nodes.
    public struct Cut: Sendable, Hashable {
        /// The weight of the edges between the two sides.
        public var value: Double
        /// The nodes of the smaller side, ascending; of two equal sides the one without node 0.
        public var side: [Int]

        /// A cut of these parts.
        public init(value: Double, side: [Int]) {
            self.value = value
            self.side = side
        }
    }

    /// The minimum cut after cutting outliers off.
    public struct Trimmed: Sendable, Hashable {
        /// The minimum cut of what is left; nodes in the numbering of the whole graph.
        public var cut: Cut
        /// The nodes that were cut off, in order.
        public var trimmedNodes: [Int]

        /// A result of these parts.
        public init(cut: Cut, trimmedNodes: [Int]) {
            self.cut = cut
            self.trimmedNodes = trimmedNodes
        }
    }

    /// The minimum cut; nil with fewer than two nodes.
    ///
    /// In a disconnected graph it is 0, and the smaller side is the smallest component (the first of them
    /// on a tie).
    ///
    /// O(n·m + n²·log n) at worst; in practice a handful of passes over the edges.
    public static func compute(_ graph: WeightedGraph) -> Cut? {
        guard graph.nodeCount >= 2 else { return nil }
        let components = ConnectedComponents(graph)
        if components.count > 1 { return disconnected(graph, components) }
        return CutSolver().solve(CutProblem(graph))
    }

    /// The minimum cut after dropping outliers: while the cut is some single node's whole weighted degree,
    /// that node (the first of the lightest) is dropped and the cut taken anew.
    ///
    /// At most `maximumTrims` nodes are dropped, no more than a tenth of all (but one at least), and three
    /// nodes are the fewest to drop one from: a graph without structure has a single node as its minimum
    /// cut however many have been dropped, and trimming must end somewhere.
    ///
    /// - Parameters:
    ///   - graph: A connected graph; nil with fewer than two nodes or when it is not connected.
    ///   - maximumTrims: How many outliers may be cut off.
    public static func trimmed(_ graph: WeightedGraph, maximumTrims: Int = 8) -> Trimmed? {
        guard graph.nodeCount >= 2, ConnectedComponents(graph).count == 1 else { return nil }
        return CutTrimmer(solver: CutSolver(), maximumTrims: maximumTrims).run(CutProblem(graph)).trimmed
    }

    static func disconnected(_ graph: WeightedGraph, _ components: ConnectedComponents) -> Cut {
        let smallest =
            components.sizes.indices.min {
                components.sizes[$0] < components.sizes[$1]
                    || (components.sizes[$0] == components.sizes[$1] && $0 < $1)
            } ?? 0
        return Cut(value: 0, side: CutProblem(graph).smallerSide(components.nodes(of: smallest)))
    }
}
