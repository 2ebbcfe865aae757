import RealModule

/// Variances of several groups, each pulled to a common one as far as the groups are alike (Smyth, "Linear models
/// and empirical Bayes methods", Statistical Applications in Genetics and Molecular Biology 2004).
///
/// The groups' true variances are taken to be scaled inverse χ² with d₀ degrees of freedom, estimated from how
/// much the logarithms of the observed ones vary beyond what their sampling explains. Where nothing is left to
/// explain, d₀ is infinite and all groups share one variance; where they differ, as a text's topics do, each keeps
/// its own, and has few degrees of freedom.
struct ModeratedVariance: Sendable {
    /// By group, and the degrees of freedom of a Student statistic that uses it.
    let variances: [Double]
    let freedoms: [Double]

    /// - Parameters:
    ///   - squares: Sums of squared deviations from each group's mean.
    ///   - sizes: How many each group has.
    init(squares: [Double], sizes: [Double]) {
        let own = sizes.map { max(0, $0 - 1) }
        let total = max(1, own.reduce(0, +))
        var common = squares.reduce(0, +) / total
        var prior = Double.infinity
        // A group of very few says nothing of how variances vary.
        let groups = own.indices.filter { own[$0] >= 4 && squares[$0] > 0 }
        if groups.count > 1 {
            let logs = groups.map { k -> Double in
                let half = own[k] / 2
                return Double.log(squares[k] / own[k]) - Self.digamma(half) + Double.log(half)
            }
            let mean = logs.reduce(0, +) / Double(logs.count)
            let spread = logs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(logs.count - 1)
            let sampling = groups.reduce(0) { $0 + Self.trigamma(own[$1] / 2) } / Double(groups.count)
            if spread > sampling {
                prior = max(2, 2 * Self.inverseTrigamma(spread - sampling))
                common = Double.exp(mean + Self.digamma(prior / 2) - Double.log(prior / 2))
            }
        }
        let weight = min(prior, total)
        freedoms = own.map { max(1, min($0 + weight, total)) }
        variances = own.indices.map {
            max((squares[$0] + weight * common) / max(own[$0] + weight, 1), 1e-18)
        }
    }

    /// ψ(x) to 1e-4 for x ≥ 1, enough for an estimate of this kind.
    private static func digamma(_ x: Double) -> Double {
        // ψ(x) = ψ(x + 2) − 1/x − 1/(x + 1) brings x to where the series is good.
        let y = x + 2
        return Double.log(y) - 1 / (2 * y) - 1 / (12 * y * y) - 1 / x - 1 / (x + 1)
    }

    /// ψ′(x), likewise.
    private static func trigamma(_ x: Double) -> Double {
        let y = x + 2
        return 1 / y + 1 / (2 * y * y) + 1 / (6 * y * y * y) + 1 / (x * x) + 1 / ((x + 1) * (x + 1))
    }

    /// The x whose ψ′ is `value`, by bisection of its logarithm: ψ′ falls.
    private static func inverseTrigamma(_ value: Double) -> Double {
        var low = -7.0
        var high = 14.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if trigamma(Double.exp(middle)) > value { low = middle } else { high = middle }
        }
        return Double.exp((low + high) / 2)
    }
}
