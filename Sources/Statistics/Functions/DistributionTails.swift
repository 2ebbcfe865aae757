import RealModule

/// The two tails of a distribution at one point, with their logarithms, which stay exact when the values
/// underflow.
public struct DistributionTails: Sendable, Hashable {
    /// The probability of less, P or I_x.
    public let lower: Double
    /// The probability of more, 1 − ``lower``.
    public let upper: Double
    /// ln ``lower``.
    public let logLower: Double
    /// ln ``upper``.
    public let logUpper: Double

    init(logLower: Double) {
        self.logLower = logLower
        lower = Double.exp(logLower)
        upper = -Double.expMinusOne(logLower)
        logUpper = logComplement(logLower)
    }

    init(logUpper: Double) {
        self.logUpper = logUpper
        upper = Double.exp(logUpper)
        lower = -Double.expMinusOne(logUpper)
        logLower = logComplement(logUpper)
    }
}
