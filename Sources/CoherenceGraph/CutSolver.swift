/// Finds minimum cuts; keeps its memory between calls.
final class CutSolver {
    private let dense = DenseCutContraction()
    private let sparse = SparseCutContraction()

    /// The minimum cut of a graph or of a subgraph of at least two nodes.
    func solve(_ problem: CutProblem) -> MinimumCut.Cut {
        let lightest = problem.lightest
        var best = CutCandidate(value: problem.degrees[lightest], side: [lightest])
        let count = problem.nodes.count
        let fewest = CutBound.fewestNodes(ofCutBelow: best.value, in: problem)
        if 2 * fewest <= count, best.value > 0 {
            switch problem.graph.layout {
            case .dense: dense.improve(&best, in: problem, fewestNodes: fewest)
            case .sparse: sparse.improve(&best, in: problem, fewestNodes: fewest)
            }
        }
        return MinimumCut.Cut(value: best.value, side: problem.smallerSide(best.side))
    }

    /// What is known of cuts with two nodes or more on either side.
    enum Verdict {
        /// None is lighter than the bound.
        case ruledOut
        /// There is a lighter one.
        case found
        /// Neither could be shown cheaply.
        case open
    }

    /// Whether a problem has cuts lighter than `bound` with two nodes or more on either side. A few scans,
    /// which the bound being met by single nodes does not disturb.
    func lookForCuts(below bound: Double, in problem: CutProblem) -> Verdict {
        let fewest = CutBound.fewestNodes(ofCutBelow: bound, in: problem)
        if 2 * fewest > problem.nodes.count { return .ruledOut }
        switch problem.graph.layout {
        case .dense: return dense.lookForCuts(below: bound, in: problem, fewestNodes: fewest)
        case .sparse: return sparse.lookForCuts(below: bound, in: problem, fewestNodes: fewest)
        }
    }
}
