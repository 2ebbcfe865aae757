import PatternDetection
import StreamCore

/// How well detectors find what was planted, over many seeds.
///
/// A cell is one stream judged by one detector. Every cell of a seed sees the same stream, so detectors
/// are compared on equal ground.
public struct AccuracyExperiment: Sendable {
    /// The streams.
    public var scenarios: [ScenarioReference]
    /// The settings that are not swept.
    public var settings: EngineSettings
    /// How many seeds.
    public var seeds: Int
    /// The first seed; reports use seeds from 1000 up, those below 100 are for tuning.
    public var firstSeed: UInt64
    /// Vectors in a stream, or nil for as many as the scenario says.
    public var count: Int?
    /// The dimension, or nil for the scenario's own.
    public var dimension: Int?
    /// The factors.
    public var axes: [SweepAxis]

    static let columns = [
        "scenario", "detector", "pattern_type", "strength", "backend", "coherence", "dimension", "window",
        "detection_interval", "threshold", "average_run_length", "alpha",
    ]

    init(
        _ table: SettingsTable, seed: UInt64, scenarios locator: ScenarioLocator
    ) throws(InputError) {
        let own = [
            "scenario", "scenarios", "seeds", "first_seed", "count", "dimension", "pattern_type", "strength",
            "sweep",
        ]
        try table.checkKeys(
            settings: EngineSettings.keys + own, columns: Self.columns, csv: "accuracy.csv")
        var defaults = EngineSettings()
        defaults.detectionInterval = 50
        defaults.slide = "50"
        defaults.coherence = "moments"
        if let windowing = try table.text("windowing"), windowing != "count" { defaults.slide = nil }
        settings = try EngineSettings.read(table, defaults: defaults)
        seeds = try table.integer("seeds", in: 1...100_000, default: 20)
        firstSeed = UInt64(try table.integer("first_seed", in: 0...Int.max / 2, default: 1000))
        count =
            try table.text("count") == nil
            ? nil : table.integer("count", in: 1...100_000_000, default: 1)
        dimension =
            try table.text("dimension") == nil
            ? nil : table.integer("dimension", in: 1...SemanticVector.maximumDimension, default: 1)
        scenarios = try locator.references(of: table)
        axes = []
        for column in Self.columns where column != "scenario" {
            guard
                let entry = table.sweep.first(where: { $0.key == column })
                    ?? (["pattern_type", "strength"].contains(column) ? table.entry(column) : nil)
            else { continue }
            axes.append(SweepAxis(key: column, values: entry.values))
            for value in entry.values { try Self.check(value, of: entry, in: table) }
        }
        for cell in plan() {
            let loaded = try cell.scenario.load(type: cell.patternType, strength: cell.strength)
            if let asked = cell.dimension, let fixed = loaded.fixedDimension, asked != fixed {
                throw table.error(
                    at: table.entry("dimension") ?? table.sweep.first { $0.key == "dimension" },
                    field: "dimension",
                    "is \(asked), but the vectors of \(cell.scenario.name) have \(fixed) components",
                    remedy: "leave it out for this scenario")
            }
            if count == nil, !loaded.isBounded {
                throw table.error(
                    field: "count", "\(cell.scenario.name) has no end of its own", remedy: "give count")
            }
            // A type or strength that the scenario cannot have shows here, before anything has run.
            try loaded.check(count: count, needsTruth: true)
            _ = try loaded.stream(seed: cell.seed, count: count, dimension: cell.dimension)
            try cell.settings.check(in: table, dimension: loaded.dimension(override: cell.dimension))
            if cell.seed > firstSeed { break }
        }
    }

    private static func check(
        _ value: String, of entry: SettingsTable.Entry, in table: SettingsTable
    ) throws(InputError) {
        switch entry.key {
        case "pattern_type":
            guard PatternType(rawValue: value) != nil else {
                throw table.error(
                    at: entry, "'\(value.prefix(40))' is not a pattern type",
                    remedy: NearestName.remedy(
                        for: value, among: PatternType.allCases.map(\.rawValue)))
            }
        case "strength":
            guard ["weak", "medium", "strong"].contains(value) || (Double(value) ?? -1) > 0 else {
                throw table.error(
                    at: entry, "'\(value.prefix(40))' is not a strength",
                    remedy: "give weak, medium, strong or a positive number")
            }
        case "dimension": _ = try table.integer(value, at: entry, in: 1...SemanticVector.maximumDimension)
        default:
            var settings = EngineSettings()
            try settings.set(entry.key, to: value, in: table, at: entry)
        }
    }

    /// The cells: seed by seed, so that a run that is cut short has every factor. Recorded data is run
    /// once, since no seed changes it.
    public func plan() -> [AccuracyCell] {
        var cells: [AccuracyCell] = []
        for number in 0..<seeds {
            for scenario in scenarios where number == 0 || !scenario.isRecorded {
                for factors in SweepAxis.combinations(of: axes) {
                    var cell = AccuracyCell(
                        scenario: scenario, settings: settings, patternType: factors["pattern_type"],
                        strength: factors["strength"], seed: firstSeed + UInt64(number), count: count,
                        dimension: factors["dimension"].flatMap { Int($0) } ?? dimension,
                        isTraced: number == 0)
                    cell.settings.apply(factors)
                    cells.append(cell)
                }
            }
        }
        return cells
    }
}

/// One stream, judged by one detector.
public struct AccuracyCell: Sendable, Hashable, Codable {
    /// The stream.
    public var scenario: ScenarioReference
    /// The engine's settings, the detector among them.
    public var settings: EngineSettings
    /// What every planted event is turned into, or nil for what the scenario says.
    public var patternType: String?
    /// What every planted event's strength is set to, or nil for what the scenario says.
    public var strength: String?
    /// The stream's seed.
    public var seed: UInt64
    /// Vectors to take, or nil for as many as the scenario says.
    public var count: Int?
    /// The dimension, or nil for the scenario's own.
    public var dimension: Int?
    /// Whether every block is noted, for the timeline.
    public var isTraced: Bool

    /// What a person sees of it while it runs.
    var label: String {
        [scenario.name, settings.detector, patternType, strength, "seed \(seed)"].compactMap { $0 }
            .joined(separator: " ")
    }
}
