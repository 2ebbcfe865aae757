/// The rows of two runs, put side by side by cell.
struct MatchedCells<Row> {
    /// A cell that both runs have.
    struct Pair {
        var cell: [MetricComparison.Factor]
        var baseline: [Row]
        var candidate: [Row]
    }

    /// The cells of both, in the baseline's order.
    private(set) var pairs: [Pair] = []
    /// The cells that only the baseline has.
    private(set) var onlyBaseline: [[MetricComparison.Factor]] = []
    /// The cells that only the candidate has.
    private(set) var onlyCandidate: [[MetricComparison.Factor]] = []

    /// Matches rows whose factors are equal. O(n).
    init(_ baseline: [Row], _ candidate: [Row], by factors: (Row) -> [MetricComparison.Factor]) {
        let (first, order) = Self.grouped(baseline, by: factors)
        let (second, others) = Self.grouped(candidate, by: factors)
        for cell in order {
            if let theirs = second[cell] {
                pairs.append(Pair(cell: cell, baseline: first[cell] ?? [], candidate: theirs))
            } else {
                onlyBaseline.append(cell)
            }
        }
        onlyCandidate = others.filter { first[$0] == nil }
    }

    private static func grouped(
        _ rows: [Row], by factors: (Row) -> [MetricComparison.Factor]
    ) -> (groups: [[MetricComparison.Factor]: [Row]], order: [[MetricComparison.Factor]]) {
        var groups: [[MetricComparison.Factor]: [Row]] = [:]
        var order: [[MetricComparison.Factor]] = []
        for row in rows {
            let cell = factors(row)
            if groups[cell] == nil { order.append(cell) }
            groups[cell, default: []].append(row)
        }
        return (groups, order)
    }
}
