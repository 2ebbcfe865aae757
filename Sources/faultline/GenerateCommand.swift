import ArgumentParser
import Foundation
import StreamCore
import StreamGenerator

/// `faultline generate`: a scenario's stream as a dataset folder, with its truth.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write the stream that a scenario describes, and what was planted in it.",
        discussion: """
            EXAMPLES
              faultline generate datasets/scenarios/breaks.yaml --output breaks
              faultline generate datasets/scenarios/topics.yaml --output topics --seed 7 --count 100000

            The folder gets vectors.npy, records.csv, truth.csv and meta.json with their SHA-256 digests; it \
            appears when it is whole.
            """)

    @Argument(help: "The scenario, a YAML file.")
    var scenario: String

    @Option(name: [.short, .long], help: "The dataset folder to write.")
    var output: String

    @Option(help: "The seed, in place of the scenario's.")
    var seed: UInt64?

    @Option(help: "Vectors in the stream, in place of the scenario's length.")
    var count: Int?

    @Flag(help: "Replace a dataset folder that is already there.")
    var force = false

    @OptionGroup var common: CommonOptions

    /// What was written, for `--format json`.
    private struct Written: Encodable {
        var path: String
        var scenario: String
        var seed: UInt64
        var dimension: Int
        var events: Int
    }

    func run() async throws {
        try await reportingFailures {
            let stream = try EventStream.open(scenarioFile: scenario, seed: seed, count: count)
            try stream.write(to: output, replace: force)
            let written = Written(
                path: output, scenario: stream.name, seed: stream.seed, dimension: stream.dimension,
                events: stream.truth.events.count)
            switch common.format {
            case .json:
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
                FileHandle.standardOutput.write(try encoder.encode(written) + Data("\n".utf8))
            case .text:
                guard !common.quiet else { return }
                let events = "\(written.events) planted event\(written.events == 1 ? "" : "s")"
                print("\(written.scenario) (seed \(written.seed)): \(events) in \(output)")
            }
        }
    }
}
