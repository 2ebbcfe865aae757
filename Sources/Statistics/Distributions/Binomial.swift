import RealModule

/// The number of successes in independent trials.
public struct Binomial: Sendable, Hashable {
    /// How many trials, ≥ 0.
    public let trials: Int
    /// The probability of success in each, in [0, 1].
    public let probability: Double

    /// The distribution of these trials; its functions are NaN unless the parts make sense.
    public init(trials: Int, probability: Double) {
        self.trials = trials
        self.probability = probability
    }

    private var isValid: Bool { trials >= 0 && probability >= 0 && probability <= 1 }

    /// P(X = k).
    public func pmf(_ k: Int) -> Double { Double.exp(logPMF(k)) }

    /// ln P(X = k).
    public func logPMF(_ k: Int) -> Double {
        guard isValid else { return .nan }
        guard k >= 0, k <= trials else { return -.infinity }
        return SaddlePoint.logBinomial(
            Double(k), rest: Double(trials - k), p: probability, q: 1 - probability)
    }

    /// P(X ≤ k).
    public func cdf(_ k: Int) -> Double {
        guard isValid else { return .nan }
        if k < 0 { return 0 }
        return k >= trials ? 1 : tails(above: k).upper
    }

    /// P(X > k).
    public func sf(_ k: Int) -> Double {
        guard isValid else { return .nan }
        if k < 0 { return 1 }
        return k >= trials ? 0 : tails(above: k).lower
    }

    /// P(X > k) as the lower part of a beta variable, for 0 ≤ k < trials.
    private func tails(above k: Int) -> Beta.Tails {
        Beta.tails(probability, complement: 1 - probability, Double(k + 1), Double(trials - k))
    }
}

/// The number of events at a known mean.
public struct Poisson: Sendable, Hashable {
    /// The mean ≥ 0.
    public let mean: Double

    /// The distribution of this mean; its functions are NaN when it is negative.
    public init(mean: Double) { self.mean = mean }

    /// P(X = k).
    public func pmf(_ k: Int) -> Double {
        guard mean >= 0 else { return .nan }
        return k < 0 ? 0 : Double.exp(SaddlePoint.logPoisson(Double(k), mean: mean))
    }

    /// P(X ≤ k).
    public func cdf(_ k: Int) -> Double {
        guard mean >= 0 else { return .nan }
        return k < 0 ? 0 : IncompleteGamma.tails(shape: Double(k) + 1, at: mean).upper
    }

    /// P(X > k).
    public func sf(_ k: Int) -> Double {
        guard mean >= 0 else { return .nan }
        return k < 0 ? 1 : IncompleteGamma.tails(shape: Double(k) + 1, at: mean).lower
    }
}
