import StreamCore

/// Reads vectors from CSV with a header line: `id`, `timestamp` (or `timestamp_ns`), `domain`, and the
/// embedding in columns `e0`…`e(d−1)` or as a list in a column `embedding`.
///
/// Only the embedding is required. Other columns become metadata.
struct CSVVectorReader: VectorReader {
    private enum EmbeddingColumns {
        case list(Int)
        case components([Int])
    }

    private var records: CSVReader
    private var rows: RowAssembler
    private let header: [String]
    private var embedding: EmbeddingColumns
    private var idColumn: Int?
    private var timestampColumn: Int?
    private var domainColumn: Int?
    private var metadataColumns: [Int] = []

    init(source: ByteSource, defaults: SourceDefaults) throws(InputError) {
        var records = try CSVReader(source: source)
        guard let first = try records.next() else {
            throw InputError(
                file: source.file, line: 1, problem: "the file is empty",
                remedy: "start it with a header line")
        }
        self.records = records
        header = first.fields
        var components: [Int: Int] = [:]
        var list: Int?
        for (column, name) in header.enumerated() {
            switch name {
            case "id": idColumn = column
            case "timestamp", "timestamp_ns": timestampColumn = column
            case "domain": domainColumn = column
            case "embedding": list = column
            default:
                if name.first == "e", let component = Int(name.dropFirst()), component >= 0 {
                    components[component] = column
                } else {
                    metadataColumns.append(column)
                }
            }
        }
        if let list {
            embedding = .list(list)
            metadataColumns += components.values
        } else if components.isEmpty {
            throw InputError(
                file: source.file, line: first.line, field: "embedding",
                problem: "the header names no embedding",
                remedy: "name columns e0, e1, … or one column embedding")
        } else {
            var columns: [Int] = []
            for component in 0..<components.count {
                guard let column = components[component] else {
                    throw InputError(
                        file: source.file, line: first.line, field: "e\(component)",
                        problem: "the header lacks this component",
                        remedy: "name columns e0 to e\(components.count - 1) without a gap")
                }
                columns.append(column)
            }
            embedding = .components(columns)
        }
        rows = RowAssembler(defaults)
    }

    var isReady: Bool { records.hasBufferedLine }

    mutating func next() throws(InputError) -> SourceRow? {
        guard let record = try records.next() else { return nil }
        let fields = record.fields
        guard fields.count == header.count else {
            return .rejected(
                .malformed(
                    line: record.line, "has \(fields.count) fields where the header has \(header.count)"))
        }
        var timestamp: EventTime?
        if let timestampColumn, !fields[timestampColumn].isEmpty {
            guard let time = TimestampText.parse(fields[timestampColumn]) else {
                return .rejected(
                    .malformed(
                        line: record.line, field: header[timestampColumn],
                        "is neither whole nanoseconds nor an ISO 8601 time"))
            }
            timestamp = time
        }
        var components: [Float] = []
        switch embedding {
        case .list(let column):
            var text = fields[column]
            let isList = text.withUTF8 { bytes in
                var scanner = JSONScanner(bytes)
                return scanner.floats(into: &components) && scanner.isAtEnd()
            }
            guard isList else {
                return .rejected(
                    .malformed(line: record.line, field: "embedding", "is no list of numbers"))
            }
        case .components(let columns):
            components.reserveCapacity(columns.count)
            for column in columns {
                guard let value = Self.number(fields[column]) else {
                    return .rejected(
                        .malformed(line: record.line, field: header[column], "is no number"))
                }
                components.append(Float(value))
            }
        }
        var metadata: [String: String] = [:]
        for column in metadataColumns { metadata[header[column]] = fields[column] }
        return rows.assemble(
            line: record.line, id: idColumn.map { fields[$0] }, timestamp: timestamp,
            domain: domainColumn.map { fields[$0] }, embedding: components, metadata: metadata)
    }

    /// A decimal number, `nan` or `inf` as programs write them; nil for anything else.
    private static func number(_ text: String) -> Double? {
        var text = text
        let parsed: Double? = text.withUTF8 { bytes in
            var position = 0
            guard let value = DecimalNumber.parse(bytes, &position), position == bytes.count else {
                return nil
            }
            return value
        }
        if let parsed { return parsed }
        switch text.lowercased() {
        case "nan": return .nan
        case "inf", "infinity", "+inf": return .infinity
        case "-inf", "-infinity": return -.infinity
        default: return nil
        }
    }
}
