/// Nagamochi–Ono–Ibaraki contraction on a full matrix.
///
/// A scan step adds one row to the connectivities and takes the argmax, both over contiguous memory, so it
/// runs at vector speed; that beats a priority queue as soon as a few per cent of the pairs are edges. The
/// first scan reads the graph's own rows, and most often ``CutBound`` ends the matter there; only then are
/// the rows copied in double precision and contracted. A contracted group keeps its lowest column; the
/// others are masked by a connectivity of −∞ until fewer than half are left and the matrix is compacted.
final class DenseCutContraction {
    private static let block = 32

    private var matrixBuffer = ScratchBuffer<Double>()
    private var connectivityBuffer = ScratchBuffer<Double>()
    private var degreeBuffer = ScratchBuffer<Double>()
    private var parentBuffer = ScratchBuffer<Int32>()
    private var orderBuffer = ScratchBuffer<Int32>()

    private var stride = 0
    private var width = 0
    /// Columns that still stand for a group, ascending.
    private var active: [Int] = []

    /// Replaces `best` by a smaller cut, if there is one.
    ///
    /// - Parameters:
    ///   - best: A cut to start from.
    ///   - fewestNodes: Cuts with fewer nodes than this on a side are known not to be smaller.
    func improve(_ best: inout CutCandidate, in problem: CutProblem, fewestNodes: Int) {
        prepare(problem)
        var groups = ContractionGroups(problem) { _, node in node }
        var isLoaded = false
        while active.count > 1, best.value > 0 {
            let scan = scan(bound: best.value, problem, isLoaded: isLoaded)
            if scan.value < best.value {
                best.value = scan.value
                let order = orderBuffer.base
                var isInside = [Bool](repeating: false, count: width)
                for place in 0..<scan.prefix { isInside[Int(order[place])] = true }
                best.side = groups.nodes { isInside[$0] }
            }
            let outside = outside(groups.sizes(limit: width), problem, isLoaded: isLoaded)
            if CutBound.isProven(best.value, fewestNodes: fewestNodes, outside: outside) { return }
            if !isLoaded { load(problem) }
            isLoaded = true
            contract(&groups)
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
            let scan = scan(bound: bound, problem, isLoaded: isLoaded, ignoringSingles: sizes)
            if scan.prefix > 0 { return .found }
            let outside = outside(sizes, problem, isLoaded: isLoaded)
            if CutBound.isProven(bound, fewestNodes: fewestNodes, outside: outside) { return .ruledOut }
            if !isLoaded { load(problem) }
            isLoaded = true
            let before = active.count
            contract(&groups)
            if active.count == before { return .open }
            if 2 * active.count <= width, width > 2 * Self.block { compact(&groups) }
        }
        return .ruledOut
    }

    private func scan(
        bound: Double, _ problem: CutProblem, isLoaded: Bool, ignoringSingles sizes: [Int]? = nil
    ) -> (value: Double, prefix: Int) {
        isLoaded
            ? scan(bound: bound, ignoringSingles: sizes) { row($0) }
            : scan(bound: bound, ignoringSingles: sizes) { problem.graph.row($0) }
    }

    private func outside(
        _ sizes: [Int], _ problem: CutProblem, isLoaded: Bool
    ) -> [(size: Int, weight: Double)] {
        let sets = UnionFind(borrowing: parentBuffer.base)
        return isLoaded
            ? outside(of: sets, sizes: sizes) { row($0) }
            : outside(of: sets, sizes: sizes) { problem.graph.row($0) }
    }

    private func row(_ column: Int) -> UnsafeMutablePointer<Double> { matrixBuffer.base + column * stride }

    /// Makes room and takes the degrees; the columns of nodes that are not in the problem are never active.
    private func prepare(_ problem: CutProblem) {
        let count = problem.graph.nodeCount
        width = count
        stride = (count + Self.block - 1) / Self.block * Self.block
        // Rows a multiple of 4 KiB apart would share cache sets in a column's walk.
        if stride % 512 == 0 { stride += Self.block }
        active = problem.nodes
        connectivityBuffer.reserve(stride)
        parentBuffer.reserve(stride)
        orderBuffer.reserve(stride)
        let degrees = degreeBuffer.reserve(stride)
        for node in problem.nodes { degrees[node] = problem.degrees[node] }
    }

    /// Copies the problem's rows.
    private func load(_ problem: CutProblem) {
        let count = problem.graph.nodeCount
        matrixBuffer.reserve(stride * count)
        for node in problem.nodes {
            let target = row(node)
            let source = problem.graph.row(node)
            for other in 0..<count { target[other] = Double(source[other]) }
            for column in count..<stride { target[column] = 0 }
        }
    }

    /// One maximum-adjacency scan: joins, in the parents, the ends of edges whose connectivity reaches the
    /// bound, and returns the lightest cut below it between a prefix of the order and the rest.
    ///
    /// - Parameter ignoringSingles: The nodes of each column, when cuts of a single node are of no interest
    ///   and the bound stays as it is; nil otherwise.
    @inline(__always)
    private func scan<Scalar: ConnectivityAddend>(
        bound: Double, ignoringSingles sizes: [Int]?, row: (Int) -> UnsafeMutablePointer<Scalar>
    ) -> (value: Double, prefix: Int) {
        let connectivity = connectivityBuffer.base
        let degrees = degreeBuffer.base
        let order = orderBuffer.base
        let sets = UnionFind(count: width, in: parentBuffer.base)
        let padded = (width + Self.block - 1) / Self.block * Self.block
        connectivity.update(repeating: -.infinity, count: padded)
        for column in active { connectivity[column] = 0 }

        var bound = bound
        var prefix = 0
        var cut = 0.0
        var nodesBefore = 0
        let nodeCount = sizes.map { sizes in active.reduce(0) { $0 + sizes[$1] } } ?? 0
        // From the heaviest group: the others' connectivities rise soonest from there.
        var column = active.max { degrees[$0] < degrees[$1] } ?? 0
        var reached = 0.0
        for step in 1...active.count {
            connectivity[column] = -.infinity
            order[step - 1] = Int32(truncatingIfNeeded: column)
            cut += degrees[column] - 2 * reached
            if step == active.count { break }
            if let sizes {
                nodesBefore += sizes[column]
                if cut < bound, nodesBefore >= 2, nodeCount - nodesBefore >= 2 { return (cut, step) }
            } else if cut < bound {
                bound = cut
                prefix = step
            }
            let row = row(column)
            var best = -Double.infinity
            var bestBlock = 0
            for block in 0..<(padded / Self.block) {
                let top = Scalar.add(row, to: connectivity, block: block)
                if top > best {
                    best = top
                    bestBlock = block
                }
                if top >= bound {
                    for other in (block &* Self.block)..<((block &+ 1) &* Self.block)
                    where connectivity[other] >= bound && row[other] > 0 {
                        sets.join(column, other)
                    }
                }
            }
            // The lowest column on a tie.
            column = bestBlock &* Self.block
            while connectivity[column] != best { column &+= 1 }
            reached = best
        }
        // The last two of a maximum-adjacency order are parted by no cut lighter than the last one's degree.
        if sizes == nil { sets.join(Int(order[active.count - 1]), Int(order[active.count - 2])) }
        return (prefix > 0 ? bound : .infinity, prefix)
    }

    /// The columns outside the set with the most nodes: their nodes and their weight to it.
    @inline(__always)
    private func outside<Scalar: ConnectivityAddend>(
        of sets: UnionFind, sizes: [Int], row: (Int) -> UnsafeMutablePointer<Scalar>
    ) -> [(size: Int, weight: Double)] {
        var totals = [Int](repeating: 0, count: width)
        for column in active { totals[sets.find(column)] += sizes[column] }
        guard let core = active.max(by: { totals[$0] < totals[$1] }) else { return [] }
        let weights = connectivityBuffer.base
        let padded = (width + Self.block - 1) / Self.block * Self.block
        weights.update(repeating: 0, count: padded)
        for column in active where sets.find(column) == core {
            let row = row(column)
            for block in 0..<(padded / Self.block) { _ = Scalar.add(row, to: weights, block: block) }
        }
        return active.filter { sets.find($0) != core }.map { (sizes[$0], weights[$0]) }
    }

    /// Contracts every joined group into its lowest column.
    private func contract(_ groups: inout ContractionGroups) {
        let sets = UnionFind(borrowing: parentBuffer.base)
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
        let padded = (width + Self.block - 1) / Self.block * Self.block
        for row in 0..<width {
            for column in width..<padded { matrix[row * stride + column] = 0 }
        }
        active = Array(0..<width)
        groups.rename { place[$0] }
    }
}
