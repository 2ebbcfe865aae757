/// Finds groups of nodes that a counting argument keeps together, where scans would need dozens of rounds.
///
/// In a cluster that is nearly complete, a node's connectivity reaches the lightest degree only when nearly
/// all others have been taken, so a scan joins a handful of nodes. But s of the m ≥ 2s nodes of such a
/// cluster are cut off by no less than Σ max(0, d_v − (s−1)·w) over the s nodes that are lightest inside
/// it, w being the heaviest edge (``CutBound``). When that reaches the bound for all s from 2 up, a cut
/// below it leaves one node v at most alone; and when v has half of its weight inside the cluster, taking v
/// over to the cluster's side makes no cut heavier (Padberg and Rinaldi, "An efficient algorithm for the
/// minimum capacity cut problem", Math. Programming 47, 1990). So the cluster may be contracted, for cuts
/// other than that of a single node. By the same step other nodes join that have half of their weight to
/// it.
///
/// Candidates are the stretches of a maximum-adjacency order between two falls of the connectivity: the
/// order walks through one cluster before it begins the next.
struct CutCores: ~Copyable {
    private static let fewestMembers = 8
    private static let mostCandidates = 64
    private static let mostTries = 8
    // A trace above the value, so that rounding never proves too much.
    private static let slack = 1 + 1e-12

    private var weightBuffer = ScratchBuffer<Double>()

    /// One candidate.
    private struct Candidate {
        var members: [Int]
        /// By column, the weight to the members.
        let weights: UnsafeMutablePointer<Double>
    }

    /// Joins what it finds in the scan's sets. O(n²) at most.
    ///
    /// - Parameters:
    ///   - problem: What the cut is wanted of, laid out densely.
    ///   - scan: A scan over all of the problem's nodes that was not cut short.
    ///   - bound: Cuts of this value or more may be lost.
    ///   - mostMoves: How many single nodes may change sides before a cut of interest could become that of
    ///     a single node.
    mutating func find(
        in problem: CutProblem, scan: borrowing DenseScan, bound: Double, mostMoves: Int
    ) {
        let count = problem.nodes.count
        let padded = DenseCutContraction.padded(problem.graph.nodeCount)
        let heaviest = Double(problem.graph.maximumWeight)
        let sets = scan.sets
        let stretches = stretches(scan, count: count).filter { members in
            // Too light to be proven, whatever its nodes' weights inside are.
            members.reduce(0) { $0 + problem.degrees[$1] }
                > 0.5 * heaviest * Double(members.count) * Double(members.count)
        }
        guard !stretches.isEmpty else { return }
        let room = weightBuffer.reserve(padded * min(stretches.count, Self.mostCandidates))
        var cores: [Candidate] = []
        var isInside = [Bool](repeating: false, count: problem.graph.nodeCount)
        var moves = 0
        for members in stretches.prefix(Self.mostCandidates) where moves < mostMoves {
            var candidate = Candidate(members: members, weights: room + padded * cores.count)
            candidate.weights.update(repeating: 0, count: padded)
            for node in members { Float.add(problem.graph.row(node), to: candidate.weights, count: padded) }
            guard isCore(&candidate, in: problem, bound: bound) else { continue }
            moves += 1
            for node in candidate.members {
                isInside[node] = true
                sets.join(candidate.members[0], node)
            }
            cores.append(candidate)
        }
        for node in problem.nodes where !isInside[node] && moves < mostMoves {
            let half = 0.5 * problem.degrees[node] * Self.slack
            guard let core = cores.first(where: { $0.weights[node] >= half }) else { continue }
            sets.join(core.members[0], node)
            Float.add(problem.graph.row(node), to: core.weights, count: padded)
            moves += 1
        }
    }

    /// The stretches of the order where the connectivity does not fall by half, the long ones.
    private func stretches(_ scan: borrowing DenseScan, count: Int) -> [[Int]] {
        var result: [[Int]] = []
        var start = 0
        var highest = 0.0
        for step in 1...count {
            if step < count, scan.reached[step] >= 0.5 * highest {
                highest = max(highest, scan.reached[step])
                continue
            }
            if step - start >= Self.fewestMembers {
                result.append((start..<step).map { Int(scan.order[$0]) })
            }
            start = step
            highest = 0
        }
        return result
    }

    /// Whether the candidate, without some of its lightest members, may be contracted.
    private func isCore(_ candidate: inout Candidate, in problem: CutProblem, bound: Double) -> Bool {
        let heaviest = Double(problem.graph.maximumWeight)
        let weights = candidate.weights
        for _ in 0..<Self.mostTries {
            let outer = candidate.members.filter { weights[$0] < 0.5 * problem.degrees[$0] * Self.slack }
            if !outer.isEmpty {
                if 8 * outer.count > candidate.members.count { return false }
                drop(outer, from: &candidate, problem)
                continue
            }
            guard candidate.members.count >= Self.fewestMembers else { return false }
            let ascending = candidate.members.sorted { weights[$0] < weights[$1] }
            let fewest = CutBound.fewestNodes(
                ofCutBelow: bound, degrees: ascending.map { weights[$0] }, heaviest: heaviest)
            if 2 * fewest > ascending.count { return true }
            drop([ascending[0]], from: &candidate, problem)
        }
        return false
    }

    private func drop(_ nodes: [Int], from candidate: inout Candidate, _ problem: CutProblem) {
        for node in nodes {
            problem.graph.forEachNeighbour(of: node) { other, weight in
                candidate.weights[other] -= Double(weight)
            }
        }
        let dropped = Set(nodes)
        candidate.members.removeAll { dropped.contains($0) }
    }
}
