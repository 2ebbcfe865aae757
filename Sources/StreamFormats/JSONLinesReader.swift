import StreamCore

/// Reads one vector a line: `{"id":…,"timestamp":…,"domain":…,"embedding":[…]}`.
///
/// Only `embedding` is required. `timestamp` is a number or an ISO 8601 string, see ``TimestampUnit``;
/// `metadata` an object of strings. Other keys are passed over, and so are empty lines. A
/// ``ColumnMapping`` gives the keys other names.
struct JSONLinesReader: VectorReader {
    private let source: ByteSource
    private var rows: RowAssembler
    private var times: TimestampReader
    private let keys: Keys
    private var expectedCount = 0

    /// What the parts are called.
    private struct Keys {
        var id = "id"
        var timestamp: String?
        var domain = "domain"
        var embedding = "embedding"

        func isTimestamp(_ key: String) -> Bool {
            if let timestamp { return key == timestamp }
            switch key {
            case "timestamp", "timestamp_ns", "timestamp_us", "timestamp_ms", "timestamp_s": return true
            default: return false
            }
        }
    }

    init(
        source: ByteSource, layout: SourceLayout = SourceLayout(), defaults: SourceDefaults
    ) throws(InputError) {
        self.source = source
        var keys = Keys()
        if let mapping = layout.columns {
            if let id = mapping.id { keys.id = id }
            if let domain = mapping.domain { keys.domain = domain }
            keys.timestamp = mapping.timestamp
            switch mapping.embedding {
            case .list(let name): keys.embedding = name
            case .prefix, .range:
                throw InputError(
                    file: "--columns", field: "embedding", problem: "JSON Lines have one list, not columns",
                    remedy: "give the key that holds the list, such as embedding=vector")
            case nil: break
            }
        }
        self.keys = keys
        times = TimestampReader(layout.timestampUnit)
        rows = RowAssembler(defaults)
    }

    var notes: [String] { [times.note].compactMap { $0 } }

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
        let keys = keys
        // Out of `self` while the closure changes it.
        var times = times
        defer { self.times = times }
        while let line = try source.nextLine({ Self.parse($0, keys, capacity: capacity, &times) }) {
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

    private static func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, _ keys: Keys, capacity: Int, _ times: inout TimestampReader
    ) -> Line {
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
                if let problem = read(key, keys, &scanner, &parts, capacity, &times) {
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
            return .malformed(field: keys.embedding, problem: "is missing")
        }
        return .parts(parts)
    }

    private static func broken(_ scanner: JSONScanner) -> String {
        "is no valid JSON at byte \(scanner.position + 1)"
    }

    /// Reads the value of `key`; returns what is wrong with it.
    private static func read(
        _ key: String, _ keys: Keys, _ scanner: inout JSONScanner, _ parts: inout Parts, _ capacity: Int,
        _ times: inout TimestampReader
    ) -> String? {
        switch key {
        case keys.embedding:
            parts.embedding.removeAll()
            parts.embedding.reserveCapacity(capacity)
            parts.hasEmbedding = true
            guard scanner.floats(into: &parts.embedding) else { return "is no list of numbers" }
        case keys.id:
            if scanner.null() { return nil }
            if let text = scanner.string() {
                parts.id = text
            } else if let number = scanner.integer() {
                parts.id = String(number)
            } else {
                return "is no string"
            }
        case keys.domain:
            if scanner.null() { return nil }
            guard let text = scanner.string() else { return "is no string" }
            parts.domain = text
        case _ where keys.isTimestamp(key):
            if scanner.null() { return nil }
            let time: EventTime?
            if let number = scanner.numberText() {
                time = times.parse(number, column: key)
            } else if let text = scanner.string() {
                time = times.parse(text, column: key)
            } else {
                time = nil
            }
            guard let time else { return times.problem }
            parts.timestamp = time
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
