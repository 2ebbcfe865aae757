/// What a latency cell came to.
public struct LatencyOutcome: Sendable, Hashable, Codable {
    /// A row, or one for each rate that a search tried.
    public var rows: [LatencyRow]
    /// The latencies behind the rows of curves and recoveries.
    public var histograms: [LatencyHistogram] = []
    /// The highest rate that a search found sustained, a second; nil when none was or nothing was searched.
    public var sustainablePerS: Double?
    /// What a closed loop reached before a search, vectors a second: a rate, and nothing about latency.
    public var closedLoopPerS: Double?

    /// The rows of `latency_histogram.csv`.
    public var histogramRows: [HistogramRow] {
        histograms.flatMap { histogram in
            zip(histogram.nanoseconds, histogram.counts).map { nanoseconds, count in
                HistogramRow(
                    factors: rows[histogram.row], latencyS: Double(nanoseconds) * 1e-9,
                    count: Int(clamping: count))
            }
        }
    }
}

/// The recorded buckets of one row's latencies.
public struct LatencyHistogram: Sendable, Hashable, Codable {
    /// Which of the outcome's rows.
    public var row: Int
    /// The highest latency of each bucket, in nanoseconds, ascending.
    public var nanoseconds: [UInt64]
    /// How many latencies each bucket has.
    public var counts: [UInt64]
}
