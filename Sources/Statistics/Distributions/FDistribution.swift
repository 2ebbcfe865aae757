import RealModule

/// Fisher's and Snedecor's F distribution.
public struct FDistribution: Sendable, Hashable {
    /// The numerator's degrees of freedom > 0.
    public let numerator: Double
    /// The denominator's degrees of freedom > 0.
    public let denominator: Double

    /// The distribution of these degrees of freedom; its functions are NaN unless both are positive.
    public init(numerator: Double, denominator: Double) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// P(X ≤ f).
    public func cdf(_ f: Double) -> Double { tails(f).upper }

    /// P(X > f), the p-value of an F-test.
    public func sf(_ f: Double) -> Double { tails(f).lower }

    /// ln P(X ≤ f).
    public func logCDF(_ f: Double) -> Double { tails(f).logUpper }

    /// ln P(X > f).
    public func logSF(_ f: Double) -> Double { tails(f).logLower }

    /// The f with P(X ≤ f) = p; NaN outside [0, 1].
    public func quantile(_ p: Double) -> Double {
        guard p > 0, p < 1, numerator > 0, denominator > 0 else { return edge(p) }
        return p <= 0.5 ? lowerRoot(Double.log(p)) : upperRoot(Double.log(onePlus: -p))
    }

    /// The f with P(X > f) = q: precise for the smallest q.
    public func upperQuantile(_ q: Double) -> Double {
        guard q > 0, q < 1, numerator > 0, denominator > 0 else { return edge(1 - q) }
        return q < 0.5 ? upperRoot(Double.log(q)) : lowerRoot(Double.log(onePlus: -q))
    }

    private func edge(_ p: Double) -> Double {
        guard numerator > 0, denominator > 0 else { return .nan }
        return p == 0 ? 0 : p == 1 ? .infinity : .nan
    }

    private func lowerRoot(_ target: Double) -> Double {
        MonotoneInverse.solve(target: target, rising: true, start: 1) { tails($0).logUpper }
    }

    private func upperRoot(_ target: Double) -> Double {
        MonotoneInverse.solve(target: target, rising: false, start: 1) { tails($0).logLower }
    }

    /// The survival function as the lower part of a beta variable.
    private func tails(_ f: Double) -> Beta.Tails {
        guard !f.isNaN else { return Beta.Tails(logLower: .nan) }
        let scaled = max(f, 0) * (numerator / denominator)
        let x = 1 / (1 + scaled)
        let y = scaled == .infinity ? 1 : scaled / (1 + scaled)
        return Beta.tails(x, complement: y, denominator / 2, numerator / 2)
    }
}
