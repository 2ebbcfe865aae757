import RealModule

/// How often onsets of one kind come by themselves, as far as the stream says so far.
///
/// A mixture of two gamma distributions. Most streams are quiet: onsets are rare, as false alarms are. Some
/// are busy, at a rate of which nothing is known beforehand. What is seen, k onsets in E blocks, moves both,
/// and the weight from one to the other by how well each foretold it.
struct OnsetRate: Sendable {
    private struct Part: Sendable {
        var shape: Double
        var exposure: Double
        var weight: Double
    }

    private var parts: [Part]

    /// The rate after `seen` onsets in `blocks` blocks of one domain each. O(seen).
    ///
    /// - Parameter falseRate: The rate of false alarms.
    init(falseRate: Double, seen: Int, blocks: Int) {
        typealias Constants = CalibrationConstants
        let quiet = Constants.onsetPriorShape
        let priors = [
            Part(
                shape: quiet, exposure: quiet / max(falseRate, 1e-12), weight: 1 - Constants.busyStreamWeight),
            Part(shape: 1, exposure: Constants.busyStreamBlocks, weight: Constants.busyStreamWeight),
        ]
        let logs = priors.map { prior in
            // The probability of k onsets in E blocks under a gamma distribution of the rate, less what both
            // have in common.
            var log = Double.log(prior.weight) + prior.shape * .log(prior.exposure)
            for index in 0..<seen { log += .log(prior.shape + Double(index)) }
            return log - (prior.shape + Double(seen)) * .log(prior.exposure + Double(blocks))
        }
        let largest = logs.max() ?? 0
        let sum = logs.reduce(0) { $0 + .exp($1 - largest) }
        parts = zip(priors, logs).map { prior, log in
            Part(
                shape: prior.shape + Double(seen), exposure: prior.exposure + Double(blocks),
                weight: .exp(log - largest) / sum)
        }
    }

    /// The mean rate, in onsets a block.
    var mean: Double { parts.reduce(0) { $0 + $1.weight * $1.shape / $1.exposure } }

    /// The probability of at least one onset in `blocks` blocks of one domain each.
    func probability(within blocks: Double) -> Double {
        parts.reduce(0) { sum, part in
            sum - part.weight * .expMinusOne(-part.shape * .log(onePlus: blocks / part.exposure))
        }
    }
}
