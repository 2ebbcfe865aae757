/// Nagamochi–Ono–Ibaraki contraction on compressed rows with a priority queue.
final class SparseCutContraction {
    private var level = Level()
    private var nextLevel = Level()
    private var parentBuffer = ScratchBuffer<Int32>()
    private var orderBuffer = ScratchBuffer<Int32>()
    private var queue = ConnectivityQueue()

    /// One contracted graph.
    private struct Level: ~Copyable {
        var count = 0
        var offsets = ScratchBuffer<Int>()
        var neighbours = ScratchBuffer<Int32>()
        var weights = ScratchBuffer<Double>()
        var degrees = ScratchBuffer<Double>()
    }

    /// Replaces `best` by a smaller cut, if there is one.
    ///
    /// - Parameters:
    ///   - best: A cut to start from.
    ///   - fewestNodes: Cuts with fewer nodes than this on a side are known not to be smaller.
    func improve(_ best: inout CutCandidate, in problem: CutProblem, fewestNodes: Int) {
        var groups = ContractionGroups(problem) { place, _ in place }
        load(problem, groups)
        while level.count > 1, best.value > 0 {
            let scan = scan(bound: best.value)
            if scan.value < best.value {
                best.value = scan.value
                let order = orderBuffer.base
                var isInside = [Bool](repeating: false, count: level.count)
                for place in 0..<scan.prefix { isInside[Int(order[place])] = true }
                best.side = groups.nodes { isInside[$0] }
            }
            let outside = outside(sizes: groups.sizes(limit: level.count))
            if CutBound.isProven(best.value, fewestNodes: fewestNodes, outside: outside) { return }
            contract(&groups)
            guard level.count > 1 else { return }
            let degrees = level.degrees.base
            var lightest = 0
            for node in 1..<level.count where degrees[node] < degrees[lightest] { lightest = node }
            if degrees[lightest] < best.value {
                best.value = degrees[lightest]
                best.side = groups.nodes { $0 == lightest }
            }
        }
    }

    /// Whether there are cuts lighter than `bound` with two nodes or more on either side.
    ///
    /// - Parameters:
    ///   - bound: What single nodes may be lighter than.
    ///   - fewestNodes: Cuts with fewer nodes than this on a side, but two at least, are not lighter.
    func lookForCuts(below bound: Double, in problem: CutProblem, fewestNodes: Int) -> CutSolver.Verdict {
        var groups = ContractionGroups(problem) { place, _ in place }
        load(problem, groups)
        while level.count > 1 {
            let sizes = groups.sizes(limit: level.count)
            if scan(bound: bound, ignoringSingles: sizes).prefix > 0 { return .found }
            if CutBound.isProven(bound, fewestNodes: fewestNodes, outside: outside(sizes: sizes)) {
                return .ruledOut
            }
            let before = level.count
            contract(&groups)
            if level.count == before { return .open }
        }
        return .ruledOut
    }

    private func load(_ problem: CutProblem, _ groups: ContractionGroups) {
        let graph = problem.graph
        let count = problem.nodes.count
        level.count = count
        let offsets = level.offsets.reserve(count + 1)
        let neighbours = level.neighbours.reserve(2 * graph.edgeCount)
        let weights = level.weights.reserve(2 * graph.edgeCount)
        let degrees = level.degrees.reserve(count)
        parentBuffer.reserve(count)
        orderBuffer.reserve(count)
        var place = 0
        groups.group.withUnsafeBufferPointer { group in
            for (index, node) in problem.nodes.enumerated() {
                offsets[index] = place
                degrees[index] = problem.degrees[node]
                graph.forEachNeighbour(of: node) { other, weight in
                    guard group[other] >= 0 else { return }
                    neighbours[place] = group[other]
                    weights[place] = Double(weight)
                    place += 1
                }
            }
        }
        offsets[count] = place
    }

    /// One maximum-adjacency scan: joins, in the parents, the ends of edges whose connectivity reaches the
    /// bound, and returns the lightest cut below it between a prefix of the order and the rest.
    ///
    /// - Parameter ignoringSingles: The nodes of each group, when cuts of a single node are of no interest
    ///   and the bound stays as it is; nil otherwise.
    private func scan(bound: Double, ignoringSingles sizes: [Int]? = nil) -> (value: Double, prefix: Int) {
        let count = level.count
        let offsets = level.offsets.base
        let neighbours = level.neighbours.base
        let weights = level.weights.base
        let degrees = level.degrees.base
        let order = orderBuffer.base
        let sets = UnionFind(count: count, in: parentBuffer.base)
        queue.reset(count: count)

        var bound = bound
        var prefix = 0
        var cut = 0.0
        var nodesBefore = 0
        let nodeCount = sizes?.reduce(0, +) ?? 0
        var node = 0
        for other in 1..<count where degrees[other] > degrees[node] { node = other }
        queue.take(node)
        for step in 1...count {
            order[step - 1] = Int32(truncatingIfNeeded: node)
            cut += degrees[node] - 2 * queue.connectivity(of: node)
            if step == count { break }
            if let sizes {
                nodesBefore += sizes[node]
                if cut < bound, nodesBefore >= 2, nodeCount - nodesBefore >= 2 { return (cut, step) }
            } else if cut < bound {
                bound = cut
                prefix = step
            }
            for place in offsets[node]..<offsets[node + 1] {
                let other = Int(neighbours[place])
                guard !queue.isTaken(other) else { continue }
                if queue.raise(other, by: weights[place], bound: bound) { sets.join(node, other) }
            }
            node = queue.takeBest()
        }
        // The last two of a maximum-adjacency order are parted by no cut lighter than the last one's degree.
        if sizes == nil { sets.join(Int(order[count - 1]), Int(order[count - 2])) }
        return (prefix > 0 ? bound : .infinity, prefix)
    }

    /// The nodes outside the set with the most nodes of the graph: their sizes and their weight to it.
    private func outside(sizes: [Int]) -> [(size: Int, weight: Double)] {
        let count = level.count
        let sets = UnionFind(borrowing: parentBuffer.base)
        var totals = [Int](repeating: 0, count: count)
        for node in 0..<count { totals[sets.find(node)] += sizes[node] }
        var core = 0
        for node in 1..<count where totals[node] > totals[core] { core = node }
        let offsets = level.offsets.base
        var weights = [Double](repeating: 0, count: count)
        for node in 0..<count where sets.find(node) == core {
            for place in offsets[node]..<offsets[node + 1] {
                weights[Int(level.neighbours.base[place])] += level.weights.base[place]
            }
        }
        return (0..<count).filter { sets.find($0) != core }.map { (sizes[$0], weights[$0]) }
    }

    /// Contracts every joined group into one node, numbered in the order of their lowest members.
    private func contract(_ groups: inout ContractionGroups) {
        let count = level.count
        let sets = UnionFind(borrowing: parentBuffer.base)
        var name = [Int](repeating: -1, count: count)
        var newCount = 0
        for node in 0..<count where sets.find(node) == node {
            name[node] = newCount
            newCount += 1
        }
        for node in 0..<count { name[node] = name[sets.find(node)] }
        // Members in order of their group.
        var starts = [Int](repeating: 0, count: newCount + 1)
        for node in 0..<count { starts[name[node] + 1] += 1 }
        for group in 0..<newCount { starts[group + 1] += starts[group] }
        var members = [Int](repeating: 0, count: count)
        var fill = starts
        for node in 0..<count {
            members[fill[name[node]]] = node
            fill[name[node]] += 1
        }

        let offsets = level.offsets.base
        let neighbours = level.neighbours.base
        let weights = level.weights.base
        let newOffsets = nextLevel.offsets.reserve(newCount + 1)
        let newNeighbours = nextLevel.neighbours.reserve(offsets[count])
        let newWeights = nextLevel.weights.reserve(offsets[count])
        let newDegrees = nextLevel.degrees.reserve(newCount)
        var placeOf = [Int](repeating: -1, count: newCount)
        var end = 0
        for group in 0..<newCount {
            let start = end
            newOffsets[group] = start
            var degree = 0.0
            for member in members[starts[group]..<starts[group + 1]] {
                for place in offsets[member]..<offsets[member + 1] {
                    let other = name[Int(neighbours[place])]
                    guard other != group else { continue }
                    degree += weights[place]
                    if placeOf[other] >= start {
                        newWeights[placeOf[other]] += weights[place]
                    } else {
                        placeOf[other] = end
                        newNeighbours[end] = Int32(truncatingIfNeeded: other)
                        newWeights[end] = weights[place]
                        end += 1
                    }
                }
            }
            newDegrees[group] = degree
        }
        newOffsets[newCount] = end
        nextLevel.count = newCount
        swap(&level, &nextLevel)
        groups.rename { name[$0] }
    }
}
