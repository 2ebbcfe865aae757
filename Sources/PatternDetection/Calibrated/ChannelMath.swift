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
        // P(X > observed) + u·P(X = observed), summed from the smaller side to keep the tails exact.
        let mass = distribution.pmf(observed)
        let above = distribution.sf(observed)
        let below = observed > 0 ? distribution.cdf(observed - 1) : 0
        let upper = above + uniform * mass
        let lower = below + (1 - uniform) * mass
        return upper < lower ? -deviate(lower: upper) : deviate(lower: lower)
    }
}
