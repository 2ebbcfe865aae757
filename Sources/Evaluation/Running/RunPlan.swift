import Foundation
import StreamCore
import StreamFormats

/// `plan.json`: what a run is going to do, cell by cell in the order in which they run.
///
/// A cell is known by its place: the experiment's index and its own among the experiment's cells. The plan
/// of a shard is the whole run's, so places mean the same in all shards.
struct RunPlan: Codable, Sendable {
    var schemaVersion = resultSchemaVersion
    var suite: String
    var file: String
    /// Seeds the order of the cells and, where an experiment says nothing else, the streams.
    var seed: UInt64
    /// Digest of everything that decides what is measured: cells, settings, seeds, the scenarios' content.
    var configuration: String
    /// The part that this run does; nil for all.
    var shard: Shard?
    var experiments: [Item]

    struct Item: Codable, Sendable {
        var kind: String
        /// Settings that hold for all cells.
        var settings: [String: String]
        var cells: Cells

        init(kind: String, settings: [String: String], cells: Cells) {
            self.kind = kind
            self.settings = settings
            self.cells = cells
        }

        private enum CodingKeys: CodingKey { case kind, settings, cells }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            kind = try container.decode(String.self, forKey: .kind)
            settings = try container.decode([String: String].self, forKey: .settings)
            switch kind {
            case "throughput":
                cells = .throughput(try container.decode([ThroughputCell].self, forKey: .cells))
            case "latency": cells = .latency(try container.decode([LatencyCell].self, forKey: .cells))
            case "accuracy": cells = .accuracy(try container.decode([AccuracyCell].self, forKey: .cells))
            case "backends": cells = .backends(try container.decode([KernelCell].self, forKey: .cells))
            default:
                throw DecodingError.dataCorruptedError(
                    forKey: .kind, in: container, debugDescription: "unknown experiment '\(kind.prefix(40))'")
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(kind, forKey: .kind)
            try container.encode(settings, forKey: .settings)
            switch cells {
            case .throughput(let cells): try container.encode(cells, forKey: .cells)
            case .latency(let cells): try container.encode(cells, forKey: .cells)
            case .accuracy(let cells): try container.encode(cells, forKey: .cells)
            case .backends(let cells): try container.encode(cells, forKey: .cells)
            }
        }
    }

    /// An experiment's cells, in the order in which they run.
    enum Cells: Sendable {
        case throughput([ThroughputCell])
        case latency([LatencyCell])
        case accuracy([AccuracyCell])
        case backends([KernelCell])
    }

    /// The plan of `experiments`.
    ///
    /// - Throws: ``StreamCore/InputError`` when a scenario cannot be read.
    init(suite: Suite, experiments: [PlannedExperiment], shard: Shard?) throws(InputError) {
        self.suite = suite.name
        file = suite.file
        seed = suite.seed
        self.shard = shard
        self.experiments = experiments.map { Item(kind: $0.kind, settings: $0.settings, cells: $0.cells) }
        configuration = ""
        configuration = try digest()
    }

    /// The places of the cells that this run does.
    func places(of experiment: Int) -> [Int] {
        let cells = experiments[experiment].cells
        guard let shard else { return Array(0..<cells.count) }
        let groups = cells.groups(shards: shard.count)
        return groups.indices.filter { shard.includes(group: groups[$0]) }
    }

    /// How many cells this run does.
    var cellCount: Int { experiments.indices.reduce(0) { $0 + places(of: $1).count } }

    /// The digest that ``configuration`` records. Where a file lies does not matter, what is in it does.
    private func digest() throws(InputError) -> String {
        var bare = self
        var contents: [String: String] = [:]
        for index in experiments.indices {
            for scenario in Set(experiments[index].cells.scenarios) where contents[scenario.name] == nil {
                contents[scenario.name] = try scenario.contentDigest()
            }
            bare.experiments[index].cells = experiments[index].cells.withoutPaths
        }
        bare.file = ""
        bare.shard = nil
        let encoder = RunJSON.encoder(pretty: false)
        guard let plan = try? encoder.encode(bare), let files = try? encoder.encode(contents),
            let digest = FileDigest.sha256(of: plan + files)
        else { throw InputError(file: file, problem: "its plan cannot be encoded") }
        return digest
    }

    /// Says how `other` differs from this plan, for a person.
    func difference(from other: RunPlan) -> String {
        if suite != other.suite { return "the suite was '\(suite)' and is '\(other.suite)'" }
        if seed != other.seed { return "the seed was \(seed) and is \(other.seed)" }
        if experiments.count != other.experiments.count {
            return "there were \(experiments.count) experiments and are \(other.experiments.count)"
        }
        for (index, pair) in zip(experiments, other.experiments).enumerated() {
            let name = "experiment \(index + 1)"
            if pair.0.kind != pair.1.kind { return "\(name) was \(pair.0.kind) and is \(pair.1.kind)" }
            if pair.0.cells.count != pair.1.cells.count {
                return
                    "\(name) (\(pair.0.kind)) had \(pair.0.cells.count) cells and has \(pair.1.cells.count)"
            }
            for key in Set(pair.0.settings.keys).union(pair.1.settings.keys).sorted()
            where pair.0.settings[key] != pair.1.settings[key] {
                return
                    "\(name) (\(pair.0.kind)) had \(key) \(pair.0.settings[key] ?? "unset") "
                    + "and has \(pair.1.settings[key] ?? "unset")"
            }
            let encoder = RunJSON.encoder(pretty: false)
            let item = { (item: Item) in
                var bare = item
                bare.cells = item.cells.withoutPaths
                return try? encoder.encode(bare)
            }
            if item(pair.0) != item(pair.1) {
                return "\(name) (\(pair.0.kind)) has cells with other settings"
            }
        }
        return "a scenario's content has changed"
    }
}

extension RunPlan.Cells {
    var count: Int {
        switch self {
        case .throughput(let cells): cells.count
        case .latency(let cells): cells.count
        case .accuracy(let cells): cells.count
        case .backends(let cells): cells.count
        }
    }

    /// About how many seconds each cell takes on `cores` processors: what progress is weighed by.
    func costs(cores: Int) -> [Double] {
        switch self {
        case .throughput(let cells): cells.map(\.cost)
        case .latency(let cells): cells.map(\.cost)
        case .accuracy(let cells): cells.map { $0.cost / Double(max(cores, 1)) }
        case .backends(let cells): cells.map { _ in KernelCell.cost }
        }
    }

    var scenarios: [ScenarioReference] {
        switch self {
        case .throughput(let cells): cells.map(\.scenario)
        case .latency(let cells): cells.map(\.subject.scenario)
        case .accuracy(let cells): cells.map(\.scenario)
        case .backends: []
        }
    }

    /// The same cells, their scenarios known by name alone.
    var withoutPaths: RunPlan.Cells {
        func bare<Cell>(_ cells: [Cell], _ path: WritableKeyPath<Cell, String>) -> [Cell] {
            cells.map { cell in
                var cell = cell
                cell[keyPath: path] = ""
                return cell
            }
        }
        return switch self {
        case .throughput(let cells): .throughput(bare(cells, \.scenario.path))
        case .latency(let cells): .latency(bare(cells, \.subject.scenario.path))
        case .accuracy(let cells): .accuracy(bare(cells, \.scenario.path))
        case .backends: self
        }
    }

    /// Which cells belong together when a run is split: repeats of a round, streams of a seed, and with
    /// latencies a subject's search and what is offered at shares of its rate.
    func groups(shards: Int) -> [Int] {
        switch self {
        case .throughput(let cells):
            Self.groups(cells.map { ($0.repeat, $0.combination) }, shards: shards)
        case .latency(let cells): Self.groups(cells.map { (1, $0.subject) }, shards: .max)
        case .accuracy(let cells): cells.map { Int(clamping: $0.seed - (cells.first?.seed ?? 0)) }
        case .backends(let cells): Array(cells.indices)
        }
    }

    /// A group a repeat where there are enough of them, otherwise one a combination of factors.
    private static func groups<Combination: Hashable>(
        _ cells: [(repeat: Int, combination: Combination)], shards: Int
    ) -> [Int] {
        if cells.map(\.repeat).max() ?? 0 >= shards { return cells.map { $0.repeat - 1 } }
        var known: [Combination: Int] = [:]
        return cells.map { cell in
            if let group = known[cell.combination] { return group }
            known[cell.combination] = known.count
            return known.count - 1
        }
    }
}

extension ThroughputCell {
    /// The cell without what tells its repeats apart.
    var combination: ThroughputCell {
        var cell = self
        cell.repeat = 0
        cell.order = 0
        return cell
    }
}

extension ScenarioReference {
    /// A digest of what the scenario says: of its file, or of a dataset folder's description, which holds
    /// the digests of its files.
    func contentDigest() throws(InputError) -> String {
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        return try FileDigest.sha256(of: isFolder.boolValue ? path + "/meta.json" : path)
    }
}
