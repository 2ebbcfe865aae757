/// Counting arguments that prove a cut minimal without further scans.
enum CutBound {
    // A trace above the value, so that rounding never proves too much.
    private static let slack = 1 + 1e-12

    /// The fewest nodes that a side of a cut below `value` can have; more than half of them when there is
    /// no such cut. O(n log n).
    ///
    /// s nodes have at most (s−1)·w of weight each among themselves, w being the heaviest edge, so a side
    /// of s nodes is cut by at least Σ max(0, d_v − (s−1)·w) over the s lightest nodes. In a dense graph
    /// this alone proves that a single node is the minimum cut (the weighted form of the theorem that edge
    /// connectivity equals the minimum degree δ when δ ≥ n/2, Chartrand 1966).
    static func fewestNodes(ofCutBelow value: Double, in problem: CutProblem) -> Int {
        fewestNodes(
            ofCutBelow: value, degrees: problem.nodes.map { problem.degrees[$0] }.sorted(),
            heaviest: Double(problem.graph.maximumWeight))
    }

    /// The same for nodes of these weighted degrees, ascending, and edges of `heaviest` at most. O(n).
    static func fewestNodes(ofCutBelow value: Double, degrees: [Double], heaviest: Double) -> Int {
        let count = degrees.count
        let target = value * slack
        var lightest = 0
        var sum = 0.0
        // `sum` holds the degrees of places lightest..<size, all above the limit of weight within.
        for size in 1...max(1, count / 2) {
            sum += degrees[size - 1]
            let limit = Double(size - 1) * heaviest
            while lightest < size, degrees[lightest] <= limit {
                sum -= degrees[lightest]
                lightest += 1
            }
            let bound = sum - Double(size - lightest) * limit
            if size > 1, bound < target { return size }
        }
        return count / 2 + 1
    }

    /// Whether a core of nodes that no cut below `value` parts rules such cuts out. O(groups · log).
    ///
    /// The side without the core has `fewestNodes` nodes at least, and all their weight to the core is cut:
    /// no less than that of the groups with the least weight to it a node (the last one in part).
    ///
    /// - Parameters:
    ///   - value: The value of the best cut known.
    ///   - fewestNodes: The fewest nodes on a side of a cut below it.
    ///   - outside: The groups outside the core: how many nodes each has and its weight to the core.
    static func isProven(
        _ value: Double, fewestNodes: Int, outside: [(size: Int, weight: Double)]
    ) -> Bool {
        let target = value * slack
        var left = Double(fewestNodes)
        var sum = 0.0
        let ascending = outside.sorted { $0.weight * Double($1.size) < $1.weight * Double($0.size) }
        for group in ascending {
            let taken = min(left, Double(group.size))
            sum += group.weight * (taken / Double(group.size))
            if sum >= target { return true }
            left -= taken
            if left <= 0 { return false }
        }
        // Too few nodes outside the core for a side.
        return left > 0
    }
}
