/// A Shiryaev–Roberts mixture over channels and alternatives.
///
/// Each channel and alternative δ has M ← (M + 1)·e, where e = exp(δz − δ²/2) has mean at most 1 without
/// change; so E[M] after t blocks is at most t, for every weighted mean of them too, and by optional stopping
/// the mean time until such a mean exceeds A is at least A (Shin, Ramdas and Rinaldo, "E-detectors", 2022).
/// That threshold is the only dial.
struct MixtureAlarm: Sendable {
    private var normal: [Double]
    private var conformal: [Double]
    private var weights: [Double]
    /// How many blocks were taken in since the start.
    private(set) var age = 0

    init(channels: [Channel]) {
        normal = [Double](repeating: 0, count: channels.count * CalibrationConstants.alternatives.count)
        conformal = [Double](repeating: 0, count: ConformalBet.count)
        weights = []
        reweigh(channels)
    }

    /// Takes up channels that were added at the end; the others keep their state.
    mutating func reweigh(_ channels: [Channel]) {
        let total = channels.reduce(0) { $0 + $1.weight }
        weights = channels.map { $0.weight / total }
        let missing = channels.count * CalibrationConstants.alternatives.count - normal.count
        if missing > 0 { normal += [Double](repeating: 0, count: missing) }
    }

    /// Takes in a block's deviates (NaN where a channel has none) and log bets.
    mutating func update(z: [Double], logBets: [Double]) {
        typealias Constants = CalibrationConstants
        age += 1
        let alternatives = Constants.alternatives
        for (c, value) in z.enumerated() where value.isFinite {
            let clipped = min(max(value, -Constants.largestZ), Constants.largestZ)
            for (a, delta) in alternatives.enumerated() {
                let place = c * alternatives.count + a
                normal[place] = (normal[place] + 1) * ChannelMath.exp(delta * clipped - delta * delta / 2)
            }
        }
        for (place, value) in logBets.enumerated() {
            conformal[place] = (conformal[place] + 1) * ChannelMath.exp(min(value, 200))
        }
    }

    /// The weighted mean of all M.
    var statistic: Double {
        let bets = conformal.reduce(0, +) / Double(max(1, conformal.count))
        var sum = 0.0
        for c in weights.indices { sum += weights[c] * evidence(of: c) }
        return CalibrationConstants.normalShare * sum + (1 - CalibrationConstants.normalShare) * bets
    }

    /// A channel's mean M over the alternatives.
    func evidence(of channel: Int) -> Double {
        let count = CalibrationConstants.alternatives.count
        return normal[channel * count..<(channel + 1) * count].reduce(0, +) / Double(count)
    }

    /// The channel that says the most, or nil when the conformal bets do.
    var lead: Int? {
        let best = leadingChannel
        let bets = conformal.reduce(0, +) / Double(max(1, conformal.count))
        let normalPart = CalibrationConstants.normalShare * weights[best] * evidence(of: best)
        return (1 - CalibrationConstants.normalShare) * bets > normalPart ? nil : best
    }

    /// The channel that says the most of all channels.
    var leadingChannel: Int {
        var best = 0
        for c in weights.indices where weights[c] * evidence(of: c) > weights[best] * evidence(of: best) {
            best = c
        }
        return best
    }

    /// The bet that says the most of all bets.
    var leadingBet: Int {
        var best = 0
        for b in conformal.indices where conformal[b] > conformal[best] { best = b }
        return best
    }
}
