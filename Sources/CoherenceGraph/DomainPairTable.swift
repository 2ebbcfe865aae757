/// Edge counts and weights by pair of domains, kept as edges come and go.
///
/// Pairs of the first ``denseDomains`` domains lie in a square table; others, which only a stream with
/// countless domains has, in a dictionary that holds no more pairs than there are edges. Cells are
/// ordered (domain of the node that changes, domain of its neighbour), so one cell alone may go negative;
/// the two cells of a pair together never do.
struct DomainPairTable {
    static let denseDomains = 128

    fileprivate struct Cell {
        var count = 0
        var weight = 0.0
    }

    private var width = 8
    private var dense = [Cell](repeating: Cell(), count: 8 * 8 * lanes)
    private var sparse: [UInt64: Cell] = [:]

    // Successive edges usually hit the same cell; four lanes in turn keep them from waiting on each
    // other's additions. Sums are exact, so the lanes change nothing.
    private static let lanes = 4

    /// Makes room for `domain`.
    mutating func reserve(domain: Int) {
        guard domain >= width, domain < Self.denseDomains else { return }
        var wider = width
        while wider <= domain { wider *= 2 }
        var cells = [Cell](repeating: Cell(), count: wider * wider * Self.lanes)
        for row in 0..<width {
            for column in 0..<(width * Self.lanes) {
                cells[row * wider * Self.lanes + column] = dense[row * width * Self.lanes + column]
            }
        }
        dense = cells
        width = wider
    }

    /// Gives `body` a row of the table: cells of `domain` with every dense domain, to add to by
    /// ``RowWriter/add(_:weight:lane:)``.
    @inline(__always)
    mutating func withRow(_ domain: Int, _ body: (inout RowWriter) -> Void) {
        let isDense = domain < Self.denseDomains
        let width = width
        var overflow: [(domain: Int32, weight: Float)] = []
        var sign = 1
        dense.withUnsafeMutableBufferPointer { cells in
            // A domain past the table has an empty row: all its neighbours overflow.
            var writer = RowWriter(
                cells: cells.baseAddress! + (isDense ? domain * width * Self.lanes : 0),
                width: isDense ? Int32(width) : 0)
            body(&writer)
            overflow = writer.overflow
            sign = writer.sign
        }
        for entry in overflow {
            let key = UInt64(domain) << 32 | UInt64(UInt32(bitPattern: entry.domain))
            var cell = sparse[key] ?? Cell()
            cell.count += sign
            cell.weight += Double(sign) * Double(entry.weight)
            sparse[key] = cell.count == 0 && cell.weight == 0 ? nil : cell
        }
    }

    struct RowWriter {
        fileprivate let cells: UnsafeMutablePointer<Cell>
        fileprivate let width: Int32
        fileprivate var overflow: [(domain: Int32, weight: Float)] = []
        fileprivate(set) var sign = 1

        @inline(__always)
        mutating func add(_ domain: Int32, weight: Float, lane: Int) {
            guard domain < width else {
                sign = 1
                overflow.append((domain, weight))
                return
            }
            let cell = cells + (Int(domain) &* DomainPairTable.lanes &+ lane)
            cell.pointee.count &+= 1
            cell.pointee.weight += Double(weight)
        }

        @inline(__always)
        mutating func subtract(_ domain: Int32, weight: Float, lane: Int) {
            guard domain < width else {
                sign = -1
                overflow.append((domain, weight))
                return
            }
            let cell = cells + (Int(domain) &* DomainPairTable.lanes &+ lane)
            cell.pointee.count &-= 1
            cell.pointee.weight -= Double(weight)
        }
    }

    /// Edges and weight between two domains, or inside one.
    func total(_ first: Int, _ second: Int) -> (count: Int, weight: Double) {
        let one = ordered(first, second)
        guard first != second else { return one }
        let other = ordered(second, first)
        return (one.count + other.count, one.weight + other.weight)
    }

    private func ordered(_ row: Int, _ column: Int) -> (count: Int, weight: Double) {
        guard row >= 0, column >= 0 else { return (0, 0) }
        if row < width, column < width {
            var sum = (count: 0, weight: 0.0)
            for lane in 0..<Self.lanes {
                let cell = dense[(row * width + column) * Self.lanes + lane]
                sum.count += cell.count
                sum.weight += cell.weight
            }
            return sum
        }
        let cell = sparse[UInt64(row) << 32 | UInt64(column)] ?? Cell()
        return (cell.count, cell.weight)
    }
}
