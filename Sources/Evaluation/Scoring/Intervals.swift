import Statistics
import StreamCore

/// Intervals around the figures of a report, all of them 95 %.
public enum Intervals {
    /// How many resamples a bootstrap takes.
    public static let resamples = 1000

    /// The percentile bootstrap of Efron ("Bootstrap methods: another look at the jackknife", Annals of
    /// Statistics 1979): whole units (streams, samples) are drawn with replacement and the figure is
    /// computed anew. O(resamples · n).
    ///
    /// - Parameters:
    ///   - count: How many units there are.
    ///   - seed: The same seed gives the same interval.
    ///   - figure: The figure of the units with these indices; nil where it is undefined, which leaves
    ///     the resample out.
    /// - Returns: Nil under two units or when the figure is always undefined.
    public static func bootstrap(
        count: Int, seed: UInt64, figure: ([Int]) -> Double?
    ) -> ConfidenceInterval? {
        guard count > 1 else { return nil }
        var generator = SeededGenerator(seed: seed, stream: 11)
        return ConfidenceIntervals.bootstrap(
            count: count, resamples: resamples, generator: &generator
        ) { figure($0) ?? .nan }
    }

    /// Wilson's interval for a share.
    public static func wilson(_ successes: Int, of trials: Int) -> ConfidenceInterval {
        ConfidenceIntervals.wilson(successes: successes, trials: trials)
    }

    /// Garwood's exact Poisson interval for a rate: `count` events in `exposure` units, which must be
    /// positive.
    public static func poissonRate(_ count: Int, per exposure: Int) -> ConfidenceInterval {
        ConfidenceIntervals.poissonRate(count: count, exposure: Double(exposure))
    }

    /// The two-sided p-value of the Mann–Whitney test; nil when a sample is empty.
    static func mannWhitney(_ first: [Double], _ second: [Double]) -> Double? {
        MannWhitney(first, second)?.pValue
    }

    /// The median of a sample with its bootstrap interval.
    ///
    /// - Precondition: `values` is not empty.
    static func median(_ values: [Double], seed: UInt64) -> (value: Double, interval: ConfidenceInterval) {
        let value = Quantiles.median(values) ?? .nan
        let interval = bootstrap(count: values.count, seed: seed) { drawn in
            Quantiles.median(drawn.map { values[$0] })
        }
        return (value, interval ?? ConfidenceInterval(low: value, high: value))
    }

    /// The ratio of two samples' medians with its bootstrap interval, each sample drawn on its own.
    static func ratioOfMedians(
        _ first: [Double], _ second: [Double], seed: UInt64
    ) -> (value: Double, interval: ConfidenceInterval)? {
        guard let top = Quantiles.median(first), let bottom = Quantiles.median(second), bottom > 0 else {
            return nil
        }
        var generator = SeededGenerator(seed: seed, stream: 12)
        var ratios: [Double] = []
        for _ in 0..<resamples {
            let above = first.map { _ in first[generator.below(first.count)] }
            let below = second.map { _ in second[generator.below(second.count)] }
            if let above = Quantiles.median(above), let below = Quantiles.median(below), below > 0 {
                ratios.append(above / below)
            }
        }
        ratios.sort()
        guard !ratios.isEmpty else { return nil }
        return (
            top / bottom,
            ConfidenceInterval(
                low: ConfidenceIntervals.sortedQuantile(ratios, 0.025),
                high: ConfidenceIntervals.sortedQuantile(ratios, 0.975))
        )
    }
}
