import StreamCore

/// Turns the YAML of a scenario into its value.
struct ScenarioParser {
    let root: YAMLValue
    /// Where each event of the scenario stands in the file; several come from one that repeats.
    private(set) var eventPaths: [String] = []

    private static let timingKeys = [
        "count", "duration", "rate", "block", "epoch", "arrivals", "out_of_order",
    ]
    private static let clusterKeys =
        ["name", "description", "seed", "dimension"] + timingKeys
        + ["cross_affinity", "noise", "autocorrelation", "domains", "events", "nuisances"]
    private static let poolKeys =
        ["name", "description", "seed", "pool"] + timingKeys + ["domains", "events", "nuisances"]

    init(_ root: YAMLValue) { self.root = root }

    /// Whether the file draws its vectors from a pool.
    var isPool: Bool { root.keys.contains("pool") }

    /// The name of a file without its folders and ending.
    static func stem(_ path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
        return String(name[..<dot])
    }

    mutating func scenario() throws(InputError) -> Scenario {
        let map = try root.mapping(Self.clusterKeys)
        var scenario = Scenario(name: Self.stem(root.context.file))
        if let value = map["name"] { scenario.name = try value.string() }
        _ = try map["description"]?.string()
        if let value = map["seed"] { scenario.seed = try value.seed() }
        if let value = map["dimension"] { scenario.dimension = try value.integer() }
        scenario.timing = try timing(map)
        if let value = map["cross_affinity"] { scenario.crossAffinity = try value.double() }
        if let value = map["noise"] { scenario.noise = try noise(value) }
        if let value = map["autocorrelation"] { scenario.noise.autocorrelation = try value.double() }
        for value in try map.required("domains").list() {
            scenario.domains.append(try profile(value))
        }
        scenario.events = try events(map["events"], timing: scenario.timing, isPool: false)
        scenario.nuisances = try nuisances(map["nuisances"])
        if let problem = scenario.firstProblem() { throw located(problem) }
        return scenario
    }

    /// - Parameter openPool: Opens the dataset folder of this path as it stands in the file.
    mutating func poolScenario(
        openPool: (YAMLValue) throws(InputError) -> VectorPool
    ) throws(InputError) -> (PoolScenario, VectorPool) {
        let map = try root.mapping(Self.poolKeys)
        let place = try map.required("pool")
        let pool = try openPool(place)
        var scenario = PoolScenario(name: Self.stem(root.context.file), pool: pool.path)
        if let value = map["name"] { scenario.name = try value.string() }
        _ = try map["description"]?.string()
        if let value = map["seed"] { scenario.seed = try value.seed() }
        scenario.timing = try timing(map)
        for value in try map.required("domains").list() {
            if value.isScalar {
                scenario.domains.append(PoolDomain(try domain(value)))
            } else {
                let entry = try value.mapping(["name", "share"])
                scenario.domains.append(
                    PoolDomain(
                        try domain(try entry.required("name")),
                        share: try entry["share"]?.double() ?? 1))
            }
        }
        scenario.events = try events(map["events"], timing: scenario.timing, isPool: true)
        scenario.nuisances = try nuisances(map["nuisances"])
        if let problem = scenario.firstProblem(pool: pool) { throw located(problem) }
        return (scenario, pool)
    }

    /// A problem of the value, as an error in the file.
    private func located(_ problem: ScenarioProblem) -> InputError {
        var field = problem.field
        if field.hasPrefix("events["), let close = field.firstIndex(of: "]"),
            let index = Int(field[field.index(field.startIndex, offsetBy: 7)..<close]),
            eventPaths.indices.contains(index)
        {
            field = eventPaths[index] + field[field.index(after: close)...]
        }
        return root.context.error(field, problem.problem, problem.remedy)
    }

    private func domain(_ value: YAMLValue) throws(InputError) -> Domain {
        let name = try value.string()
        do throws(InvalidDomainName) {
            return try Domain(name)
        } catch {
            throw value.error(error.description, "use 1 to 64 characters without ; > @ ,")
        }
    }

    private func domains(_ value: YAMLValue) throws(InputError) -> [Domain] {
        if value.isScalar { return [try domain(value)] }
        var domains: [Domain] = []
        for element in try value.list() { domains.append(try domain(element)) }
        return domains
    }

    private func timing(_ map: YAMLMapping) throws(InputError) -> StreamTiming {
        var timing = StreamTiming()
        if let value = map["count"] { timing.count = try value.integer() }
        if let value = map["duration"] {
            timing.duration = try value.duration()
            if map["count"] != nil {
                throw value.error("count and duration both say how long the stream is", "keep one")
            }
        }
        if map["count"] == nil, map["duration"] == nil {
            throw map.value.error("nothing says how long the stream is", "add count: … or duration: …")
        }
        if let value = map["rate"] { timing.rate = try value.double() }
        if let value = map["block"] { timing.block = try value.integer() }
        if let value = map["epoch"] {
            guard let epoch = EpochText.parse(try value.string()) else {
                throw value.error(
                    "is neither whole nanoseconds nor an ISO 8601 time", "write 2024-01-01T00:00:00Z")
            }
            timing.epoch = epoch
        }
        if let value = map["arrivals"] { timing.arrivals = try arrivals(value) }
        if let value = map["out_of_order"] {
            let entry = try value.mapping(["fraction", "lateness"])
            timing.outOfOrder = OutOfOrder(
                fraction: try entry.required("fraction").double(),
                lateness: try entry.required("lateness").duration())
        }
        return timing
    }

    private func arrivals(_ value: YAMLValue) throws(InputError) -> ArrivalKind {
        if value.isScalar {
            switch try value.string() {
            case "fixed": return .fixed
            case "poisson": return .poisson
            case let text:
                throw value.error(
                    "'\(text.prefix(40))' is not known",
                    YAMLValue.suggestion(for: text, among: ["fixed", "poisson", "bursty"]))
            }
        }
        let entry = try value.mapping(["bursty"]).required("bursty").mapping(["on", "off", "factor"])
        return .bursty(
            on: try entry.required("on").duration(), off: try entry.required("off").duration(),
            factor: try entry.required("factor").double())
    }

    private func noise(_ value: YAMLValue) throws(InputError) -> NoiseModel {
        let entry = try value.mapping(["kind", "degrees", "autocorrelation"])
        var noise = NoiseModel()
        switch try entry.required("kind").string() {
        case "gaussian":
            if let degrees = entry["degrees"] {
                throw degrees.error("gaussian noise has no degrees", "leave it out")
            }
        case "student-t": noise.kind = .studentT(degrees: try entry.required("degrees").double())
        case let text:
            throw try entry.required("kind").error(
                "'\(text.prefix(40))' is not known",
                YAMLValue.suggestion(for: text, among: ["gaussian", "student-t"]))
        }
        if let correlation = entry["autocorrelation"] { noise.autocorrelation = try correlation.double() }
        return noise
    }

    private func profile(_ value: YAMLValue) throws(InputError) -> DomainProfile {
        if value.isScalar { return DomainProfile(try domain(value)) }
        let entry = try value.mapping([
            "name", "share", "clusters", "coherence", "affinity", "persistence",
        ])
        var profile = DomainProfile(try domain(try entry.required("name")))
        if let value = entry["share"] { profile.share = try value.double() }
        if let value = entry["clusters"] { profile.clusters = try value.integer() }
        if let value = entry["coherence"] { profile.coherence = try value.double() }
        if let value = entry["affinity"] { profile.affinity = try value.double() }
        if let value = entry["persistence"] { profile.persistence = try value.double() }
        return profile
    }

    /// `300s`, or `60 blocks`.
    private func offset(_ value: YAMLValue) throws(InputError) -> StreamOffset {
        let text = try value.string()
        for ending in ["blocks", "block"] where text.hasSuffix(ending) {
            let number = text.dropLast(ending.count).filter { !$0.isWhitespace }
            if let count = Double(number), count.isFinite { return .blocks(count) }
        }
        guard let duration = DurationText.parse(text) else {
            throw value.error(
                "'\(text.prefix(40))' is no duration", "write it as 300s, 500ms, 2m or 60 blocks")
        }
        return .time(duration)
    }

    private mutating func events(
        _ value: YAMLValue?, timing: StreamTiming, isPool: Bool
    ) throws(InputError) -> [PlantedEvent] {
        guard let value else { return [] }
        var events: [PlantedEvent] = []
        for element in try value.list() {
            let known = [
                "type", "domains", "start", "jitter", "strength", "ramp", "duration", "lags", "order",
                "repeat",
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

    private func nuisances(_ value: YAMLValue?) throws(InputError) -> [Nuisance] {
        guard let value else { return [] }
        var nuisances: [Nuisance] = []
        for element in try value.list() { nuisances.append(try nuisance(element)) }
        return nuisances
    }

    private enum NuisanceType: String, CaseIterable {
        case rateChange, domainPause, slowDrift, outliers, duplicates
    }

    private func nuisance(_ element: YAMLValue) throws(InputError) -> Nuisance {
        let all = ["type", "domains", "start", "duration", "factor", "degrees", "fraction", "energy"]
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
        case .duplicates:
            let entry = try element.mapping(["type", "domains", "fraction"])
            var named: [Domain] = []
            if let value = entry["domains"] { named = try domains(value) }
            return .duplicates(domains: named, fraction: try entry.required("fraction").double())
        }
    }
}
