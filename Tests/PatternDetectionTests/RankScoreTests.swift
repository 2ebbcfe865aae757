import PatternDetection
import StreamCore
import Testing

/// The search for a score's rank against counting.
@Suite struct RankScoreTests {
    /// Calibrations that cells of equal width suit and ones that they do not.
    static let calibrations: [[Double]] = {
        var generator = SeededGenerator(seed: 11)
        let normal = (0..<400).map { _ in generator.normal() }
        return [
            normal,
            // Ties, one far out so that all others share a cell, all equal, and a single one.
            normal.map { ($0 * 4).rounded() / 4 },
            normal + [1e6],
            [Double](repeating: 0.25, count: 30),
            [0.5],
        ]
    }()

    @Test(arguments: calibrations) func theRankIsWhatCountingGives(_ calibration: [Double]) {
        var generator = SeededGenerator(seed: 5)
        let labels = calibration.map { _ in generator.below(2) }
        let rank = RankScore(
            calibration, labels: labels, clusters: 2, table: RankTable(count: calibration.count))
        let known = zip(calibration, labels).map { rank.place(of: $0, label: $1).conditioned }
        let others = (0..<300).map { _ in 3 * generator.normal() } + [-.infinity, .infinity, -1e300, 1e300]
        for value in calibration + others {
            for label in 0..<2 {
                let place = rank.place(of: value, label: label)
                let below = known.count { $0 < place.conditioned }
                #expect(place.below == below)
                #expect(place.doubleRank == below + known.count { $0 <= place.conditioned })
            }
        }
    }

    @Test func aScoreThatIsNoNumberHasTheLowestRank() {
        let rank = RankScore([1, 2, 3], labels: [0, 0, 0], clusters: 1, table: RankTable(count: 3))
        #expect(rank.place(of: .nan, label: 0).doubleRank == 0)
    }
}
