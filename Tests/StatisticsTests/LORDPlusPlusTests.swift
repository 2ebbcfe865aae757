import RealModule
import Statistics
import StreamCore
import Testing

@Suite("Online control of false discoveries")
struct LORDPlusPlusTests {
    /// The formula as it stands in the paper, over the whole history.
    private func plainLORD(_ pValues: [Double], rate: Double) -> [Double] {
        func raw(_ j: Int) -> Double {
            Double.log(Double(max(j, 2))) / (Double(j) * Double.exp(Double.log(Double(j)).squareRoot()))
        }
        let total = 12.645107872871755
        var times: [Int] = []
        var levels: [Double] = []
        for (index, p) in pValues.enumerated() {
            let t = index + 1
            var level = rate / 2 * raw(t) / total
            for (j, time) in times.enumerated() {
                level += (j == 0 ? rate / 2 : rate) * raw(t - time) / total
            }
            levels.append(level)
            if p <= level { times.append(t) }
        }
        return levels
    }

    private func pValues(_ count: Int, trueShare: Double, _ generator: inout SeededGenerator) -> (
        values: [Double], isNull: [Bool]
    ) {
        var values: [Double] = []
        var isNull: [Bool] = []
        for _ in 0..<count {
            let null = generator.uniform() >= trueShare
            isNull.append(null)
            values.append(null ? generator.openUniform() : Double.pow(generator.openUniform(), 12))
        }
        return (values, isNull)
    }

    @Test("Levels are the paper's formula", arguments: 0..<6 as Range<UInt64>)
    func formulas(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let sample = pValues(400, trueShare: 0.3, &generator).values
        var lord = LORDPlusPlus(rate: 0.1)
        let lordLevels = sample.map { lord.test($0).level }
        for (level, expected) in zip(lordLevels, plainLORD(sample, rate: 0.1)) {
            #expect(abs(level - expected) <= 1e-12 * expected)
        }
    }

    @Test("The mean share of false discoveries stays below the rate, and true ones are made")
    func control() {
        var (shares, found, planted) = (0.0, 0, 0)
        let runs = 300
        for run in 0..<runs {
            var generator = SeededGenerator(seed: 5000 + UInt64(run))
            let sample = pValues(500, trueShare: 0.2, &generator)
            var procedure = LORDPlusPlus(rate: 0.1)
            var (wrong, all) = (0, 0)
            for (p, null) in zip(sample.values, sample.isNull) {
                planted += null ? 0 : 1
                guard procedure.test(p).isRejected else { continue }
                all += 1
                if null { wrong += 1 } else { found += 1 }
            }
            shares += Double(wrong) / Double(max(1, all))
        }
        let rate = shares / Double(runs)
        #expect(rate < 0.1, "\(rate)")
        #expect(Double(found) > 0.4 * Double(planted), "\(found) of \(planted)")
    }

    @Test("Without rejections what is spent in all stays below the first half of the rate")
    func spending() {
        var lord = LORDPlusPlus(rate: 0.05)
        var spent = 0.0
        for _ in 0..<20_000 { spent += lord.test(1).level }
        #expect(spent < 0.025)
        #expect(spent > 0.008)
    }

    @Test("Beyond the rejections that are kept, levels stay positive, finite and below the rate's sum")
    func bounded() {
        var lord = LORDPlusPlus(rate: 0.2)
        var last = 0.0
        for _ in 0..<(LORDPlusPlus.keptRejections + 50) { last = lord.test(0).level }
        #expect(last > 0 && last < 1)
    }
}
