/// What a detector does at one setting of its dial, beside what the dial promises.
public struct OperatingPoint: Sendable, Hashable {
    /// The counts and rates at this setting.
    public var row: AccuracyRow
    /// False alarms in 1000 blocks that the dial allows: 1000 over the mean run length.
    public var targetFalseAlarmsPer1000Blocks: Double
    /// The area under precision against recall of the point's whole curve; nil where nothing was planted.
    public var precisionRecallArea: Double?
}

/// Detection against the mean run length between false alarms: the points of precision–recall curves and of
/// curves of delay against false alarms, for every scenario, detector, type and strength of which the run
/// length was swept.
public enum OperatingCurve {
    /// The points, curve by curve in the rows' order, each from the shortest run length (the most alarms) to
    /// the longest.
    public static func points(_ rows: [AccuracyRow]) -> [OperatingPoint] {
        var curves: [(key: Key, rows: [AccuracyRow])] = []
        var places: [Key: Int] = [:]
        for row in rows {
            let key = Key(row)
            if let place = places[key] {
                curves[place].rows.append(row)
            } else {
                places[key] = curves.count
                curves.append((key, [row]))
            }
        }
        return curves.flatMap { _, rows -> [OperatingPoint] in
            guard Set(rows.map(\.factors.averageRunLength)).count > 1 else { return [] }
            let sorted = rows.sorted { $0.factors.averageRunLength < $1.factors.averageRunLength }
            let area = area(
                sorted.compactMap { row in
                    guard let recall = row.recall, let precision = row.precision else { return nil }
                    return (recall, precision)
                })
            return sorted.map { row in
                OperatingPoint(
                    row: row, targetFalseAlarmsPer1000Blocks: 1000 / row.factors.averageRunLength,
                    precisionRecallArea: area)
            }
        }
    }

    /// The area under precision against recall, by trapezia, from recall 0 (where the precision is that of the
    /// first point) to the largest recall of any point; nil without points.
    public static func area(_ points: [(recall: Double, precision: Double)]) -> Double? {
        let sorted = points.sorted { ($0.recall, -$0.precision) < ($1.recall, -$1.precision) }
        guard let first = sorted.first else { return nil }
        var area = first.recall * first.precision
        for (left, right) in zip(sorted, sorted.dropFirst()) {
            area += (right.recall - left.recall) * (left.precision + right.precision) / 2
        }
        return area
    }

    /// What the rows of one curve have in common: all but the run length.
    private struct Key: Hashable {
        var names: [String]
        var factors: AccuracyRow.Factors

        init(_ row: AccuracyRow) {
            names = [row.scenario, row.detector, row.patternType, row.strength]
            factors = row.factors
            factors.averageRunLength = 0
        }
    }
}
