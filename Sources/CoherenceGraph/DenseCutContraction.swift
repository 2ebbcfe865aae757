/// Nagamochi–Ono–Ibaraki contraction on a full matrix of doubles.
///
/// A scan step adds one row to the connectivities and takes the argmax, both over contiguous memory, so it
/// runs at vector speed; that beats a priority queue as soon as a few per cent of the pairs are edges. A
/// contracted group keeps its lowest column; the others are masked by a connectivity of −∞ until fewer
/// than half are left and the matrix is compacted.
final class DenseCutContraction {
    private static let block = 32

    private var matrixBuffer = ScratchBuffer<Double>()
    private var connectivityBuffer = ScratchBuffer<Double>()
    private var degreeBuffer = ScratchBuffer<Double>()
    private var parentBuffer = ScratchBuffer<Int32>()
    private var orderBuffer = ScratchBuffer<Int32>()

    private var matrix: UnsafeMutablePointer<Double> { matrixBuffer.base }
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
        load(problem)
        var groups = ContractionGroups(problem) { _, node in node }
        if 2 * active.count <= width, width > 2 * Self.block { compact(&groups) }
        while active.count > 1, best.value > 0 {
            let scan = scan(bound: best.value)
            if scan.value < best.value {
                best.value = scan.value
                let order = orderBuffer.base
                var isInside = [Bool](repeating: false, count: width)
                for place in 0..<scan.prefix { isInside[Int(order[place])] = true }
                best.side = groups.nodes { isInside[$0] }
            }
            contract()
            let sets = UnionFind(borrowing: parentBuffer.base)
            groups.rename { sets.find($0) }
            if let lightest = active.min(by: { degreeBuffer.base[$0] < degreeBuffer.base[$1] }),
                active.count > 1, degreeBuffer.base[lightest] < best.value
            {
                best.value = degreeBuffer.base[lightest]
                best.side = groups.nodes { $0 == lightest }
            }
            // What is left outside the biggest group is too small to be a side of a smaller cut.
            if groups.biggest(limit: width) > problem.nodes.count - fewestNodes { return }
            if 2 * active.count <= width, width > 2 * Self.block { compact(&groups) }
        }
    }

    /// Copies the problem's rows, whole; the columns of nodes that are not in it are never active.
    private func load(_ problem: CutProblem) {
        let graph = problem.graph
        let count = graph.nodeCount
        width = count
        stride = (count + Self.block - 1) / Self.block * Self.block
        // Rows a multiple of 4 KiB apart would share cache sets in a column's walk.
        if stride % 512 == 0 { stride += Self.block }
        active = problem.nodes
        let matrix = matrixBuffer.reserve(stride * count)
        let degrees = degreeBuffer.reserve(stride)
        connectivityBuffer.reserve(stride)
        parentBuffer.reserve(stride)
        orderBuffer.reserve(stride)
        for node in problem.nodes {
            let target = matrix + node * stride
            degrees[node] = problem.degrees[node]
            switch graph.layout {
            case .dense:
                let source = graph.row(node)
                for other in 0..<count { target[other] = Double(source[other]) }
            case .sparse:
                target.update(repeating: 0, count: count)
                graph.forEachNeighbour(of: node) { target[$0] = Double($1) }
            }
            for column in count..<stride { target[column] = 0 }
        }
    }

    /// One maximum-adjacency scan: joins, in the parents, the ends of edges whose connectivity reaches the
    /// bound, and returns the lightest cut between a prefix of the order and the rest.
    private func scan(bound: Double) -> (value: Double, prefix: Int) {
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
        // From the heaviest group: the others' connectivities rise soonest from there.
        var column = active.max { degrees[$0] < degrees[$1] } ?? 0
        var reached = 0.0
        for step in 1...active.count {
            connectivity[column] = -.infinity
            order[step - 1] = Int32(truncatingIfNeeded: column)
            cut += degrees[column] - 2 * reached
            if step == active.count { break }
            if cut < bound {
                bound = cut
                prefix = step
            }
            let row = matrix + column * stride
            (column, reached) = advance(from: column, row: row, padded: padded, bound: bound, sets: sets)
        }
        // The last two of a maximum-adjacency order are parted by no cut lighter than the last one's degree.
        sets.join(Int(order[active.count - 1]), Int(order[active.count - 2]))
        return (prefix > 0 ? bound : .infinity, prefix)
    }

    /// Adds `row` to the connectivities, joins `column` with what reaches the bound by it, and returns the
    /// best connected column, the lowest on a tie.
    @inline(__always)
    private func advance(
        from column: Int, row: UnsafeMutablePointer<Double>, padded: Int, bound: Double, sets: UnionFind
    ) -> (column: Int, reached: Double) {
        let connectivity = connectivityBuffer.base
        var best = -Double.infinity
        var bestBlock = 0
        // Pairs, because that is what every 64-bit machine has a maximum instruction for.
        let addends = UnsafeRawPointer(row).assumingMemoryBound(to: SIMD2<Double>.self)
        let sums = UnsafeMutableRawPointer(connectivity).assumingMemoryBound(to: SIMD2<Double>.self)
        for blockIndex in 0..<(padded / Self.block) {
            let start = blockIndex &* (Self.block / 2)
            var high0 = SIMD2<Double>(repeating: -.infinity)
            var high1 = high0
            var high2 = high0
            var high3 = high0
            var place = start
            for _ in 0..<(Self.block / 8) {
                let sum0 = sums[place] + addends[place]
                let sum1 = sums[place &+ 1] + addends[place &+ 1]
                let sum2 = sums[place &+ 2] + addends[place &+ 2]
                let sum3 = sums[place &+ 3] + addends[place &+ 3]
                sums[place] = sum0
                sums[place &+ 1] = sum1
                sums[place &+ 2] = sum2
                sums[place &+ 3] = sum3
                high0 = Self.higher(sum0, high0)
                high1 = Self.higher(sum1, high1)
                high2 = Self.higher(sum2, high2)
                high3 = Self.higher(sum3, high3)
                place &+= 4
            }
            let high = Self.higher(Self.higher(high0, high1), Self.higher(high2, high3))
            let top = high[0] > high[1] ? high[0] : high[1]
            if top > best {
                best = top
                bestBlock = blockIndex
            }
            if top >= bound {
                for other in (blockIndex &* Self.block)..<((blockIndex &+ 1) &* Self.block)
                where connectivity[other] >= bound && row[other] > 0 {
                    sets.join(column, other)
                }
            }
        }
        var next = bestBlock &* Self.block
        while connectivity[next] != best { next &+= 1 }
        return (next, best)
    }

    @inline(__always)
    private static func higher(_ left: SIMD2<Double>, _ right: SIMD2<Double>) -> SIMD2<Double> {
        right.replacing(with: left, where: left .> right)
    }

    /// Contracts every joined group into its lowest column.
    private func contract() {
        let sets = UnionFind(borrowing: parentBuffer.base)
        let degrees = degreeBuffer.base
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
    }

    /// Moves the active rows and columns to the front.
    private func compact(_ groups: inout ContractionGroups) {
        var place = [Int](repeating: 0, count: width)
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
