import ArgumentParser
import Evaluation

/// `faultline accuracy`: how well detectors find what a scenario plants.
struct AccuracyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accuracy",
        abstract: "Measure how well, how late and how often wrongly detectors find a scenario's events.",
        discussion: """
            EXAMPLES
              faultline accuracy datasets/scenarios/breaks.yaml --output results/breaks \\
                  --seeds 50
              faultline accuracy datasets/scenarios/cascades.yaml --output results/cas \\
                  --sweep detector=calibrated,original

            Seeds begin at 1000: 0 to 99 are for tuning. Data of your own needs a truth.csv (in the folder, \
            or beside a file X as X.truth.csv) and is run once, since no seed changes it.
            """)

    @Argument(
        help: "The scenario, a YAML file; or data of your own, a dataset folder or a file of vectors.",
        completion: .file())
    var scenario: String

    @Option(help: "How many seeds.")
    var seeds: Int?

    @Option(help: "Seeds the order of the cells.")
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "A factor and its values, such as detector=calibrated,original.", valueName: "key=v1,v2"))
    var sweep: [String] = []

    @OptionGroup(title: "Engine options") var engine: EngineOptions
    @OptionGroup(title: "Run options") var options: SuiteOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await reportingFailures {
            var settings = [(key: "scenarios", value: scenario)] + engine.suiteSettings
            if let seeds { settings.append(("seeds", String(seeds))) }
            let suite = try Suite(experiment: "accuracy", settings: settings, sweeps: sweep, seed: seed)
            try await SuiteRun(options: options, common: common)(suite)
        }
    }
}
