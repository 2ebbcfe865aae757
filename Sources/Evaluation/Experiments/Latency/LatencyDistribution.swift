import Histogram

/// Latencies in an HDR histogram: nanoseconds with three significant digits, an hour at most.
///
/// HDR histograms are Tene's (hdrhistogram.org): buckets whose width is a fixed share of their value, so
/// that the tail is kept as truly as the middle.
package struct LatencyDistribution: Sendable {
    private var histogram = Histogram<UInt64>(
        lowestDiscernibleValue: 1, highestTrackableValue: Self.longest,
        numberOfSignificantValueDigits: .three)
    private var sum = 0.0

    /// An empty one.
    package init() {}

    private static let longest: UInt64 = 3_600_000_000_000

    /// Latencies recorded.
    package var count: Int { Int(clamping: histogram.totalCount) }

    /// Records one latency in nanoseconds; a negative one, which only a clock's resolution can make,
    /// counts as 0, one beyond an hour as an hour.
    package mutating func record(_ nanoseconds: Int64) {
        let value = min(UInt64(max(0, nanoseconds)), Self.longest)
        histogram.record(value)
        sum += Double(value)
    }

    /// The mean in seconds, exact; nil without latencies.
    package var mean: Double? { count > 0 ? sum / Double(count) * 1e-9 : nil }

    /// The longest in seconds, within a thousandth; nil without latencies.
    package var longest: Double? { count > 0 ? Double(histogram.maxRecorded) * 1e-9 : nil }

    /// The value that this many in a thousand do not exceed, in seconds; nil where too few were recorded.
    ///
    /// A percentile is told only where at least ten latencies lie beyond it: 20 for the median, 100 for
    /// p90, 1,000 for p99, 10,000 for p99.9. With fewer it is the figure of a handful of moments, and the
    /// maximum under another name.
    package func quantile(permille: Int) -> Double? {
        guard count * (1000 - permille) >= 10 * 1000 else { return nil }
        return Double(histogram.valueAtPercentile(Double(permille) / 10)) * 1e-9
    }

    /// The recorded buckets at two significant digits: the highest latency of each in nanoseconds,
    /// ascending, and how many there are. What a plot needs, in a tenth of the space.
    package func buckets() -> (nanoseconds: [UInt64], counts: [UInt64]) {
        var coarse = Histogram<UInt64>(
            lowestDiscernibleValue: 1, highestTrackableValue: Self.longest,
            numberOfSignificantValueDigits: .two)
        for value in histogram.recordedValues() { coarse.record(value.value, count: value.count) }
        var nanoseconds: [UInt64] = []
        var counts: [UInt64] = []
        for value in coarse.recordedValues() {
            nanoseconds.append(coarse.highestEquivalentForValue(value.value))
            counts.append(value.count)
        }
        return (nanoseconds, counts)
    }
}
