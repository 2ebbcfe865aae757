/// One row of `latency_histogram.csv`: a bucket of the latencies behind a row of `latency.csv`.
public struct HistogramRow: Sendable, Codable, Hashable {
    /// The row of `latency.csv`, whose factors the columns repeat.
    public var factors: LatencyRow
    /// The highest latency of the bucket, in seconds.
    public var latencyS: Double
    /// Latencies in the bucket.
    public var count: Int

    /// A bucket of the latencies behind `factors`.
    public init(factors: LatencyRow, latencyS: Double, count: Int) {
        self.factors = factors
        self.latencyS = latencyS
        self.count = count
    }
}
