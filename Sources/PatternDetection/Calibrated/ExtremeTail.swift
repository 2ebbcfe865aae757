import RealModule

/// How much slower than Student's the tail of scores falls, where it does.
///
/// With L = −ln p of Student's test, true p-values make the excesses of L over a threshold exponential with mean 1.
/// A heavier tail has a larger mean b, estimated from the largest twentieth (Hill, "A simple general approach to
/// inference about the tail of a distribution", Annals of Statistics 1975). Its slope rather rises than stays
/// further out, so the tail is extended as a generalised Pareto one with a small shape. Measured in L instead of
/// deviations it costs little where the scores are normal after all.
struct ExtremeTail: Sendable {
    /// L where the tail begins, and the share beyond.
    private let start: Double
    private let share: Double
    /// An upper limit of b, and at least 1.
    private let mean: Double

    /// The tail of these scores' −ln p, in any order; nil for too few.
    init?(_ values: [Double]) {
        let count = max(5, values.count / 20)
        guard values.count > count else { return nil }
        let largest = values.sorted(by: >).prefix(count + 1)
        let start = largest[count]
        let estimate = largest.prefix(count).reduce(0) { $0 + $1 - start } / Double(count)
        let errors = CalibrationConstants.tailErrors / Double(count).squareRoot()
        self.start = start
        share = Double(count) / Double(values.count)
        mean = max(1, estimate * (1 + errors))
    }

    /// The probability of a score whose Student p-value is `p`; never less than that.
    func probability(_ p: Double) -> Double {
        let excess = StrayTest.surprise(p) - start
        guard excess > 0 else { return max(p, min(share, 1)) }
        let shape = CalibrationConstants.tailShape
        return max(p, share * Double.pow(1 + shape * excess / mean, -1 / shape))
    }
}
