import Statistics
import Testing

@Suite("Distributions against SciPy and mpmath")
struct DistributionTests {
    @Test func normal() throws {
        let table = try Golden("normal")
        var (cdf, sf, logCDF) = (WorstError(), WorstError(), WorstError())
        for row in table.rows {
            let x = table.number(row, "x")
            cdf.compare(Normal.cdf(x), with: table.number(row, "cdf"), at: "x \(x)")
            sf.compare(Normal.sf(x), with: table.number(row, "sf"), at: "x \(x)")
            logCDF.compare(Normal.logCDF(x), with: table.number(row, "log_cdf"), at: "x \(x)")
        }
        cdf.report("Normal.cdf")
        sf.report("Normal.sf")
        logCDF.report("Normal.logCDF")
        #expect(cdf.value < 1e-11, "\(cdf)")
        #expect(sf.value < 1e-11, "\(sf)")
        #expect(logCDF.value < 1e-11, "\(logCDF)")
    }

    @Test func normalQuantile() throws {
        let table = try Golden("normal_quantile")
        var worst = WorstError()
        for row in table.rows {
            let p = table.number(row, "p")
            worst.compare(Normal.quantile(p), with: table.number(row, "quantile"), at: "p \(p)")
        }
        worst.report("Normal.quantile")
        #expect(worst.value < 1e-12, "\(worst)")
    }

    @Test func gamma() throws {
        let table = try Golden("gamma")
        var (cdf, sf, logs) = (WorstError(), WorstError(), WorstError())
        for row in table.rows {
            let (shape, x) = (table.number(row, "shape"), table.number(row, "x"))
            let place = "shape \(shape), x \(x)"
            let gamma = GammaDistribution(shape: shape)
            cdf.compare(gamma.cdf(x), with: table.number(row, "cdf"), at: place)
            sf.compare(gamma.sf(x), with: table.number(row, "sf"), at: place)
            let (logCDF, logSF) = (table.number(row, "log_cdf"), table.number(row, "log_sf"))
            if logCDF.isFinite { logs.compare(gamma.logCDF(x), with: logCDF, at: "lower \(place)") }
            if logSF.isFinite { logs.compare(gamma.logSF(x), with: logSF, at: "upper \(place)") }
        }
        cdf.report("Gamma.cdf")
        sf.report("Gamma.sf")
        logs.report("Gamma.logCDF/logSF")
        #expect(cdf.value < 1e-10, "\(cdf)")
        #expect(sf.value < 1e-10, "\(sf)")
        #expect(logs.value < 1e-10, "\(logs)")
    }

    @Test func gammaQuantile() throws {
        let table = try Golden("gamma_quantile")
        var worst = WorstError()
        for row in table.rows {
            let (shape, p) = (table.number(row, "shape"), table.number(row, "p"))
            let gamma = GammaDistribution(shape: shape)
            let place = "shape \(shape), p \(p)"
            worst.compare(gamma.quantile(p), with: table.number(row, "quantile"), at: place)
            worst.compare(gamma.upperQuantile(p), with: table.number(row, "upper_quantile"), at: place)
        }
        worst.report("Gamma.quantile")
        #expect(worst.value < 1e-10, "\(worst)")
    }

    @Test func beta() throws {
        let table = try Golden("beta")
        var (lower, upper, logs) = (WorstError(), WorstError(), WorstError())
        for row in table.rows {
            let (a, b, x) = (table.number(row, "a"), table.number(row, "b"), table.number(row, "x"))
            let place = "a \(a), b \(b), x \(x)"
            let tails = Beta.tails(x, complement: 1 - x, a, b)
            lower.compare(tails.lower, with: table.number(row, "value"), at: place)
            upper.compare(tails.upper, with: table.number(row, "complement"), at: place)
            let logLower = table.number(row, "log_value")
            if logLower.isFinite { logs.compare(tails.logLower, with: logLower, at: place) }
        }
        lower.report("Beta.regularised")
        upper.report("Beta complement")
        logs.report("Beta log")
        #expect(lower.value < 1e-10, "\(lower)")
        #expect(upper.value < 1e-10, "\(upper)")
        #expect(logs.value < 1e-10, "\(logs)")
    }

    @Test func studentT() throws {
        let table = try Golden("student_t")
        var worst = WorstError()
        for row in table.rows {
            let (degrees, t) = (table.number(row, "degrees"), table.number(row, "t"))
            let place = "degrees \(degrees), t \(t)"
            let student = StudentT(degreesOfFreedom: degrees)
            let sf = table.number(row, "sf")
            worst.compare(student.sf(t), with: sf, at: place)
            worst.compare(student.cdf(-t), with: sf, at: "minus, \(place)")
            worst.compare(student.cdf(t), with: table.number(row, "cdf"), at: "cdf, \(place)")
            worst.compare(student.twoSided(-t), with: 2 * sf, at: "two-sided, \(place)")
        }
        worst.report("StudentT.cdf/sf")
        #expect(worst.value < 1e-10, "\(worst)")
    }

    @Test func studentTQuantile() throws {
        let table = try Golden("student_t_quantile")
        var worst = WorstError()
        for row in table.rows {
            let (degrees, p) = (table.number(row, "degrees"), table.number(row, "p"))
            worst.compare(
                StudentT(degreesOfFreedom: degrees).quantile(p), with: table.number(row, "quantile"),
                at: "degrees \(degrees), p \(p)")
        }
        worst.report("StudentT.quantile")
        #expect(worst.value < 1e-10, "\(worst)")
    }

    @Test func fisherF() throws {
        let table = try Golden("f")
        var worst = WorstError()
        for row in table.rows {
            let (d1, d2) = (table.number(row, "numerator"), table.number(row, "denominator"))
            let f = table.number(row, "f")
            let place = "F(\(d1), \(d2)) at \(f)"
            let distribution = FDistribution(numerator: d1, denominator: d2)
            worst.compare(distribution.sf(f), with: table.number(row, "sf"), at: place)
            worst.compare(distribution.cdf(f), with: table.number(row, "cdf"), at: "cdf, \(place)")
        }
        worst.report("F.cdf/sf")
        #expect(worst.value < 1e-10, "\(worst)")
    }

    @Test func fisherFQuantile() throws {
        let table = try Golden("f_quantile")
        var worst = WorstError()
        for row in table.rows {
            let (d1, d2) = (table.number(row, "numerator"), table.number(row, "denominator"))
            let p = table.number(row, "p")
            let distribution = FDistribution(numerator: d1, denominator: d2)
            let place = "F(\(d1), \(d2)), p \(p)"
            worst.compare(distribution.quantile(p), with: table.number(row, "quantile"), at: place)
            worst.compare(
                distribution.upperQuantile(p), with: table.number(row, "upper_quantile"), at: place)
        }
        worst.report("F.quantile")
        #expect(worst.value < 1e-10, "\(worst)")
    }

    @Test func hypergeometric() throws {
        let table = try Golden("hypergeometric")
        var worst = WorstError()
        for row in table.rows {
            let distribution = Hypergeometric(
                population: table.integer(row, "population"), successes: table.integer(row, "successes"),
                draws: table.integer(row, "draws"))
            let k = table.integer(row, "k")
            let place = "\(distribution), k \(k)"
            let (pmf, sf) = (table.number(row, "pmf"), table.number(row, "sf"))
            worst.compare(distribution.pmf(k), with: pmf, at: "pmf \(place)")
            worst.compare(distribution.cdf(k), with: table.number(row, "cdf"), at: "cdf \(place)")
            worst.compare(distribution.sf(k), with: sf, at: "sf \(place)")
            worst.compare(
                distribution.randomisedUpperTail(k, uniform: 0.25), with: sf + 0.25 * pmf,
                at: "randomised \(place)")
        }
        worst.report("Hypergeometric")
        #expect(worst.value < 1e-10, "\(worst)")
    }

    @Test func binomial() throws {
        let table = try Golden("binomial")
        var worst = WorstError()
        for row in table.rows {
            let distribution = Binomial(
                trials: table.integer(row, "trials"), probability: table.number(row, "probability"))
            let k = table.integer(row, "k")
            let place = "\(distribution), k \(k)"
            worst.compare(distribution.pmf(k), with: table.number(row, "pmf"), at: "pmf \(place)")
            worst.compare(distribution.cdf(k), with: table.number(row, "cdf"), at: "cdf \(place)")
            worst.compare(distribution.sf(k), with: table.number(row, "sf"), at: "sf \(place)")
        }
        worst.report("Binomial")
        #expect(worst.value < 1e-10, "\(worst)")
    }

    @Test func nonsenseGivesNaNInsteadOfACrash() {
        #expect(GammaDistribution(shape: -1).cdf(1).isNaN)
        #expect(GammaDistribution(shape: 1, scale: 0).sf(1).isNaN)
        #expect(GammaDistribution(shape: 2).quantile(1.5).isNaN)
        #expect(StudentT(degreesOfFreedom: 0).sf(1).isNaN)
        #expect(StudentT(degreesOfFreedom: 3).quantile(-0.1).isNaN)
        #expect(FDistribution(numerator: 0, denominator: 3).sf(1).isNaN)
        #expect(Hypergeometric(population: 3, successes: 5, draws: 1).pmf(1).isNaN)
        #expect(Binomial(trials: 3, probability: 2).cdf(1).isNaN)
        #expect(Beta.regularised(.nan, 1, 1).isNaN)
        #expect(Normal.quantile(2).isNaN)
    }

    @Test func endsOfTheRange() {
        #expect(StudentT(degreesOfFreedom: .infinity).sf(1.5) == Normal.sf(1.5))
        #expect(StudentT(degreesOfFreedom: 4).sf(.infinity) == 0)
        #expect(StudentT(degreesOfFreedom: 4).quantile(1) == .infinity)
        #expect(GammaDistribution(shape: 2).cdf(.infinity) == 1)
        #expect(GammaDistribution(shape: 2).cdf(-1) == 0)
        #expect(FDistribution(numerator: 2, denominator: 3).sf(0) == 1)
        #expect(FDistribution(numerator: 2, denominator: 3).cdf(.infinity) == 1)
        #expect(ChiSquared(degreesOfFreedom: 2).quantile(0) == 0)
    }
}
