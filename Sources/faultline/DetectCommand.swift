import ArgumentParser
import Foundation
import StreamCore
import StreamEngine
import StreamFormats
import StreamGenerator

/// `faultline detect`: the engine on the user's own data.
struct DetectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detect",
        abstract: "Find structural changes in a dataset folder, a file or a pipe.",
        discussion: """
            EXAMPLES
              faultline detect datasets/debian-descriptions --windowing count --window 1000
              faultline detect vectors.npy --rate 10 --output patterns.jsonl --alpha 0.01
              faultline detect news.csv --timestamp-unit ms \\
                  --columns id=url,timestamp=published,domain=desk,embedding=e*
              faultline detect breaks --score --detection-interval 50
              tail -f feed.jsonl | faultline detect - --window 60s --lateness 2s

            INPUT is a dataset folder, a file (.npy, .fvecs, .bvecs, .fbin, .u8bin, .csv, .jsonl, and .hdf5 \
            in builds with that trait), or - for standard input (JSON Lines: {"id": "a", "timestamp": \
            1700000000000000000, "domain": "climate", "embedding": [0.1, …]}, CSV or NumPy, told by the \
            first byte; others with --input-format). Files are read row by row, whatever their size.
            Beside a file X of numbers alone, X.records.csv gives ids, timestamps and domains, one line a \
            vector. Without timestamps vectors come --rate times a second.
            Standard output gets one JSON object for each significant pattern; standard error gets the \
            summary, with --truth or --score also what was found of the truth: true and false alarms, \
            misses, and delays in blocks.
            """)

    @Argument(help: "A dataset folder, a file, or - for standard input.", completion: .file())
    var input: String

    @Option(
        name: [.short, .long], help: "The file to write patterns to, instead of standard output.",
        completion: .file())
    var output: String?

    @Flag(help: "Print every pattern, not just the significant ones.")
    var all = false

    @Option(
        help: ArgumentHelp(
            "The share of false alarms among all reported, in the long run; reports fewer alarms.",
            valueName: "share"))
    var falseDiscoveryRate: Double?

    @Option(
        help: ArgumentHelp(
            "What is known to change, to judge alarms by: a truth.csv as generate writes it.",
            valueName: "file"), completion: .file(extensions: ["csv"]))
    var truth: String?

    @Flag(help: "Judge alarms by the truth that belongs to the input: the folder's, or X.truth.csv.")
    var score = false

    @Option(
        help: "What a row that cannot be used does: skip or fail (the default for files and folders).")
    var onBadInput: BadInput?

    @OptionGroup(title: "Input options") var reading: InputOptions
    @OptionGroup(title: "Engine options") var engine: EngineOptions
    @OptionGroup var common: CommonOptions

    /// What a row that cannot be used does.
    enum BadInput: String, ExpressibleByArgument, CaseIterable {
        case skip, fail
    }

    func run() async throws {
        try await reportingFailures {
            Signals.becomeErrors()
            var configuration = try engine.configuration()
            configuration.falseDiscoveryRate = falseDiscoveryRate
            try configuration.validate()
            let policy = onBadInput.map { $0 == .skip ? BadInputPolicy.skip : .fail }
            let source = try reading.open(input, policy: policy)
            let judge = try TruthJudge(
                truth: truth, input: input, isAsked: score, interval: configuration.detectionInterval)
            configuration.rejectionPolicy = source.policy == .fail ? .fail : .skip
            let engine = try StreamingEngine(configuration: configuration)
            let sink = try PatternSink(path: output)
            engine.setPatternHandler(includingInsignificant: all) { pattern in
                sink.write(pattern)
                judge?.note(pattern)
            }

            let progress = DetectProgress(engine: engine, expected: source.expectedCount, quiet: common.quiet)
            do {
                try await progress.watching {
                    try await engine.ingest(UntilFailed(source: source, sink: sink, judge: judge))
                }
            } catch let error as IngestionError {
                throw InputError(file: input, problem: "\(error)", remedy: "use --on-bad-input skip to go on")
            }
            let written = try sink.finish()
            if !common.quiet {
                let summary = DetectSummary(
                    input: input, format: source.format, notes: source.notes, metrics: engine.metrics,
                    statistics: engine.statistics, rejections: source.rejections, written: written,
                    output: output, accuracy: judge?.verdict())
                Talk.line(try summary.text(common.format))
            }
        }
    }
}

/// The source, until what it leads to can no longer be written down.
private struct UntilFailed: AsyncSequence, Sendable {
    let source: VectorSource
    let sink: PatternSink
    let judge: TruthJudge?

    func makeAsyncIterator() -> Iterator {
        Iterator(base: source.makeAsyncIterator(), sink: sink, judge: judge)
    }

    struct Iterator: AsyncIteratorProtocol {
        var base: VectorSource.Iterator
        let sink: PatternSink
        let judge: TruthJudge?

        mutating func next() async throws -> SemanticVector? {
            guard !sink.hasFailed, let vector = try await base.next() else { return nil }
            judge?.note(vector.timestamp)
            return vector
        }
    }
}
