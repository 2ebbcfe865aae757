/// The best of the cuts that an ordering of the nodes offers.
///
/// Ordered by the Fiedler vector of the normalised Laplacian over the square root of the weighted degree,
/// the best prefix has a conductance of at most √(2·λ₂) (Cheeger's inequality; Chung, *Spectral Graph
/// Theory*, 1997, chapter 2), where a minimum cut would mostly part a single node from the rest.
public enum SweepCut {
    /// The prefix of the ordering, or its complement, with the least conductance; the cut's side is the one
    /// with fewer nodes.
    ///
    /// O(n·log n + m). Of equal prefixes the shortest counts; equal scores are taken in the order of the
    /// nodes. Nil when fewer than two nodes have an edge.
    ///
    /// - Parameters:
    ///   - graph: The graph; nodes without edges stay on the side of the last ones.
    ///   - scores: What the nodes are ordered by, one each, ascending.
    /// - Precondition: A score for each node.
    public static func compute(_ graph: WeightedGraph, scores: [Double]) -> MinimumCut.Cut? {
        precondition(scores.count == graph.nodeCount, "a score for each node")
        let order = (0..<graph.nodeCount).filter { graph.weightedDegrees[$0] > 0 }
            .sorted { (scores[$0], $0) < (scores[$1], $1) }
        guard order.count >= 2 else { return nil }
        let volume = 2 * graph.totalWeight
        var isInside = [Bool](repeating: false, count: graph.nodeCount)
        var (inner, cut) = (0.0, 0.0)
        var best = (conductance: Double.infinity, length: 0, cut: 0.0)
        for (index, node) in order.dropLast().enumerated() {
            var towards = 0.0
            graph.forEachNeighbour(of: node) { other, weight in
                if isInside[other] { towards += Double(weight) }
            }
            isInside[node] = true
            inner += graph.weightedDegrees[node]
            cut += graph.weightedDegrees[node] - 2 * towards
            // Rounding must not make a separate part look joined by less than nothing.
            let conductance = max(cut, 0) / max(min(inner, volume - inner), .leastNormalMagnitude)
            if conductance < best.conductance { best = (conductance, index + 1, max(cut, 0)) }
        }
        let prefix = order.prefix(best.length)
        let side: [Int]
        if 2 * prefix.count <= graph.nodeCount {
            side = prefix.sorted()
        } else {
            let inside = Set(prefix)
            side = (0..<graph.nodeCount).filter { !inside.contains($0) }
        }
        return MinimumCut.Cut(value: best.cut, side: side)
    }
}
