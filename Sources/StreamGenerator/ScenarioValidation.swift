import StreamCore

/// A value of a scenario that makes no sense: where, what, and what to do.
///
/// `field` is a path such as `events[2].strength`, which the YAML reader turns into a line.
struct ScenarioProblem: Error, Sendable {
    var field: String
    var problem: String
    var remedy: String

    init(_ field: String, _ problem: String, _ remedy: String) {
        self.field = field
        self.problem = problem
        self.remedy = remedy
    }
}

extension Scenario {
    /// Checks that every value makes sense.
    ///
    /// - Throws: ``StreamCore/InputError`` for the first that does not; its file is the scenario's name.
    public func validate() throws(InputError) {
        if let problem = firstProblem() {
            throw InputError(
                file: name, field: problem.field, problem: problem.problem, remedy: problem.remedy)
        }
    }

    func firstProblem() -> ScenarioProblem? {
        if dimension < 1 || dimension > SemanticVector.maximumDimension {
            return ScenarioProblem(
                "dimension", "\(dimension) is no dimension",
                "give a whole number from 1 to \(SemanticVector.maximumDimension)")
        }
        if let problem = timing.firstProblem() { return problem }
        if let problem = Check.fraction(crossAffinity, "cross_affinity") { return problem }
        if let problem = noise.firstProblem() { return problem }
        if let problem = domainProblem() { return problem }
        let known = Set(domains.map(\.domain))
        for (number, event) in events.enumerated() {
            let field = "events[\(number)]"
            if let problem = event.firstProblem(field, known: known) { return problem }
            if event.source != nil {
                return ScenarioProblem(
                    "\(field).source", "a synthetic stream has no sections to take vectors from",
                    "leave it out, or name a pool")
            }
            for profile in domains where event.domains.contains(profile.domain) {
                if let problem = event.strengthProblem(field, coherence: profile.coherence) {
                    return problem
                }
            }
        }
        for (number, nuisance) in nuisances.enumerated() {
            if let problem = nuisance.firstProblem("nuisances[\(number)]", known: known) {
                return problem
            }
        }
        return nil
    }

    private func domainProblem() -> ScenarioProblem? {
        if domains.isEmpty {
            return ScenarioProblem("domains", "there is none", "name at least one domain")
        }
        var seen = Set<Domain>()
        for (number, profile) in domains.enumerated() {
            let field = "domains[\(number)]"
            if !seen.insert(profile.domain).inserted {
                return ScenarioProblem(
                    "\(field).name", "the domain '\(profile.domain)' is named twice",
                    "give every domain a name of its own")
            }
            if let problem = Check.positive(profile.share, "\(field).share") { return problem }
            if profile.clusters < 1 || profile.clusters > 10_000 {
                return ScenarioProblem(
                    "\(field).clusters", "\(profile.clusters) is no number of topics",
                    "give a whole number from 1 to 10000")
            }
            if let problem = Check.fraction(profile.coherence, "\(field).coherence")
                ?? Check.fraction(profile.affinity, "\(field).affinity")
                ?? Check.fraction(profile.persistence, "\(field).persistence")
            {
                return problem
            }
        }
        return nil
    }
}

/// Checks of single numbers.
enum Check {
    static func fraction(_ value: Double, _ field: String) -> ScenarioProblem? {
        guard value >= 0, value <= 1 else {
            return ScenarioProblem(field, "\(value) is not between 0 and 1", "give a number from 0 to 1")
        }
        return nil
    }

    static func positive(_ value: Double, _ field: String) -> ScenarioProblem? {
        guard value > 0, value <= 1e12 else {
            return ScenarioProblem(
                field, "\(value) is not a positive number", "give a number above 0 and at most 1e12")
        }
        return nil
    }

    /// Offsets are added up, so each is kept below 10¹⁸ ns, about 31 years.
    static func offset(_ offset: StreamOffset, _ field: String, allowZero: Bool) -> ScenarioProblem? {
        let isNegative: Bool
        let isZero: Bool
        let isHuge: Bool
        switch offset {
        case .time(let duration):
            isNegative = duration < .zero
            isZero = duration == .zero
            isHuge = duration > .seconds(1_000_000_000)
        case .blocks(let count):
            isNegative = !(count >= 0)
            isZero = count == 0
            isHuge = count > 1e12
        }
        if isNegative {
            return ScenarioProblem(field, "a negative time makes no sense here", "give 0s or more")
        }
        if isZero && !allowZero {
            return ScenarioProblem(field, "a time of zero makes no sense here", "give more than 0s")
        }
        if isHuge { return ScenarioProblem(field, "is too long", "give at most 1000000000s") }
        return nil
    }
}

extension StreamTiming {
    func firstProblem() -> ScenarioProblem? {
        if let count, count < 0 {
            return ScenarioProblem("count", "\(count) is negative", "give the number of vectors")
        }
        if let duration,
            let problem = Check.offset(.time(duration), "duration", allowZero: false)
        {
            return problem
        }
        if let problem = Check.positive(rate, "rate") { return problem }
        if block < 1 || block > 1_000_000 {
            return ScenarioProblem(
                "block", "\(block) is no number of vectors", "give a whole number from 1 to 1000000")
        }
        if case .bursty(let on, let off, let factor) = arrivals {
            if let problem = Check.offset(.time(on), "arrivals.bursty.on", allowZero: false)
                ?? Check.offset(.time(off), "arrivals.bursty.off", allowZero: false)
                ?? Check.positive(factor, "arrivals.bursty.factor")
            {
                return problem
            }
        }
        if let outOfOrder {
            if let problem = Check.fraction(outOfOrder.fraction, "out_of_order.fraction")
                ?? Check.offset(
                    .time(outOfOrder.lateness), "out_of_order.lateness", allowZero: true)
            {
                return problem
            }
        }
        return nil
    }
}

extension NoiseModel {
    func firstProblem() -> ScenarioProblem? {
        if case .studentT(let degrees) = kind, !(degrees > 2 && degrees <= 1e6) {
            return ScenarioProblem(
                "noise.degrees", "Student's t with \(degrees) degrees has no variance",
                "give more than 2 degrees of freedom")
        }
        guard abs(autocorrelation) < 1 else {
            return ScenarioProblem(
                "noise.autocorrelation", "\(autocorrelation) is not between -1 and 1",
                "give a number above -1 and below 1")
        }
        return nil
    }
}
