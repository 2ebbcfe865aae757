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
}
