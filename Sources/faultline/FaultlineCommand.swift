import ArgumentParser

/// The root of the command line: names the subcommands, prints help and version.
@main
struct FaultlineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faultline",
        abstract: "Finds structural breaks in streams of embedding vectors, and measures how well.",
        discussion: """
            The main job is a suite: it generates streams with planted events, feeds them to the engine \
            under varying backends, concurrency and buffer sizes, and reports throughput, latency and \
            accuracy.

            EXAMPLES
              faultline run datasets/suites/quick.yaml --output results/quick
              faultline generate datasets/scenarios/breaks.yaml --output breaks
              faultline detect breaks --windowing count --window 1000
              faultline compare results/main results/branch
              faultline --generate-completion-script zsh > _faultline

            EXIT CODES
              0 done, 1 failure at run time, 2 worse, 3 not comparable, 64 usage,
              65 bad input data, scenario or suite, 66 input missing or not readable,
              74 output not writable, 130 interrupted

            ENVIRONMENT
              FAULTLINE_ISA names the instruction set of the kernels; FAULTLINE_SCREENING=on
              or off has 8-bit codes screen pairs always or never, in place of where it pays;
              FAULTLINE_GNUPLOT the program that draws figures; NO_COLOR switches colour off,
              as --color never does.
            """,
        version: Version.full,
        subcommands: [
            RunCommand.self, GenerateCommand.self, DetectCommand.self, ThroughputCommand.self,
            LatencyCommand.self, AccuracyCommand.self, BackendsCommand.self, CompareCommand.self,
            MergeCommand.self, ReportCommand.self, InfoCommand.self, WorkerSubcommand.self,
        ]
    )

    /// Runs the command that the arguments name; a mistyped one is answered with the nearest.
    static func main() async {
        if let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), word != "help" {
            let shown = configuration.subcommands.filter { $0.configuration.shouldDisplay }
            let names = shown.compactMap { $0.configuration.commandName }
            if !names.contains(word), word != WorkerSubcommand.name {
                Talk.error(
                    "there is no command '\(word.prefix(40))'; "
                        + Suggestion.remedy(for: word, among: names))
                exit(withError: FaultlineExit.usage)
            }
        }
        await main(nil)
    }
}
