import StreamCore
import StreamGenerator
import Synchronization

/// A stream as a cell runs it: what a scenario's file says, with the cell's type and strength, or data of
/// the user's own.
struct LoadedScenario: Sendable {
    private let path: String
    private var content: Content

    private enum Content: Sendable {
        case synthetic(Scenario)
        case pool(PoolScenario, VectorPool)
        /// What it holds is what it is: no seed, type or strength changes it.
        case recorded(Recording)
    }

    /// Files that were read, by path: a run reads each once, however many cells use it, and does not
    /// notice if one is edited meanwhile. (Of a recording that is what was found; its vectors are read
    /// again for each stream.)
    private static let files = Mutex<[String: Content]>([:])

    init(path: String) throws(InputError) {
        self.path = path
        if let known = Self.files.withLock({ $0[path] }) {
            content = known
            return
        }
        if ScenarioReference(path: path).isData {
            content = .recorded(try Recording(path))
        } else {
            switch try ScenarioFile.load(path).content {
            case .synthetic(let scenario): content = .synthetic(scenario)
            case .pool(let scenario, let pool): content = .pool(scenario, pool)
            case .recorded(let recording): content = .recorded(recording)
            }
        }
        let loaded = content
        Self.files.withLock { $0[path] = loaded }
    }

    /// The dimension that cannot be changed, where vectors are real ones.
    var fixedDimension: Int? {
        switch content {
        case .synthetic: nil
        case .pool(_, let pool): pool.dimension
        case .recorded(let recording): recording.dimension
        }
    }

    /// The stream's dimension when a cell asks for `override`.
    func dimension(override: Int?) -> Int {
        switch content {
        case .synthetic(let scenario): override ?? scenario.dimension
        case .pool(_, let pool): pool.dimension
        case .recorded(let recording): recording.dimension
        }
    }

    /// How many vectors the scenario says, if it says a number.
    var count: Int? {
        switch content {
        case .synthetic(let scenario): scenario.timing.count
        case .pool(let scenario, _): scenario.timing.count
        case .recorded(let recording): recording.count
        }
    }

    /// Whether the stream ends by itself.
    var isBounded: Bool {
        switch content {
        case .synthetic(let scenario): scenario.timing.count != nil || scenario.timing.duration != nil
        case .pool(let scenario, _): scenario.timing.count != nil || scenario.timing.duration != nil
        case .recorded: true
        }
    }

    /// Whether the stream was recorded, so that every seed gives the same one.
    var isRecorded: Bool {
        if case .recorded = content { return true }
        return false
    }

    /// Refuses what no cell can do with this stream.
    ///
    /// - Parameters:
    ///   - count: How many vectors are asked for.
    ///   - needsTruth: Whether alarms are to be judged.
    ///   - changesEvents: Whether planted events are to get another type or strength.
    /// - Throws: ``StreamCore/InputError`` naming the data, what is asked, and what to do.
    func check(
        count: Int? = nil, needsTruth: Bool = false, changesEvents: Bool = false
    ) throws(InputError) {
        guard case .recorded(let recording) = content else { return }
        if let count, count > recording.count {
            throw InputError(
                file: path, field: "count",
                problem: "\(count) vectors are asked for, it has \(recording.count)",
                remedy: "ask for fewer, or leave the number out")
        }
        if changesEvents {
            throw InputError(
                file: path, field: "pattern_type, strength",
                problem: "recorded vectors cannot be given other events",
                remedy: "leave them out for this stream, or generate one from a scenario")
        }
        if needsTruth, recording.truth == nil {
            throw InputError(
                file: path, field: "truth.csv",
                problem: "nothing says what changes in it, so accuracy cannot be judged",
                remedy: "put a truth.csv into the folder or beside the file as NAME.truth.csv (columns "
                    + GroundTruth.columns.joined(separator: ",") + "), or measure its throughput")
        }
    }

    /// Makes every planted event one of `type`: a bridge keeps two of its domains, a cascade all of them,
    /// any other the first. A source stays where the type has one.
    mutating func turnEvents(into type: PatternType) {
        changeEvents { event in
            event.type = type
            if type != .cascade { (event.mode, event.shape) = (.propagation, .chain) }
            switch type {
            case .bridgeFormation: event.domains = Array(event.domains.prefix(2))
            case .cascade: break
            default: event.domains = Array(event.domains.prefix(1))
            }
            if !PoolScenario.hasSource(type) { event.source = nil }
        }
    }

    /// Sets every planted event's strength.
    mutating func setStrength(_ strength: EventStrength) {
        changeEvents { $0.strength = strength }
    }

    private mutating func changeEvents(_ change: (inout PlantedEvent) -> Void) {
        switch content {
        case .synthetic(var scenario):
            for index in scenario.events.indices { change(&scenario.events[index]) }
            content = .synthetic(scenario)
        case .pool(var scenario, let pool):
            for index in scenario.events.indices { change(&scenario.events[index]) }
            content = .pool(scenario, pool)
        case .recorded: break
        }
    }

    /// A new stream.
    ///
    /// - Parameters:
    ///   - seed: Its seed.
    ///   - count: How many vectors; nil for as many as the scenario says.
    ///   - dimension: The dimension; nil for the scenario's. Ignored where vectors are real ones.
    func stream(seed: UInt64, count: Int?, dimension: Int?) throws(InputError) -> EventStream {
        do {
            switch content {
            case .synthetic(var scenario):
                if let dimension { scenario.dimension = dimension }
                return try EventStream(scenario, seed: seed, count: count)
            case .pool(let scenario, let pool):
                return try EventStream(scenario, pool: pool, seed: seed, count: count)
            case .recorded(let recording):
                return try recording.stream(seed: seed, count: count)
            }
        } catch {
            // The generator knows the scenario's name, the user its file.
            var located = error
            located.file = path
            throw located
        }
    }
}
