import Statistics

/// One channel's p-values on blocks without a change, counted in bins: they add up over streams.
public struct ChannelCounts: Sendable, Hashable, Codable {
    /// The channel's name.
    public var channel: String
    /// How many p-values there were.
    public var blocks = 0
    /// How many were at most each of ``alphas``.
    public var rejected: [Int]
    /// How many lay in each of ``bins`` equal parts of (0, 1].
    public var histogram: [Int]

    /// The levels at which rejections are counted.
    public static let alphas = [0.05, 0.01, 0.001]
    /// Parts of the unit interval; a Kolmogorov–Smirnov distance taken at their ends is short by at most
    /// one part's share.
    public static let bins = 1000

    /// No p-values yet.
    public init(channel: String) {
        self.channel = channel
        rejected = Array(repeating: 0, count: Self.alphas.count)
        histogram = Array(repeating: 0, count: Self.bins)
    }

    /// Counts the upper-tail p-value of a deviate that is standard normal without change.
    mutating func add(z: Double) {
        let p = Normal.sf(z)
        guard p.isFinite else { return }
        blocks += 1
        for (place, alpha) in Self.alphas.enumerated() where p <= alpha { rejected[place] += 1 }
        histogram[min(Int(p * Double(Self.bins)), Self.bins - 1)] += 1
    }

    /// Adds the counts of another stream.
    public mutating func add(_ other: ChannelCounts) {
        blocks += other.blocks
        for place in rejected.indices { rejected[place] += other.rejected[place] }
        for place in histogram.indices { histogram[place] += other.histogram[place] }
    }

    /// The largest distance from the uniform distribution at the bins' ends.
    public var distance: Double {
        guard blocks > 0 else { return 0 }
        var below = 0
        var largest = 0.0
        for (place, count) in histogram.enumerated() {
            below += count
            let expected = Double(place + 1) / Double(Self.bins)
            largest = max(largest, abs(Double(below) / Double(blocks) - expected))
        }
        return largest
    }

    /// The rows of `calibration.csv` for this channel of `detector` on `scenario`'s streams.
    func rows(scenario: String, detector: String) -> [CalibrationRow] {
        guard blocks > 0 else { return [] }
        let distance = distance
        return zip(Self.alphas, rejected).map { alpha, rejected in
            let interval = Intervals.wilson(rejected, of: blocks)
            return CalibrationRow(
                scenario: scenario, detector: detector, patternType: channel, alpha: alpha, blocks: blocks,
                expectedRate: alpha,
                observedRate: Double(rejected) / Double(blocks), rateLow: interval.low,
                rateHigh: interval.high, ksStatistic: distance,
                ksP: KolmogorovSmirnov.oneSampleTail(distance, count: blocks))
        }
    }
}

/// One row of `calibration.csv`: how often a channel rejects without a change.
public struct CalibrationRow: Sendable, Codable, Hashable {
    /// The scenario file's name without its ending.
    public var scenario: String
    /// The detector.
    public var detector: String
    /// The channel; the column is called `pattern_type`.
    public var patternType: String
    /// The level.
    public var alpha: Double
    /// The blocks without a change that were judged.
    public var blocks: Int
    /// The rate that the level promises.
    public var expectedRate: Double
    /// The rate that was observed.
    public var observedRate: Double
    /// The lower end of its Wilson 95 % interval.
    public var rateLow: Double
    /// The upper end.
    public var rateHigh: Double
    /// The Kolmogorov–Smirnov distance of the p-values from uniform.
    public var ksStatistic: Double
    /// Its p-value.
    public var ksP: Double

    /// A row of these parts.
    public init(
        scenario: String, detector: String, patternType: String, alpha: Double, blocks: Int,
        expectedRate: Double, observedRate: Double, rateLow: Double, rateHigh: Double, ksStatistic: Double,
        ksP: Double
    ) {
        self.scenario = scenario
        self.detector = detector
        self.patternType = patternType
        self.alpha = alpha
        self.blocks = blocks
        self.expectedRate = expectedRate
        self.observedRate = observedRate
        self.rateLow = rateLow
        self.rateHigh = rateHigh
        self.ksStatistic = ksStatistic
        self.ksP = ksP
    }
}
