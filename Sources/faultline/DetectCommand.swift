import ArgumentParser
import Foundation
import StreamCore
import StreamEngine
import StreamFormats

/// `faultline detect`: the engine on the user's own data.
struct DetectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detect",
        abstract: "Find structural changes in a dataset folder, a file or a pipe.",
        discussion: """
            EXAMPLES
              faultline detect datasets/debian-descriptions --windowing count --window 1000 --slide 100
              faultline detect vectors.npy --output patterns.jsonl --average-run-length 10000
              tail -f feed.jsonl | faultline detect - --window 60s --slide 30s --lateness 2s

            INPUT is a dataset folder, an .npy, .csv or .jsonl file, or - for standard input (JSON Lines: \
            {"id": "a", "timestamp": 1700000000000000000, "domain": "climate", "embedding": [0.1, …]}).
            Standard output gets one JSON object for each significant pattern; standard error gets the \
            summary.
            """)

    @Argument(help: "A dataset folder, a file, or - for standard input.")
    var input: String

    @Option(name: [.short, .long], help: "The file to write patterns to, instead of standard output.")
    var output: String?

    @Flag(help: "Print every pattern, not just the significant ones.")
    var all = false

    @Option(
        help: "What a row that cannot be used does: skip or fail (the default for files and folders).")
    var onBadInput: BadInput?

    @OptionGroup(title: "Engine options") var engine: EngineOptions
    @OptionGroup var common: CommonOptions

    /// What a row that cannot be used does.
    enum BadInput: String, ExpressibleByArgument, CaseIterable {
        case skip, fail
    }

    func run() async throws {
        try await reportingFailures {
            // A reader that goes away is an error to report, not a reason to be killed.
            signal(SIGPIPE, SIG_IGN)
            var configuration = try engine.configuration()
            try configuration.validate()
            let policy = onBadInput.map { $0 == .skip ? BadInputPolicy.skip : .fail }
            let source = try VectorSource.open(input, policy: policy)
            configuration.rejectionPolicy = source.policy == .fail ? .fail : .skip
            let engine = try StreamingEngine(configuration: configuration)
            let sink = try PatternSink(path: output)
            engine.setPatternHandler(includingInsignificant: all) { sink.write($0) }

            let progress = DetectProgress(engine: engine, expected: source.expectedCount, quiet: common.quiet)
            do {
                try await progress.watching {
                    try await engine.ingest(UntilFailed(source: source, sink: sink))
                }
            } catch let error as IngestionError {
                throw InputError(file: input, problem: "\(error)", remedy: "use --on-bad-input skip to go on")
            }
            let written = try sink.finish()
            if !common.quiet {
                let summary = DetectSummary(
                    input: input, metrics: engine.metrics, statistics: engine.statistics,
                    rejections: source.rejections, written: written, output: output)
                Talk.line(try summary.text(common.format))
            }
        }
    }
}

/// The source, until what it leads to can no longer be written down.
private struct UntilFailed: AsyncSequence, Sendable {
    let source: VectorSource
    let sink: PatternSink

    func makeAsyncIterator() -> Iterator { Iterator(base: source.makeAsyncIterator(), sink: sink) }

    struct Iterator: AsyncIteratorProtocol {
        var base: VectorSource.Iterator
        let sink: PatternSink

        mutating func next() async throws -> SemanticVector? {
            sink.hasFailed ? nil : try await base.next()
        }
    }
}
