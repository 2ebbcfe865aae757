import RealModule

/// Page's cumulative sum (Biometrika 41, 1954): S ← max(0, S + x), with the step at which it last left 0.
public struct CUSUM: Sendable, Hashable {
    /// The sum S.
    public private(set) var statistic = 0.0
    /// How many steps have been taken.
    public private(set) var steps = 0
    /// The step, from 0, at which the present rise began: the onset when S crosses its threshold.
    public private(set) var riseStart = 0
    /// Increments above this count as this; infinite by default.
    public let incrementLimit: Double

    /// A sum at 0.
    public init(incrementLimit: Double = .infinity) {
        self.incrementLimit = incrementLimit
    }

    /// Takes in the next increment, usually a log-likelihood ratio; a NaN counts as 0.
    public mutating func update(_ increment: Double) {
        if statistic == 0 { riseStart = steps }
        if !increment.isNaN { statistic = max(0, statistic + min(increment, incrementLimit)) }
        steps += 1
    }

    /// How many steps the present rise has lasted; 0 when S is 0.
    public var riseLength: Int { statistic > 0 ? steps - riseStart : 0 }

    /// Starts anew.
    public mutating func reset() {
        statistic = 0
        steps = 0
        riseStart = 0
    }

    /// The log-likelihood ratio of N(`mean`, `variance`) against N(0, 1) at `x`.
    public static func normalLogLikelihoodRatio(_ x: Double, mean: Double, variance: Double = 1) -> Double {
        let centred = x - mean
        return 0.5 * (x * x - centred * centred / variance - Double.log(variance))
    }
}
