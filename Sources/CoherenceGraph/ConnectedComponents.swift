/// The connected components of a graph, numbered in the order of their first nodes.
public struct ConnectedComponents: Sendable, Hashable {
    /// The component of each node.
    public let labels: [Int32]
    /// How many nodes each component has.
    public let sizes: [Int]

    /// How many components there are.
    public var count: Int { sizes.count }

    /// The component with the most nodes, the first of them on a tie; nil in an empty graph.
    public var largest: Int? {
        sizes.indices.max { sizes[$0] < sizes[$1] || (sizes[$0] == sizes[$1] && $0 > $1) }
    }

    /// The nodes of one component, ascending. O(nodes).
    public func nodes(of component: Int) -> [Int] {
        labels.indices.filter { Int(labels[$0]) == component }
    }

    /// Finds the components by breadth-first search. O(nodes + edges), and less when a component's nodes
    /// are all found early: the search ends with the last node.
    public init(_ graph: WeightedGraph) {
        let count = graph.nodeCount
        var labels = [Int32](repeating: -1, count: count)
        var sizes: [Int] = []
        var queue = [Int32](repeating: 0, count: count)
        var found = 0
        for root in 0..<count where labels[root] < 0 {
            let component = Int32(sizes.count)
            labels[root] = component
            queue[0] = Int32(root)
            var head = 0
            var tail = 1
            found += 1
            while head < tail, found < count {
                let node = Int(queue[head])
                head += 1
                graph.forEachNeighbour(of: node) { other, _ in
                    if labels[other] < 0 {
                        labels[other] = component
                        queue[tail] = Int32(other)
                        tail += 1
                        found += 1
                    }
                }
            }
            sizes.append(tail)
        }
        self.labels = labels
        self.sizes = sizes
    }

    /// Components from the root that each node has in a union–find forest.
    init(count: Int, root: (Int) -> Int) {
        var labels = [Int32](repeating: -1, count: count)
        var labelOfRoot = [Int32](repeating: -1, count: count)
        var sizes: [Int] = []
        for node in 0..<count {
            let root = root(node)
            if labelOfRoot[root] < 0 {
                labelOfRoot[root] = Int32(sizes.count)
                sizes.append(0)
            }
            labels[node] = labelOfRoot[root]
            sizes[Int(labels[node])] += 1
        }
        self.labels = labels
        self.sizes = sizes
    }
}
