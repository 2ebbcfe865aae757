import ArgumentParser
import Foundation
import StreamCore
import StreamFormats
import StreamGenerator

/// `faultline generate`: a scenario's stream as a dataset folder or a file, with its truth.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Write the stream that a scenario describes, and what was planted in it.",
        discussion: """
            EXAMPLES
              faultline generate datasets/scenarios/breaks.yaml --output breaks
              faultline generate datasets/scenarios/topics.yaml --output topics \\
                  --seed 7 --count 100000
              faultline generate datasets/scenarios/breaks.yaml --output breaks.fvecs
              faultline generate datasets/scenarios/breaks.yaml --output - \\
                  --format jsonl | faultline detect -
              faultline generate news.yaml --output news.npy   # data of your own

            FORMATS
              folder  vectors.npy, records.csv, truth.csv and meta.json with their SHA-256 digests
              npy     a NumPy array of float32, one row a vector
              fvecs   before each row its dimension as int32, then float32 (faiss, texmex), little-endian
              bvecs   the same with one byte a component
              fbin    count and dimension as uint32, then rows of float32 (big-ann), little-endian
              u8bin   the same with one byte a component
              csv     id,timestamp_ns,domain,e0,e1,… with a header line
              jsonl   {"id": …, "timestamp": nanoseconds, "domain": …, "embedding": […]}, one a line

            npy, fvecs, bvecs, fbin and u8bin hold numbers alone; beside a file X of theirs come \
            X.records.csv (row,id,timestamp_ns,domain) and X.meta.json (SHA-256 digests, seed, scenario). \
            The truth is X.truth.csv. What reads X finds them by their names.

            bvecs and u8bin hold byte = round(127·x + 128), from 0 to 255: every component of a unit vector \
            fits. Distances between the bytes are 127 times those between the vectors; cosines differ, since \
            all share the offset. With X.meta.json beside it, faultline undoes scale and offset; without, \
            and for other people's files such as SIFT's, bytes are read as they are.

            A scenario may also describe data that exists already, here and in suites:
              data: news.csv                 a dataset folder or a file, from the scenario's folder
              columns: id=url,timestamp=published,domain=desk,embedding=e*
              timestamp_unit: ms             and where they apply: rate, domain, dataset, truth, block

            Everything appears when it is whole. With --output - (csv, jsonl, fvecs and bvecs) there is no \
            place for the truth.
            """)

    @Argument(help: "The scenario, a YAML file.", completion: .file(extensions: ["yaml", "yml"]))
    var scenario: String

    @Option(
        name: [.short, .long], help: "The dataset folder or file to write; - is standard output.",
        completion: .file())
    var output: String

    @Option(
        help: ArgumentHelp(
            """
            How the stream is written: folder, npy, fvecs, bvecs, fbin, u8bin, csv or jsonl (default: by \
            the ending of --output, else folder). text or json say how the result is told, as in every \
            command; the option may be given once for each.
            """, valueName: "format"))
    var format: [GenerateFormat] = []

    @Option(help: "The seed, in place of the scenario's.")
    var seed: UInt64?

    @Option(help: "Vectors in the stream, in place of the scenario's length.")
    var count: Int?

    @Flag(help: "Replace a dataset folder or file that is already there.")
    var force = false

    @Flag(name: [.short, .long], help: "Print nothing but errors and the data asked for.")
    var quiet = false

    @Flag(help: "Tell the result as JSON, short for --format json.")
    var json = false

    @Option(help: "Whether text is coloured; auto colours a terminal's, unless NO_COLOR is set.")
    var color: ColorChoice = .auto

    /// What was written, for `--format json`.
    private struct Written: Encodable {
        var path: String
        var format: String
        var files: [String]
        var scenario: String
        var seed: UInt64
        var dimension: Int
        var vectors: Int
        var events: Int
        var clamped: Int
        var isTruthKnown: Bool

        private enum CodingKeys: String, CodingKey {
            case path, format, files, scenario, seed, dimension, vectors, events, clamped
            case isTruthKnown = "truth_known"
        }
    }

    func validate() throws {
        if format.compactMap(\.data).count > 1 {
            throw ValidationError("--format names two formats for the data; give one")
        }
        if format.compactMap(\.talk).count > 1 {
            throw ValidationError("--format cannot be text and json at once")
        }
    }

    func run() async throws {
        try await reportingFailures {
            Signals.becomeErrors()
            let chosen = format.compactMap(\.data).first ?? Self.format(for: output)
            let stream = try EventStream.open(scenarioFile: scenario, seed: seed, count: count)
            let result = try stream.write(to: output, format: chosen, replace: force)
            let written = Written(
                path: output, format: chosen.rawValue, files: result.files, scenario: stream.name,
                seed: stream.seed, dimension: stream.dimension, vectors: result.count,
                events: stream.truth.events.count, clamped: result.clampedComponents,
                isTruthKnown: stream.isTruthKnown)
            try tell(written)
        }
    }

    private func tell(_ written: Written) throws {
        let text: String
        switch json ? .json : format.compactMap(\.talk).first ?? .text {
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            text = String(decoding: try encoder.encode(written), as: UTF8.self)
        case .text:
            guard !quiet else { return }
            let events = "\(written.events) planted event\(written.events == 1 ? "" : "s")"
            var lines = [
                written.isTruthKnown
                    ? "\(written.scenario) (seed \(written.seed)): \(events) in \(output)"
                    : "\(written.scenario): \(written.vectors) vectors in \(output)"
            ]
            lines += written.files.dropFirst().map { "  with \($0)" }
            if written.clamped > 0 {
                lines.append("  \(written.clamped) components outside −1…1 were held to 0 or 255")
            }
            if output == "-", written.isTruthKnown {
                lines.append("  what was planted is not written to a pipe")
            }
            text = lines.joined(separator: "\n")
        }
        // With the data on standard output the talk goes beside it.
        if output == "-" { Talk.line(text) } else { try StandardOutput.write(text + "\n") }
    }

    /// The format that the name of the output stands for; a name without a known ending is a folder's.
    private static func format(for output: String) -> VectorFormat {
        if output == "-" { return .jsonLines }
        guard let format = VectorFormat(path: output), VectorFormat.writable.contains(format) else {
            return .folder
        }
        return format
    }
}

/// The values of `generate --format`: how data is written, and how the result is told.
enum GenerateFormat: String, ExpressibleByArgument, CaseIterable {
    case folder, npy, fvecs, bvecs, fbin, u8bin, csv, jsonl, text, json

    /// The format of the data; nil for the two that are about talk.
    var data: VectorFormat? { VectorFormat(rawValue: rawValue) }

    /// How the result is told; nil for those that are about data.
    var talk: OutputFormat? { OutputFormat(rawValue: rawValue) }
}
