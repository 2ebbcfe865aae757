/// The minimum cut by Stoer and Wagner ("A simple min-cut algorithm", J. ACM 44, 1997), written for
/// plainness: the reference for faster ones. O(n³).
public enum StoerWagner {
    /// The minimum cut's value and the nodes on one side of it.
    ///
    /// - Parameters:
    ///   - nodeCount: At least 2.
    ///   - edges: Pairs with their weights.
    public static func minimumCut(
        nodeCount: Int, edges: [(first: Int, second: Int, weight: Float)]
    ) -> (value: Double, side: [Int]) {
        var weights = [[Double]](
            repeating: [Double](repeating: 0, count: nodeCount), count: nodeCount)
        for edge in edges {
            weights[edge.first][edge.second] += Double(edge.weight)
            weights[edge.second][edge.first] += Double(edge.weight)
        }
        var members = (0..<nodeCount).map { [$0] }
        var alive = Array(0..<nodeCount)
        var best = (value: Double.infinity, side: [Int]())
        while alive.count > 1 {
            var connectivity = [Double](repeating: 0, count: nodeCount)
            var isTaken = [Bool](repeating: false, count: nodeCount)
            var previous = -1
            var last = -1
            for _ in alive {
                var next = -1
                for node in alive
                where !isTaken[node] && (next < 0 || connectivity[node] > connectivity[next]) {
                    next = node
                }
                isTaken[next] = true
                previous = last
                last = next
                for node in alive where !isTaken[node] { connectivity[node] += weights[next][node] }
            }
            if connectivity[last] < best.value { best = (connectivity[last], members[last].sorted()) }
            members[previous] += members[last]
            for node in alive where node != previous && node != last {
                weights[previous][node] += weights[last][node]
                weights[node][previous] = weights[previous][node]
            }
            alive.removeAll { $0 == last }
        }
        return best
    }
}
