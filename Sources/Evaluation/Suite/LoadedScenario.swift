import StreamCore
import StreamGenerator
import Synchronization

/// A scenario as a cell runs it: what its file says, with the cell's type and strength.
struct LoadedScenario: Sendable {
    private let path: String
    private var content: ScenarioFile.Content

    /// Files that were read, by path: a run reads each once, however many cells use it, and does not
    /// notice if one is edited meanwhile.
    private static let files = Mutex<[String: ScenarioFile]>([:])

    init(path: String) throws(InputError) {
        self.path = path
        if let known = Self.files.withLock({ $0[path] }) {
            content = known.content
            return
        }
        let file = try ScenarioFile.load(path)
        Self.files.withLock { $0[path] = file }
        content = file.content
    }

    /// The dimension that cannot be changed, where vectors are real ones.
    var fixedDimension: Int? {
        if case .pool(_, let pool) = content { return pool.dimension }
        return nil
    }

    /// The stream's dimension when a cell asks for `override`.
    func dimension(override: Int?) -> Int {
        switch content {
        case .synthetic(let scenario): override ?? scenario.dimension
        case .pool(_, let pool): pool.dimension
        }
    }

    /// How many vectors the scenario says, if it says a number.
    var count: Int? {
        switch content {
        case .synthetic(let scenario): scenario.timing.count
        case .pool(let scenario, _): scenario.timing.count
        }
    }

    /// Whether the stream ends by itself.
    var isBounded: Bool {
        switch content {
        case .synthetic(let scenario): scenario.timing.count != nil || scenario.timing.duration != nil
        case .pool(let scenario, _): scenario.timing.count != nil || scenario.timing.duration != nil
        }
    }

    /// Makes every planted event one of `type`: a bridge keeps two of its domains, a cascade all of them,
    /// any other the first.
    mutating func turnEvents(into type: PatternType) {
        changeEvents { event in
            event.type = type
            switch type {
            case .bridgeFormation: event.domains = Array(event.domains.prefix(2))
            case .cascade: break
            default: event.domains = Array(event.domains.prefix(1))
            }
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
            }
        } catch {
            // The generator knows the scenario's name, the user its file.
            var located = error
            located.file = path
            throw located
        }
    }
}
