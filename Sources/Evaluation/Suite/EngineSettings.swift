import CoherenceGraph
import PatternDetection
import Similarity
import StreamCore
import StreamEngine

/// How the engine is set in one cell, in the words of the suite; the columns of the CSV files repeat them.
public struct EngineSettings: Sendable, Hashable, Codable {
    /// Which kernels compute similarities.
    public var backend = BackendKind.simd.rawValue
    /// How many tasks share a batch.
    public var concurrency = 1
    /// Vectors that the buffer before the engine holds.
    public var bufferSize = 10_000
    /// What a full buffer does.
    public var overflow = OverflowPolicy.block.rawValue
    /// Vectors handed to the kernels at once.
    public var batchSize = 256
    /// The kind of window: `count`, `tumbling`, `sliding`, `session` or `landmark`.
    public var windowing = "count"
    /// The window's size: a number of vectors for `count`, otherwise a duration.
    public var window = "1000"
    /// How far the window moves: as `window`; nil is a tenth of a count window, half of a sliding one.
    public var slide: String?
    /// How long a pause ends a session, as a duration.
    public var gap = "10s"
    /// How late a vector may be, as a duration.
    public var lateness = "0s"
    /// How much of the graph is computed at every block.
    public var coherence = CoherenceLevel.components.rawValue
    /// Which detector judges the blocks.
    public var detector = DetectorKind.calibrated.rawValue
    /// Vectors in a detection block.
    public var detectionInterval = 100
    /// The similarity from which two vectors are joined.
    public var threshold = 0.65
    /// The mean number of blocks between false alarms.
    public var averageRunLength = 1000.0
    /// The level of significance for adjusted p-values.
    public var alpha = 0.05

    /// The settings of an experiment that says nothing else.
    public init() {}

    /// The keys by which a suite sets these.
    static let keys = [
        "backend", "concurrency", "buffer_size", "overflow", "batch_size", "windowing", "window", "slide",
        "gap", "lateness", "coherence", "detector", "detection_interval", "threshold",
        "average_run_length", "alpha",
    ]

    /// Reads every key of `table` that is one of ``keys``.
    static func read(_ table: SettingsTable, defaults: EngineSettings) throws(InputError) -> EngineSettings {
        var settings = defaults
        for key in keys {
            if let value = try table.text(key) {
                try settings.set(key, to: value, in: table, at: table.entry(key))
            }
        }
        return settings
    }

    /// Takes over those of `factors` that are engine settings; values have been checked with
    /// ``set(_:to:in:at:)``, one that has not and is none changes nothing.
    mutating func apply(_ factors: [String: String]) {
        let table = SettingsTable(file: "", line: nil, name: "")
        for (key, value) in factors where Self.keys.contains(key) {
            try? set(key, to: value, in: table, at: nil)
        }
    }

    /// Sets `key`, which must be one of ``keys``, to `value`.
    mutating func set(
        _ key: String, to value: String, in table: SettingsTable, at entry: SettingsTable.Entry?
    ) throws(InputError) {
        func number(_ range: ClosedRange<Double>) throws(InputError) -> Double {
            guard let number = Double(value), range.contains(number) else {
                throw table.error(
                    at: entry, "'\(value.prefix(40))' is not a number it can be",
                    remedy: "give a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return number
        }
        func word(_ known: [String]) throws(InputError) -> String {
            guard known.contains(value) else {
                throw table.error(
                    at: entry, "'\(value.prefix(40))' is not known",
                    remedy: NearestName.remedy(for: value, among: known))
            }
            return value
        }
        switch key {
        case "backend": backend = try word(BackendKind.allCases.map(\.rawValue))
        case "coherence": coherence = try word(CoherenceLevel.allCases.map(\.rawValue))
        case "detector": detector = try word(DetectorKind.allCases.map(\.rawValue))
        case "overflow": overflow = try word(OverflowPolicy.allCases.map(\.rawValue))
        case "windowing": windowing = try word(["count", "tumbling", "sliding", "session", "landmark"])
        case "concurrency": concurrency = try table.integer(value, at: entry, in: 1...1024)
        case "buffer_size": bufferSize = try table.integer(value, at: entry, in: 1...100_000_000)
        case "batch_size": batchSize = try table.integer(value, at: entry, in: 1...1_000_000)
        case "detection_interval":
            detectionInterval = try table.integer(value, at: entry, in: 1...100_000_000)
        case "window": window = value
        case "slide": slide = value
        case "gap": gap = value
        case "lateness": lateness = value
        case "threshold": threshold = try number(-1...1)
        case "average_run_length": averageRunLength = try number(1...1e12)
        case "alpha": alpha = try number(0...1)
        default: throw table.error(at: entry, "unknown key")
        }
    }
}
