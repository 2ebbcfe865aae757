import Evaluation
import StreamCore
import Testing

@Suite struct ArrivalScheduleTests {
    static let kinds = ArrivalSchedule.Kind.allCases

    func offsets(
        _ kind: ArrivalSchedule.Kind, rate: Double, seconds: Double, seed: UInt64 = 1
    ) -> [Int64] {
        var generator = SeededGenerator(seed: seed)
        return ArrivalSchedule(kind).offsets(
            rate: rate, nanoseconds: Int64(seconds * 1e9), using: &generator)
    }

    @Test(arguments: kinds) func theRateIsTheOneAskedFor(kind: ArrivalSchedule.Kind) {
        for (rate, seconds) in [(1000.0, 3.0), (37.5, 2.0), (123_456, 0.1), (0.5, 4)] {
            let offsets = offsets(kind, rate: rate, seconds: seconds)
            #expect(offsets.count == Int((rate * seconds).rounded()))
            #expect(offsets.allSatisfy { $0 >= 0 && $0 < Int64(seconds * 1e9) })
            #expect(offsets == offsets.sorted())
        }
        #expect(offsets(kind, rate: 10, seconds: 0).isEmpty)
        #expect(offsets(kind, rate: 0.1, seconds: 1).isEmpty)
    }

    @Test(arguments: kinds) func theSameSeedGivesTheSameTimes(kind: ArrivalSchedule.Kind) {
        let one = offsets(kind, rate: 500, seconds: 2, seed: 7)
        #expect(one == offsets(kind, rate: 500, seconds: 2, seed: 7))
        if kind != .fixed { #expect(one != offsets(kind, rate: 500, seconds: 2, seed: 8)) }
    }

    /// The standard deviation of the gaps over their mean.
    func variation(_ offsets: [Int64]) -> Double {
        let gaps = zip(offsets, offsets.dropFirst()).map { Double($1 - $0) }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        return variance.squareRoot() / mean
    }

    @Test func gapsAreThoseOfTheirKind() {
        // 0 for a clock, 1 for exponential gaps, more for bursts.
        #expect(variation(offsets(.fixed, rate: 1000, seconds: 10)) < 1e-3)
        let poisson = variation(offsets(.poisson, rate: 1000, seconds: 10))
        #expect(abs(poisson - 1) < 0.03, "\(poisson)")
        #expect(variation(offsets(.bursty, rate: 1000, seconds: 10)) > 1.2)
    }

    @Test func burstsHaveTheirShareOfTheArrivals() {
        var generator = SeededGenerator(seed: 3)
        let schedule = ArrivalSchedule(
            .bursty, burstOn: 100_000_000, burstOff: 300_000_000, burstFactor: 9)
        let offsets = schedule.offsets(rate: 10_000, nanoseconds: 4_000_000_000, using: &generator)
        let inBursts = offsets.filter { $0 % 400_000_000 < 100_000_000 }.count
        // 9 · 0.1 of 9 · 0.1 + 0.3.
        #expect(abs(Double(inBursts) / Double(offsets.count) - 0.75) < 0.01)
    }
}
