import RealModule

/// The regularised incomplete beta function I_x(a, b): the distribution function of a beta variable, and
/// through it Student's t, F and the binomial.
///
/// By the continued fraction of DLMF 8.17.22 in the half where it converges fast, with the prefactor in
/// saddle-point form. About 12 correct digits; O(√max(a, b)) steps near the mean.
public enum Beta {
    /// I_x(a, b) and its complement.
    public typealias Tails = DistributionTails

    /// I_x(a, b); NaN unless a, b > 0 and 0 ≤ x ≤ 1.
    public static func regularised(_ x: Double, _ a: Double, _ b: Double) -> Double {
        tails(x, complement: 1 - x, a, b).lower
    }

    /// Both tails at x; NaN unless a, b > 0 and 0 ≤ x ≤ 1.
    ///
    /// - Parameters:
    ///   - x: Where, in [0, 1].
    ///   - y: 1 − x, given apart so that an x next to 1 keeps its distance to it.
    ///   - a: The first shape.
    ///   - b: The second shape.
    public static func tails(_ x: Double, complement y: Double, _ a: Double, _ b: Double) -> Tails {
        guard a > 0, b > 0, a.isFinite, b.isFinite, x >= 0, y >= 0, x <= 1, y <= 1 else {
            return Tails(logLower: .nan)
        }
        if x == 0 { return Tails(logLower: -.infinity) }
        if y == 0 { return Tails(logUpper: -.infinity) }
        // ln[xᵃ·yᵇ/B(a, b)]: the binomial mass times ab/(a+b).
        let logFront =
            SaddlePoint.logBinomial(a, rest: b, p: x, q: y) + Double.log(a) + Double.log(b / (a + b))
        if x < (a + 1) / (a + b + 2) {
            return Tails(logLower: min(0, logFront + Double.log(fraction(x, y, a, b))))
        }
        return Tails(logUpper: min(0, logFront + Double.log(fraction(y, x, b, a))))
    }

    /// I_x(a, b)·B(a, b)/(xᵃ·yᵇ): the even part of the continued fraction, in the form of DiDonato and
    /// Morris ("Algorithm 708", ACM TOMS 18, 1992), which has no cancelling terms even for x next to 1.
    private static func fraction(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
        // a − (a+b)x, from whichever of x and y keeps its digits.
        let distance = a > b ? (a + b) * y - b : a - (a + b) * x
        let c = 1 + distance
        let c0 = b / a
        let c1 = 1 + 1 / a
        var p = 1.0
        var s = a + 1
        var (numerator, nextNumerator) = (0.0, 1.0)
        var (denominator, nextDenominator) = (1.0, c / c1)
        var ratio = c1 / c
        for i in 1...10_000_000 {
            let n = Double(i)
            let t = n / a
            let w = n * (b - n) * x
            let e = a / s
            let alpha = p * (p + c0) * e * e * (w * x)
            let beta = n + w / s + (1 + t) / (c1 + t + t) * (c + n * (1 + y))
            p = 1 + t
            s += 2
            (numerator, nextNumerator) = (nextNumerator, alpha * numerator + beta * nextNumerator)
            (denominator, nextDenominator) = (nextDenominator, alpha * denominator + beta * nextDenominator)
            let previous = ratio
            ratio = nextNumerator / nextDenominator
            if abs(ratio - previous) <= 1e-16 * ratio { break }
            numerator /= nextDenominator
            denominator /= nextDenominator
            nextNumerator = ratio
            nextDenominator = 1
        }
        return ratio
    }
}
