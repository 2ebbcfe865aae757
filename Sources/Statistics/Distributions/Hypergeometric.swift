import RealModule

/// How many of a sample drawn without replacement are of a kind.
public struct Hypergeometric: Sendable, Hashable {
    /// How many there are in all.
    public let population: Int
    /// How many of them are of the kind.
    public let successes: Int
    /// How many are drawn.
    public let draws: Int

    /// The distribution of these counts; its functions are NaN unless 0 ≤ successes, draws ≤ population.
    public init(population: Int, successes: Int, draws: Int) {
        self.population = population
        self.successes = successes
        self.draws = draws
    }

    private var isValid: Bool {
        successes >= 0 && draws >= 0 && successes <= population && draws <= population
    }

    /// The possible counts.
    public var support: ClosedRange<Int> {
        guard isValid else { return 0...0 }
        return max(0, draws + successes - population)...min(draws, successes)
    }

    /// The mean count.
    public var mean: Double {
        population == 0 ? 0 : Double(draws) * Double(successes) / Double(population)
    }

    /// P(X = k).
    public func pmf(_ k: Int) -> Double { Double.exp(logPMF(k)) }

    /// ln P(X = k), as a quotient of three binomial masses (Loader 2000): precise for any counts.
    public func logPMF(_ k: Int) -> Double {
        guard isValid else { return .nan }
        guard support.contains(k) else { return -.infinity }
        if draws == 0 || draws == population { return 0 }
        let n = Double(draws)
        let rest = Double(population - draws)
        let p = n / Double(population)
        let q = rest / Double(population)
        let failures = population - successes
        let missed = draws - k
        let kind = SaddlePoint.logBinomial(Double(k), rest: Double(successes - k), p: p, q: q)
        let other = SaddlePoint.logBinomial(Double(missed), rest: Double(failures - missed), p: p, q: q)
        return kind + other - SaddlePoint.logBinomial(n, rest: rest, p: p, q: q)
    }

    /// P(X ≤ k); O(distance from k to the nearer end of the support), less in the tails.
    public func cdf(_ k: Int) -> Double {
        guard isValid else { return .nan }
        if k < support.lowerBound { return 0 }
        if k >= support.upperBound { return 1 }
        return Double(k) < mean ? downwards(from: k) : 1 - upwards(from: k + 1)
    }

    /// P(X > k); O(distance from k to the nearer end of the support), less in the tails.
    public func sf(_ k: Int) -> Double {
        guard isValid else { return .nan }
        if k < support.lowerBound { return 1 }
        if k >= support.upperBound { return 0 }
        return Double(k) < mean ? 1 - downwards(from: k) : upwards(from: k + 1)
    }

    /// P(X > k) + u·P(X = k): exactly uniform under the null when u is a uniform number, so a test on it
    /// has its stated level in spite of the counts' steps.
    public func randomisedUpperTail(_ k: Int, uniform u: Double) -> Double {
        min(1, sf(k) + u * pmf(k))
    }

    /// P(X < k) + u·P(X = k): the lower tail's counterpart of ``randomisedUpperTail(_:uniform:)``.
    public func randomisedLowerTail(_ k: Int, uniform u: Double) -> Double {
        min(1, cdf(k - 1) + u * pmf(k))
    }

    /// P(X ≤ k) by adding masses from k down, each from the last by its ratio.
    private func downwards(from k: Int) -> Double {
        let unmarked = population - successes - draws
        var term = 1.0
        var sum = 1.0
        var i = k
        while i > support.lowerBound {
            term *=
                Double(i) * Double(unmarked + i) / (Double(successes - i + 1) * Double(draws - i + 1))
            sum += term
            if term < sum * 1e-17 { break }
            i -= 1
        }
        return min(1, pmf(k) * sum)
    }

    /// P(X ≥ k) by adding masses from k up.
    private func upwards(from k: Int) -> Double {
        let unmarked = population - successes - draws
        var term = 1.0
        var sum = 1.0
        var i = k
        while i < support.upperBound {
            term *=
                Double(successes - i) * Double(draws - i) / (Double(i + 1) * Double(unmarked + i + 1))
            sum += term
            if term < sum * 1e-17 { break }
            i += 1
        }
        return min(1, pmf(k) * sum)
    }
}
