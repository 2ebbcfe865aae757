import StreamCore

/// Edge counts and weights by pair of domains, kept as edges come and go.
///
/// Pairs of the first ``denseDomains`` domains lie in a square table; others, which only a stream with
/// countless domains has, in a dictionary that holds no more pairs than there are edges. Cells are
/// ordered (domain of the node that changes, domain of its neighbour), so one cell alone may go negative;
/// the two cells of a pair together never do.
struct DomainPairTable: ~Copyable {
    static let denseDomains: Int32 = 128

    private struct Cell {
        var count = 0
        var weight = 0.0
    }

    // Successive edges usually hit the same cell; four lanes in turn keep them from waiting on each
    // other's additions. Sums are exact, so the lanes change nothing.
    private static let lanes = 4

    private var width = 8
    private var dense = AlignedBuffer<Cell>(count: 8 * 8 * lanes)
    private var sparse: [UInt64: Cell] = [:]
    /// Whether every domain seen so far is in the square table.
    private var isAllDense = true

    /// Makes room for `domain`.
    mutating func reserve(domain: Int32) {
        guard Int(domain) >= width else { return }
        guard domain < Self.denseDomains else {
            isAllDense = false
            return
        }
        var wider = width
        while wider <= Int(domain) { wider *= 2 }
        let cells = AlignedBuffer<Cell>(count: wider * wider * Self.lanes)
        for row in 0..<width {
            (cells.base + row * wider * Self.lanes).update(
                from: dense.base + row * width * Self.lanes, count: width * Self.lanes)
        }
        dense = cells
        width = wider
    }

    /// Adds edges between a node of `domain` and others, or takes them away.
    ///
    /// - Parameters:
    ///   - domain: A domain that room was made for.
    ///   - edges: The other ends and the weights.
    ///   - domains: The domain of every slot.
    ///   - sign: 1 to add, −1 to take away.
    /// - Returns: How many of the edges stay inside `domain`, their weight, and the weight of all edges.
    mutating func change(
        _ domain: Int32, edges: UnsafeBufferPointer<AdjacencyEntry>, domains: UnsafePointer<Int32>, sign: Int
    ) -> (count: Int, weight: Double, total: Double) {
        guard let entries = edges.baseAddress else { return (0, 0, 0) }
        guard isAllDense else { return changeSparsely(domain, edges, domains, sign) }
        let row = dense.base + Int(domain) * width * Self.lanes
        let own = row + Int(domain) * Self.lanes
        let before = Self.sum(own)
        // Two sums in turn, for the same reason as the lanes.
        var totals = (0.0, 0.0)
        if sign > 0 {
            for edge in 0..<edges.count {
                let cell = row + (Int(domains[Int(entries[edge].slot)]) &* Self.lanes &+ (edge & 3))
                let weight = Double(entries[edge].weight)
                cell.pointee.count &+= 1
                cell.pointee.weight += weight
                totals = (totals.1, totals.0 + weight)
            }
        } else {
            for edge in 0..<edges.count {
                let cell = row + (Int(domains[Int(entries[edge].slot)]) &* Self.lanes &+ (edge & 3))
                let weight = Double(entries[edge].weight)
                cell.pointee.count &-= 1
                cell.pointee.weight -= weight
                totals = (totals.1, totals.0 + weight)
            }
        }
        let after = Self.sum(own)
        return (
            sign * (after.count - before.count), Double(sign) * (after.weight - before.weight),
            totals.0 + totals.1
        )
    }

    @inline(never)
    private mutating func changeSparsely(
        _ domain: Int32, _ edges: UnsafeBufferPointer<AdjacencyEntry>, _ domains: UnsafePointer<Int32>,
        _ sign: Int
    ) -> (count: Int, weight: Double, total: Double) {
        var inside = (count: 0, weight: 0.0, total: 0.0)
        for entry in edges {
            let other = domains[Int(entry.slot)]
            let weight = Double(entry.weight)
            inside.total += weight
            if other == domain {
                inside.count += 1
                inside.weight += weight
            }
            if domain < Self.denseDomains, other < Self.denseDomains {
                let cell = dense.base + (Int(domain) * width + Int(other)) * Self.lanes
                cell.pointee.count += sign
                cell.pointee.weight += Double(sign) * weight
            } else {
                let key = Self.key(Int(domain), Int(other))
                var cell = sparse[key] ?? Cell()
                cell.count += sign
                cell.weight += Double(sign) * weight
                sparse[key] = cell.count == 0 ? nil : cell
            }
        }
        return inside
    }

    /// Edges and weight between two domains, or inside one.
    func total(_ first: Int, _ second: Int) -> (count: Int, weight: Double) {
        guard first >= 0, second >= 0 else { return (0, 0) }
        if first < width, second < width {
            let one = Self.sum(dense.base + (first * width + second) * Self.lanes)
            guard first != second else { return one }
            let other = Self.sum(dense.base + (second * width + first) * Self.lanes)
            return (one.count + other.count, one.weight + other.weight)
        }
        let cell = sparse[Self.key(first, second)] ?? Cell()
        return (cell.count, cell.weight)
    }

    /// One key for both orders.
    private static func key(_ first: Int, _ second: Int) -> UInt64 {
        UInt64(min(first, second)) << 32 | UInt64(max(first, second))
    }

    private static func sum(_ cell: UnsafeMutablePointer<Cell>) -> (count: Int, weight: Double) {
        (
            (cell[0].count &+ cell[1].count) &+ (cell[2].count &+ cell[3].count),
            (cell[0].weight + cell[1].weight) + (cell[2].weight + cell[3].weight)
        )
    }
}
