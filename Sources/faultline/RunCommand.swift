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
              faultline run datasets/suites/full.yaml --dry-run
              faultline run datasets/suites/full.yaml --output results/full --resume
              faultline run datasets/suites/full.yaml --output part1 --shard 1/2

            The folder gets throughput.csv, accuracy.csv, cascade.csv and backends.csv as far as the suite \
            has such experiments, and report.md, summary.json, environment.json, plan.json and \
            events.jsonl. summary.json says "complete" only when everything is in place.

            Ctrl-C ends a run after writing what is done (exit code 130); --resume goes on with it, as after \
            any crash. Each finished cell is on disk before the next one begins.
            """)

    @Argument(help: "The suite, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var suite: String

    @OptionGroup(title: "Run options") var options: SuiteOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await reportingFailures {
            try await SuiteRun(options: options, common: common)(try Suite(contentsOf: suite))
        }
    }
}
