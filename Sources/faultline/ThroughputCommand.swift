import ArgumentParser
import Evaluation

/// `faultline throughput`: how fast the engine is on one scenario, end to end.
struct ThroughputCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "throughput",
        abstract: "Measure the engine's throughput on a scenario, from source to last pattern.",
        discussion: """
            EXAMPLES
              faultline throughput datasets/scenarios/tight.yaml --output results/tight
              faultline throughput datasets/scenarios/topics.yaml --output results/sweep \\
                  --sweep backend=simd,blas --sweep buffer_size=256,10000

            Sweep keys are the columns of throughput.csv.
            """)

    @Argument(
        help: "The scenario, a YAML file; or data of your own, a dataset folder or a file of vectors.",
        completion: .file())
    var scenario: String

    @Option(help: "Vectors in the stream.")
    var count: Int?

    @Option(help: "How often each cell is measured.")
    var repeats: Int?

    @Option(help: "Seeds the streams and the order of the cells.")
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp("A factor and its values, a column of throughput.csv.", valueName: "key=v1,v2"))
    var sweep: [String] = []

    @OptionGroup(title: "Engine options") var engine: EngineOptions
    @OptionGroup(title: "Run options") var options: SuiteOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await reportingFailures {
            var settings = [(key: "scenario", value: scenario)] + engine.suiteSettings
            if let count { settings.append(("count", String(count))) }
            if let repeats { settings.append(("repeats", String(repeats))) }
            let suite = try Suite(experiment: "throughput", settings: settings, sweeps: sweep, seed: seed)
            try await SuiteRun(options: options, common: common)(suite)
        }
    }
}
