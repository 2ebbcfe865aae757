import Statistics

/// Whether a queue grows over time: a line through samples of it, by least squares.
///
/// The rule: a backlog grows when the line rises by more than one in a hundred of the vectors that arrived
/// in the span, and by more than three of its own standard errors. The first says that the engine falls
/// behind by more than the 1 % by which a sustained rate may be missed; the second keeps a few vectors that
/// come and go on a slow stream from looking like a trend.
package struct BacklogTrend: Sendable, Hashable {
    /// By how much the line rises over the span, in vectors.
    package let growth: Double
    /// The standard error of ``growth``.
    package let standardError: Double
    /// Vectors that arrived in the span.
    let arrivals: Int

    /// The share of the arrivals that the backlog may take in.
    static let toleratedShare = 0.01
    /// Standard errors that a growth must exceed.
    static let standardErrors = 3.0

    /// The trend of `samples`, which were taken at equal distances over the span.
    package init(samples: [Int], arrivals: Int) {
        self.arrivals = arrivals
        let places = samples.indices.map { Double($0) / Double(max(samples.count - 1, 1)) }
        let fit = try? LeastSquares.fit(
            columns: [[Double](repeating: 1, count: samples.count), places],
            response: samples.map(Double.init))
        // Fewer than three samples say nothing of a trend.
        guard let fit, samples.count >= 3, fit.rank == 2 else {
            growth = 0
            standardError = .infinity
            return
        }
        growth = fit.coefficients[1]
        standardError = fit.standardErrors[1]
    }

    /// Whether the backlog grows by the rule above.
    package var isGrowing: Bool {
        growth > Self.toleratedShare * Double(arrivals) && growth > Self.standardErrors * standardError
    }
}
