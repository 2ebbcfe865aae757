import RealModule

/// The gamma distribution of a shape and a scale.
public struct GammaDistribution: Sendable, Hashable {
    /// The shape a > 0; the mean is `shape`·`scale`.
    public let shape: Double
    /// The scale > 0.
    public let scale: Double

    /// The distribution of this shape and scale; its functions are NaN unless both are positive.
    public init(shape: Double, scale: Double = 1) {
        self.shape = shape
        self.scale = scale
    }

    private func tails(_ x: Double) -> IncompleteGamma.Tails {
        guard scale > 0 else { return IncompleteGamma.tails(shape: .nan, at: 0) }
        return IncompleteGamma.tails(shape: shape, at: x.isNaN ? x : max(0, x / scale))
    }

    /// P(X ≤ x).
    public func cdf(_ x: Double) -> Double { tails(x).lower }

    /// P(X > x).
    public func sf(_ x: Double) -> Double { tails(x).upper }

    /// ln P(X ≤ x).
    public func logCDF(_ x: Double) -> Double { tails(x).logLower }

    /// ln P(X > x).
    public func logSF(_ x: Double) -> Double { tails(x).logUpper }

    /// Both tails and their logarithms at once, for those who need more than one.
    public func allTails(_ x: Double) -> IncompleteGamma.Tails { tails(x) }

    /// The x with P(X ≤ x) = p; NaN outside [0, 1].
    public func quantile(_ p: Double) -> Double {
        guard p > 0, p < 1, shape > 0, scale > 0 else { return edge(p) }
        return scale * (p <= 0.5 ? lowerRoot(Double.log(p)) : upperRoot(Double.log(onePlus: -p)))
    }

    /// The x with P(X > x) = q: precise for the smallest q.
    public func upperQuantile(_ q: Double) -> Double {
        guard q > 0, q < 1, shape > 0, scale > 0 else { return edge(1 - q) }
        return scale * (q < 0.5 ? upperRoot(Double.log(q)) : lowerRoot(Double.log(onePlus: -q)))
    }

    private func edge(_ p: Double) -> Double {
        guard shape > 0, scale > 0 else { return .nan }
        return p == 0 ? 0 : p == 1 ? .infinity : .nan
    }

    private func lowerRoot(_ logP: Double) -> Double {
        // Near 0 the distribution function is x^a/Γ(1+a).
        let small = Double.exp((logP + SaddlePoint.logGammaOnePlus(shape)) / shape)
        return MonotoneInverse.solve(target: logP, rising: true, start: start(logP, or: small)) {
            IncompleteGamma.tails(shape: shape, at: $0).logLower
        }
    }

    private func upperRoot(_ logQ: Double) -> Double {
        let start = wilsonHilferty(-Normal.quantile(logarithm: logQ))
        return MonotoneInverse.solve(target: logQ, rising: false, start: max(start, 1e-3)) {
            IncompleteGamma.tails(shape: shape, at: $0).logUpper
        }
    }

    private func start(_ logP: Double, or small: Double) -> Double {
        let guess = wilsonHilferty(Normal.quantile(logarithm: logP))
        return guess > 0.1 * shape ? guess : min(small, shape)
    }

    /// Wilson and Hilferty's cube-root approximation.
    private func wilsonHilferty(_ z: Double) -> Double {
        let root = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
        return shape * root * root * root
    }
}

/// The chi-squared distribution.
public struct ChiSquared: Sendable, Hashable {
    /// The degrees of freedom > 0.
    public let degreesOfFreedom: Double
    private var gamma: GammaDistribution { GammaDistribution(shape: degreesOfFreedom / 2, scale: 2) }

    /// The distribution of these degrees of freedom; its functions are NaN unless they are positive.
    public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    /// P(X ≤ x).
    public func cdf(_ x: Double) -> Double { gamma.cdf(x) }

    /// P(X > x).
    public func sf(_ x: Double) -> Double { gamma.sf(x) }

    /// ln P(X > x).
    public func logSF(_ x: Double) -> Double { gamma.logSF(x) }

    /// The x with P(X ≤ x) = p.
    public func quantile(_ p: Double) -> Double { gamma.quantile(p) }

    /// The x with P(X > x) = q.
    public func upperQuantile(_ q: Double) -> Double { gamma.upperQuantile(q) }
}
