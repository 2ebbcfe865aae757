/// Takes outliers off a connected graph until its minimum cut is no single node.
///
/// With G₀ the graph, d_i the lightest weighted degree in G_i and G_{i+1} the rest after that node, the
/// task is the first i at which λ(G_i) < d_i. A cut of G_i with nodes of G_j (j > i) on both sides is at
/// least as heavy as the cut it makes in G_j, and a set of s nodes is cut by no less than d_i when
/// d_i ≥ s·w, w being the heaviest edge. So
///
/// - when no cut of G_j with two nodes or more on either side is below the largest of d_0…d_j, then
///   λ = d for all of 0…j, if the sets of j − i + 1 nodes are heavy enough;
/// - when d_j is the largest of d_i…d_j and λ(G_j) = d_j, then λ = d for all of i…j, if the sets of j − i
///   nodes are.
///
/// The first settles graphs without structure at once, the second the others in a few leaps.
struct CutTrimmer {
    let solver: CutSolver
    let maximumTrims: Int

    private struct Peel {
        /// The nodes in the order of dropping, and one more.
        var nodes: [Int] = []
        /// The weighted degree of each when its turn came: d_i.
        var degrees: [Double] = []
    }

    /// The minimum cut of a connected problem, before and after trimming.
    func run(_ problem: CutProblem) -> (whole: MinimumCut.Cut, trimmed: MinimumCut.Trimmed) {
        let count = problem.nodes.count
        let limit = min(maximumTrims, max(1, count / 10), count - 2)
        guard limit > 0 else {
            let cut = solver.solve(problem)
            return (cut, MinimumCut.Trimmed(cut: cut, trimmedNodes: []))
        }
        let peel = peel(problem, limit: limit)
        let heaviest = Double(problem.graph.maximumWeight)
        var whole: MinimumCut.Cut?
        var settled = 0
        var mayLeap = true
        let isHeavyEnough = (0..<limit).allSatisfy {
            peel.degrees[$0] >= Double(limit - $0 + 1) * heaviest * (1 + 1e-12)
        }
        if isHeavyEnough, let highest = peel.degrees.max() {
            switch solver.lookForCuts(below: highest, in: problem.dropping(peel.nodes.prefix(limit))) {
            case .ruledOut:
                let rest = problem.dropping(peel.nodes.prefix(limit))
                let cut = MinimumCut.Cut(
                    value: peel.degrees[limit], side: rest.smallerSide([peel.nodes[limit]]))
                return (
                    MinimumCut.Cut(value: peel.degrees[0], side: problem.smallerSide([peel.nodes[0]])),
                    MinimumCut.Trimmed(cut: cut, trimmedNodes: Array(peel.nodes.prefix(limit)))
                )
            case .found: mayLeap = false
            case .open: break
            }
        }
        while true {
            // The last of the largest degrees ahead.
            var leap = settled
            if mayLeap {
                for index in settled...limit where peel.degrees[index] >= peel.degrees[leap] { leap = index }
            }
            let isSmallSetSafe = (settled..<leap).allSatisfy {
                leap - $0 == 1 || peel.degrees[$0] >= Double(leap - $0) * heaviest * (1 + 1e-12)
            }
            if !isSmallSetSafe { leap = settled }
            var cut = solver.solve(problem.dropping(peel.nodes.prefix(leap)))
            if cut.value < peel.degrees[leap], leap > settled {
                // Somewhere on the way a real cut took over; look at one after the other.
                mayLeap = false
                leap = settled
                cut = solver.solve(problem.dropping(peel.nodes.prefix(leap)))
            }
            if whole == nil {
                whole =
                    leap == 0
                    ? cut
                    : MinimumCut.Cut(
                        value: peel.degrees[0],
                        side: problem.smallerSide([peel.nodes[0]]))
            }
            if cut.value < peel.degrees[leap] || leap == limit {
                return (
                    whole ?? cut,
                    MinimumCut.Trimmed(cut: cut, trimmedNodes: Array(peel.nodes.prefix(leap)))
                )
            }
            settled = leap + 1
        }
    }

    private func peel(_ problem: CutProblem, limit: Int) -> Peel {
        var degrees = problem.degrees
        var peel = Peel()
        for _ in 0...limit {
            var lightest = problem.nodes[0]
            for node in problem.nodes where degrees[node] < degrees[lightest] { lightest = node }
            peel.nodes.append(lightest)
            peel.degrees.append(degrees[lightest])
            problem.graph.forEachNeighbour(of: lightest) { other, weight in
                degrees[other] -= Double(weight)
            }
            degrees[lightest] = .infinity
        }
        return peel
    }
}
