import ArgumentParser
import CoherenceGraph
import PatternDetection
import Similarity
import StreamCore
import StreamEngine

/// How the engine is set: the same words in every command that runs it.
///
/// What is not given keeps the default of the command: the engine's own for `detect`, the experiment's for
/// the measuring commands.
struct EngineOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("What computes similarities: \(Self.names(BackendKind.self)).", valueName: "name"),
        completion: .list(BackendKind.allCases.map(\.rawValue)))
    var backend: String?

    @Option(
        help: ArgumentHelp(
            "How the stream is cut: tumbling, sliding, session, count or landmark.", valueName: "kind"),
        completion: .list(Self.windowings))
    var windowing: String?

    @Option(
        help: ArgumentHelp(
            "The window: a duration such as 60s, or with --windowing count a number of vectors.",
            valueName: "size"))
    var window: String?

    @Option(help: ArgumentHelp("How far the window moves, in the unit of --window.", valueName: "step"))
    var slide: String?

    @Option(help: ArgumentHelp("The silence that ends a session, such as 5s.", valueName: "duration"))
    var gap: String?

    @Option(help: ArgumentHelp("How late a vector may be, such as 2s.", valueName: "duration"))
    var lateness: String?

    @Option(help: ArgumentHelp("Vectors processed at once.", valueName: "vectors"))
    var batch: Int?

    @Option(help: ArgumentHelp("Vectors that may wait before the engine.", valueName: "vectors"))
    var buffer: Int?

    @Option(help: ArgumentHelp("Tasks that share a batch's similarities.", valueName: "tasks"))
    var concurrency: Int?

    @Option(
        help: ArgumentHelp("The cosine similarity from which two vectors are joined.", valueName: "cosine"))
    var threshold: Double?

    @Option(help: ArgumentHelp("Vectors in a detection block.", valueName: "vectors"))
    var detectionInterval: Int?

    @Option(help: ArgumentHelp("The mean number of blocks between two false alarms.", valueName: "blocks"))
    var averageRunLength: Double?

    @Option(help: ArgumentHelp("The significance threshold on adjusted p-values.", valueName: "level"))
    var alpha: Double?

    @Option(
        help: ArgumentHelp(
            "How much is computed at every block: \(Self.names(CoherenceLevel.self)).", valueName: "level"),
        completion: .list(CoherenceLevel.allCases.map(\.rawValue)))
    var coherence: String?

    @Option(
        help: ArgumentHelp("What looks for patterns: \(Self.names(DetectorKind.self)).", valueName: "name"),
        completion: .list(DetectorKind.allCases.map(\.rawValue)))
    var detector: String?

    @Option(
        help: ArgumentHelp(
            "What a full buffer does: \(Self.names(OverflowPolicy.self)).", valueName: "policy"),
        completion: .list(OverflowPolicy.allCases.map(\.rawValue)))
    var overflow: String?

    /// The kinds of windows.
    private static let windowings = ["tumbling", "sliding", "session", "count", "landmark"]

    private static func names<Kind: CaseIterable & RawRepresentable>(_: Kind.Type) -> String
    where Kind.RawValue == String {
        Kind.allCases.map(\.rawValue).joined(separator: ", ")
    }
}

extension EngineOptions {
    /// The options that were given, by the keys of a suite.
    var suiteSettings: [(key: String, value: String)] {
        let all: [(String, String?)] = [
            ("backend", backend), ("windowing", windowing), ("window", window), ("slide", slide),
            ("gap", gap),
            ("lateness", lateness), ("batch_size", batch.map(String.init)),
            ("buffer_size", buffer.map(String.init)), ("concurrency", concurrency.map(String.init)),
            ("threshold", threshold.map { "\($0)" }),
            ("detection_interval", detectionInterval.map(String.init)),
            ("average_run_length", averageRunLength.map { "\($0)" }), ("alpha", alpha.map { "\($0)" }),
            ("coherence", coherence), ("detector", detector), ("overflow", overflow),
        ]
        return all.compactMap { key, value in value.map { (key, $0) } }
    }

    /// The engine's configuration with these options in place of its defaults.
    ///
    /// - Throws: `ValidationError` naming the option that cannot be read; whether the values make sense
    ///   together is the configuration's own to say.
    func configuration() throws -> Configuration {
        var configuration = Configuration()
        if let backend { configuration.backend = try choice(backend, "--backend") }
        if let coherence {
            configuration.blockCoherence = try choice(coherence, "--coherence")
            configuration.windowCoherence = max(configuration.blockCoherence, configuration.windowCoherence)
            // `moments` asks for speed: then no window computes pairs either.
            if configuration.blockCoherence == .moments { configuration.windowCoherence = .moments }
        }
        if let detector { configuration.detectors = [.kind(try choice(detector, "--detector"))] }
        if let overflow { configuration.overflowPolicy = try choice(overflow, "--overflow") }
        if let batch { configuration.batchSize = batch }
        if let buffer { configuration.maxBufferSize = buffer }
        if let concurrency { configuration.maxConcurrency = concurrency }
        if let detectionInterval { configuration.detectionInterval = detectionInterval }
        if let threshold { configuration.discovery.similarityThreshold = threshold }
        if let averageRunLength { configuration.discovery.averageRunLength = averageRunLength }
        if let alpha { configuration.discovery.significanceThreshold = alpha }
        if let lateness { configuration.allowedLateness = try duration(lateness, "--lateness") }
        configuration.windows = try windowPolicy()
        return configuration
    }

    private func windowPolicy() throws -> WindowPolicy {
        let kind = windowing ?? (gap == nil ? "sliding" : "session")
        if gap != nil, kind != "session" {
            throw ValidationError("--gap goes with --windowing session")
        }
        switch kind {
        case "count":
            let size = try count(window ?? "1000", "--window")
            return .count(size: size, slide: try slide.map { try count($0, "--slide") } ?? max(1, size / 10))
        case "tumbling":
            if slide != nil { throw ValidationError("--slide goes with --windowing sliding or count") }
            return .tumbling(size: try duration(window ?? "60s", "--window"))
        case "sliding":
            let size = try duration(window ?? "60s", "--window")
            return .sliding(size: size, slide: try slide.map { try duration($0, "--slide") } ?? size / 2)
        case "session":
            if window != nil || slide != nil {
                throw ValidationError("a session has no size; give --gap alone")
            }
            return .session(gap: try duration(gap ?? "5s", "--gap"))
        case "landmark":
            if window != nil || slide != nil { throw ValidationError("a landmark window has no size") }
            return .landmark
        default:
            throw ValidationError(
                "--windowing cannot be '\(kind)'; " + Suggestion.remedy(for: kind, among: Self.windowings))
        }
    }

    private func choice<Kind: CaseIterable & RawRepresentable>(
        _ name: String, _ option: String
    ) throws -> Kind where Kind.RawValue == String {
        guard let kind = Kind(rawValue: name) else {
            let known = Kind.allCases.map(\.rawValue)
            throw ValidationError(
                "\(option) cannot be '\(name)'; " + Suggestion.remedy(for: name, among: known))
        }
        return kind
    }

    private func duration(_ text: String, _ option: String) throws -> Duration {
        guard let duration = DurationText.parse(text) else {
            throw ValidationError("\(option) '\(text)' is not a duration; write 60s, 500ms or 2m")
        }
        return duration
    }

    private func count(_ text: String, _ option: String) throws -> Int {
        guard let count = Int(text) else {
            throw ValidationError(
                "\(option) '\(text)' is not a number of vectors, which --windowing count needs")
        }
        return count
    }
}
