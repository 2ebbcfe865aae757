import Statistics

/// Takes the autocorrelation out of a series.
///
/// Under independence the variance of a lagged correlation of two series is Σ_j ρ_x(j)ρ_y(j)/T, not 1/T: what
/// is autocorrelated looks related too often. Once both are whitened by their own autoregression it is 1/T,
/// even where the two models are only nearly right (Haugh, Journal of the American Statistical Association 71,
/// 1976).
public enum Prewhitening {
    /// The series minus what its own last `order` values predict of it, by Yule and Walker; its mean is 0.
    ///
    /// The first `order` values are predicted from fewer. A series that is constant, or no longer than
    /// 4 · `order`, is only centred. O(count · order).
    public static func whitened(_ series: [Double], order: Int) -> [Double] {
        let count = series.count
        guard count > 0 else { return [] }
        let mean = series.reduce(0, +) / Double(count)
        let centred = series.map { $0 - mean }
        guard order >= 1, count > 4 * order else { return centred }
        let covariances = (0...order).map { lag in
            (lag..<count).reduce(0.0) { $0 + centred[$1] * centred[$1 - lag] } / Double(count)
        }
        let models = levinson(covariances)
        return centred.indices.map { step in
            let model = models[min(step, order)]
            var value = centred[step]
            for (index, coefficient) in model.enumerated() {
                value -= coefficient * centred[step - 1 - index]
            }
            return value
        }
    }

    /// The coefficients of the autoregressions of order 0, 1, … by Levinson's recursion; once a series is
    /// predicted perfectly, or constant, the order stays.
    private static func levinson(_ covariances: [Double]) -> [[Double]] {
        var models: [[Double]] = [[]]
        var error = covariances[0]
        for order in covariances.indices.dropFirst() {
            let last = models[order - 1]
            guard error > 1e-12 * covariances[0], error > 0, last.count == order - 1 else {
                models.append(last)
                continue
            }
            var rest = covariances[order]
            for (index, coefficient) in last.enumerated() {
                rest -= coefficient * covariances[order - 1 - index]
            }
            let reflection = rest / error
            var next = last.indices.map { last[$0] - reflection * last[order - 2 - $0] }
            next.append(reflection)
            models.append(next)
            error *= 1 - reflection * reflection
        }
        return models
    }
}
