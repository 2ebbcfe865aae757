import CoherenceGraph
import Similarity
import StreamCore

/// Graphs for the cut and the spectrum, by their size and density.
public enum SampleGraph {
    /// Every pair with the same probability, weights uniform in [0.5, 1): G(n, p).
    public static func random(nodes: Int, density: Double) -> WeightedGraph {
        var generator = SeededGenerator(seed: 11)
        var edges: [(first: Int, second: Int, weight: Float)] = []
        edges.reserveCapacity(Int(density * Double(nodes * nodes)) / 2)
        for second in 0..<nodes {
            for first in 0..<second where generator.uniform() < density {
                edges.append((first, second, Float(0.5 + 0.5 * generator.uniform())))
            }
        }
        return WeightedGraph(nodeCount: nodes, edges: edges)
    }

    /// The vectors of one cluster, joined where they are most similar: the largest component of the graph
    /// whose threshold lets this share of all pairs through.
    ///
    /// - Throws: `BackendError`, or `InputError` when the scenario cannot be read.
    public static func similarity(nodes: Int, density: Double) throws -> WeightedGraph {
        let backend = try BackendKind.simd.make()
        let rows = UnitRows(try SampleStream.vectors(.tight, count: nodes))
        let lists = NeighbourLists()
        let sample = min(nodes, 500)
        backend.selfSimilarPairs(
            queries: rows[0], count: sample, dimension: rows.dimension, threshold: -1, into: lists)
        let similarities = (0..<sample).flatMap { Array(lists.weights(of: $0)) }.sorted(by: >)
        let threshold = similarities[Int(density * Double(similarities.count))]
        backend.selfSimilarPairs(
            queries: rows[0], count: nodes, dimension: rows.dimension, threshold: threshold, into: lists)
        let graph = WindowGraph()
        for node in 0..<nodes {
            graph.insert(
                slot: node, domain: 0, timestamp: .distantPast, neighbours: lists.slots(of: node),
                weights: lists.weights(of: node))
        }
        let whole = graph.weightedGraph()
        let components = ConnectedComponents(whole.graph)
        guard components.count > 1, let largest = components.largest else { return whole.graph }
        return graph.weightedGraph(slots: components.nodes(of: largest).map { whole.slots[$0] }).graph
    }
    /// λ₂'s eigenvector with every tenth entry unknown, as after a tenth of a window was replaced; nil below
    /// two nodes.
    public static func staleEigenvector(of graph: WeightedGraph) -> [Double]? {
        guard var vector = AlgebraicConnectivity.compute(graph)?.vector else { return nil }
        for node in stride(from: 0, to: vector.count, by: 10) { vector[node] = 0 }
        return vector
    }
}
