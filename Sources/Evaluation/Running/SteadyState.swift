import Statistics

/// Where a run of the engine stopped warming up, and whether its rate held still from then on.
///
/// The stream is cut into equal segments by number of vectors, each with its rate. The warm-up is cut where
/// the standard error of the mean of the rest is smallest (MSER: White, "An effective truncation heuristic
/// for bias reduction in simulation output", Simulation 1997), at most half of the segments. What remains is
/// *drifting* when Mann's rank test finds a trend (Mann, "Nonparametric tests against trend",
/// Econometrica 1945) at ``level`` and the Theil–Sen line from its first to its last segment changes by more
/// than ``tolerance``: a trend that is certain but tiny does no harm, a large one that may be chance cannot
/// be told from noise.
package struct SteadyState: Sendable, Hashable {
    /// The share of the segments that were cut, in vectors.
    package var warmupVectors: Int
    /// Vectors a second over what remains.
    package var vectorsPerS: Double
    /// The change of the rate from the first segment that remains to the last, relative to their median.
    package var change: Double
    /// Mann's two-sided p-value for no trend.
    package var pValue: Double

    /// The level of the trend test.
    package static let level = 0.01
    /// The relative change that is let pass.
    package static let tolerance = 0.1
    /// Segments that a stream is cut into.
    package static let segments = 20
    /// Fewer segments than these say nothing of a trend.
    package static let fewest = 8

    /// Whether the rate changes.
    package var isDrifting: Bool { pValue < Self.level && abs(change) > Self.tolerance }

    /// Judges a run from how many vectors were done at which time.
    ///
    /// - Parameter progress: Pairs of vectors done and seconds since the start, both growing; the first
    ///   segment begins at no vectors and time 0.
    /// - Returns: Nil when there are too few pairs to cut into ``fewest`` segments.
    package init?(progress: [(vectors: Int, seconds: Double)]) {
        guard let last = progress.last, last.vectors > 0, last.seconds > 0 else { return nil }
        var ends: [(vectors: Int, seconds: Double)] = []
        for point in progress {
            let due = Double(last.vectors) * Double(ends.count + 1) / Double(Self.segments)
            if Double(point.vectors) >= due, point.vectors > ends.last?.vectors ?? 0,
                point.seconds > ends.last?.seconds ?? 0
            {
                ends.append(point)
            }
        }
        guard ends.count >= Self.fewest else { return nil }
        let starts = [(vectors: 0, seconds: 0.0)] + ends.dropLast()
        let rates = zip(starts, ends).map { Double($1.vectors - $0.vectors) / ($1.seconds - $0.seconds) }
        let cut = Self.warmup(of: rates)
        let steady = Array(rates[cut...])
        warmupVectors = starts[cut].vectors
        vectorsPerS =
            Double(last.vectors - starts[cut].vectors) / (ends[ends.count - 1].seconds - starts[cut].seconds)
        guard steady.count >= Self.fewest / 2, let median = Quantiles.median(steady), median > 0 else {
            return nil
        }
        change = Self.slope(of: steady) * Double(steady.count - 1) / median
        pValue = Self.trend(of: steady)
    }

    /// How many values MSER cuts off: at most half.
    package static func warmup(of values: [Double]) -> Int {
        var best = (cut: 0, score: Double.infinity)
        for cut in 0...(values.count / 2) {
            let rest = values[cut...]
            let count = Double(rest.count)
            let mean = rest.reduce(0, +) / count
            let squares = rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let score = squares / (count * count)
            if score < best.score { best = (cut, score) }
        }
        return best.cut
    }

    /// The Theil–Sen slope: the median of the slopes between all pairs. O(n²).
    package static func slope(of values: [Double]) -> Double {
        var slopes: [Double] = []
        for second in values.indices {
            for first in 0..<second {
                slopes.append((values[second] - values[first]) / Double(second - first))
            }
        }
        return Quantiles.median(slopes) ?? 0
    }

    /// Mann's test of no trend, two-sided, by the normal approximation with continuity correction. O(n²).
    package static func trend(of values: [Double]) -> Double {
        var score = 0
        for second in values.indices {
            for first in 0..<second {
                score += values[second] > values[first] ? 1 : values[second] < values[first] ? -1 : 0
            }
        }
        let count = Double(values.count)
        let variance = count * (count - 1) * (2 * count + 5) / 18
        guard variance > 0, score != 0 else { return 1 }
        return min(1, 2 * Normal.sf((Double(abs(score)) - 1) / variance.squareRoot()))
    }
}
