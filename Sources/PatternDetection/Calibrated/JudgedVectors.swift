/// Vectors with the ranks of their scores in a reference's calibration.
struct JudgedVectors: Sendable {
    /// The raw scores.
    var table: ScoreTable
    /// s′, the conditioned s.
    private(set) var conditioned: [Double] = []
    /// How many calibration vectors have a smaller one.
    private(set) var below: [Int] = []
    /// The rank of s′: small for a vector far from its cluster.
    private(set) var p: [Double] = []
    /// −ln p of the conditioned s: exponential without change, large for a straggler.
    private(set) var low: [Double] = []
    /// For signatures: −ln(1 − p), large for a vector at the heart of its cluster.
    private(set) var high: [Double] = []
    /// Normal scores of s, y and the unconditioned s.
    private(set) var s: [Double] = []
    private(set) var y: [Double] = []
    private(set) var plain: [Double] = []
    /// For channels: normal scores of the unconditioned y.
    private(set) var plainY: [Double] = []
    /// Normal scores of the inner products with other domains; count × domains.
    private(set) var foreign: [Double] = []

    /// How many vectors.
    var count: Int { table.count }

    /// The vectors of a table, not judged yet.
    init(table: ScoreTable = ScoreTable()) {
        self.table = table
    }

    /// Whether vector `i` lies far from its cluster.
    @inline(__always)
    func isNovel(_ i: Int) -> Bool { p[i] < CalibrationConstants.novelLevel }

    /// Judges the vectors of the table. O(count · domains).
    mutating func fill(by reference: DomainReference, for parts: ScoreParts) {
        let count = table.count
        conditioned.resize(to: count, filler: 0)
        below.resize(to: count, filler: 0)
        p.resize(to: count, filler: 0)
        low.resize(to: count, filler: 0)
        s.resize(to: count, filler: 0)
        y.resize(to: count, filler: 0)
        plain.resize(to: count, filler: 0)
        foreign.resize(to: table.foreign.count, filler: 0)
        let isSignature = parts.contains(.signatures)
        if isSignature { high.resize(to: count, filler: 0) }
        let labels = table.labels
        let ranks = reference.rankS.table
        reference.rankS.forEachPlace(table.s, labels: labels) { i, place in
            conditioned[i] = place.conditioned
            below[i] = place.below
            p[i] = ranks.probability(doubleRank: place.doubleRank)
            low[i] = ranks.lows[place.doubleRank]
            if isSignature { high[i] = ranks.high(doubleRank: place.doubleRank) }
            s[i] = ranks.deviates[place.doubleRank]
        }
        reference.rankY.fillDeviates(table.y, labels: labels, into: &y)
        reference.rankPlain.fillDeviates(table.s, labels: labels, into: &plain)
        let others = reference.rankForeign.count
        for h in 0..<others {
            reference.rankForeign[h].fillDeviates(
                table.foreign, labels: labels, first: h, stride: others, into: &foreign)
        }
        if parts.contains(.channels) {
            plainY.resize(to: count, filler: 0)
            reference.rankPlainY.fillDeviates(table.y, labels: labels, into: &plainY)
        }
    }
}
