/// Granger's test of whether one series helps to predict another (Econometrica 37, 1969), as an F-test.
///
/// The effect is regressed on a constant and its own last `lag` values, then also on the cause's last
/// `lag` values; F compares the two sums of squares. Equal to `ssr_ftest` of statsmodels'
/// `grangercausalitytests`.
public struct GrangerTest: Sendable, Hashable {
    /// How many past values of each series are used.
    public let lag: Int
    /// The F statistic.
    public let fStatistic: Double
    /// P(F ≥ `fStatistic`) when the cause does not help, under independent normal errors.
    public let pValue: Double
    /// The numerator's degrees of freedom, `lag`.
    public let numeratorDegrees: Int
    /// The denominator's degrees of freedom.
    public let denominatorDegrees: Int

    /// Why a test cannot be made.
    public enum Failure: Error, Hashable, Sendable {
        /// `lag` is below 1 or the series differ in length.
        case arguments
        /// `lag` leaves no residual degrees of freedom; this many values are needed.
        case tooShort(needed: Int)
        /// The regression failed, or a series is constant or depends on the other.
        case degenerate
    }

    /// Tests whether `cause` helps to predict `effect`. O(n·lag²).
    ///
    /// - Parameters:
    ///   - cause: One value a time step.
    ///   - effect: One value a time step, as many.
    ///   - lag: How many past values of each are used, ≥ 1.
    public init(cause: [Double], effect: [Double], lag: Int) throws(Failure) {
        guard lag >= 1, cause.count == effect.count else { throw .arguments }
        let rows = effect.count - lag
        let degrees = rows - 2 * lag - 1
        guard degrees >= 1 else { throw .tooShort(needed: 3 * lag + 2) }
        // Centring changes nothing in exact arithmetic and saves digits when the mean is large.
        let (cause, effect) = (Self.centred(cause), Self.centred(effect))
        let response = Array(effect[lag...])
        let ones = [Double](repeating: 1, count: rows)
        let own = (1...lag).map { Array(effect[(lag - $0)..<(lag - $0 + rows)]) }
        let other = (1...lag).map { Array(cause[(lag - $0)..<(lag - $0 + rows)]) }
        let restricted: LeastSquares.Fit
        let full: LeastSquares.Fit
        do {
            restricted = try LeastSquares.fit(columns: own + [ones], response: response)
            full = try LeastSquares.fit(columns: own + other + [ones], response: response)
        } catch {
            throw .degenerate
        }
        guard full.rank == 2 * lag + 1, full.residualSumOfSquares > 0 else { throw .degenerate }
        self.lag = lag
        numeratorDegrees = lag
        denominatorDegrees = degrees
        let gain = max(0, restricted.residualSumOfSquares - full.residualSumOfSquares)
        fStatistic = gain / full.residualSumOfSquares / Double(lag) * Double(degrees)
        pValue = FDistribution(numerator: Double(lag), denominator: Double(degrees)).sf(fStatistic)
    }

    private static func centred(_ series: [Double]) -> [Double] {
        let mean = series.reduce(0, +) / Double(max(series.count, 1))
        return series.map { $0 - mean }
    }
}
