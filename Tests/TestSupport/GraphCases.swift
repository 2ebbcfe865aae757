import StreamCore

/// An edge of a test graph.
public typealias TestEdge = (first: Int, second: Int, weight: Float)

/// Graphs to test with, named by their shape.
public enum GraphCases {
    /// Every pair with probability `density`, weights uniform in [0.5, 1), or drawn from `levels` equally
    /// spaced values so that ties abound.
    public static func random(
        nodes: Int, density: Double, levels: Int? = nil, generator: inout SeededGenerator
    ) -> [TestEdge] {
        var edges: [TestEdge] = []
        for second in 0..<nodes {
            for first in 0..<second where generator.uniform() < density {
                edges.append((first, second, weight(levels, &generator)))
            }
        }
        return edges
    }

    /// Clusters that are dense inside and thinly joined.
    public static func clustered(
        nodes: Int, clusters: Int, inside: Double, across: Double, levels: Int? = nil,
        generator: inout SeededGenerator
    ) -> [TestEdge] {
        let cluster = (0..<nodes).map { _ in generator.below(clusters) }
        var edges: [TestEdge] = []
        for second in 0..<nodes {
            for first in 0..<second
            where generator.uniform() < (cluster[first] == cluster[second] ? inside : across) {
                edges.append((first, second, weight(levels, &generator)))
            }
        }
        return edges
    }

    /// All pairs.
    public static func complete(nodes: Int, weight: Float = 1) -> [TestEdge] {
        var edges: [TestEdge] = []
        for second in 0..<nodes { for first in 0..<second { edges.append((first, second, weight)) } }
        return edges
    }

    /// Each node with the next.
    public static func path(nodes: Int, weight: Float = 1) -> [TestEdge] {
        (1..<max(nodes, 1)).map { ($0 - 1, $0, weight) }
    }

    /// A path with its ends joined; at least three nodes.
    public static func cycle(nodes: Int, weight: Float = 1) -> [TestEdge] {
        path(nodes: nodes, weight: weight) + [(0, nodes - 1, weight)]
    }

    /// Node 0 with every other.
    public static func star(nodes: Int, weight: Float = 1) -> [TestEdge] {
        (1..<max(nodes, 1)).map { (0, $0, weight) }
    }

    /// Two complete graphs of `size` nodes with `bridges` edges between them, node i to node `size` + i.
    public static func barbell(size: Int, bridges: Int, bridgeWeight: Float = 1) -> [TestEdge] {
        let clique = complete(nodes: size)
        let other = clique.map { TestEdge($0.first + size, $0.second + size, $0.weight) }
        return clique + other + (0..<bridges).map { ($0, size + $0, bridgeWeight) }
    }

    private static func weight(_ levels: Int?, _ generator: inout SeededGenerator) -> Float {
        guard let levels else { return Float(0.5 + 0.5 * generator.uniform()) }
        return Float(1 + generator.below(levels)) / Float(levels)
    }
}
