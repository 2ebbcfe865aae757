import RealModule
import StreamCore

/// Confidence intervals for shares, counts and statistics without a formula.
public enum ConfidenceIntervals {
    /// Wilson's interval for a probability (J. Am. Stat. Assoc. 22, 1927); [0, 1] without trials.
    public static func wilson(successes: Int, trials: Int, level: Double = 0.95) -> ConfidenceInterval {
        guard trials > 0 else { return ConfidenceInterval(low: 0, high: 1) }
        let n = Double(trials)
        let share = Double(successes) / n
        let z = Normal.upperQuantile((1 - level) / 2)
        let square = z * z / n
        let centre = (share + square / 2) / (1 + square)
        let half = z * (share * (1 - share) / n + square / (4 * n)).squareRoot() / (1 + square)
        return ConfidenceInterval(
            low: successes == 0 ? 0 : max(0, centre - half),
            high: successes == trials ? 1 : min(1, centre + half))
    }

    /// Garwood's exact interval for a Poisson mean (Biometrika 28, 1936) from one count.
    public static func poisson(count: Int, level: Double = 0.95) -> ConfidenceInterval {
        let tail = (1 - level) / 2
        let k = Double(max(0, count))
        return ConfidenceInterval(
            low: count <= 0 ? 0 : GammaDistribution(shape: k).quantile(tail),
            high: GammaDistribution(shape: k + 1).upperQuantile(tail))
    }

    /// Garwood's interval for a rate: a count over an exposure (blocks, seconds), which must be positive.
    public static func poissonRate(count: Int, exposure: Double, level: Double = 0.95) -> ConfidenceInterval {
        let interval = poisson(count: count, level: level)
        return ConfidenceInterval(low: interval.low / exposure, high: interval.high / exposure)
    }

    /// The percentile bootstrap (Efron 1979): the statistic over samples drawn with replacement.
    ///
    /// O(resamples · the statistic's cost). The statistic is given the indices drawn, so that rows of any
    /// kind can be resampled together; a NaN (a resample on which it is undefined) is left out.
    ///
    /// - Parameters:
    ///   - count: How many units are resampled, ≥ 1; nil is returned otherwise.
    ///   - resamples: How many times.
    ///   - level: The interval's confidence.
    ///   - generator: Where the draws come from; the same seed gives the same interval.
    ///   - statistic: Computes the statistic of the units with these indices.
    public static func bootstrap(
        count: Int, resamples: Int = 2000, level: Double = 0.95, generator: inout SeededGenerator,
        statistic: ([Int]) -> Double
    ) -> ConfidenceInterval? {
        guard count > 0, resamples > 0 else { return nil }
        var indices = [Int](repeating: 0, count: count)
        var values = [Double]()
        values.reserveCapacity(resamples)
        for _ in 0..<resamples {
            for position in 0..<count { indices[position] = generator.below(count) }
            let value = statistic(indices)
            if !value.isNaN { values.append(value) }
        }
        guard !values.isEmpty else { return nil }
        values.sort()
        return ConfidenceInterval(
            low: sortedQuantile(values, (1 - level) / 2), high: sortedQuantile(values, (1 + level) / 2))
    }

    /// The percentile bootstrap of a mean; nil without values.
    public static func bootstrapMean(
        _ values: [Double], resamples: Int = 2000, level: Double = 0.95, generator: inout SeededGenerator
    ) -> ConfidenceInterval? {
        bootstrap(count: values.count, resamples: resamples, level: level, generator: &generator) { indices in
            indices.reduce(0) { $0 + values[$1] } / Double(indices.count)
        }
    }

    /// The quantile of values in rising order, interpolated between neighbours (Hyndman and Fan's type 7);
    /// NaN without values.
    public static func sortedQuantile(_ sorted: [Double], _ p: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        let position = min(max(p, 0), 1) * Double(sorted.count - 1)
        let lower = Int(position)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
    }
}
