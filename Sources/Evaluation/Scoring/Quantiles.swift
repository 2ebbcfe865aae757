/// Order statistics of small samples.
public enum Quantiles {
    /// The middle value, or the mean of the two in the middle; nil of none. O(n log n).
    public static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The smallest value that at least the share `p` of the sample does not exceed (nearest rank).
    ///
    /// Nil where the sample is too small to have it: fewer than 1/(1 − p) values, so that the p-quantile
    /// would just be the largest.
    public static func nearestRank(_ p: Double, of values: [Double]) -> Double? {
        guard p > 0, p < 1, Double(values.count) * (1 - p) >= 1 - 1e-9 else { return nil }
        let sorted = values.sorted()
        let rank = Int((p * Double(sorted.count) - 1e-9).rounded(.up))
        return sorted[max(rank, 1) - 1]
    }
}
