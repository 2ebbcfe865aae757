/// Corrections of p-values for having made several tests.
public enum MultipleTesting {
    /// Holm's adjusted p-values (Scand. J. Stat. 6, 1979): rejecting those at most α keeps the probability of
    /// any false rejection at most α, whatever the tests' dependence. O(n log n).
    public static func holm(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        var adjusted = pValues
        var largest = 0.0
        for (position, index) in order.enumerated() {
            largest = max(largest, min(1, Double(pValues.count - position) * pValues[index]))
            adjusted[index] = largest
        }
        return adjusted
    }

    /// Benjamini's and Hochberg's adjusted p-values (J. R. Stat. Soc. B 57, 1995): rejecting those at most α
    /// keeps the expected share of false rejections at most α under independence. O(n log n).
    public static func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
        var adjusted = pValues
        var smallest = 1.0
        for (position, index) in order.enumerated().reversed() {
            smallest = min(smallest, Double(pValues.count) / Double(position + 1) * pValues[index])
            adjusted[index] = smallest
        }
        return adjusted
    }
}
