import Evaluation
import StreamCore
import Testing

@Suite struct IntervalTests {
    @Test func bootstrapCoversTheMeanAboutAsOftenAsItSays() {
        var random = SeededGenerator(seed: 5)
        var covered = 0
        for trial in 0..<200 {
            let sample = (0..<40).map { _ in random.normal() }
            let interval = Intervals.bootstrap(count: sample.count, seed: UInt64(trial)) { drawn in
                drawn.reduce(0) { $0 + sample[$1] } / Double(drawn.count)
            }
            if interval?.contains(0) == true { covered += 1 }
        }
        // 95 % of 200 with three standard deviations to spare, the bootstrap being a little short at 40.
        #expect((175...199).contains(covered), "\(covered)")
    }

    @Test func bootstrapIsSeededAndNeedsTwoUnits() {
        let values = [1.0, 4, 2, 8]
        func interval(_ seed: UInt64) -> (Double, Double)? {
            Intervals.bootstrap(count: values.count, seed: seed) { drawn in
                drawn.reduce(0) { $0 + values[$1] }
            }.map { ($0.low, $0.high) }
        }
        #expect(interval(1)! == interval(1)!)
        #expect(interval(1)! != interval(2)!)
        #expect(Intervals.bootstrap(count: 1, seed: 1) { _ in 1 } == nil)
        #expect(Intervals.bootstrap(count: 5, seed: 1) { _ in nil } == nil)
    }

    @Test func quantiles() {
        #expect(Quantiles.median([3, 1, 2]) == 2)
        #expect(Quantiles.median([4, 1, 2, 3]) == 2.5)
        #expect(Quantiles.median([]) == nil)
        let ten = (1...10).map(Double.init)
        #expect(Quantiles.nearestRank(0.9, of: ten) == 9)
        #expect(Quantiles.nearestRank(0.9, of: Array(ten.prefix(9))) == nil)
        #expect(Quantiles.nearestRank(0.5, of: [7, 5]) == 5)
    }

    @Test func exactIntervalsAtKnownPoints() {
        // No event in n units: the upper end is −ln(0.025)/n.
        let none = Intervals.poissonRate(0, per: 1000)
        #expect(none.low == 0)
        #expect(abs(none.high - 3.688879454113936e-3) < 1e-9)
        let ten = Intervals.poissonRate(10, per: 1)
        #expect(abs(ten.low - 4.795388) < 1e-5 && abs(ten.high - 18.390356) < 1e-5)
        let wilson = Intervals.wilson(8, of: 10)
        #expect(abs(wilson.low - 0.4901625) < 1e-6 && abs(wilson.high - 0.9433178) < 1e-6)
    }
}
