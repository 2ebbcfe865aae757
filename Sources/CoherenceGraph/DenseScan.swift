/// One maximum-adjacency scan over the rows of a matrix; keeps its memory between calls.
///
/// A step adds one row to the connectivities and takes the argmax, both over contiguous memory, so it runs
/// at vector speed; that beats a priority queue as soon as a few per cent of the pairs are edges.
struct DenseScan: ~Copyable {
    private var connectivityBuffer = ScratchBuffer<Double>()
    private var reachedBuffer = ScratchBuffer<Double>()
    private var orderBuffer = ScratchBuffer<Int32>()
    private var parentBuffer = ScratchBuffer<Int32>()
    private var hitBuffer = ScratchBuffer<UInt32>()
    private var knownBuffer = ScratchBuffer<UInt32>()

    /// What a scan found out, besides what it joined.
    struct Outcome {
        /// The lightest cut below the bound between a prefix of the order and the rest; ∞ without one.
        var value: Double
        /// How many columns the prefix has; 0 without one.
        var prefix: Int
        /// Whether all columns were joined, so that no cut is lighter than the bound.
        var isSingle: Bool
    }

    /// The columns in the order in which they were taken.
    var order: UnsafeMutablePointer<Int32> { orderBuffer.base }
    /// The connectivity of each to those before it.
    var reached: UnsafeMutablePointer<Double> { reachedBuffer.base }
    /// The joined columns.
    var sets: UnionFind { UnionFind(borrowing: parentBuffer.base) }

    /// Joins the ends of edges whose connectivity reaches the bound.
    ///
    /// - Parameters:
    ///   - active: The columns to take, ascending.
    ///   - width: How many columns the matrix has.
    ///   - sizes: The nodes of each column, when cuts of a single node are of no interest and the bound
    ///     stays as it is; nil otherwise.
    @inline(__always)
    mutating func run<Scalar: ConnectivityAddend>(
        active: [Int], width: Int, bound: Double, degrees: UnsafePointer<Double>,
        ignoringSingles sizes: [Int]?, row: (Int) -> UnsafeMutablePointer<Scalar>
    ) -> Outcome {
        let padded = DenseCutContraction.padded(width)
        let connectivity = connectivityBuffer.reserve(padded)
        let reached = reachedBuffer.reserve(padded)
        let order = orderBuffer.reserve(padded)
        let hits = hitBuffer.reserve(padded / 32)
        let known = knownBuffer.reserve(padded / 32)
        let sets = UnionFind(count: width, in: parentBuffer.reserve(padded))
        connectivity.update(repeating: -.infinity, count: padded)
        for column in active { connectivity[column] = 0 }

        var bound = bound
        var outcome = Outcome(value: .infinity, prefix: 0, isSingle: false)
        var cut = 0.0
        var nodesBefore = 0
        let nodeCount = sizes.map { sizes in active.reduce(0) { $0 + sizes[$1] } } ?? 0
        var setCount = active.count
        // Of what the set of this column is known to have, which most hits are in already.
        var anchor = -1
        // From the heaviest group: the others' connectivities rise soonest from there.
        var column = active.max { degrees[$0] < degrees[$1] } ?? 0
        var before = 0.0
        for step in 1...active.count {
            connectivity[column] = -.infinity
            order[step - 1] = Int32(truncatingIfNeeded: column)
            reached[step - 1] = before
            cut += degrees[column] - 2 * before
            if step == active.count { break }
            if let sizes {
                nodesBefore += sizes[column]
                if cut < bound, nodesBefore >= 2, nodeCount - nodesBefore >= 2 {
                    return Outcome(value: cut, prefix: step, isSingle: false)
                }
            } else if cut < bound {
                bound = cut
                outcome = Outcome(value: cut, prefix: step, isSingle: false)
            }
            // The lowest column on a tie.
            let best = Scalar.advance(
                row(column), sums: connectivity, count: padded, bound: bound, hits: hits)
            if best.sum >= bound {
                if anchor < 0 || sets.find(anchor) != sets.find(column) {
                    anchor = column
                    known.update(repeating: 0, count: padded / 32)
                }
                for word in 0..<(padded / 32) {
                    var fresh = hits[word] & ~known[word]
                    known[word] |= fresh
                    while fresh != 0 {
                        let other = word &* 32 &+ fresh.trailingZeroBitCount
                        fresh &= fresh &- 1
                        if sets.join(column, other) { setCount &-= 1 }
                    }
                }
                if setCount == 1 {
                    outcome.isSingle = true
                    return outcome
                }
            }
            column = best.place
            before = best.sum
        }
        // The last two of a maximum-adjacency order are parted by no cut lighter than the last one's degree.
        if sizes == nil { sets.join(Int(order[active.count - 1]), Int(order[active.count - 2])) }
        return outcome
    }
}
