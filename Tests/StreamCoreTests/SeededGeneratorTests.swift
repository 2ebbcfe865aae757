import Foundation
import StreamCore
import Testing

@Suite struct SeededGeneratorTests {
    @Test func splitMixGivesTheKnownNumbers() {
        // What other implementations publish for this state.
        var mixer = SplitMix64(state: 1_234_567)
        #expect(
            (0..<5).map { _ in mixer.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    /// From an implementation in Python after the paper, which also gives the published 11520, 0,
    /// 1509978240, 1215971899390074240 for the state 1, 2, 3, 4.
    @Test func xoshiroGivesTheKnownNumbers() {
        let known: [(seed: UInt64, numbers: [UInt64])] = [
            (
                0,
                [
                    11_091_344_671_253_066_420, 13_793_997_310_169_335_082, 1_900_383_378_846_508_768,
                    7_684_712_102_626_143_532, 13_521_403_990_117_723_737,
                ]
            ),
            (
                42,
                [
                    1_546_998_764_402_558_742, 6_990_951_692_964_543_102, 12_544_586_762_248_559_009,
                    17_057_574_109_182_124_193, 18_295_552_978_065_317_476,
                ]
            ),
        ]
        for (seed, numbers) in known {
            var generator = SeededGenerator(seed: seed)
            #expect((0..<5).map { _ in generator.next() } == numbers)
        }
    }

    @Test func aJumpGoesWhereTheAuthorsSay() {
        var generator = SeededGenerator(seed: 0)
        generator.jump()
        let expected: [UInt64] = [
            3_990_776_330_815_198_764, 6_323_160_657_905_912_999, 13_566_710_497_314_530_181,
        ]
        #expect((0..<3).map { _ in generator.next() } == expected)
    }

    @Test func streamsOfOneSeedAreUnrelated() {
        var first = SeededGenerator(seed: 7, stream: 1)
        var second = SeededGenerator(seed: 7, stream: 2)
        var again = SeededGenerator(seed: 7, stream: 1)
        let a = (0..<4000).map { _ in first.normal() }
        let b = (0..<4000).map { _ in second.normal() }
        #expect(a == (0..<4000).map { _ in again.normal() })
        var product = 0.0
        for (x, y) in zip(a, b) { product += x * y }
        #expect(abs(product / 4000) < 4 / 4000.0.squareRoot())
    }

    @Test func uniformsFillTheUnitIntervalEvenly() {
        var generator = SeededGenerator(seed: 1)
        var bins = [Int](repeating: 0, count: 20)
        var isInside = true
        for _ in 0..<100_000 {
            let value = generator.uniform()
            isInside = isInside && value >= 0 && value < 1
            bins[Int(value * 20)] += 1
            let open = generator.openUniform()
            isInside = isInside && open > 0 && open < 1
        }
        #expect(isInside)
        // χ² with 19 degrees of freedom is below 43.8 with probability .999.
        var statistic = 0.0
        for bin in bins { statistic += pow(Double(bin) - 5000, 2) / 5000 }
        #expect(statistic < 43.8)
    }

    @Test func belowIsUnbiased() {
        var generator = SeededGenerator(seed: 2)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[generator.below(7)] += 1 }
        var statistic = 0.0
        for count in counts { statistic += pow(Double(count) - 10_000, 2) / 10_000 }
        #expect(statistic < 22.5)
    }

    @Test func permutationsHoldEverythingOnce() {
        var generator = SeededGenerator(seed: 3)
        var firsts = [Int](repeating: 0, count: 5)
        for _ in 0..<5000 {
            let order = generator.permutation(of: 5)
            #expect(order.sorted() == [0, 1, 2, 3, 4])
            firsts[order[0]] += 1
        }
        #expect(firsts.allSatisfy { abs($0 - 1000) < 130 })
        #expect(generator.permutation(of: 0).isEmpty)
    }

    @Test func exponentialsHaveMeanOne() {
        var generator = SeededGenerator(seed: 4)
        let values = (0..<50_000).map { _ in generator.exponential() }
        #expect(abs(values.reduce(0, +) / 50_000 - 1) < 0.02)
        #expect(values.allSatisfy { $0 > 0 })
    }

    @Test func bothKindsOfNormalsFollowTheNormalDistribution() {
        var generator = SeededGenerator(seed: 5)
        let byQuantile = (0..<100_000).map { _ in generator.normal() }
        let byZiggurat = generator.normals(count: 100_000).map(Double.init)
        for sample in [byQuantile, byZiggurat] {
            // Kolmogorov–Smirnov: the distance exceeds 1.95/√n with probability .001.
            var distance = 0.0
            for (index, value) in sample.sorted().enumerated() {
                let probability = 0.5 * erfc(-value / 2.0.squareRoot())
                let below = Double(index) / 100_000
                distance = max(distance, abs(probability - below), abs(probability - below - 1e-5))
            }
            #expect(distance < 1.95 / 100_000.0.squareRoot())
            var fourth = 0.0
            for value in sample { fourth += value * value * value * value }
            #expect(abs(fourth / 100_000 - 3) < 0.15)
            // The tail beyond the last layer is there: 2·(1 − Φ(3.654)) = 2.58e-4.
            let tail = sample.filter { abs($0) > 3.6541528853610088 }.count
            #expect((8...50).contains(tail))
        }
    }

    @Test func theZigguratsNumbersAreFixed() {
        var generator = SeededGenerator(seed: 6)
        var hash: UInt64 = 0
        for value in generator.normals(count: 200_000) {
            hash = (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01B3
        }
        #expect(hash == 6_081_462_788_008_412_773)
    }

    @Test(arguments: [0.4, 1, 2.5, 40])
    func gammasHaveTheirMeanAndVariance(shape: Double) {
        var generator = SeededGenerator(seed: 7)
        let values = (0..<60_000).map { _ in generator.gamma(shape: shape) }
        let mean = values.reduce(0, +) / 60_000
        var variance = 0.0
        for value in values { variance += (value - mean) * (value - mean) / 60_000 }
        #expect(abs(mean / shape - 1) < 0.03)
        #expect(abs(variance / shape - 1) < 0.06)
    }
}
