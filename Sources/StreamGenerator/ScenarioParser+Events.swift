import StreamCore

/// The lists of a scenario: what is planted, and what happens besides.
extension ScenarioParser {
    mutating func events(
        _ value: YAMLValue?, timing: StreamTiming, isPool: Bool
    ) throws(InputError) -> [PlantedEvent] {
        guard let value else { return [] }
        var events: [PlantedEvent] = []
        for element in try value.list() {
            let known = [
                "type", "domains", "start", "jitter", "strength", "ramp", "duration", "lags", "order",
                "mode", "shape", "amplitude", "autocorrelation", "repeat",
            ]
            let entry = try element.mapping(isPool ? known + ["source"] : known)
            var event = PlantedEvent(
                try entry.required("type").choice(of: PatternType.self),
                domains: try domains(try entry.required("domains")),
                start: try offset(try entry.required("start")))
            if let value = entry["jitter"] { event.jitter = try offset(value) }
            if let value = entry["strength"] {
                let text = try value.string()
                guard let strength = EventStrength(text: text) else {
                    throw value.error(
                        "'\(text.prefix(40))' is no strength", "give weak, medium, strong or a number")
                }
                event.strength = strength
            }
            if let value = entry["ramp"] { event.ramp = try offset(value) }
            if let value = entry["duration"] { event.duration = try offset(value) }
            if let value = entry["lags"] {
                var lags: [StreamOffset] = []
                for lag in try value.list() { lags.append(try offset(lag)) }
                event.lags = lags
            }
            if let value = entry["order"] {
                switch try value.string() {
                case "listed": event.randomOrder = false
                case "random": event.randomOrder = true
                case let text:
                    throw value.error(
                        "'\(text.prefix(40))' is not known",
                        YAMLValue.suggestion(for: text, among: ["listed", "random"]))
                }
            }
            if let value = entry["shape"] { event.shape = try value.choice(of: CascadeShape.self) }
            event.mode = try mode(entry)
            if let value = entry["source"] { event.source = try domain(value) }
            let copies = try repeats(entry["repeat"])
            for copy in 0..<copies.times {
                let wait = copies.every.nanoseconds(timing)
                let (shift, overflow) = wait.multipliedReportingOverflow(by: Int64(copy))
                let start = event.start.nanoseconds(timing)
                guard !overflow, shift <= 1_000_000_000_000_000_000, start <= 1_000_000_000_000_000_000
                else {
                    throw element.error("repeats beyond 1000000000s", "repeat it less often")
                }
                var repeated = event
                // The first keeps the start as it was written, so that errors name what stands there.
                if copy > 0 { repeated.start = .time(.nanoseconds(start + shift)) }
                events.append(repeated)
                eventPaths.append(element.path)
            }
        }
        return events
    }

    private enum ModeName: String, CaseIterable {
        case propagation, driven
    }

    private func mode(
        _ entry: YAMLMapping
    ) throws(InputError) -> CascadeMode {
        let name = try entry["mode"]?.choice(of: ModeName.self) ?? .propagation
        switch name {
        case .driven: return .driven(try fluctuation(entry))
        case .propagation:
            for key in ["amplitude", "autocorrelation"] {
                if let value = entry[key] {
                    throw value.error(
                        "only a driven cascade has \(key == "amplitude" ? "an" : "a") \(key)",
                        "leave it out, or add 'mode: driven'")
                }
            }
            return .propagation
        }
    }

    private func fluctuation(_ entry: YAMLMapping) throws(InputError) -> Fluctuation {
        Fluctuation(
            amplitude: try entry["amplitude"]?.double() ?? Fluctuation.defaultAmplitude,
            autocorrelation: try entry["autocorrelation"]?.double() ?? 0)
    }

    private func repeats(
        _ value: YAMLValue?
    ) throws(InputError) -> (times: Int, every: StreamOffset) {
        guard let value else { return (1, .blocks(0)) }
        let entry = try value.mapping(["times", "every"])
        let times = try entry.required("times")
        let count = try times.integer()
        guard count >= 1, count <= 10_000 else {
            throw times.error("\(count) is no number of times", "give a whole number from 1 to 10000")
        }
        let every = try entry.required("every")
        let wait = try offset(every)
        if let problem = Check.offset(wait, every.path, allowZero: false) {
            throw every.error(problem.problem, problem.remedy)
        }
        return (count, wait)
    }

    func nuisances(_ value: YAMLValue?) throws(InputError) -> [Nuisance] {
        guard let value else { return [] }
        var nuisances: [Nuisance] = []
        for element in try value.list() { nuisances.append(try nuisance(element)) }
        return nuisances
    }

    private enum NuisanceType: String, CaseIterable {
        case rateChange, domainPause, slowDrift, outliers, fluctuation, duplicates
    }

    private func nuisance(_ element: YAMLValue) throws(InputError) -> Nuisance {
        let all = [
            "type", "domains", "start", "duration", "factor", "degrees", "fraction", "energy", "amplitude",
            "autocorrelation",
        ]
        let type = try element.mapping(all).required("type").choice(of: NuisanceType.self)
        switch type {
        case .rateChange:
            let entry = try element.mapping(["type", "start", "duration", "factor"])
            var duration: StreamOffset?
            if let value = entry["duration"] { duration = try offset(value) }
            return .rateChange(
                start: try offset(try entry.required("start")), duration: duration,
                factor: try entry.required("factor").double())
        case .domainPause:
            let entry = try element.mapping(["type", "domains", "start", "duration"])
            return .domainPause(
                domains: try domains(try entry.required("domains")),
                start: try offset(try entry.required("start")),
                duration: try offset(try entry.required("duration")))
        case .slowDrift:
            let entry = try element.mapping(["type", "domains", "start", "duration", "degrees"])
            return .slowDrift(
                domains: try domains(try entry.required("domains")),
                start: try offset(try entry.required("start")),
                duration: try offset(try entry.required("duration")),
                degrees: try entry.required("degrees").double())
        case .outliers:
            let entry = try element.mapping(["type", "domains", "fraction", "energy"])
            var named: [Domain] = []
            if let value = entry["domains"] { named = try domains(value) }
            return .outliers(
                domains: named, fraction: try entry.required("fraction").double(),
                energy: try entry["energy"]?.double() ?? 0.6)
        case .fluctuation:
            let entry = try element.mapping(["type", "domains", "amplitude", "autocorrelation"])
            var named: [Domain] = []
            if let value = entry["domains"] { named = try domains(value) }
            return .fluctuation(domains: named, try fluctuation(entry))
        case .duplicates:
            let entry = try element.mapping(["type", "domains", "fraction"])
            var named: [Domain] = []
            if let value = entry["domains"] { named = try domains(value) }
            return .duplicates(domains: named, fraction: try entry.required("fraction").double())
        }
    }
}
