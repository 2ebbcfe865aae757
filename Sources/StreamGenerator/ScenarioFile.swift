import StreamCore
import StreamFormats

/// A scenario read from YAML: synthetic, drawn from a pool of real vectors, which it holds in memory, or a
/// description of recorded data.
///
/// Read once, make as many streams as there are seeds.
public struct ScenarioFile: Sendable {
    /// What kind of scenario it is.
    public enum Content: Sendable {
        /// Vectors are made.
        case synthetic(Scenario)
        /// Vectors are drawn from a pool.
        case pool(PoolScenario, VectorPool)
        /// Vectors exist already.
        case recorded(Recording)
    }

    /// The file's path.
    public let path: String
    /// The scenario.
    public let content: Content

    /// Reads the scenario at `path`.
    ///
    /// - Throws: ``StreamCore/InputError`` with line, field and remedy: unreadable, no valid YAML, an
    ///   unknown key (naming the nearest known one), or a value that makes no sense.
    public static func load(_ path: String) throws(InputError) -> ScenarioFile {
        try ScenarioFile(YAMLContext.load(path), path: path)
    }

    /// Reads a scenario from `text`; `path` is what errors call it, and where a pool's path starts from.
    public static func parse(_ text: String, path: String = "scenario.yaml") throws(InputError) -> Self {
        try ScenarioFile(YAMLContext.parse(text, file: path), path: path)
    }

    private init(_ root: YAMLValue, path: String) throws(InputError) {
        self.path = path
        var parser = ScenarioParser(root)
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        if parser.isRecording {
            content = .recorded(try parser.recording(from: folder))
        } else if parser.isPool {
            let (scenario, pool) = try parser.poolScenario { value throws(InputError) in
                let name = try value.string()
                return try VectorPool(name.hasPrefix("/") ? name : folder + name)
            }
            content = .pool(scenario, pool)
        } else {
            content = .synthetic(try parser.scenario())
        }
    }

    /// The scenario's name.
    public var name: String {
        switch content {
        case .synthetic(let scenario): scenario.name
        case .pool(let scenario, _): scenario.name
        case .recorded(let recording): recording.name
        }
    }

    /// The scenario's own seed.
    public var seed: UInt64 {
        switch content {
        case .synthetic(let scenario): scenario.seed
        case .pool(let scenario, _): scenario.seed
        case .recorded: 1
        }
    }

    /// How many components an embedding has.
    public var dimension: Int {
        switch content {
        case .synthetic(let scenario): scenario.dimension
        case .pool(_, let pool): pool.dimension
        case .recorded(let recording): recording.dimension
        }
    }

    /// Length, rate, block and arrivals.
    public var timing: StreamTiming {
        switch content {
        case .synthetic(let scenario): scenario.timing
        case .pool(let scenario, _): scenario.timing
        case .recorded(let recording):
            StreamTiming(count: recording.count, block: recording.truth?.block ?? 50)
        }
    }

    /// The domains, in order.
    public var domains: [Domain] {
        switch content {
        case .synthetic(let scenario): scenario.domains.map(\.domain)
        case .pool(let scenario, _): scenario.domains.map(\.domain)
        case .recorded(let recording): recording.domains
        }
    }

    /// What is planted.
    public var events: [PlantedEvent] {
        switch content {
        case .synthetic(let scenario): scenario.events
        case .pool(let scenario, _): scenario.events
        case .recorded: []
        }
    }

    /// A stream of this scenario.
    ///
    /// - Parameters:
    ///   - seed: Replaces the scenario's.
    ///   - count: Replaces the scenario's length.
    public func stream(seed: UInt64? = nil, count: Int? = nil) throws(InputError) -> EventStream {
        switch content {
        case .synthetic(let scenario): try EventStream(scenario, seed: seed, count: count)
        case .pool(let scenario, let pool):
            try EventStream(scenario, pool: pool, seed: seed, count: count)
        case .recorded(let recording): try recording.stream(seed: seed ?? 1, count: count)
        }
    }
}

extension EventStream {
    /// The stream of the scenario at this path, whatever its kind; see ``ScenarioFile``.
    public static func open(
        scenarioFile path: String, seed: UInt64? = nil, count: Int? = nil
    ) throws(InputError) -> EventStream {
        try ScenarioFile.load(path).stream(seed: seed, count: count)
    }
}
