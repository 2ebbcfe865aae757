import RealModule

/// The Mann–Whitney test of whether one of two samples tends to be larger (Ann. Math. Stat. 18, 1947).
public struct MannWhitney: Sendable, Hashable {
    /// U of the first sample: pairs in which its value is the larger, ties counted by half.
    public let statistic: Double
    /// The two-sided p-value.
    public let pValue: Double
    /// The p-value against the first sample being larger.
    public let pValueGreater: Double
    /// Whether the p-values come from counting all orders, not from the normal limit.
    public let isExact: Bool
    /// U over the number of pairs: the probability that the first sample's value is the larger.
    public let effectSize: Double

    /// Tests two samples; nil when one is empty or holds a NaN.
    ///
    /// Exact when the smaller has at most eight values and none are tied; otherwise the normal limit with the
    /// corrections for ties and continuity.
    public init?(_ first: [Double], _ second: [Double]) {
        let n = first.count
        let m = second.count
        guard n > 0, m > 0, !first.contains(where: \.isNaN), !second.contains(where: \.isNaN) else {
            return nil
        }
        let pooled = (first.map { ($0, true) } + second.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var rankSum = 0.0
        var tieTerm = 0.0
        var start = 0
        while start < pooled.count {
            var end = start
            while end < pooled.count && pooled[end].0 == pooled[start].0 { end += 1 }
            let ties = Double(end - start)
            let rank = Double(start + end + 1) / 2
            for entry in pooled[start..<end] where entry.1 { rankSum += rank }
            tieTerm += ties * ties * ties - ties
            start = end
        }
        let pairs = Double(n) * Double(m)
        statistic = rankSum - Double(n) * Double(n + 1) / 2
        effectSize = statistic / pairs
        isExact = min(n, m) <= 8 && tieTerm == 0 && pairs <= 1e5
        if isExact {
            let upper = Self.exactTail(statistic, n, m)
            let lower = Self.exactTail(pairs - statistic, n, m)
            pValueGreater = upper
            pValue = min(1, 2 * min(upper, lower))
            return
        }
        let total = Double(n + m)
        let variance = pairs / 12 * (total + 1 - tieTerm / (total * (total - 1)))
        guard variance > 0 else {
            pValue = 1
            pValueGreater = 1
            return
        }
        let deviation = variance.squareRoot()
        let centre = pairs / 2
        pValueGreater = Normal.sf((statistic - centre - 0.5) / deviation)
        pValue = min(1, 2 * Normal.sf((abs(statistic - centre) - 0.5) / deviation))
    }

    /// P(U ≥ u) without ties, from the number of orders that give each U.
    private static func exactTail(_ u: Double, _ n: Int, _ m: Int) -> Double {
        let (small, large) = (min(n, m), max(n, m))
        // The probabilities of U for k of the small sample: the Gaussian binomial coefficient, normalised,
        // built as Π (1 − q^(large+i))/(1 − q^i).
        let top = small * large
        var counts = [Double](repeating: 0, count: top + 1)
        counts[0] = 1
        for i in 1...small {
            let factor = large + i
            if factor <= top {
                for index in stride(from: top, through: factor, by: -1) {
                    counts[index] -= counts[index - factor]
                }
            }
            for index in stride(from: i, through: top, by: 1) { counts[index] += counts[index - i] }
        }
        // The distribution is symmetric, so the tail is summed from its thin end.
        let threshold = Int(u.rounded(.up))
        if threshold <= 0 { return 1 }
        if threshold > top { return 0 }
        let total = counts.reduce(0, +)
        let tail = counts[0...(top - threshold)].reduce(0, +)
        return tail / total
    }
}
