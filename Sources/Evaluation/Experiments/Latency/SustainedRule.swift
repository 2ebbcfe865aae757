/// Whether an engine keeps up with a rate, and if not, why.
package enum SustainedRule {
    /// The share of the arrivals that must be done within the span.
    static let achievedShare = 0.99

    /// The reasons against; none when the rate is sustained.
    ///
    /// - Parameters:
    ///   - arrivals: Vectors that were meant to arrive in the span.
    ///   - completed: Vectors that were done in the span.
    ///   - trend: The backlog's.
    ///   - latencies: Of the span's vectors.
    ///   - target: What the 99th percentile may be, in seconds. Where there are too few latencies for
    ///     that percentile, the longest must meet it.
    package static func reasonsAgainst(
        arrivals: Int, completed: Int, trend: BacklogTrend, latencies: LatencyDistribution, target: Double
    ) -> [String] {
        var reasons: [String] = []
        if Double(completed) < achievedShare * Double(arrivals) { reasons.append("behind the offered rate") }
        if trend.isGrowing { reasons.append("backlog grows") }
        let judged = latencies.quantile(permille: 990) ?? latencies.longest
        if let judged {
            if judged > target { reasons.append("latency above target") }
        } else {
            reasons.append("nothing was measured")
        }
        return reasons
    }
}
