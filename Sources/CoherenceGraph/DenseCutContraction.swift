/// Nagamochi–Ono–Ibaraki contraction on a full matrix.
///
/// The first scan reads the graph's own rows, and most often it or ``CutBound`` ends the matter there; only
/// then are the rows summed up in double precision, a group's at a time. A contracted group keeps its lowest
/// column; the others are masked by a connectivity of −∞ until fewer than half are left and the matrix is
/// compacted.
final class DenseCutContraction {
    private static let block = 32

    private var scan = DenseScan()
    private var cores = CutCores()
    private var matrixBuffer = ScratchBuffer<Double>()
    private var sumBuffer = ScratchBuffer<Double>()
    private var degreeBuffer = ScratchBuffer<Double>()

    private var stride = 0
    private var width = 0
    /// Columns that still stand for a group, ascending.
    private var active: [Int] = []

    /// A number of columns in whole blocks of the kernels.
    static func padded(_ width: Int) -> Int { (width + block - 1) / block * block }

    /// Replaces `best` by a smaller cut, if there is one.
    ///
    /// - Parameters:
    ///   - best: A cut to start from, no heavier than that of any single node.
    ///   - fewestNodes: Cuts with fewer nodes than this on a side are known not to be smaller.
    func improve(_ best: inout CutCandidate, in problem: CutProblem, fewestNodes: Int) {
        prepare(problem)
        var groups = ContractionGroups(problem) { _, node in node }
        var isLoaded = false
        while active.count > 1, best.value > 0 {
            let bound = best.value
            let outcome = scan(bound: bound, problem, isLoaded: isLoaded)
            if outcome.value < best.value {
                best.value = outcome.value
                let order = scan.order
                var isInside = [Bool](repeating: false, count: width)
                for place in 0..<outcome.prefix { isInside[Int(order[place])] = true }
                best.side = groups.nodes { isInside[$0] }
            }
            if outcome.isSingle { return }
            // Another scan with the better bound costs less than to contract what this one joined.
            if !isLoaded, best.value < 0.5 * bound { continue }
            let outside = outside(groups.sizes(limit: width), problem, isLoaded: isLoaded)
            if CutBound.isProven(best.value, fewestNodes: fewestNodes, outside: outside) { return }
            if isLoaded {
                contract(&groups)
            } else {
                cores.find(in: problem, scan: scan, bound: best.value, mostMoves: .max)
                load(problem, &groups)
                isLoaded = true
            }
            let degrees = degreeBuffer.base
            if let lightest = active.min(by: { degrees[$0] < degrees[$1] }), active.count > 1,
                degrees[lightest] < best.value
            {
                best.value = degrees[lightest]
                best.side = groups.nodes { $0 == lightest }
            }
            if 2 * active.count <= width, width > 2 * Self.block { compact(&groups) }
        }
    }

    /// Whether there are cuts lighter than `bound` with two nodes or more on either side.
    ///
    /// - Parameters:
    ///   - bound: What single nodes may be lighter than.
    ///   - fewestNodes: Cuts with fewer nodes than this on a side, but two at least, are not lighter.
    func lookForCuts(below bound: Double, in problem: CutProblem, fewestNodes: Int) -> CutSolver.Verdict {
        prepare(problem)
        var groups = ContractionGroups(problem) { _, node in node }
        var isLoaded = false
        while active.count > 1 {
            let sizes = groups.sizes(limit: width)
            let outcome = scan(bound: bound, problem, isLoaded: isLoaded, ignoringSingles: sizes)
            if outcome.prefix > 0 { return .found }
            if outcome.isSingle { return .ruledOut }
            let outside = outside(sizes, problem, isLoaded: isLoaded)
            if CutBound.isProven(bound, fewestNodes: fewestNodes, outside: outside) { return .ruledOut }
            let before = active.count
            if isLoaded {
                contract(&groups)
            } else {
                cores.find(in: problem, scan: scan, bound: bound, mostMoves: fewestNodes - 2)
                load(problem, &groups)
                isLoaded = true
            }
            if active.count == before { return .open }
            if 2 * active.count <= width, width > 2 * Self.block { compact(&groups) }
        }
        return .ruledOut
    }

    private func scan(
        bound: Double, _ problem: CutProblem, isLoaded: Bool, ignoringSingles sizes: [Int]? = nil
    ) -> DenseScan.Outcome {
        let degrees = degreeBuffer.base
        return isLoaded
            ? scan.run(
                active: active, width: width, bound: bound, degrees: degrees, ignoringSingles: sizes
            ) { row($0) }
            : scan.run(
                active: active, width: width, bound: bound, degrees: degrees, ignoringSingles: sizes
            ) { problem.graph.row($0) }
    }

    private func outside(
        _ sizes: [Int], _ problem: CutProblem, isLoaded: Bool
    ) -> [(size: Int, weight: Double)] {
        let sets = scan.sets
        return isLoaded
            ? outside(of: sets, sizes: sizes) { row($0) }
            : outside(of: sets, sizes: sizes) { problem.graph.row($0) }
    }

    private func row(_ column: Int) -> UnsafeMutablePointer<Double> { matrixBuffer.base + column * stride }

    /// Takes the degrees; the columns of nodes that are not in the problem are never active.
    private func prepare(_ problem: CutProblem) {
        width = problem.graph.nodeCount
        active = problem.nodes
        let degrees = degreeBuffer.reserve(Self.padded(width))
        for node in problem.nodes { degrees[node] = problem.degrees[node] }
    }

    /// Sums up the rows and columns of every joined group of the problem's nodes.
    private func load(_ problem: CutProblem, _ groups: inout ContractionGroups) {
        let sets = scan.sets
        let graphWidth = Self.padded(problem.graph.nodeCount)
        var name = [Int](repeating: -1, count: problem.graph.nodeCount)
        var members: [[Int]] = []
        for node in problem.nodes {
            let root = sets.find(node)
            if name[root] < 0 {
                name[root] = members.count
                members.append([])
            }
            name[node] = name[root]
            members[name[node]].append(node)
        }
        width = members.count
        stride = Self.padded(width)
        // Rows a multiple of 4 KiB apart would share cache sets in a column's walk.
        if stride % 512 == 0 { stride += Self.block }
        matrixBuffer.reserve(stride * width)
        let degrees = degreeBuffer.base
        let sums = sumBuffer.reserve(graphWidth)
        for (group, inside) in members.enumerated() {
            sums.update(repeating: 0, count: graphWidth)
            for node in inside { Float.add(problem.graph.row(node), to: sums, count: graphWidth) }
            let target = row(group)
            target.update(repeating: 0, count: stride)
            for node in problem.nodes { target[name[node]] += sums[node] }
            target[group] = 0
            var degree = 0.0
            for other in 0..<width { degree += target[other] }
            degrees[group] = degree
        }
        active = Array(0..<width)
        groups.rename { name[$0] }
    }

    /// The columns outside the set with the most nodes: their nodes and their weight to it.
    @inline(__always)
    private func outside<Scalar: ConnectivityAddend>(
        of sets: UnionFind, sizes: [Int], row: (Int) -> UnsafeMutablePointer<Scalar>
    ) -> [(size: Int, weight: Double)] {
        var totals = [Int](repeating: 0, count: width)
        for column in active { totals[sets.find(column)] += sizes[column] }
        guard let core = active.max(by: { totals[$0] < totals[$1] }) else { return [] }
        let padded = Self.padded(width)
        let weights = sumBuffer.reserve(padded)
        weights.update(repeating: 0, count: padded)
        for column in active where sets.find(column) == core {
            Scalar.add(row(column), to: weights, count: padded)
        }
        return active.filter { sets.find($0) != core }.map { (sizes[$0], weights[$0]) }
    }

    /// Contracts every joined group into its lowest column.
    private func contract(_ groups: inout ContractionGroups) {
        let sets = scan.sets
        let degrees = degreeBuffer.base
        let matrix = matrixBuffer.base
        var kept: [Int] = []
        var merged: [(column: Int, target: Int)] = []
        var isGrown = [Bool](repeating: false, count: width)
        for column in active {
            let target = sets.find(column)
            if target == column {
                kept.append(column)
                continue
            }
            merged.append((column, target))
            isGrown[target] = true
            let source = matrix + column * stride
            let sum = matrix + target * stride
            for other in 0..<width { sum[other] += source[other] }
        }
        active = kept
        // Rows are summed; now the grown columns. In a grown row the other groups' columns are summed up,
        // in a single node's row the entry is the grown row's, by symmetry.
        for column in kept where isGrown[column] {
            let row = matrix + column * stride
            for other in merged where other.target != column { row[other.target] += row[other.column] }
        }
        for column in kept where isGrown[column] {
            let row = matrix + column * stride
            row[column] = 0
            var degree = 0.0
            for other in kept {
                degree += row[other]
                if !isGrown[other] { matrix[other * stride + column] = row[other] }
            }
            degrees[column] = degree
        }
        groups.rename { sets.find($0) }
    }

    /// Moves the active rows and columns to the front.
    private func compact(_ groups: inout ContractionGroups) {
        var place = [Int](repeating: 0, count: width)
        let matrix = matrixBuffer.base
        for (new, old) in active.enumerated() {
            place[old] = new
            let source = matrix + old * stride
            let target = matrix + new * stride
            // In place: a target never lies behind what is still to be read.
            for (column, oldColumn) in active.enumerated() { target[column] = source[oldColumn] }
            degreeBuffer.base[new] = degreeBuffer.base[old]
        }
        width = active.count
        let padded = Self.padded(width)
        for row in 0..<width {
            for column in width..<padded { matrix[row * stride + column] = 0 }
        }
        active = Array(0..<width)
        groups.rename { place[$0] }
    }
}
