import RealModule

/// Student's t distribution; with infinite degrees of freedom the standard normal.
public struct StudentT: Sendable, Hashable {
    /// The degrees of freedom > 0, not necessarily whole.
    public let degreesOfFreedom: Double

    /// The distribution of these degrees of freedom; its functions are NaN unless they are positive.
    public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    /// P(T ≤ t); keeps its relative precision in the lower tail.
    public func cdf(_ t: Double) -> Double { sf(-t) }

    /// P(T > t); keeps its relative precision in the upper tail.
    public func sf(_ t: Double) -> Double {
        if degreesOfFreedom == .infinity { return Normal.sf(t) }
        let half = tails(abs(t)).lower / 2
        return t < 0 ? 1 - half : half
    }

    /// ln P(T > t).
    public func logSF(_ t: Double) -> Double {
        if degreesOfFreedom == .infinity { return Normal.logSF(t) }
        if t < 0 { return Double.log(onePlus: -sf(-t)) }
        return tails(t).logLower - ln2
    }

    /// ln P(T ≤ t).
    public func logCDF(_ t: Double) -> Double { logSF(-t) }

    /// P(|T| ≥ |t|), the two-sided p-value.
    public func twoSided(_ t: Double) -> Double {
        if degreesOfFreedom == .infinity { return Normal.twoSided(t) }
        return tails(abs(t)).lower
    }

    /// The t with P(T ≤ t) = p; ∓∞ at 0 and 1, NaN outside.
    public func quantile(_ p: Double) -> Double { -upperQuantile(p) }

    /// The t with P(T > t) = q: precise for the smallest q.
    public func upperQuantile(_ q: Double) -> Double {
        guard degreesOfFreedom > 0, q >= 0, q <= 1 else { return .nan }
        if degreesOfFreedom == .infinity { return Normal.upperQuantile(q) }
        if q == 0 { return .infinity }
        if q == 1 { return -.infinity }
        if q > 0.5 { return -magnitude(tail: 1 - q, centre: q - 0.5) }
        return magnitude(tail: q, centre: 0.5 - q)
    }

    /// The t ≥ 0 with P(T > t) = `tail`, that is P(0 < T ≤ t) = `centre`.
    private func magnitude(tail: Double, centre: Double) -> Double {
        if centre == 0 { return 0 }
        let start = max(abs(Normal.quantile(tail)), 1e-3)
        if tail < 0.25 {
            return MonotoneInverse.solve(
                target: Double.log(tail) + ln2, rising: false, start: start, { tails($0).logLower })
        }
        return MonotoneInverse.solve(
            target: Double.log(2 * centre), rising: true, start: start, { tails($0).logUpper })
    }

    /// P(|T| ≥ t) as the lower and P(|T| < t) as the upper part of a beta variable, t ≥ 0.
    private func tails(_ t: Double) -> Beta.Tails {
        let nu = degreesOfFreedom
        if t == 0 && nu > 0 { return Beta.Tails(logLower: 0) }
        // ν/(ν + t²) and t²/(ν + t²) without squaring t, which could overflow.
        let ratio = nu / t
        let x = t == .infinity ? 0 : ratio == .infinity ? 1 : ratio / (ratio + t)
        let y = t == .infinity ? 1 : t / (ratio + t)
        return Beta.tails(x, complement: y, nu / 2, 0.5)
    }
}

private let ln2 = 0.693147180559945309417232121458
