import StreamCore

/// How fast the engine is end to end, in a closed loop: a source that is always ready, until the last
/// pattern is out.
public struct ThroughputExperiment: Sendable {
    /// Where a cell's vectors come from.
    public enum Source: String, Sendable, Codable, Hashable, CaseIterable {
        /// Made before the clock starts.
        case generated
        /// Made while the engine runs, in a process of the cell's own: for memory, not for speed.
        case streamed
    }

    /// The streams.
    public var scenarios: [ScenarioReference]
    /// The settings that are not swept.
    public var settings: EngineSettings
    /// The dimension, or nil for the scenario's own.
    public var dimension: Int?
    /// Vectors in a stream, or nil for as many as the scenario says.
    public var count: Int?
    /// How often each cell is run.
    public var repeats: Int
    /// Where the vectors come from.
    public var source: Source
    /// The factors.
    public var axes: [SweepAxis]
    /// Seeds streams and order.
    public var seed: UInt64

    static let columns = [
        "scenario", "backend", "coherence", "dimension", "window", "batch_size", "buffer_size",
        "concurrency", "seed", "vectors", "windowing", "slide", "detector", "detection_interval",
        "threshold", "overflow",
    ]

    /// The longest stream that is made ahead of the clock, in floats: 8 GiB of them.
    static let longestGenerated = 1 << 31

    init(
        _ table: SettingsTable, seed: UInt64, scenarios locator: ScenarioLocator
    ) throws(InputError) {
        try table.checkKeys(
            settings: EngineSettings.keys + [
                "scenario", "scenarios", "count", "dimension", "repeats", "source", "seed", "sweep",
            ],
            columns: Self.columns, csv: "throughput.csv")
        settings = try EngineSettings.read(table, defaults: EngineSettings())
        self.seed = UInt64(try table.integer("seed", in: 0...Int.max, default: Int(clamping: seed)))
        repeats = try table.integer("repeats", in: 1...10_000, default: 1)
        count =
            try table.text("count") == nil
            ? nil : table.integer("count", in: 1...1_000_000_000, default: 1)
        dimension =
            try table.text("dimension") == nil
            ? nil : table.integer("dimension", in: 1...SemanticVector.maximumDimension, default: 1)
        source = .generated
        if let text = try table.text("source") {
            guard let known = Source(rawValue: text) else {
                throw table.error(
                    at: table.entry("source"), "'\(text.prefix(40))' is not known",
                    remedy: NearestName.remedy(for: text, among: Source.allCases.map(\.rawValue)))
            }
            source = known
        }
        scenarios = try locator.references(of: table)
        axes = []
        for entry in table.sweep where entry.key != "scenario" {
            axes.append(SweepAxis(key: entry.key, values: entry.values))
        }
        try checkCombinations(table)
    }

    /// Refuses values and combinations that no cell could run with.
    private func checkCombinations(_ table: SettingsTable) throws(InputError) {
        for factors in SweepAxis.combinations(of: axes) {
            for scenario in scenarios {
                let cell = try cell(scenario: scenario, factors: factors, repeat: 1, table: table)
                let ownDimension = try scenario.load().dimension(override: cell.dimension)
                try cell.settings.check(in: table, dimension: ownDimension)
                if let fixed = try scenario.load().fixedDimension, let asked = cell.dimension, asked != fixed
                {
                    let place = table.entry("dimension") ?? table.sweep.first { $0.key == "dimension" }
                    throw table.error(
                        at: place, field: "dimension",
                        "is \(asked), but the vectors of \(scenario.name) have \(fixed) components",
                        remedy: "leave it out for this scenario")
                }
                if cell.vectors == nil, try !scenario.load().isBounded {
                    throw table.error(
                        field: "count", "\(scenario.name) has no end of its own", remedy: "give count")
                }
                try scenario.load().check(count: cell.vectors)
                let own = try scenario.load().count
                if source == .generated, let vectors = cell.vectors ?? own,
                    vectors > Self.longestGenerated / max(ownDimension, 1)
                {
                    let place = table.sweep.first { $0.key == "vectors" } ?? table.entry("count")
                    throw table.error(
                        at: place, field: place?.key ?? "count",
                        "\(vectors) vectors of \(ownDimension) components are too many to make ahead",
                        remedy: "take fewer, or set source to streamed")
                }
            }
        }
    }

    private func cell(
        scenario: ScenarioReference, factors: [String: String], repeat number: Int, table: SettingsTable
    ) throws(InputError) -> ThroughputCell {
        var cell = ThroughputCell(
            scenario: scenario, settings: settings, dimension: dimension, vectors: count, seed: seed,
            repeat: number, source: source, order: 0)
        for (key, value) in factors.sorted(by: { $0.key < $1.key }) {
            let place = table.sweep.first { $0.key == key }
            switch key {
            case "dimension":
                cell.dimension = try table.integer(value, at: place, in: 1...SemanticVector.maximumDimension)
            case "vectors": cell.vectors = try table.integer(value, at: place, in: 1...1_000_000_000)
            case "seed": cell.seed = UInt64(try table.integer(value, at: place, in: 0...Int.max))
            default: try cell.settings.set(key, to: value, in: table, at: place)
            }
        }
        return cell
    }

    /// The cells, in the order in which they run: every repeat is a round of all of them, shuffled anew,
    /// so that whatever drifts on the machine drifts across all alike.
    public func plan() throws(InputError) -> [ThroughputCell] {
        let table = SettingsTable(file: "", line: nil, name: "throughput")
        var generator = SeededGenerator(seed: seed, stream: 1)
        var cells: [ThroughputCell] = []
        for number in 1...repeats {
            var round: [ThroughputCell] = []
            for scenario in scenarios {
                for factors in SweepAxis.combinations(of: axes) {
                    round.append(try cell(scenario: scenario, factors: factors, repeat: number, table: table))
                }
            }
            for place in generator.permutation(of: round.count) {
                var cell = round[place]
                cell.order = cells.count + 1
                cells.append(cell)
            }
        }
        return cells
    }
}

/// One run of the engine over one stream.
public struct ThroughputCell: Sendable, Hashable, Codable {
    /// The stream.
    public var scenario: ScenarioReference
    /// The engine's settings.
    public var settings: EngineSettings
    /// The dimension, or nil for the scenario's own.
    public var dimension: Int?
    /// Vectors to take, or nil for as many as the scenario says.
    public var vectors: Int?
    /// The stream's seed.
    public var seed: UInt64
    /// Which repetition, from 1.
    public var `repeat`: Int
    /// Where the vectors come from.
    public var source: ThroughputExperiment.Source
    /// Its place in the order, from 1.
    public var order: Int

    /// What a person sees of it while it runs.
    var label: String {
        "\(scenario.name) \(settings.coherence) \(settings.backend) ×\(settings.concurrency)"
            + " buffer \(settings.bufferSize)" + (vectors.map { " \($0) vectors" } ?? "")
    }

    /// About how many seconds it takes: what the progress is weighed by.
    var cost: Double {
        let rate =
            switch settings.coherence {
            case "full": 8000.0
            case "components": 60_000.0
            default: 100_000.0
            }
        let slower = (source == .streamed ? 1.5 : 1) * (settings.backend == "reference" ? 20 : 1)
        return Double(vectors ?? 5000) / rate * slower + 0.02
    }
}
