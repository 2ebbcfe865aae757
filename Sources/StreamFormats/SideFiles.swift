import Foundation
import StreamCore

/// The files beside a file of vectors that say what it cannot: `X.records.csv` with ids, times and domains,
/// `X.truth.csv` with what was planted, and `X.meta.json` with digests, origin and quantisation.
package struct SideFiles: Sendable, Hashable {
    /// The file of vectors.
    package let path: String

    /// Those beside `path`.
    package init(_ path: String) { self.path = path }

    /// One line a vector: id, timestamp, domain.
    package var records: String { path + ".records.csv" }
    /// The ground truth.
    package var truth: String { path + ".truth.csv" }
    /// Digests, origin, quantisation.
    package var metadata: String { path + ".meta.json" }

    /// Those that are there.
    package var existing: [String] {
        [records, truth, metadata].filter { FileManager.default.fileExists(atPath: $0) }
    }

    /// What `X.meta.json` says, or nil where there is none; the digests in it are checked.
    func readMetadata() throws(InputError) -> DatasetMetadata? {
        guard FileManager.default.fileExists(atPath: metadata) else { return nil }
        let found = try DatasetFolder.readMetadata(metadata)
        if let quantisation = found.quantisation {
            guard quantisation.scale.isFinite, quantisation.scale > 0, quantisation.offset.isFinite else {
                throw InputError(
                    file: metadata, field: "quantisation",
                    problem: "scale and offset have to be finite, the scale above 0",
                    remedy: "write the file again")
            }
        }
        let folder = (path as NSString).deletingLastPathComponent
        for (name, expected) in found.sha256.sorted(by: { $0.key < $1.key }) {
            try DatasetFolder.check(
                name, in: folder.isEmpty ? "." : folder, expected: expected,
                recordedIn: (metadata as NSString).lastPathComponent)
        }
        return found
    }
}

/// Reads `X.records.csv`: columns as in CSV input, without an embedding; a column `row`, where there is one,
/// has to count from 0.
struct SideRecords {
    private var records: CSVReader
    private let columns: CSVColumns
    private(set) var times: TimestampReader
    private let file: String
    private var row = 0

    /// One line of it.
    struct Record {
        var line: Int
        var id: String?
        var timestamp: EventTime?
        var domain: String?
        var metadata: [String: String]
    }

    init(_ file: String, layout: SourceLayout) throws(InputError) {
        self.file = file
        records = try CSVReader(file)
        guard let header = try records.next() else {
            throw InputError(
                file: file, line: 1, problem: "the file is empty",
                remedy: "start it with a header line such as row,id,timestamp_ns,domain")
        }
        columns = try CSVColumns(
            header: header, mapping: layout.columns, hasEmbedding: false, file: file)
        times = TimestampReader(layout.timestampUnit)
    }

    /// The next line, or nil after the last.
    mutating func next() throws(InputError) -> Record? {
        guard let record = try records.next() else { return nil }
        let fields = record.fields
        func fail(_ field: String?, _ problem: String) -> InputError {
            InputError(
                file: file, line: record.line, field: field, problem: problem,
                remedy: "write it again; it has one line a vector, in their order")
        }
        guard fields.count == columns.names.count else {
            throw fail(nil, "has \(fields.count) fields where the header has \(columns.names.count)")
        }
        if let place = columns.row, fields[place] != String(row) {
            throw fail("row", "is '\(fields[place].prefix(40))' where \(row) is due")
        }
        row += 1
        var timestamp: EventTime?
        if let column = columns.timestamp, !fields[column].isEmpty {
            guard let time = times.parse(fields[column], column: columns.names[column]) else {
                throw fail(columns.names[column], times.problem)
            }
            timestamp = time
        }
        var metadata: [String: String] = [:]
        for column in columns.others { metadata[columns.names[column]] = fields[column] }
        return Record(
            line: record.line, id: columns.id.map { fields[$0] }, timestamp: timestamp,
            domain: columns.domain.map { fields[$0] }, metadata: metadata)
    }
}
