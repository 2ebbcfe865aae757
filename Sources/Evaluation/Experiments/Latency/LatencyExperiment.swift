import StreamCore
import StreamEngine

/// How long a vector waits for its result while vectors arrive on a schedule: the latency–throughput curve,
/// the highest sustainable rate, and the recovery from an overload. `LatencyRun` tells the method.
///
/// ```yaml
/// - latency: {scenario: topics.yaml, dimension: 384, fractions: [0.1, 0.5, 0.9]}
/// - latency: {scenario: topics.yaml, schedule: bursty, sweep: {offered_per_s: [1000, 5000], concurrency: [1, 2]}}
/// - latency: {scenario: topics.yaml, kind: recovery, overload: 2, overload_duration: 500ms}
/// ```
public struct LatencyExperiment: Sendable {
    /// The streams.
    public var scenarios: [ScenarioReference]
    /// What every cell has unless a factor changes it.
    public var base: LatencyCell
    /// Offered rates as shares of the sustainable rate, for curves without rates of their own.
    public var fractions: [Double]
    /// How often each cell is run.
    public var repeats: Int
    /// The factors.
    public var axes: [SweepAxis]
    /// Seeds streams, schedules and order.
    public var seed: UInt64

    static let keys =
        EngineSettings.keys + [
            "scenario", "scenarios", "dimension", "count", "seed", "repeats", "kind", "schedule", "burst_on",
            "burst_off", "burst_factor", "offered_per_s", "fractions", "duration", "warmup", "target",
            "tolerance", "overload", "overload_duration", "sweep",
        ]

    static let columns =
        ["scenario", "dimension", "offered_per_s", "schedule", "kind", "seed"]
        + EngineSettings.keys.filter { $0 != "overflow" }

    /// Floats of the vectors that are made ahead unless `count` says how many: 256 MiB.
    private static let floats = 1 << 26

    init(
        _ table: SettingsTable, seed: UInt64, scenarios locator: ScenarioLocator
    ) throws(InputError) {
        try table.checkKeys(settings: Self.keys, columns: Self.columns, csv: "latency.csv")
        self.seed = UInt64(try table.integer("seed", in: 0...Int.max, default: Int(clamping: seed)))
        repeats = try table.integer("repeats", in: 1...10_000, default: 1)
        scenarios = try locator.references(of: table)
        axes = table.sweep.filter { $0.key != "scenario" }.map { SweepAxis(key: $0.key, values: $0.values) }
        fractions = [0.1, 0.25, 0.5, 0.75, 0.9]
        if let entry = table.entry("fractions") {
            fractions = []
            // A list of a suite, or of the command line.
            for value in entry.values.flatMap({ $0.split(separator: ",") }) {
                fractions.append(try Self.number(String(value), at: entry, in: 0.001...10, table))
            }
            if table.entry("offered_per_s") != nil
                || table.sweep.contains(where: { $0.key == "offered_per_s" })
            {
                throw table.error(
                    at: entry, "stands beside offered_per_s", remedy: "give the rates in one of the two ways")
            }
        }
        guard let scenario = scenarios.first else { throw table.error("names no scenario") }
        base = LatencyCell(
            kind: .curve,
            subject: LatencySubject(
                scenario: scenario, settings: try EngineSettings.read(table, defaults: EngineSettings()),
                dimension: nil, seed: self.seed, schedule: ArrivalSchedule(.poisson), targetS: 0.01),
            load: .searched, vectors: 0, durationS: 3, warmupS: 1, tolerance: 0.05, overloadFactor: 2,
            overloadS: 0.5, repeat: 1)
        if let entry = table.entry("overflow"),
            base.subject.settings.overflow != OverflowPolicy.block.rawValue
        {
            throw table.error(
                at: entry, "a buffer that drops vectors cannot be measured here: it is not known which ones",
                remedy: "leave it at \(OverflowPolicy.block.rawValue)")
        }
        for entry in table.entries {
            switch entry.key {
            case "dimension", "kind", "schedule", "offered_per_s":
                guard let value = try table.text(entry.key) else { continue }
                try Self.set(entry.key, to: value, in: &base, table: table, at: entry)
            case "burst_on": base.subject.schedule.burstOn = try Self.duration(entry, table)
            case "burst_off": base.subject.schedule.burstOff = try Self.duration(entry, table)
            case "burst_factor":
                base.subject.schedule.burstFactor = try Self.number(of: entry, in: 1...1e6, table)
            case "duration": base.durationS = try Self.seconds(entry, table)
            case "warmup": base.warmupS = try Self.seconds(entry, table, allowingNone: true)
            case "target": base.subject.targetS = try Self.seconds(entry, table)
            case "tolerance": base.tolerance = try Self.number(of: entry, in: 0.01...0.5, table)
            case "overload": base.overloadFactor = try Self.number(of: entry, in: 0.51...1000, table)
            case "overload_duration": base.overloadS = try Self.seconds(entry, table)
            case "count": base.vectors = try table.integer("count", in: 1...100_000_000, default: 1)
            default: break
            }
        }
        try checkCombinations(table)
    }

    // MARK: Reading

    /// Sets what is a factor as well as a key.
    private static func set(
        _ key: String, to value: String, in cell: inout LatencyCell, table: SettingsTable,
        at entry: SettingsTable.Entry?
    ) throws(InputError) {
        switch key {
        case "dimension":
            cell.subject.dimension = try table.integer(
                value, at: entry, in: 1...SemanticVector.maximumDimension)
        case "seed": cell.subject.seed = UInt64(try table.integer(value, at: entry, in: 0...Int.max))
        case "offered_per_s": cell.load = .perSecond(try number(value, at: entry, in: 0.1...1e8, table))
        case "kind":
            guard let kind = LatencyKind(rawValue: value) else {
                throw table.error(
                    at: entry, "'\(value.prefix(40))' is not known",
                    remedy: NearestName.remedy(for: value, among: LatencyKind.allCases.map(\.rawValue)))
            }
            cell.kind = kind
        case "schedule":
            guard let kind = ArrivalSchedule.Kind(rawValue: value) else {
                throw table.error(
                    at: entry, "'\(value.prefix(40))' is not known",
                    remedy: NearestName.remedy(
                        for: value, among: ArrivalSchedule.Kind.allCases.map(\.rawValue)))
            }
            cell.subject.schedule.kind = kind
        default: try cell.subject.settings.set(key, to: value, in: table, at: entry)
        }
    }

    private static func number(
        _ value: String, at entry: SettingsTable.Entry?, in range: ClosedRange<Double>, _ table: SettingsTable
    ) throws(InputError) -> Double {
        guard let number = Double(value.filter { $0 != "_" }), range.contains(number) else {
            throw table.error(
                at: entry, "'\(value.prefix(40))' is not a number it can be",
                remedy: "give a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func number(
        of entry: SettingsTable.Entry, in range: ClosedRange<Double>, _ table: SettingsTable
    ) throws(InputError) -> Double {
        try number(try table.text(entry.key) ?? "", at: entry, in: range, table)
    }

    private static func duration(
        _ entry: SettingsTable.Entry, _ table: SettingsTable, allowingNone: Bool = false
    ) throws(InputError) -> Int64 {
        let text = try table.text(entry.key) ?? ""
        guard let duration = DurationText.parse(text),
            duration > .zero || (allowingNone && duration == .zero),
            duration <= .seconds(3600)
        else {
            throw table.error(
                at: entry, "'\(text.prefix(40))' is not a duration up to an hour",
                remedy: "give one such as 500ms or 3s")
        }
        return duration.wholeNanoseconds
    }

    private static func seconds(
        _ entry: SettingsTable.Entry, _ table: SettingsTable, allowingNone: Bool = false
    ) throws(InputError) -> Double {
        Double(try duration(entry, table, allowingNone: allowingNone)) * 1e-9
    }

    /// Refuses values and combinations that no cell could run with.
    private func checkCombinations(_ table: SettingsTable) throws(InputError) {
        for cell in try subjects(table) {
            let scenario = try cell.subject.scenario.load()
            let dimension = scenario.dimension(override: cell.subject.dimension)
            try cell.subject.settings.check(in: table, dimension: dimension)
            if let fixed = scenario.fixedDimension, let asked = cell.subject.dimension, asked != fixed {
                let place = table.entry("dimension") ?? table.sweep.first { $0.key == "dimension" }
                throw table.error(
                    at: place, field: "dimension",
                    "is \(asked), but the vectors of \(cell.subject.scenario.name) have \(fixed) components",
                    remedy: "leave it out for this scenario")
            }
            if base.vectors > 0, base.vectors > ThroughputExperiment.longestGenerated / max(dimension, 1) {
                throw table.error(
                    at: table.entry("count"), field: "count",
                    "\(base.vectors) vectors of \(dimension) components are too many to make ahead",
                    remedy: "take fewer: a longer schedule takes them again from the beginning")
            }
            if case .perSecond(let rate) = cell.load, rate * (cell.durationS + cell.warmupS) > 1e8 {
                throw table.error(
                    at: table.entry("duration"), field: "duration",
                    "a schedule of more than 100,000,000 arrivals is too long", remedy: "make it shorter")
            }
        }
    }

    // MARK: The plan

    /// A cell for every combination of scenario and factors, before shares and repetitions.
    private func subjects(_ table: SettingsTable) throws(InputError) -> [LatencyCell] {
        var cells: [LatencyCell] = []
        for scenario in scenarios {
            for factors in SweepAxis.combinations(of: axes) {
                var cell = base
                cell.subject.scenario = scenario
                for (key, value) in factors.sorted(by: { $0.key < $1.key }) {
                    let place = table.sweep.first { $0.key == key }
                    try Self.set(key, to: value, in: &cell, table: table, at: place)
                }
                if cell.vectors == 0 {
                    let dimension = try scenario.load().dimension(override: cell.subject.dimension)
                    let fitting = min(50_000, Self.floats / max(dimension, 1))
                    // A recording has as many as it has; the schedule repeats them.
                    let scenario = try scenario.load()
                    cell.vectors = scenario.isRecorded ? min(fitting, scenario.count ?? fitting) : fitting
                }
                cells.append(cell)
            }
        }
        return cells
    }

    /// The cells, in the order in which they run.
    ///
    /// First a search for each subject whose other cells are offered shares of its sustainable rate. Then
    /// every repetition is a round of all cells, shuffled anew, so that whatever drifts on the machine
    /// drifts across all alike.
    public func plan() throws(InputError) -> [LatencyCell] {
        let table = SettingsTable(file: "", line: nil, name: "latency")
        var searches: [LatencyCell] = []
        var measured: [LatencyCell] = []
        for cell in try subjects(table) {
            switch (cell.kind, cell.load) {
            case (.search, _):
                var cell = cell
                cell.load = .searched
                if !measured.contains(cell) { measured.append(cell) }
            case (_, .perSecond): measured.append(cell)
            default:
                var search = cell
                search.kind = .search
                search.load = .searched
                if !searches.contains(search) { searches.append(search) }
                for share in cell.kind == .curve ? fractions : [0.5] {
                    var cell = cell
                    cell.load = .share(share)
                    measured.append(cell)
                }
            }
        }
        var generator = SeededGenerator(seed: seed, stream: 4)
        var cells = generator.permutation(of: searches.count).map { searches[$0] }
        for number in 1...repeats {
            for place in generator.permutation(of: measured.count) {
                var cell = measured[place]
                cell.repeat = number
                cells.append(cell)
            }
        }
        return cells
    }
}
