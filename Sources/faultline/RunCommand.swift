import ArgumentParser
import Evaluation

/// `faultline run`: the main job, all experiments of a suite.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run every experiment of a suite and write its reports.",
        discussion: """
            EXAMPLES
              faultline run datasets/suites/quick.yaml --output results/quick
              faultline run my-suite.yaml --output results/mine --force --quiet

            The folder gets throughput.csv, accuracy.csv, cascade.csv and backends.csv as far as the suite \
            has such experiments, and report.md, summary.json, environment.json, plan.json and \
            events.jsonl. summary.json says "complete" only when everything is in place.
            """)

    @Argument(help: "The suite, a YAML file.")
    var suite: String

    @Option(name: [.short, .long], help: "The folder to write.")
    var output: String

    @Flag(help: "Replace an earlier run in the folder.")
    var force = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await reportingFailures {
            try await SuiteRun(output: output, force: force, common: common)(try Suite(contentsOf: suite))
        }
    }
}
