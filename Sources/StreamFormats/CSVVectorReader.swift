import StreamCore

/// Reads vectors from CSV with a header line: `id`, `timestamp` (or `timestamp_ns`), `domain`, and the
/// embedding in columns `e0`…`e(d−1)` or as a list in a column `embedding`; or what a ``ColumnMapping``
/// calls them.
///
/// Only the embedding is required. Other columns become metadata.
struct CSVVectorReader: VectorReader {
    private var records: CSVReader
    private var rows: RowAssembler
    private var times: TimestampReader
    private let columns: CSVColumns

    init(
        source: ByteSource, layout: SourceLayout = SourceLayout(), defaults: SourceDefaults
    ) throws(InputError) {
        var records = try CSVReader(source: source)
        guard let header = try records.next() else {
            throw InputError(
                file: source.file, line: 1, problem: "the file is empty",
                remedy: "start it with a header line")
        }
        self.records = records
        columns = try CSVColumns(
            header: header, mapping: layout.columns, hasEmbedding: true, file: source.file)
        if case .components(let found) = columns.embedding, found.count > SemanticVector.maximumDimension {
            throw InputError(
                file: source.file, line: header.line, field: "embedding",
                problem: "has \(found.count) columns, more than the limit of "
                    + "\(SemanticVector.maximumDimension)")
        }
        times = TimestampReader(layout.timestampUnit)
        rows = RowAssembler(defaults)
    }

    var isReady: Bool { records.hasBufferedLine }
    var notes: [String] { [times.note].compactMap { $0 } }

    mutating func next() throws(InputError) -> SourceRow? {
        guard let record = try records.next() else { return nil }
        let fields = record.fields
        guard fields.count == columns.names.count else {
            return .rejected(
                .malformed(
                    line: record.line,
                    "has \(fields.count) fields where the header has \(columns.names.count)"))
        }
        var timestamp: EventTime?
        if let column = columns.timestamp, !fields[column].isEmpty {
            guard let time = times.parse(fields[column], column: columns.names[column]) else {
                return .rejected(
                    .malformed(line: record.line, field: columns.names[column], times.problem))
            }
            timestamp = time
        }
        var components: [Float] = []
        switch columns.embedding {
        case .list(let column):
            var text = fields[column]
            let isList = text.withUTF8 { bytes in
                var scanner = JSONScanner(bytes)
                return scanner.floats(into: &components) && scanner.isAtEnd()
            }
            guard isList else {
                return .rejected(
                    .malformed(line: record.line, field: columns.names[column], "is no list of numbers"))
            }
        case .components(let found):
            components.reserveCapacity(found.count)
            for column in found {
                guard let value = Self.number(fields[column]) else {
                    return .rejected(
                        .malformed(line: record.line, field: columns.names[column], "is no number"))
                }
                components.append(value)
            }
        case nil: break
        }
        var metadata: [String: String] = [:]
        for column in columns.others { metadata[columns.names[column]] = fields[column] }
        return rows.assemble(
            line: record.line, id: columns.id.map { fields[$0] }, timestamp: timestamp,
            domain: columns.domain.map { fields[$0] }, embedding: components, metadata: metadata)
    }

    /// A decimal number, `nan` or `inf` as programs write them; nil for anything else.
    private static func number(_ text: String) -> Float? {
        var text = text
        let parsed: Float? = text.withUTF8 { bytes in
            var position = 0
            guard let value = DecimalNumber.parseFloat(bytes, &position), position == bytes.count else {
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
