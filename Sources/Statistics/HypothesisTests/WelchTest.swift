/// Welch's t-test of equal means with unequal variances (Biometrika 34, 1947).
public struct WelchTest: Sendable, Hashable {
    /// The first mean minus the second.
    public let difference: Double
    /// The difference's standard error.
    public let standardError: Double
    /// Welch's and Satterthwaite's degrees of freedom.
    public let degreesOfFreedom: Double

    /// Tests two samples; nil unless each has two values and at least one of them varies.
    public init?(_ first: [Double], _ second: [Double]) {
        guard first.count >= 2, second.count >= 2 else { return nil }
        let (firstMean, firstVariance) = Moments.meanAndVariance(first)
        let (secondMean, secondVariance) = Moments.meanAndVariance(second)
        self.init(
            firstMean: firstMean, firstVariance: firstVariance, firstCount: first.count,
            secondMean: secondMean, secondVariance: secondVariance, secondCount: second.count)
    }

    /// Tests two samples known by their means and unbiased variances; nil unless each has two values and at
    /// least one of them varies.
    public init?(
        firstMean: Double, firstVariance: Double, firstCount: Int, secondMean: Double,
        secondVariance: Double, secondCount: Int
    ) {
        guard firstCount >= 2, secondCount >= 2 else { return nil }
        let first = firstVariance / Double(firstCount)
        let second = secondVariance / Double(secondCount)
        let variance = first + second
        guard variance > 0, variance.isFinite else { return nil }
        difference = firstMean - secondMean
        standardError = variance.squareRoot()
        // Shares first: squares of small variances would underflow.
        let share = first / variance
        let rest = second / variance
        degreesOfFreedom =
            1 / (share * share / Double(firstCount - 1) + rest * rest / Double(secondCount - 1))
    }

    /// The difference over its standard error.
    public var statistic: Double { difference / standardError }

    /// The two-sided p-value.
    public var pValue: Double { StudentT(degreesOfFreedom: degreesOfFreedom).twoSided(statistic) }

    /// The p-value against the first mean being larger.
    public var pValueGreater: Double { StudentT(degreesOfFreedom: degreesOfFreedom).sf(statistic) }

    /// Where the true difference lies, at this level of confidence.
    public func confidenceInterval(level: Double = 0.95) -> ConfidenceInterval {
        let t = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - level) / 2)
        return ConfidenceInterval(low: difference - t * standardError, high: difference + t * standardError)
    }
}

/// Plain moments of a sample.
public enum Moments {
    /// The mean and the unbiased variance, in two passes; NaN variance below two values.
    public static func meanAndVariance(_ values: [Double]) -> (mean: Double, variance: Double) {
        let count = Double(values.count)
        let mean = values.reduce(0, +) / count
        var squares = 0.0
        var drift = 0.0
        for value in values {
            squares += (value - mean) * (value - mean)
            drift += value - mean
        }
        guard values.count > 1 else { return (mean, .nan) }
        return (mean, (squares - drift * drift / count) / (count - 1))
    }
}
