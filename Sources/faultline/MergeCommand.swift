import ArgumentParser
import Evaluation
import Reporting

/// `faultline merge`: the shards of one run become one folder.
struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Put the shards of one run together.",
        discussion: """
            EXAMPLES
              faultline run datasets/suites/full.yaml --output part1 --shard 1/2
              faultline run datasets/suites/full.yaml --output part2 --shard 2/2
              faultline merge part1 part2 --output results/full

            The folder is the one that a single run would have written, timings aside. All shards have to be \
            there once, and whole. The streams of a seed and the repeats of a round stay in one shard, so that \
            what is compared with each other was measured on one machine.
            """)

    @Argument(help: "The shards' folders.", completion: .directory)
    var shards: [String]

    @Option(name: [.short, .long], help: "The folder to write.", completion: .directory)
    var output: String

    @Flag(help: "Replace an earlier run in the folder.")
    var force = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await reportingFailures {
            let merge = RunMerge(shards: shards, output: output, overwrite: force)
            try SuiteRun.show(try merge.run(rendering: RunReport.files), common: common)
        }
    }
}
