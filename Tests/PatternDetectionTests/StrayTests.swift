import PatternDetection
import Foundation
import StreamCore
import StreamGenerator
import Testing

/// The test for single vectors that fit nowhere, on scores whose distribution is known.
@Suite struct StrayTests {
    /// Scores around each cluster's centre, as cosines.
    private struct Source {
        var generator: SeededGenerator
        let centres: [Double]
        let deviations: [Double]
        /// Degrees of freedom of what divides a normal score; none for normal ones.
        var freedom: Int?

        mutating func next() -> (cosine: Double, label: Int) {
            let label = generator.below(centres.count)
            var value = generator.normal()
            if let freedom {
                var square = 0.0
                for _ in 0..<freedom {
                    let part = generator.normal()
                    square += part * part
                }
                value /= (square / Double(freedom)).squareRoot()
            }
            return (tanh(centres[label] + deviations[label] * value), label)
        }

        mutating func test(_ count: Int) -> StrayTest {
            let drawn = (0..<count).map { _ in next() }
            return StrayTest(drawn.map(\.cosine), labels: drawn.map(\.label), clusters: centres.count)
        }
    }

    /// How many of `count` new scores of 20 calibrations each have a p below each level.
    private static func rejections(
        _ source: inout Source, levels: [Double], calibration: Int = 330, count: Int = 4000
    ) -> [Int] {
        var result = levels.map { _ in 0 }
        for _ in 0..<20 {
            let test = source.test(calibration)
            var shape = test.shape
            for _ in 0..<count {
                let (cosine, label) = source.next()
                let t = test.deviate(cosine, cluster: label)
                let p = test.probability(t, cluster: label, isHeavy: shape.isHeavy)
                // As a stream does: what is not odd itself says what is.
                if p > 1e-5 { shape.add(t) }
                for (place, level) in levels.enumerated() where p < level { result[place] += 1 }
            }
        }
        return result
    }

    @Test(arguments: [[0.1, 0.1, 0.1, 0.1], [0.08, 0.12, 0.2, 0.3]])
    func pIsTrueOfNormalScoresHoweverClustersDiffer(deviations: [Double]) {
        var source = Source(
            generator: SeededGenerator(seed: 1), centres: [0.4, 0.5, 0.7, 0.9], deviations: deviations)
        let found = Self.rejections(&source, levels: [1e-2, 1e-3, 1e-4])
        // Of 80,000: 800, 80 and 8, give or take what is not known after 330 vectors.
        #expect((560...1040).contains(found[0]), "\(found)")
        #expect((40...120).contains(found[1]), "\(found)")
        #expect(found[2] <= 20, "\(found)")
    }

    @Test func aHeavyTailIsNoticedAndPNotMuchTooSmall() {
        var source = Source(
            generator: SeededGenerator(seed: 2), centres: [0.4, 0.6], deviations: [0.1, 0.1], freedom: 4)
        // A normal tail would reject about 500 and 260 of 80,000, not 80 and 8.
        let found = Self.rejections(&source, levels: [1e-3, 1e-4])
        #expect(found[0] <= 160 && found[1] <= 32, "\(found)")
        var shape = ScoreShape()
        #expect(shape.isHeavy, "nothing seen is no reason to trust")
        var normal = SeededGenerator(seed: 3)
        for _ in 0..<2000 { shape.add(normal.normal()) }
        #expect(!shape.isHeavy)
        // Two anomalies do not make a heavy tail.
        for _ in 0..<2 { shape.add(-9) }
        #expect(!shape.isHeavy)
        for _ in 0..<60 { shape.add(-4) }
        #expect(shape.isHeavy)
    }

    @Test func aVectorStraysOnlyWhenItIsOddInEveryCluster() {
        var source = Source(
            generator: SeededGenerator(seed: 4), centres: [1.2, 0.4], deviations: [0.1, 0.1])
        let test = source.test(400)
        // Far below the tight cluster, to which it may still be the nearest, but ordinary in the loose one.
        let ordinary = test.judge([0.35, 0.34], isHeavy: false)
        #expect(test.probability(test.deviate(0.35, cluster: 0), cluster: 0, isHeavy: false) < 1e-9)
        #expect(ordinary.cluster == 1 && ordinary.p > 0.1)
        let odd = test.judge([-0.3, -0.25], isHeavy: false)
        #expect(odd.p < 1e-6 && odd.t < -5)
    }

    /// Noise that resembles the noise before makes every sum of scores vary more than its vectors' number says:
    /// taken for independent, this stream raises some twenty alarms in 1000 blocks.
    @Test func correlatedNoiseIsNoChange() throws {
        var scenario = CalibratedStreams.scenario(blocks: 340)
        scenario.noise = NoiseModel(autocorrelation: 0.3)
        var alarms = 0
        for seed in [1, 2] as [UInt64] {
            let (blocks, _) = try CalibratedStreams.blocks(scenario, seed: seed)
            alarms += CalibratedStreams.patterns(blocks).count
        }
        #expect(alarms <= 3)
    }
}
