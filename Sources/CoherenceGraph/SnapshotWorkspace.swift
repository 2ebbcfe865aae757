/// What snapshots use again from one to the next: memory, and the last eigenvector as a starting point.
final class SnapshotWorkspace {
    let graph = WeightedGraph()
    let solver = CutSolver()
    let lanczos = LanczosSolver()
    var parents = ScratchBuffer<Int32>()
    var rows = ScratchBuffer<Float>()
    var gram = ScratchBuffer<Float>()
    /// The node index of each slot; −1 where it is not part of the snapshot.
    var indices: [Int32] = []
    /// By slot, the last eigenvector over √degree; 0 for nodes that came since.
    private var warm: [Double] = []

    func forgetWarmStart(slot: Int) {
        if slot < warm.count { warm[slot] = 0 }
    }

    func forgetWarmStart() {
        warm.removeAll(keepingCapacity: true)
    }

    /// The last eigenvector on these nodes; nil when nothing is known of them.
    func warmStart(slots: [Int], graph: WeightedGraph) -> [Double]? {
        guard !warm.isEmpty else { return nil }
        var start = [Double](repeating: 0, count: slots.count)
        var isKnown = false
        for (node, slot) in slots.enumerated() where slot < warm.count && warm[slot] != 0 {
            start[node] = warm[slot] * graph.weightedDegrees[node].squareRoot()
            isKnown = true
        }
        return isKnown ? start : nil
    }

    func keepWarmStart(_ vector: [Double], slots: [Int], graph: WeightedGraph) {
        for index in warm.indices { warm[index] = 0 }
        let limit = (slots.max() ?? -1) + 1
        while warm.count < limit { warm.append(0) }
        for (node, slot) in slots.enumerated() where graph.weightedDegrees[node] > 0 {
            warm[slot] = vector[node] / graph.weightedDegrees[node].squareRoot()
        }
    }
}
