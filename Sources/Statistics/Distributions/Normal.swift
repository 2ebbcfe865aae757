import RealModule
import StreamCore

/// The standard normal distribution.
public enum Normal {
    /// φ(x), the density.
    public static func pdf(_ x: Double) -> Double { Double.exp(logPDF(x)) }

    /// ln φ(x).
    public static func logPDF(_ x: Double) -> Double { -0.5 * x * x - SaddlePoint.logRootTwoPi }

    /// Φ(x) = P(Z ≤ x); keeps its relative precision in the lower tail.
    public static func cdf(_ x: Double) -> Double { 0.5 * Double.erfc(-x * rootHalf) }

    /// P(Z > x); keeps its relative precision in the upper tail.
    public static func sf(_ x: Double) -> Double { 0.5 * Double.erfc(x * rootHalf) }

    /// P(|Z| ≥ |x|), the two-sided p-value of a z-score.
    public static func twoSided(_ x: Double) -> Double { Double.erfc(abs(x) * rootHalf) }

    /// ln Φ(x), exact however far out x is.
    public static func logCDF(_ x: Double) -> Double {
        if x > 0 { return Double.log(onePlus: -sf(x)) }
        if x > -8 { return Double.log(cdf(x)) }
        if x == -.infinity { return -.infinity }
        return logPDF(x) + Double.log(millsRatio(-x))
    }

    /// ln P(Z > x), exact however far out x is.
    public static func logSF(_ x: Double) -> Double { logCDF(-x) }

    /// The z with Φ(z) = p; ∓∞ at 0 and 1, NaN outside.
    public static func quantile(_ p: Double) -> Double { NormalQuantile.value(at: p) }

    /// The z with P(Z > z) = q: precise for the smallest q, where 1 − q would be 1.
    public static func upperQuantile(_ q: Double) -> Double { -NormalQuantile.value(at: q) }

    /// The z with ln Φ(z) = `logP`.
    public static func quantile(logarithm logP: Double) -> Double {
        NormalQuantile.value(atLogarithm: logP)
    }

    /// P(Z > x)/φ(x) for x ≥ 8, by Laplace's continued fraction from its end.
    private static func millsRatio(_ x: Double) -> Double {
        var tail = x
        for k in stride(from: 40.0, through: 1.0, by: -1.0) { tail = x + k / tail }
        return 1 / tail
    }

    private static let rootHalf = 0.707106781186547524400844362105
}
