import Statistics
import StreamCore
import Testing

@Suite("Hypothesis tests against SciPy and statsmodels")
struct HypothesisTestTests {
    /// The numbers of each (case, series) in file order.
    private func series(_ table: Golden, _ key: String, _ value: String) -> [String: [Double]] {
        var found: [String: [Double]] = [:]
        for row in table.rows {
            found["\(table.text(row, "case"))/\(table.text(row, key))", default: []].append(
                table.number(row, value))
        }
        return found
    }

    @Test func granger() throws {
        let data = try Golden("granger_series")
        var causes: [Int: [Double]] = [:]
        var effects: [Int: [Double]] = [:]
        for row in data.rows {
            causes[data.integer(row, "case"), default: []].append(data.number(row, "cause"))
            effects[data.integer(row, "case"), default: []].append(data.number(row, "effect"))
        }
        let table = try Golden("granger")
        var worst = WorstError()
        for row in table.rows {
            let (number, lag) = (table.integer(row, "case"), table.integer(row, "lag"))
            let test = try GrangerTest(cause: causes[number]!, effect: effects[number]!, lag: lag)
            let place = "case \(number), lag \(lag)"
            worst.compare(test.fStatistic, with: table.number(row, "f"), at: "F, \(place)")
            worst.compare(test.pValue, with: table.number(row, "p"), at: "p, \(place)")
            #expect(test.numeratorDegrees == table.integer(row, "numerator"))
            #expect(test.denominatorDegrees == table.integer(row, "denominator"))
        }
        worst.report("Granger")
        #expect(worst.value < 1e-8, "\(worst)")
    }

    @Test func grangerRefusesWhatItCannotTest() {
        let line = (0..<40).map(Double.init)
        #expect(throws: GrangerTest.Failure.tooShort(needed: 17)) {
            try GrangerTest(cause: Array(line.prefix(10)), effect: Array(line.prefix(10)), lag: 5)
        }
        #expect(throws: GrangerTest.Failure.arguments) {
            try GrangerTest(cause: line, effect: Array(line.dropLast()), lag: 1)
        }
        #expect(throws: GrangerTest.Failure.degenerate) {
            try GrangerTest(cause: [Double](repeating: 3, count: 40), effect: line, lag: 1)
        }
    }

    @Test func regression() throws {
        let data = try Golden("regression_data")
        let columns = series(data, "column", "value")
        let table = try Golden("regression")
        var worst = WorstError()
        for row in table.rows {
            let (number, column) = (table.text(row, "case"), table.integer(row, "column"))
            var design: [[Double]] = []
            while let next = columns["\(number)/\(design.count)"] { design.append(next) }
            let fit = try LeastSquares.fit(columns: design, response: columns["\(number)/y"]!)
            let place = "case \(number), column \(column)"
            worst.compare(fit.coefficients[column], with: table.number(row, "coefficient"), at: place)
            worst.compare(fit.standardErrors[column], with: table.number(row, "standard_error"), at: place)
            worst.compare(fit.tStatistics[column], with: table.number(row, "t"), at: place)
            worst.compare(fit.pValues[column], with: table.number(row, "p"), at: place)
            worst.compare(fit.residualSumOfSquares, with: table.number(row, "ssr"), at: place)
        }
        worst.report("LeastSquares")
        #expect(worst.value < 1e-9, "\(worst)")
    }

    @Test func regressionWithDependentColumns() throws {
        let ones = [Double](repeating: 1, count: 6)
        let line = (0..<6).map(Double.init)
        let fit = try LeastSquares.fit(
            columns: [ones, line, line.map { 2 * $0 + 1 }], response: line.map { 3 * $0 - 1 })
        #expect(fit.rank == 2)
        #expect(fit.residualSumOfSquares < 1e-20)
        #expect(fit.standardErrors.filter { $0.isNaN }.count == 3)
        #expect(throws: LeastSquares.Failure.notFinite) {
            try LeastSquares.fit(columns: [[1, .nan]], response: [1, 2])
        }
        #expect(throws: LeastSquares.Failure.tooFewRows(rows: 1, columns: 2)) {
            try LeastSquares.fit(columns: [[1], [2]], response: [1])
        }
    }

    @Test func twoSamples() throws {
        let samples = series(try Golden("samples"), "sample", "value")
        let table = try Golden("sample_tests")
        var (welch, ks, ranks) = (WorstError(), WorstError(), WorstError())
        for row in table.rows {
            let number = table.text(row, "case")
            let (a, b) = (samples["\(number)/a"]!, samples["\(number)/b"]!)
            let place = "case \(number)"
            let test = try #require(WelchTest(a, b))
            welch.compare(test.statistic, with: table.number(row, "welch_t"), at: place)
            welch.compare(test.degreesOfFreedom, with: table.number(row, "welch_df"), at: place)
            welch.compare(test.pValue, with: table.number(row, "welch_p"), at: place)
            let interval = test.confidenceInterval(level: 0.95)
            welch.compare(interval.low, with: table.number(row, "welch_low"), at: "low, \(place)")
            welch.compare(interval.high, with: table.number(row, "welch_high"), at: "high, \(place)")
            let distance = try #require(KolmogorovSmirnov.twoSample(a, b))
            ks.compare(distance.statistic, with: table.number(row, "ks_d"), at: "D, \(place)")
            if a.count * b.count <= 20_000 {
                ks.compare(distance.pValue, with: table.number(row, "ks_p"), at: "p, \(place)")
            }
            let mann = try #require(MannWhitney(a, b))
            ranks.compare(mann.statistic, with: table.number(row, "u"), at: place)
            ranks.compare(mann.pValue, with: table.number(row, "u_p"), at: "p, \(place)")
            ranks.compare(mann.pValueGreater, with: table.number(row, "u_p_greater"), at: "greater, \(place)")
            #expect(mann.isExact == (table.text(row, "u_method") == "exact"))
        }
        welch.report("Welch")
        ks.report("KS two-sample")
        ranks.report("Mann-Whitney")
        #expect(welch.value < 1e-10, "\(welch)")
        #expect(ks.value < 1e-10, "\(ks)")
        #expect(ranks.value < 1e-10, "\(ranks)")
    }

    @Test func kolmogorovDistribution() throws {
        let table = try Golden("kolmogorov")
        var (exact, expansion) = (WorstError(), WorstError())
        for row in table.rows {
            let (count, d) = (table.integer(row, "n"), table.number(row, "d"))
            let found = KolmogorovSmirnov.oneSampleTail(d, count: count)
            let place = "n \(count), d \(d)"
            if count <= 1000 || Double(count) * d * d > 4 {
                exact.compare(found, with: table.number(row, "sf"), at: place)
            } else {
                expansion.compare(found, with: table.number(row, "sf"), at: place)
            }
        }
        exact.report("KS exact")
        expansion.report("KS expansion")
        #expect(exact.value < 1e-9, "\(exact)")
        #expect(expansion.value < 1e-5, "\(expansion)")
        #expect(KolmogorovSmirnov.limitTail(1.17999) - KolmogorovSmirnov.limitTail(1.18001) < 1e-4)
    }

    @Test func uniformStatistic() throws {
        let result = try #require(KolmogorovSmirnov.uniform([0.1, 0.2, 0.9]))
        #expect(abs(result.statistic - (2.0 / 3 - 0.2)) < 1e-15)
        #expect(KolmogorovSmirnov.uniform([]) == nil)
        #expect(KolmogorovSmirnov.uniform([.nan]) == nil)
        var generator = SeededGenerator(seed: 11)
        let draws = (0..<2000).map { _ in generator.uniform() }
        let fair = try #require(KolmogorovSmirnov.uniform(draws))
        #expect(fair.pValue > 0.001)
        let skewed = try #require(KolmogorovSmirnov.uniform(draws.map { $0 * $0 }))
        #expect(skewed.pValue < 1e-20)
    }

    @Test func multipleTesting() throws {
        let table = try Golden("multiple")
        var groups: [String: (p: [Double], adjusted: [Double])] = [:]
        for row in table.rows {
            groups["\(table.text(row, "method"))/\(table.text(row, "case"))", default: ([], [])].p.append(
                table.number(row, "p"))
            groups["\(table.text(row, "method"))/\(table.text(row, "case"))"]!.adjusted.append(
                table.number(row, "adjusted"))
        }
        var worst = WorstError()
        for (name, group) in groups {
            let found =
                name.hasPrefix("holm")
                ? MultipleTesting.holm(group.p) : MultipleTesting.benjaminiHochberg(group.p)
            for index in found.indices {
                worst.compare(found[index], with: group.adjusted[index], at: "\(name)[\(index)]")
            }
        }
        worst.report("Holm, Benjamini-Hochberg")
        #expect(worst.value < 1e-12, "\(worst)")
        #expect(MultipleTesting.holm([]) == [])
    }

    @Test func intervals() throws {
        let table = try Golden("intervals")
        var worst = WorstError()
        for row in table.rows {
            let count = table.integer(row, "count")
            let level = table.number(row, "level")
            let kind = table.text(row, "kind")
            let found: ConfidenceInterval
            switch kind {
            case "wilson":
                found = ConfidenceIntervals.wilson(
                    successes: count, trials: table.integer(row, "trials"), level: level)
            case "poisson": found = ConfidenceIntervals.poisson(count: count, level: level)
            default: continue
            }
            let place = "\(kind) \(count) at \(level)"
            worst.compare(found.low, with: table.number(row, "low"), at: "low, \(place)", negligible: 1e-15)
            worst.compare(found.high, with: table.number(row, "high"), at: "high, \(place)")
        }
        worst.report("Wilson, Garwood")
        #expect(worst.value < 1e-9, "\(worst)")
    }

    @Test func bootstrapCoversTheMean() throws {
        // Of 300 intervals at 90 %, about 270 hold the true mean; 20 values cost some coverage.
        var generator = SeededGenerator(seed: 5)
        var covered = 0
        for _ in 0..<300 {
            let values = (0..<20).map { _ in 2 + generator.normal() }
            let interval = try #require(
                ConfidenceIntervals.bootstrapMean(
                    values, resamples: 400, level: 0.9, generator: &generator))
            if interval.contains(2) { covered += 1 }
        }
        #expect(covered > 245 && covered < 288, "\(covered) of 300")
        #expect(ConfidenceIntervals.bootstrapMean([], generator: &generator) == nil)
        #expect(ConfidenceIntervals.sortedQuantile([1, 2, 4], 0.75) == 3)
    }
}
