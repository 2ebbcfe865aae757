import ArgumentParser

/// The root of the command line: names the subcommands, prints help and version.
@main
struct FaultlineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faultline",
        abstract: "Finds structural breaks in streams of embedding vectors, and measures how well.",
        discussion: """
            The main job is a suite: it generates streams with planted events, feeds them to the engine \
            under varying backends, concurrency and buffer sizes, and writes throughput and accuracy \
            reports.

            EXAMPLES
              faultline run datasets/suites/quick.yaml --output results/quick
              faultline detect datasets/debian-descriptions --windowing count --window 1000 --slide 100
              faultline generate datasets/scenarios/breaks.yaml --output breaks

            EXIT CODES
              0 done, 1 failure at run time, 64 usage, 65 bad input data, scenario or suite,
              66 input missing or not readable, 74 output not writable, 130 interrupted
            """,
        version: Version.current,
        subcommands: [
            RunCommand.self, GenerateCommand.self, DetectCommand.self, ThroughputCommand.self,
            LatencyCommand.self, AccuracyCommand.self, BackendsCommand.self, CompareCommand.self,
            MergeCommand.self, InfoCommand.self, WorkerSubcommand.self,
        ]
    )
}

/// The version that `--version` prints and that runs record.
enum Version {
    static let current = "0.1.0"
}
