import Statistics

/// Two throughput series that differ in one factor alone, side by side.
public struct ThroughputRatio: Sendable, Codable, Hashable {
    /// The factor in which they differ: `backend` or `concurrency`.
    public var factor: String
    /// The series above the line.
    public var value: String
    /// The series below it.
    public var against: String
    /// The factors that both have.
    public var factors: ThroughputRow
    /// Median vectors a second of the first over the second's.
    public var ratio: Double
    /// The lower end of the bootstrap 95 % interval over repeats.
    public var low: Double
    /// Its upper end.
    public var high: Double
    /// The two-sided p-value of the Mann–Whitney test of equal speed.
    public var pValue: Double?

    /// Every backend against `blas`, and every number of threads against one, where all else is equal.
    static func all(of rows: [ThroughputRow]) -> [ThroughputRatio] {
        let series = ThroughputSeries.of(rows).filter { $0.factors.source == "generated" }
        func speeds(_ one: ThroughputSeries) -> [Double] {
            let alike = rows.filter { ThroughputSeries.isSame($0, one.factors) }
            let valid = alike.filter(\.valid)
            return (valid.isEmpty ? alike : valid).map(\.vectorsPerS)
        }
        func ratios(
            _ factor: String, base: (ThroughputRow) -> Bool, name: (ThroughputRow) -> String,
            levelled: (ThroughputRow) -> ThroughputRow
        ) -> [ThroughputRatio] {
            series.filter { !base($0.factors) }.compactMap { one in
                guard
                    let other = series.first(where: {
                        base($0.factors)
                            && ThroughputSeries.isSame(levelled($0.factors), levelled(one.factors))
                    }),
                    let ratio = Intervals.ratioOfMedians(
                        speeds(one), speeds(other), seed: one.factors.seed)
                else { return nil }
                return ThroughputRatio(
                    factor: factor, value: name(one.factors), against: name(other.factors),
                    factors: one.factors, ratio: ratio.value, low: ratio.interval.low,
                    high: ratio.interval.high,
                    pValue: Intervals.mannWhitney(speeds(one), speeds(other)))
            }
        }
        return ratios("backend", base: { $0.backend == "blas" }, name: \.backend) { row in
            var row = row
            row.backend = ""
            row.isa = ""
            return row
        }
            + ratios("concurrency", base: { $0.concurrency == 1 }, name: { "\($0.concurrency)" }) { row in
                var row = row
                row.concurrency = 0
                return row
            }
    }
}
