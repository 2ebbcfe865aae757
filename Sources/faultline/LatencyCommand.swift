import ArgumentParser
import Evaluation

/// `faultline latency`: how long vectors wait for their result while they arrive on a schedule.
struct LatencyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "latency",
        abstract: "Measure the engine's latency on a scenario, in an open loop.",
        discussion: """
            EXAMPLES
              faultline latency datasets/scenarios/topics.yaml --output results/curve
              faultline latency datasets/scenarios/topics.yaml --output results/rates \\
                  --schedule bursty --sweep offered_per_s=1000,5000,20000
              faultline latency datasets/scenarios/topics.yaml --output results/max \\
                  --dimension 384 --kind search --target 5ms
              faultline latency datasets/scenarios/topics.yaml --output results/burst \\
                  --kind recovery

            Vectors arrive on a schedule that never waits for the engine; a latency counts from the \
            intended arrival to the moment the vector is in the graph and any detection then due is done.

            Without rates, a search first finds the highest sustainable rate, and the curve is measured at \
            shares of it. Sweep keys are the columns of latency.csv.
            """)

    @Argument(help: "The scenario, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var scenario: String

    @Option(
        help: "What to measure: curve, search or recovery.",
        completion: .list(LatencyKind.allCases.map(\.rawValue)))
    var kind: String?

    @Option(
        help: "When vectors arrive: fixed, poisson or bursty.",
        completion: .list(["fixed", "poisson", "bursty"]))
    var schedule: String?

    @Option(help: ArgumentHelp("Vectors to offer, a second.", valueName: "vectors"))
    var rate: Double?

    @Option(help: ArgumentHelp("Shares of the sustainable rate to offer.", valueName: "f1,f2"))
    var fractions: String?

    @Option(help: ArgumentHelp("How long each rate is measured, such as 3s.", valueName: "duration"))
    var duration: String?

    @Option(help: ArgumentHelp("How long a schedule runs before that.", valueName: "duration"))
    var warmup: String?

    @Option(help: ArgumentHelp("What the 99th percentile may be at a sustained rate.", valueName: "duration"))
    var target: String?

    @Option(help: ArgumentHelp("Components of a vector.", valueName: "components"))
    var dimension: Int?

    @Option(help: "How often each cell is measured.")
    var repeats: Int?

    @Option(help: "Seeds the stream, the schedules and the order of the cells.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("A factor and its values, a column of latency.csv.", valueName: "key=v1,v2"))
    var sweep: [String] = []

    @OptionGroup(title: "Engine options") var engine: EngineOptions
    @OptionGroup(title: "Run options") var options: SuiteOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await reportingFailures {
            var settings = [(key: "scenario", value: scenario)] + engine.suiteSettings
            let single: [(String, String?)] = [
                ("kind", kind), ("schedule", schedule), ("offered_per_s", rate.map { "\($0)" }),
                ("duration", duration), ("warmup", warmup), ("target", target),
                ("dimension", dimension.map(String.init)), ("repeats", repeats.map(String.init)),
                ("fractions", fractions),
            ]
            settings += single.compactMap { key, value in value.map { (key, $0) } }
            let suite = try Suite(experiment: "latency", settings: settings, sweeps: sweep, seed: seed)
            try await SuiteRun(options: options, common: common)(suite)
        }
    }
}
