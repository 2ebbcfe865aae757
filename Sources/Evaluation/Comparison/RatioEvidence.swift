import Foundation
import Statistics
import StreamCore

/// What two runs say about the ratio of one figure: candidate over baseline, and how well it is known.
///
/// The interval at any level is the hull of several methods' intervals, so no method's weakness decides
/// alone: a bootstrap of three repeats is too narrow, a t interval takes for granted that logarithms of
/// times are about normal. A p-value is the smallest error at which the interval still lies beyond a
/// bound, found by bisection, so that interval and p-value never contradict each other.
struct RatioEvidence {
    /// The figure in the baseline.
    let baseline: Double
    /// The figure in the candidate.
    let candidate: Double
    /// Two-sided p-value that the figures do not differ at all, where a test of that was made.
    var differenceP: Double?
    /// How the evidence came about, for the reader: `5 against 5 repeats`.
    var basis: String
    /// Each gives the interval of the ratio at a level of confidence.
    private let methods: [@Sendable (Double) -> ConfidenceInterval]

    /// `candidate` over `baseline`; nil where that is undefined.
    var ratio: Double? {
        let ratio = candidate / baseline
        return ratio.isFinite ? ratio : nil
    }

    /// Where the ratio lies, at `level`; nil where one sample cannot tell.
    func interval(level: Double = 0.95) -> ConfidenceInterval? {
        let parts = methods.map { $0(level) }.filter { !$0.low.isNaN && !$0.high.isNaN }
        guard let low = parts.map(\.low).min(), let high = parts.map(\.high).max() else { return nil }
        return ConfidenceInterval(low: low, high: high)
    }

    /// The one-sided p-value against "the ratio is at least `bound`".
    func pBelow(_ bound: Double) -> Double { pValue { $0.high < bound } }

    /// The one-sided p-value against "the ratio is at most `bound`".
    func pAbove(_ bound: Double) -> Double { pValue { $0.low > bound } }

    /// Half the smallest error 1 − level at which the two-sided interval has the property.
    private func pValue(_ property: (ConfidenceInterval) -> Bool) -> Double {
        func holds(_ error: Double) -> Bool { interval(level: 1 - error).map(property) ?? false }
        guard holds(1 - 1e-6) else { return 1 }
        var failing = 1e-12
        var holding = 1 - 1e-6
        if holds(failing) { return failing / 2 }
        // On a logarithmic scale: p-values are told apart by their magnitude.
        for _ in 0..<40 {
            let middle = (failing * holding).squareRoot()
            if holds(middle) { holding = middle } else { failing = middle }
        }
        return holding / 2
    }
}

extension RatioEvidence {
    /// Repeats of a positive measurement: the ratio of medians with its bootstrap interval, and Welch's
    /// interval for the ratio of geometric means.
    static func repeats(baseline: [Double], candidate: [Double]) -> RatioEvidence? {
        guard let bottom = Quantiles.median(baseline), let top = Quantiles.median(candidate) else {
            return nil
        }
        let basis = "\(candidate.count) against \(baseline.count) repeat\(baseline.count == 1 ? "" : "s")"
        var methods: [@Sendable (Double) -> ConfidenceInterval] = []
        if baseline.count > 1, candidate.count > 1, bottom > 0, top > 0 {
            let resampled = resampledRatios(candidate, baseline)
            methods.append { level in
                ConfidenceInterval(
                    low: ConfidenceIntervals.sortedQuantile(resampled, (1 - level) / 2),
                    high: ConfidenceIntervals.sortedQuantile(resampled, (1 + level) / 2))
            }
            let logarithms = (candidate + baseline).allSatisfy { $0 > 0 }
            if logarithms, let welch = WelchTest(candidate.map { log($0) }, baseline.map { log($0) }) {
                methods.append { level in exponential(welch.confidenceInterval(level: level)) }
            }
        }
        return RatioEvidence(
            baseline: bottom, candidate: top, differenceP: MannWhitney(candidate, baseline)?.pValue,
            basis: basis, methods: methods)
    }

    /// Two medians, each known by its own interval at 95 % from `count` samples.
    static func medians(baseline: Median, candidate: Median) -> RatioEvidence {
        var methods: [@Sendable (Double) -> ConfidenceInterval] = []
        if let first = candidate.variance, let second = baseline.variance,
            let welch = WelchTest(
                firstMean: log(candidate.value), firstVariance: first, firstCount: candidate.count,
                secondMean: log(baseline.value), secondVariance: second, secondCount: baseline.count)
        {
            methods.append { level in exponential(welch.confidenceInterval(level: level)) }
        }
        return RatioEvidence(
            baseline: baseline.value, candidate: candidate.value, differenceP: nil,
            basis: "\(candidate.count) against \(baseline.count) samples", methods: methods)
    }

    /// A median of `count` samples with its 95 % interval.
    struct Median {
        var value: Double
        var low: Double
        var high: Double
        var count: Int

        /// The variance that samples of logarithms would have whose mean is as uncertain as the median.
        fileprivate var variance: Double? {
            guard count > 1, low > 0, value > 0 else { return nil }
            let error = (log(high) - log(low)) / 2 / Normal.upperQuantile(0.025)
            return error * error * Double(count)
        }
    }

    /// The ratio of two shares, by ``MOVER`` from Wilson's intervals.
    ///
    /// - Parameters:
    ///   - baseline: Successes of trials.
    ///   - candidate: Successes of trials.
    ///   - figure: A rising function of the share that maps [0, 1] into itself: the figure compared.
    static func shares(
        baseline: (Int, of: Int), candidate: (Int, of: Int),
        figure: @escaping @Sendable (Double) -> Double = { $0 }
    ) -> RatioEvidence? {
        guard baseline.of > 0, candidate.of > 0 else { return nil }
        @Sendable func estimate(_ side: (Int, of: Int), _ level: Double) -> MOVER.Estimate {
            let wilson = ConfidenceIntervals.wilson(successes: side.0, trials: side.of, level: level)
            return MOVER.Estimate(
                value: figure(Double(side.0) / Double(side.of)), low: figure(wilson.low),
                high: figure(wilson.high))
        }
        return RatioEvidence(
            baseline: estimate(baseline, 0.95).value, candidate: estimate(candidate, 0.95).value,
            differenceP: nil, basis: "\(candidate.of) against \(baseline.of) cases",
            methods: [{ MOVER.ratio(estimate(candidate, $0), to: estimate(baseline, $0)) }])
    }

    /// The ratio of two rates of rare events, by the exact conditional interval: given all events, those of
    /// one side are binomial (Przyborowski and Wilenski, Biometrika 31, 1940), and the ends are Clopper's
    /// and Pearson's (Biometrika 26, 1934).
    static func rates(
        baseline: (Int, per: Int), candidate: (Int, per: Int), unit: Double
    ) -> RatioEvidence? {
        guard baseline.per > 0, candidate.per > 0 else { return nil }
        let exposure = Double(baseline.per) / Double(candidate.per)
        let (x, n) = (candidate.0, candidate.0 + baseline.0)
        @Sendable func ratio(_ share: Double) -> Double {
            share >= 1 ? .infinity : share / (1 - share) * exposure
        }
        return RatioEvidence(
            baseline: Double(baseline.0) / Double(baseline.per) * unit,
            candidate: Double(candidate.0) / Double(candidate.per) * unit, differenceP: nil,
            basis: "\(candidate.0) against \(baseline.0) events",
            methods: [
                { level in
                    let share = clopperPearson(x, of: n, level: level)
                    return ConfidenceInterval(low: ratio(share.low), high: ratio(share.high))
                }
            ])
    }

    /// The ratio of two means of samples that may hold zeros, by ``MOVER`` from t intervals cut at zero.
    static func means(baseline: [Double], candidate: [Double]) -> RatioEvidence? {
        guard !baseline.isEmpty, !candidate.isEmpty else { return nil }
        let (bottom, top) = (Moments.meanAndVariance(baseline), Moments.meanAndVariance(candidate))
        @Sendable func estimate(
            _ moments: (mean: Double, variance: Double), _ count: Int, _ level: Double
        ) -> MOVER.Estimate {
            let t = StudentT(degreesOfFreedom: Double(count - 1)).upperQuantile((1 - level) / 2)
            let half = t * (moments.variance / Double(count)).squareRoot()
            return MOVER.Estimate(
                value: moments.mean, low: max(0, moments.mean - half), high: moments.mean + half)
        }
        let (first, second) = (candidate.count, baseline.count)
        return RatioEvidence(
            baseline: bottom.mean, candidate: top.mean,
            differenceP: MannWhitney(candidate, baseline)?.pValue, basis: "\(first) against \(second) cases",
            methods: first > 1 && second > 1
                ? [{ MOVER.ratio(estimate(top, first, $0), to: estimate(bottom, second, $0)) }] : [])
    }

    private static func resampledRatios(_ first: [Double], _ second: [Double]) -> [Double] {
        var generator = SeededGenerator(seed: 1, stream: 12)
        var ratios: [Double] = []
        ratios.reserveCapacity(Intervals.resamples)
        for _ in 0..<Intervals.resamples {
            let above = first.map { _ in first[generator.below(first.count)] }
            let below = second.map { _ in second[generator.below(second.count)] }
            if let above = Quantiles.median(above), let below = Quantiles.median(below), below > 0 {
                ratios.append(above / below)
            }
        }
        return ratios.sorted()
    }

    private static func clopperPearson(_ x: Int, of n: Int, level: Double) -> ConfidenceInterval {
        let tail = (1 - level) / 2
        // The ends as quantiles of F: its upper tail keeps its precision for the smallest errors.
        func low() -> Double {
            let f = FDistribution(numerator: Double(2 * (n - x + 1)), denominator: Double(2 * x))
                .upperQuantile(tail)
            return Double(x) / (Double(x) + Double(n - x + 1) * f)
        }
        func high() -> Double {
            let f = FDistribution(numerator: Double(2 * (x + 1)), denominator: Double(2 * (n - x)))
                .upperQuantile(tail)
            return Double(x + 1) * f / (Double(n - x) + Double(x + 1) * f)
        }
        return ConfidenceInterval(low: x == 0 ? 0 : low(), high: x == n ? 1 : high())
    }

    private static func exponential(_ interval: ConfidenceInterval) -> ConfidenceInterval {
        ConfidenceInterval(low: exp(interval.low), high: exp(interval.high))
    }
}
