/// In which block a change began, with how much probability: the alarm's own mixture, taken apart by start.
///
/// A Shiryaev–Roberts statistic is a sum over possible starts k of the likelihood ratio "changed since k"
/// against "never changed"; so each start's part of the sum is its posterior probability under a prior that
/// is flat over blocks, with the mixture's weights as prior over channels and alternatives. Within its first
/// block a change may begin anywhere, so that block's share of changed vectors is averaged over. The drift
/// channel looks along the direction of the last few blocks, so its deviate grows with the blocks of them
/// that the change has reached.
struct OnsetPosterior: Sendable {
    /// The blocks that a change can have begun in, ascending, and their probabilities.
    private let blocks: [Int]
    private let probabilities: [Double]

    /// The posterior given what the channels said of each block until now. O(blocks · channels).
    init(_ readings: [ReferenceMonitor.Reading], channels: [Channel]) {
        typealias Constants = CalibrationConstants
        let total = channels.reduce(0) { $0 + $1.weight }
        let alternatives = Constants.alternatives
        let bets = ConformalBet.count
        // ln of each hypothesis' likelihood ratio over the blocks that lie wholly within the change.
        var normal = [Double](repeating: 0, count: channels.count * alternatives.count)
        var conformal = [Double](repeating: 0, count: bets)
        var logs: [[Double]] = []
        for (place, reading) in readings.enumerated().reversed() {
            var terms: [Double] = []
            for (c, channel) in channels.enumerated() where c < reading.z.count && reading.z[c].isFinite {
                let z = min(max(reading.z[c], -Constants.largestZ), Constants.largestZ)
                let weight =
                    Constants.normalShare * channel.weight / total / Double(alternatives.count)
                for (a, delta) in alternatives.enumerated() {
                    let slot = c * alternatives.count + a
                    guard channel.kind != .drift else {
                        let rise = Self.rise(of: c, by: delta, in: readings[place...])
                        terms.append(ChannelMath.log(weight) + rise)
                        continue
                    }
                    let begun = Self.mean(Constants.onsetShares) { $0 * delta * (z - $0 * delta / 2) }
                    terms.append(ChannelMath.log(weight) + normal[slot] + begun)
                    normal[slot] += delta * z - delta * delta / 2
                }
            }
            for (bet, value) in reading.logBets.enumerated() where bet < bets {
                let weight = (1 - Constants.normalShare) / Double(bets)
                let begun = Self.mean(Constants.onsetShares) { $0 * value }
                terms.append(ChannelMath.log(weight) + conformal[bet] + begun)
                conformal[bet] += value
            }
            logs.append(terms)
        }
        let largest = logs.reduce(-Double.infinity) { max($0, $1.max() ?? $0) }
        let parts = logs.reversed().map { terms in
            terms.reduce(0.0) { $0 + ChannelMath.exp($1 - largest) }
        }
        let sum = parts.reduce(0, +)
        blocks = readings.map(\.block)
        probabilities = parts.map { sum > 0 ? $0 / sum : 1 / Double(max(1, parts.count)) }
    }

    /// The shortest run of blocks around the most probable that holds at least `level`, ends included; grown
    /// towards the more probable side. Nil without blocks.
    func interval(level: Double) -> ClosedRange<Int>? {
        guard let best = probabilities.indices.max(by: { probabilities[$0] < probabilities[$1] }) else {
            return nil
        }
        var (low, high, sum) = (best, best, probabilities[best])
        while sum < level, low > 0 || high < probabilities.count - 1 {
            let before = low > 0 ? probabilities[low - 1] : -1
            let after = high < probabilities.count - 1 ? probabilities[high + 1] : -1
            if before >= after {
                low -= 1
                sum += before
            } else {
                high += 1
                sum += after
            }
        }
        return blocks[low]...blocks[high]
    }

    /// ln of the likelihood ratio of a drift that begins in the first of `readings`: its deviate rises to δ
    /// while the change fills the blocks that the direction is taken from.
    private static func rise(
        of channel: Int, by delta: Double, in readings: ArraySlice<ReferenceMonitor.Reading>
    ) -> Double {
        typealias Constants = CalibrationConstants
        var sum = 0.0
        for (age, reading) in readings.enumerated() where channel < reading.z.count {
            guard reading.z[channel].isFinite else { continue }
            let z = min(max(reading.z[channel], -Constants.largestZ), Constants.largestZ)
            let mean = delta * min(1, Double(age) / Double(Constants.memoryBlocks))
            sum += mean * (z - mean / 2)
        }
        return sum
    }

    /// ln of the mean of e^f over the shares of a block that a change can hold.
    private static func mean(_ shares: [Double], _ exponent: (Double) -> Double) -> Double {
        let values = shares.map(exponent)
        let largest = values.max() ?? 0
        let sum = values.reduce(0) { $0 + ChannelMath.exp($1 - largest) }
        return largest + ChannelMath.log(sum / Double(values.count))
    }
}
