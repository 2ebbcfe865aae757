import StreamCore

/// Reads one vector a line: `{"id":…,"timestamp":…,"domain":…,"embedding":[…]}`.
///
/// Only `embedding` is required. `timestamp` is a whole number of nanoseconds or an ISO 8601 string;
/// `metadata` an object of strings. Other keys are passed over, and so are empty lines.
struct JSONLinesReader: VectorReader {
    private let source: ByteSource
    private var rows: RowAssembler
    private var expectedCount = 0

    init(source: ByteSource, defaults: SourceDefaults) {
        self.source = source
        rows = RowAssembler(defaults)
    }

    var isReady: Bool { source.hasBufferedLine }

    /// What one line said.
    private enum Line {
        case empty
        case malformed(field: String?, problem: String)
        case parts(Parts)
    }

    private struct Parts {
        var id: String?
        var timestamp: EventTime?
        var domain: String?
        var embedding: [Float] = []
        var hasEmbedding = false
        var metadata: [String: String] = [:]
    }

    mutating func next() throws(InputError) -> SourceRow? {
        let capacity = expectedCount
        while let line = try source.nextLine({ Self.parse($0, capacity: capacity) }) {
            switch line {
            case .empty: continue
            case .malformed(let field, let problem):
                return .rejected(.malformed(line: source.lineNumber, field: field, problem))
            case .parts(let parts):
                expectedCount = parts.embedding.count
                return rows.assemble(
                    line: source.lineNumber, id: parts.id, timestamp: parts.timestamp,
                    domain: parts.domain, embedding: parts.embedding, metadata: parts.metadata)
            }
        }
        return nil
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, capacity: Int) -> Line {
        var scanner = JSONScanner(bytes)
        if scanner.isAtEnd() { return .empty }
        guard scanner.take("{") else {
            return .malformed(field: nil, problem: "is no JSON object")
        }
        var parts = Parts()
        if !scanner.take("}") {
            while true {
                guard let key = scanner.string(), scanner.take(":") else {
                    return .malformed(field: nil, problem: broken(scanner))
                }
                if let problem = read(key, &scanner, &parts, capacity) {
                    return .malformed(field: key, problem: problem)
                }
                if scanner.take(",") { continue }
                guard scanner.take("}") else {
                    return .malformed(field: nil, problem: broken(scanner))
                }
                break
            }
        }
        guard scanner.isAtEnd() else {
            return .malformed(field: nil, problem: "has text after the object")
        }
        guard parts.hasEmbedding else {
            return .malformed(field: "embedding", problem: "is missing")
        }
        return .parts(parts)
    }

    private static func broken(_ scanner: JSONScanner) -> String {
        "is no valid JSON at byte \(scanner.position + 1)"
    }

    /// Reads the value of `key`; returns what is wrong with it.
    private static func read(
        _ key: String, _ scanner: inout JSONScanner, _ parts: inout Parts, _ capacity: Int
    ) -> String? {
        switch key {
        case "embedding":
            parts.embedding.removeAll()
            parts.embedding.reserveCapacity(capacity)
            parts.hasEmbedding = true
            guard scanner.floats(into: &parts.embedding) else { return "is no list of numbers" }
        case "id":
            if scanner.null() { return nil }
            if let text = scanner.string() {
                parts.id = text
            } else if let number = scanner.integer() {
                parts.id = String(number)
            } else {
                return "is no string"
            }
        case "domain":
            if scanner.null() { return nil }
            guard let text = scanner.string() else { return "is no string" }
            parts.domain = text
        case "timestamp", "timestamp_ns":
            if scanner.null() { return nil }
            if let number = scanner.integer() {
                parts.timestamp = EventTime(nanoseconds: number)
            } else if let text = scanner.string(), let time = TimestampText.parse(text) {
                parts.timestamp = time
            } else {
                return "is neither whole nanoseconds nor an ISO 8601 time"
            }
        case "metadata":
            if scanner.null() { return nil }
            guard scanner.take("{") else { return "is no object" }
            if scanner.take("}") { return nil }
            while true {
                guard let name = scanner.string(), scanner.take(":"), let text = scanner.string() else {
                    return "is no object of strings"
                }
                parts.metadata[name] = text
                if scanner.take(",") { continue }
                return scanner.take("}") ? nil : "is no object of strings"
            }
        default:
            guard scanner.skipValue() else { return "has no valid value" }
        }
        return nil
    }
}
