import Statistics
import StreamCore
import Testing

@Suite("Sequential tests")
struct SequentialTests {
    @Test func shiryaevRobertsFollowsItsRecursion() {
        var mixture = ShiryaevRoberts(shifts: [0.5, 2], weights: [0.25, 0.75])
        mixture.update(z: 1)
        mixture.update(z: 100)  // counts as 8
        // By hand: M = (M + 1)·exp(δz − δ²/2).
        let small = (1.4549914146182013 + 1) * 48.182698291098816
        let large = (1.0 + 1) * 1202604.2841647768
        #expect(abs(mixture.values[0] / small - 1) < 1e-12)
        #expect(abs(mixture.values[1] / large - 1) < 1e-12)
        #expect(abs(mixture.statistic / (0.25 * small + 0.75 * large) - 1) < 1e-12)
        mixture.update(z: .nan)
        #expect(abs(mixture.values[1] / large - 1) < 1e-12)
        for _ in 0..<200 { mixture.update(z: 8) }
        #expect(mixture.statistic.isFinite)
        mixture.reset()
        #expect(mixture.statistic == 0)
    }

    /// The promise: without a change the mean time to an alarm above A is at least A.
    @Test func shiryaevRobertsKeepsItsRunLength() {
        var generator = SeededGenerator(seed: 77)
        let threshold = 100.0
        let runs = 400
        var total = 0
        for _ in 0..<runs {
            var mixture = ShiryaevRoberts()
            var length = 0
            while mixture.statistic < threshold {
                mixture.update(z: generator.normal())
                length += 1
            }
            total += length
        }
        let mean = Double(total) / Double(runs)
        #expect(mean > threshold, "mean run length \(mean)")
        #expect(mean < 4 * threshold, "mean run length \(mean): the detector hardly ever speaks")
    }

    @Test func shiryaevRobertsFindsAChangeSoon() {
        var generator = SeededGenerator(seed: 78)
        var mixture = ShiryaevRoberts()
        for _ in 0..<50 { mixture.update(z: generator.normal()) }
        mixture.reset()
        var delay = 0
        while mixture.statistic < 1000 {
            mixture.update(z: 2 + generator.normal())
            delay += 1
        }
        #expect(delay <= 8, "\(delay) steps")
    }

    @Test func cusumKnowsWhereItsRiseBegan() {
        var sum = CUSUM(incrementLimit: 4)
        for increment in [-1.0, 0.5, -2, 1, 100, .nan, 1] { sum.update(increment) }
        #expect(sum.statistic == 6)
        #expect(sum.riseStart == 3)
        #expect(sum.riseLength == 4)
        sum.reset()
        #expect(sum.riseLength == 0)
        #expect(CUSUM.normalLogLikelihoodRatio(1, mean: 2) == 0)
        #expect(
            abs(CUSUM.normalLogLikelihoodRatio(2, mean: 2, variance: 4) - (2 - 0.6931471805599453)) < 1e-15)
    }
}
