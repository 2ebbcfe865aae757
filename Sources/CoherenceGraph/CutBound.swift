/// A counting argument for minimum cuts: s nodes have at most (s−1)·w of weight each among themselves, w
/// being the heaviest edge, so a side of s nodes is cut by at least Σ max(0, d_v − (s−1)·w) over the s
/// lightest nodes.
///
/// In a dense graph this alone proves that a single node is the minimum cut (the weighted form of the
/// theorem that edge connectivity equals the minimum degree δ when δ ≥ n/2, Chartrand 1966).
enum CutBound {
    /// The fewest nodes that a side of a cut below `value` can have; more than half of them when there is
    /// no such cut. O(n log n).
    static func fewestNodes(ofCutBelow value: Double, in problem: CutProblem) -> Int {
        let count = problem.nodes.count
        let heaviest = Double(problem.graph.maximumWeight)
        let degrees = problem.nodes.map { problem.degrees[$0] }.sorted()
        // A trace above the value, so that rounding never proves too much.
        let target = value * (1 + 1e-12)
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
}
