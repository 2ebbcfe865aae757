import StreamCore

/// What a rank among a number of calibration scores means, indexed by the double rank: the number of scores
/// below plus the number at or below. All scores of a reference share one.
package struct RankTable: Sendable {
    /// How many calibration scores there are.
    let count: Int
    /// Φ⁻¹(p).
    let deviates: [Double]
    /// −ln p: exponential without change, large for a low score.
    let lows: [Double]

    /// The table of `count` calibration scores. O(`count`).
    package init(count: Int) {
        self.count = count
        let places = 0...2 * count
        let scale = Double(2 * (count + 1))
        deviates = places.map { NormalQuantile.value(at: Double($0 + 1) / scale) }
        lows = places.map { -ChannelMath.log(Double($0 + 1) / scale) }
    }

    /// p, in (0, 1).
    @inline(__always)
    func probability(doubleRank: Int) -> Double { Double(doubleRank + 1) / Double(2 * (count + 1)) }
    /// −ln (1 − p), large for a high score.
    @inline(__always)
    func high(doubleRank: Int) -> Double { lows[2 * count - doubleRank] }
}
