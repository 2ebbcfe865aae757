/// Pearson's correlation of a cause with an effect some steps later, over two whole series, without
/// keeping them: sums are updated in Welford's way, one a lag.
///
/// O(lags) a step in time and O(lags) in memory. The two series are values of the same steps; a step at which
/// one of them is missing is left out.
struct LaggedCorrelation: Sendable, Hashable {
    /// The longest lag, in steps.
    let maximumLag: Int
    private var moments: [CoMoments]
    /// The cause's last `maximumLag` values, the newest last; nil where it was missing.
    private var history: [Double?] = []

    private struct CoMoments: Sendable, Hashable {
        var count = 0
        var meanX = 0.0
        var meanY = 0.0
        var squareX = 0.0
        var squareY = 0.0
        var product = 0.0

        mutating func add(_ x: Double, _ y: Double) {
            count += 1
            let n = Double(count)
            let differenceX = x - meanX
            let differenceY = y - meanY
            meanX += differenceX / n
            meanY += differenceY / n
            squareX += differenceX * (x - meanX)
            squareY += differenceY * (y - meanY)
            product += differenceX * (y - meanY)
        }

        var correlation: Double {
            let scale = (squareX * squareY).squareRoot()
            guard count >= 2, scale > 1e-10 else { return 0 }
            return min(1, max(-1, product / scale))
        }
    }

    init(maximumLag: Int) {
        self.maximumLag = max(1, maximumLag)
        moments = Array(repeating: CoMoments(), count: self.maximumLag)
    }

    /// Takes in the next step.
    mutating func add(cause: Double?, effect: Double?) {
        if let effect {
            for lag in 1...maximumLag where lag <= history.count {
                if let past = history[history.count - lag] { moments[lag - 1].add(past, effect) }
            }
        }
        history.append(cause)
        if history.count > maximumLag { history.removeFirst() }
    }

    /// The lag, up to `lookback`, of the largest absolute correlation, with that and how many pairs it is of;
    /// nil without any.
    func strongest(lookback: Int) -> (lag: Int, correlation: Double, count: Int)? {
        var best: (lag: Int, correlation: Double, count: Int)?
        for lag in 1...max(1, min(lookback, maximumLag)) {
            let found = moments[lag - 1]
            let correlation = found.correlation
            if abs(correlation) > abs(best?.correlation ?? 0) { best = (lag, correlation, found.count) }
        }
        return best
    }
}
