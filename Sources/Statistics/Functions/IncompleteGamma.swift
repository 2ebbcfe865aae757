import RealModule

/// The regularised incomplete gamma functions: P(a, x) is the distribution function of a gamma variable
/// of shape a, Q = 1 − P its tail.
///
/// The smaller of the two is always computed directly: P by its power series below x = a + 1, Q by
/// Legendre's continued fraction above (Gautschi, "A computational procedure for incomplete gamma
/// functions", ACM TOMS 5, 1979). About 12 correct digits; O(√a) steps near x = a.
public enum IncompleteGamma {
    /// P(a, x) and Q(a, x).
    public typealias Tails = DistributionTails

    /// P(a, x), Q(a, x) and their logarithms; NaN unless a > 0 and x ≥ 0.
    public static func tails(shape a: Double, at x: Double) -> Tails {
        guard a > 0, a.isFinite, x >= 0 else { return Tails(logLower: .nan) }
        if x == 0 { return Tails(logLower: -.infinity) }
        if x == .infinity { return Tails(logUpper: -.infinity) }
        let logMass = SaddlePoint.logPoisson(a, mean: x)
        if x < a + 1 {
            if a < 1, let small = smallShapeTail(a, x) { return small }
            return Tails(logLower: min(0, logMass + Double.log(lowerSeries(a, x))))
        }
        let fraction = upperFraction(a, x)
        return Tails(logUpper: min(0, logMass + Double.log(a) + Double.log(fraction)))
    }

    /// Σ xⁿ/((a+1)…(a+n)), n from 0.
    private static func lowerSeries(_ a: Double, _ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        var denominator = a
        for _ in 0..<iterationLimit {
            denominator += 1
            term *= x / denominator
            sum += term
            if term < sum * 1e-17 { break }
        }
        return sum
    }

    /// The continued fraction of Γ(a, x)·eˣ/xᵃ, by Lentz's method as Thompson and Barnett modified it.
    private static func upperFraction(_ a: Double, _ x: Double) -> Double {
        let tiny = 1e-300
        var b = x + 1 - a
        var c = 1 / tiny
        var d = 1 / b
        var value = d
        for i in 1...iterationLimit {
            let n = Double(i)
            let coefficient = -n * (n - a)
            b += 2
            d = coefficient * d + b
            if abs(d) < tiny { d = tiny }
            c = b + coefficient / c
            if abs(c) < tiny { c = tiny }
            d = 1 / d
            let factor = d * c
            value *= factor
            if abs(factor - 1) < 2e-16 { break }
        }
        return value
    }

    /// Q directly for a < 1 where it is the smaller tail though x < a + 1: there 1 − P would cancel.
    ///
    /// P = xᵃ/Γ(1+a)·[1 + a·Σ_{n≥1} (−x)ⁿ/((a+n)·n!)].
    private static func smallShapeTail(_ a: Double, _ x: Double) -> Tails? {
        let logScale = a * Double.log(x) - SaddlePoint.logGammaOnePlus(a)
        var sum = 0.0
        var power = 1.0
        for i in 1...200 {
            let n = Double(i)
            power *= -x / n
            let term = power / (a + n)
            sum += term
            if abs(term) < 1e-18 * abs(sum) { break }
        }
        let upper = -Double.expMinusOne(logScale) - Double.exp(logScale) * a * sum
        guard upper < 0.5 else { return nil }
        return Tails(logUpper: Double.log(upper))
    }

    private static let iterationLimit = 10_000_000
}

/// ln(1 − eˣ) for x ≤ 0 (Mächler's switch at −ln 2).
func logComplement(_ x: Double) -> Double {
    if x > -0.6931471805599453 { return Double.log(-Double.expMinusOne(x)) }
    return Double.log(onePlus: -Double.exp(x))
}
