import RealModule
import Statistics
import StreamCore

/// Tail probabilities turned into standard normal deviates, as the channels need them.
enum ChannelMath {
    /// ln x.
    @inline(__always)
    static func log(_ x: Double) -> Double { Double.log(x) }

    /// eˣ.
    @inline(__always)
    static func exp(_ x: Double) -> Double { Double.exp(x) }

    /// xʸ for x > 0.
    @inline(__always)
    static func power(_ x: Double, _ y: Double) -> Double { Double.pow(x, y) }

    /// The inverse hyperbolic sine: linear near 0, logarithmic far out.
    @inline(__always)
    static func asinh(_ x: Double) -> Double { Double.asinh(x) }

    /// Φ⁻¹(p), kept within ±8.3, beyond which a Double near 1 has no resolution.
    static func deviate(lower p: Double) -> Double {
        NormalQuantile.value(at: min(max(p, 1e-16), 1 - 1e-16))
    }

    /// The deviate of a sum of mean 1 and variance 1/shape if exponential: Φ⁻¹(F_Γ(shape)(shape·mean)).
    static func gammaDeviate(mean: Double, shape: Double) -> Double {
        guard mean > 0 else { return -CalibrationConstants.largestZ }
        let gamma = GammaDistribution(shape: shape)
        let upper = gamma.sf(shape * mean)
        return upper < 0.5 ? -deviate(lower: upper) : deviate(lower: gamma.cdf(shape * mean))
    }

    /// The deviate of drawing `observed` marked ones among `draws` from `population` of which `marked` are
    /// marked, large when there are many; the tie is broken by `uniform`, which makes it exactly N(0,1).
    static func hypergeometricDeviate(
        observed: Int, draws: Int, marked: Int, population: Int, uniform: Double
    ) -> Double {
        let distribution = Hypergeometric(population: population, successes: marked, draws: draws)
        // P(X > observed) + u·P(X = observed), or the same from below: the tail that is summed, from the mass
        // outwards, is the one away from the mean, so that it is small and exact.
        let mass = distribution.pmf(observed)
        var term = mass
        var tail = 0.0
        if Double(observed) * Double(population) >= Double(draws) * Double(marked) {
            let last = min(draws, marked)
            var k = observed
            while k < last, term > tail * 1e-17 {
                term *=
                    Double(marked - k) * Double(draws - k)
                    / (Double(k + 1) * Double(population - marked - draws + k + 1))
                tail += term
                k += 1
            }
            return -deviate(lower: tail + uniform * mass)
        }
        let first = max(0, draws + marked - population)
        var k = observed
        while k > first, term > tail * 1e-17 {
            term *=
                Double(k) * Double(population - marked - draws + k)
                / (Double(marked - k + 1) * Double(draws - k + 1))
            tail += term
            k -= 1
        }
        return deviate(lower: tail + (1 - uniform) * mass)
    }
}
