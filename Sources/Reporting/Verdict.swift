import Evaluation

/// Whether a run's cells can be trusted, in a sentence.
struct Verdict {
    /// One sentence: how much was measured and how much of it counts.
    var sentence: String
    /// The most reasons that a summary lists.
    static let limit = 8

    /// Why cells are not to be trusted, each reason once with how often it holds.
    var reasons: [String]

    init(_ record: RunRecord) {
        let cells = Self.cells(record)
        let bad = cells.filter { !$0.valid }
        var parts: [String] = []
        if !cells.isEmpty {
            let whole = cells.count
            parts.append(
                bad.isEmpty
                    ? "All \(Format.whole(whole)) timed cells are valid"
                    : "\(Format.whole(bad.count)) of \(Format.whole(whole)) timed cells "
                        + "\(bad.count == 1 ? "is" : "are") not to be trusted")
        }
        let streams = Facets.distinct(
            record.accuracy.map { [$0.scenario, $0.detector] }
        ).map { key in
            record.accuracy.filter { [$0.scenario, $0.detector] == key }.map(\.seeds).max() ?? 0
        }.reduce(0, +)
        if streams > 0 { parts.append("\(Format.whole(streams)) streams scored") }
        sentence = parts.isEmpty ? "Nothing was measured." : parts.joined(separator: "; ") + "."
        let texts = bad.map(\.text)
        let distinct = Facets.distinct(texts)
        reasons = distinct.prefix(Self.limit).map { text in
            let count = texts.filter { $0 == text }.count
            return count == 1 ? text : "\(text) (\(count) times)"
        }
        if distinct.count > Self.limit {
            reasons.append(
                "\(distinct.count - Self.limit) more, each with its reason in the CSV files’ notes")
        }
    }

    /// Why the run is not whole, in sentences; nil where it is.
    static func incomplete(_ record: RunRecord) -> String? {
        let done =
            record.cells > 0
            ? "\(Format.whole(record.cellsDone)) of \(Format.whole(record.cells)) cells are done" : ""
        let goOn = "faultline run with --resume goes on with it."
        let parts: [String]
        switch record.status {
        case .complete: return nil
        case .running: parts = ["It is under way, or was left behind in the middle", done, goOn]
        case .cancelled: parts = ["It was stopped", done, goOn]
        case .failed: parts = ["It ended with an error", record.failure ?? "", done, goOn]
        }
        return parts.filter { !$0.isEmpty }.map { $0.hasSuffix(".") ? $0 : $0 + "." }.joined(separator: " ")
    }

    private static func cells(_ record: RunRecord) -> [(valid: Bool, text: String)] {
        let kernels = record.backends.map { row -> (valid: Bool, text: String) in
            let shape = "W \(Format.whole(row.window)), d \(row.dimension), B \(row.batch)"
            return (row.valid, "\(row.operation) by \(row.backend) \(row.isa) (\(shape)): \(row.note)")
        }
        let latency = record.latency.map { row -> (valid: Bool, text: String) in
            let rate = "\(Format.whole(row.offeredPerS)) vectors/s"
            let why = row.note.isEmpty ? "no reason given" : row.note
            return (row.valid, "latency of \(row.scenario) (\(row.backend), \(rate) offered): \(why)")
        }
        return record.throughput.map { row in
            let why = row.note.isEmpty ? "not every vector went in" : row.note
            let cell = ThroughputFigure.facets(row).prefix(3).joined(separator: ", ")
            return (row.valid, "throughput of \(row.scenario) (\(row.coherence), \(cell)): \(why)")
        } + latency + kernels
    }
}
