import StreamCore

extension PlantedEvent {
    /// What makes no sense of this event, whatever stream it is planted in.
    func firstProblem(_ field: String, known: Set<Domain>) -> ScenarioProblem? {
        if let problem = domainProblem("\(field).domains", known: known) { return problem }
        if let problem = Check.offset(start, "\(field).start", allowZero: true)
            ?? Check.offset(jitter, "\(field).jitter", allowZero: true)
            ?? ramp.flatMap({ Check.offset($0, "\(field).ramp", allowZero: true) })
            ?? duration.flatMap({ Check.offset($0, "\(field).duration", allowZero: false) })
        {
            return problem
        }
        if type == .anomalousNode, ramp != nil || duration != nil {
            return ScenarioProblem(
                "\(field).\(ramp != nil ? "ramp" : "duration")", "an anomaly is one vector",
                "leave it out")
        }
        if let lags {
            if type != .cascade {
                return ScenarioProblem("\(field).lags", "only a cascade has lags", "leave them out")
            }
            if lags.count != domains.count - 1 {
                return ScenarioProblem(
                    "\(field).lags", "\(lags.count) lags for \(domains.count) domains",
                    "give one lag fewer than domains")
            }
            for (hop, lag) in lags.enumerated() {
                if let problem = Check.offset(lag, "\(field).lags[\(hop)]", allowZero: false) {
                    return problem
                }
            }
        }
        if randomOrder, type != .cascade {
            return ScenarioProblem(
                "\(field).order", "only a cascade travels along an order", "leave it out")
        }
        if shape != .chain, type != .cascade {
            return ScenarioProblem("\(field).shape", "only a cascade has a shape", "leave it out")
        }
        if case .driven(let fluctuation) = mode {
            if type != .cascade {
                return ScenarioProblem("\(field).mode", "only a cascade can be driven", "leave it out")
            }
            return fluctuation.firstProblem(field)
        }
        return nil
    }

    private func domainProblem(_ field: String, known: Set<Domain>) -> ScenarioProblem? {
        for domain in domains where !known.contains(domain) {
            return ScenarioProblem(
                field, "the stream has no domain '\(domain)'",
                "name one of \(known.map(\.name).sorted().joined(separator: ", "))")
        }
        if Set(domains).count != domains.count {
            return ScenarioProblem(field, "a domain is named twice", "name each once")
        }
        switch type {
        case .bridgeFormation where domains.count != 2:
            return ScenarioProblem(
                field, "a bridge connects two domains, not \(domains.count)",
                "name two, the one that changes first")
        case .cascade where domains.count < 2:
            return ScenarioProblem(field, "a cascade needs somewhere to go", "name at least two domains")
        case _ where domains.isEmpty:
            return ScenarioProblem(field, "there is none", "name at least one domain")
        default: return nil
        }
    }

    /// Whether the strength's number can be reached in a domain of this `coherence`.
    func strengthProblem(_ field: String, coherence: Double) -> ScenarioProblem? {
        guard case .value(let number) = strength else { return nil }
        let field = "\(field).strength"
        if number < 0 {
            return ScenarioProblem(
                field, "\(number) is negative", "give weak, medium, strong or a number above 0")
        }
        if mode.isDriven {
            guard number > 0, number <= 1 else {
                return ScenarioProblem(
                    field, "\(number) is no coefficient", "give a number above 0 and at most 1")
            }
            return nil
        }
        switch type {
        case .coherenceBreak, .cascade:
            guard number < coherence else {
                return ScenarioProblem(
                    field, "\(number) is no break of a domain with coherence \(coherence)",
                    "the number is the coherence after the break: give less than \(coherence)")
            }
        case .consolidation:
            guard number > coherence, number <= 1 else {
                return ScenarioProblem(
                    field, "\(number) is no consolidation of a domain with coherence \(coherence)",
                    "the number is the coherence after it: give more than \(coherence) and at most 1")
            }
        case .temporalShift:
            guard number > 0, number <= 180 else {
                return ScenarioProblem(
                    field, "\(number) is no angle of a shift", "give degrees above 0 and at most 180")
            }
        case .emergingCluster, .bridgeFormation, .dissolvingCluster, .anomalousNode:
            guard number > 0, number <= 1 else {
                return ScenarioProblem(
                    field, "\(number) is no share", "give a number above 0 and at most 1")
            }
        }
        return nil
    }
}

extension Nuisance {
    func firstProblem(_ field: String, known: Set<Domain>) -> ScenarioProblem? {
        switch self {
        case .rateChange(let start, let duration, let factor):
            return Check.offset(start, "\(field).start", allowZero: true)
                ?? duration.flatMap { Check.offset($0, "\(field).duration", allowZero: false) }
                ?? Check.positive(factor, "\(field).factor")
        case .domainPause(let domains, let start, let duration):
            return Self.domainProblem(domains, field, known: known, mayBeEmpty: false)
                ?? Check.offset(start, "\(field).start", allowZero: true)
                ?? Check.offset(duration, "\(field).duration", allowZero: false)
        case .slowDrift(let domains, let start, let duration, let degrees):
            if !(degrees > 0 && degrees <= 180) {
                return ScenarioProblem(
                    "\(field).degrees", "\(degrees) is no angle", "give degrees above 0 and at most 180")
            }
            return Self.domainProblem(domains, field, known: known, mayBeEmpty: false)
                ?? Check.offset(start, "\(field).start", allowZero: true)
                ?? Check.offset(duration, "\(field).duration", allowZero: false)
        case .outliers(let domains, let fraction, let energy):
            return Self.domainProblem(domains, field, known: known, mayBeEmpty: true)
                ?? Check.fraction(fraction, "\(field).fraction")
                ?? Check.fraction(energy, "\(field).energy")
        case .fluctuation(let domains, let fluctuation):
            return Self.domainProblem(domains, field, known: known, mayBeEmpty: true)
                ?? fluctuation.firstProblem(field)
        case .duplicates(let domains, let fraction):
            return Self.domainProblem(domains, field, known: known, mayBeEmpty: true)
                ?? Check.fraction(fraction, "\(field).fraction")
        }
    }

    private static func domainProblem(
        _ domains: [Domain], _ field: String, known: Set<Domain>, mayBeEmpty: Bool
    ) -> ScenarioProblem? {
        if domains.isEmpty && !mayBeEmpty {
            return ScenarioProblem("\(field).domains", "there is none", "name at least one domain")
        }
        for domain in domains where !known.contains(domain) {
            return ScenarioProblem(
                "\(field).domains", "the stream has no domain '\(domain)'",
                "name one of \(known.map(\.name).sorted().joined(separator: ", "))")
        }
        return nil
    }
}
