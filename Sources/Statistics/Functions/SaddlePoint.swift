import RealModule

/// The parts of a probability mass in Loader's saddle-point form ("Fast and accurate computation of
/// binomial probabilities", 2000).
///
/// A density such as x^a·e^(−x)/Γ(a+1) written with log-gammas loses as many digits as a has; as a
/// deviance and Stirling's error it keeps them all, however large a is.
enum SaddlePoint {
    /// ln √(2π).
    static let logRootTwoPi = 0.918938533204672741780329736406

    /// Stirling's error: ln Γ(n+1) − [(n + ½) ln n − n + ln √(2π)], for n > 0; absolute error about 1e-15.
    static func stirlingError(_ n: Double) -> Double {
        if n <= 15 {
            return logGammaOnePlus(n) - (n + 0.5) * Double.log(n) + n - logRootTwoPi
        }
        let square = n * n
        var sum = 1.0 / 156
        for coefficient in stirlingCoefficients { sum = coefficient + sum / square }
        return sum / n
    }

    /// Of 1/n¹¹, 1/n⁹ … 1/n in Stirling's series.
    private static let stirlingCoefficients: [Double] = [
        -691.0 / 360_360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12,
    ]

    /// The deviance x·ln(x/m) + m − x of a count `x` at mean `m`, both ≥ 0, without cancellation near x = m.
    static func deviance(_ x: Double, mean m: Double) -> Double {
        if x == 0 { return m }
        if m == 0 { return .infinity }
        let difference = x - m
        if abs(difference) < 0.1 * (x + m) {
            let ratio = difference / (x + m)
            var sum = difference * ratio
            var term = 2 * x * ratio
            let square = ratio * ratio
            var odd = 3.0
            while true {
                term *= square
                let next = sum + term / odd
                if next == sum { return next }
                sum = next
                odd += 2
            }
        }
        return x * Double.log(x / m) + m - x
    }

    /// ln[m^x·e^(−m)/Γ(x+1)]: a Poisson mass, for any real x ≥ 0.
    static func logPoisson(_ x: Double, mean m: Double) -> Double {
        if x == 0 { return -m }
        if m == 0 { return -.infinity }
        return -stirlingError(x) - deviance(x, mean: m) - logRootTwoPi - 0.5 * Double.log(x)
    }

    /// ln[Γ(n+1)/(Γ(x+1)·Γ(n−x+1))·p^x·q^(n−x)]: a binomial mass, for any real 0 ≤ x ≤ n.
    ///
    /// - Parameter rest: n − x, given apart since the subtraction can lose it.
    static func logBinomial(_ x: Double, rest: Double, p: Double, q: Double) -> Double {
        let n = x + rest
        if p == 0 { return x == 0 ? 0 : -.infinity }
        if q == 0 { return rest == 0 ? 0 : -.infinity }
        if x == 0 {
            if n == 0 { return 0 }
            return p < 0.1 ? -deviance(n, mean: n * q) - n * p : n * Double.log(q)
        }
        if rest == 0 {
            return q < 0.1 ? -deviance(n, mean: n * p) - n * q : n * Double.log(p)
        }
        let core =
            stirlingError(n) - stirlingError(x) - stirlingError(rest) - deviance(x, mean: n * p)
            - deviance(rest, mean: n * q)
        return core - logRootTwoPi + 0.5 * (Double.log(n / x) - Double.log(rest))
    }

    /// ln Γ(1 + a) for a > −1, with full relative precision near a = 0, where Γ(1 + a) is 1.
    static func logGammaOnePlus(_ a: Double) -> Double {
        if abs(a) > 0.5 { return Double.logGamma(1 + a) }
        // ln Γ(1+a) = −ln(1+a) + a(1−γ) + Σ_{k≥2} (−1)^k (ζ(k)−1) a^k/k.
        var sum = 0.0
        for (index, zeta) in zetaMinusOne.enumerated().reversed() {
            let k = index + 2
            sum = (k % 2 == 0 ? zeta : -zeta) / Double(k) + sum * a
        }
        return -Double.log(onePlus: a) + a * (0.422784335098467139393487909918 + a * sum)
    }

    /// ζ(k) − 1 for k = 2, 3 … 27.
    private static let zetaMinusOne: [Double] = [
        0.644934066848226436472, 0.202056903159594285400, 0.0823232337111381915160,
        0.0369277551433699263314, 0.0173430619844491397145, 0.00834927738192282683980,
        0.00407735619794433937869, 0.00200839282608221441785, 0.000994575127818085337146,
        0.000494188604119464558702, 0.000246086553308048298638, 0.000122713347578489146752,
        6.12481350587048292585e-5, 3.05882363070204935517e-5, 1.52822594086518717326e-5,
        7.63719763789976227360e-6, 3.81729326499983985646e-6, 1.90821271655393892566e-6,
        9.53962033872796113152e-7, 4.76932986787806463117e-7, 2.38450502727732990004e-7,
        1.19219925965311073068e-7, 5.96081890512594796124e-8, 2.98035035146522801861e-8,
        1.49015548283650412347e-8, 7.45071178983542949199e-9,
    ]
}
