import StreamCore

/// What a run does: experiments, each with the factors that it sweeps.
///
/// ```yaml
/// name: quick
/// seed: 1
/// experiments:
///   - throughput: {scenario: topics.yaml, count: 50000, repeats: 3, sweep: {backend: [simd, blas]}}
///   - accuracy: {scenarios: [breaks.yaml], seeds: 20, sweep: {detector: [calibrated, original]}}
///   - backends: {sweep: {window: [1024], dimension: [384], batch: [1, 16, 256]}}
/// ```
public struct Suite: Sendable {
    /// The suite's name, as reports show it.
    public var name: String
    /// Where it was read from, or `command line`.
    public var file: String
    /// Seeds the order of the cells and the streams of throughput cells.
    public var seed: UInt64
    /// The experiments, in the order in which they run.
    public var experiments: [Experiment]

    /// Reads a suite and checks everything that can be checked without running it: keys, values, that
    /// combinations make sense and that scenarios exist and are sound.
    ///
    /// - Throws: ``StreamCore/InputError`` with file, line, field and remedy.
    public init(contentsOf path: String) throws(InputError) {
        try self.init(document: SuiteDocument(path: path))
    }

    /// As ``init(contentsOf:)``, for YAML at hand; relative scenarios are looked for from `file`'s folder.
    public init(yaml: String, file: String) throws(InputError) {
        try self.init(document: SuiteDocument(yaml: yaml, file: file))
    }

    init(document: SuiteDocument) throws(InputError) {
        name = document.name
        file = document.file
        seed = document.seed
        let scenarios = ScenarioLocator(suite: document.file)
        var experiments: [Experiment] = []
        for table in document.experiments {
            experiments.append(try Experiment(table, seed: document.seed, scenarios: scenarios))
        }
        self.experiments = experiments
    }

    /// The suite of one experiment, as the command line names it.
    ///
    /// - Parameters:
    ///   - kind: `throughput`, `latency`, `accuracy` or `backends`.
    ///   - settings: Values by key, the keys of a suite.
    ///   - sweeps: Each `key=value,value`.
    ///   - seed: As ``seed``.
    public init(
        experiment kind: String, settings: [(key: String, value: String)], sweeps: [String],
        seed: UInt64 = 1
    ) throws(InputError) {
        var table = SettingsTable(file: "command line", line: nil, name: kind)
        for (key, value) in settings {
            table.entries.append(.init(key: key, line: nil, values: [value], isList: false))
        }
        for sweep in sweeps {
            let parts = sweep.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let values = parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : []
            guard let key = parts.first, !key.isEmpty, !values.isEmpty else {
                throw InputError(
                    file: "command line", field: "--sweep", problem: "'\(sweep.prefix(80))' is not a sweep",
                    remedy: "write it as --sweep backend=simd,blas")
            }
            table.sweep.append(.init(key: String(key), line: nil, values: values, isList: true))
        }
        name = kind
        file = "command line"
        self.seed = seed
        experiments = [try Experiment(table, seed: seed, scenarios: ScenarioLocator(suite: nil))]
    }
}

/// One experiment of a suite.
public enum Experiment: Sendable {
    /// How fast the engine is, end to end.
    case throughput(ThroughputExperiment)
    /// How long a vector waits for its result.
    case latency(LatencyExperiment)
    /// How well changes are found.
    case accuracy(AccuracyExperiment)
    /// How fast the kernels are.
    case backends(BackendsExperiment)

    /// The names by which a suite calls them.
    static let kinds = ["throughput", "latency", "accuracy", "backends"]

    init(
        _ table: SettingsTable, seed: UInt64, scenarios: ScenarioLocator
    ) throws(InputError) {
        switch table.name {
        case "throughput":
            self = .throughput(try ThroughputExperiment(table, seed: seed, scenarios: scenarios))
        case "latency": self = .latency(try LatencyExperiment(table, seed: seed, scenarios: scenarios))
        case "accuracy": self = .accuracy(try AccuracyExperiment(table, seed: seed, scenarios: scenarios))
        case "backends": self = .backends(try BackendsExperiment(table, seed: seed))
        default:
            throw table.error(
                "unknown experiment", remedy: NearestName.remedy(for: table.name, among: Self.kinds))
        }
    }

    /// The name by which a suite calls it.
    public var kind: String {
        switch self {
        case .throughput: "throughput"
        case .latency: "latency"
        case .accuracy: "accuracy"
        case .backends: "backends"
        }
    }
}
