import StreamCore
import StreamFormats

/// Turns the YAML of a scenario into its value.
struct ScenarioParser {
    let root: YAMLValue
    /// Where each event of the scenario stands in the file; several come from one that repeats.
    var eventPaths: [String] = []

    private static let timingKeys = [
        "count", "duration", "rate", "block", "epoch", "arrivals", "out_of_order",
    ]
    private static let clusterKeys =
        ["name", "description", "seed", "dimension"] + timingKeys
        + ["cross_affinity", "noise", "autocorrelation", "domains", "events", "nuisances"]
    private static let poolKeys =
        ["name", "description", "seed", "pool", "half"] + timingKeys + ["domains", "events", "nuisances"]

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
        if let value = map["half"] { scenario.half = try value.choice(of: PoolHalf.self) }
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

    func domain(_ value: YAMLValue) throws(InputError) -> Domain {
        let name = try value.string()
        do throws(InvalidDomainName) {
            return try Domain(name)
        } catch {
            throw value.error(error.description, "use 1 to 64 characters without ; > @ ,")
        }
    }

    func domains(_ value: YAMLValue) throws(InputError) -> [Domain] {
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
            guard let epoch = TimestampText.parse(try value.string()) else {
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
    func offset(_ value: YAMLValue) throws(InputError) -> StreamOffset {
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
}
