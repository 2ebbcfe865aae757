import Foundation
import StreamCore

/// What `meta.json` says of a dataset folder.
public struct DatasetMetadata: Codable, Sendable, Hashable {
    /// The version of the folder's layout.
    public var schemaVersion: Int
    /// How many components a vector has.
    public var dimension: Int
    /// How many vectors there are.
    public var count: Int
    /// The seed that made it, where one did.
    public var seed: UInt64?
    /// The scenario that made it, where one did.
    public var scenario: String?
    /// Vectors in a block, the unit of the truth's lags, where there is one.
    public var block: Int?
    /// How components became single bytes, beside files that hold such.
    public var quantisation: Quantisation?
    /// The SHA-256 of each file, in hexadecimal.
    public var sha256: [String: String]

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case dimension, count, seed, scenario, block, quantisation, sha256
    }

    /// The layout that this version writes and reads.
    public static let currentVersion = 1

    /// What is recorded of the data at `path`, in the folder or beside the file; nil where nothing readable
    /// is.
    package static func beside(_ path: String) -> DatasetMetadata? {
        let file =
            FileKind.isFolder(path)
            ? DatasetFolder.join(path, DatasetFolder.metadataName) : SideFiles(path).metadata
        return try? DatasetFolder.readMetadata(file)
    }

    /// As the text of a `meta.json`; `path` is what an error calls it.
    func json(for path: String) throws(InputError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        } catch {
            throw AtomicFile.unwritable(path, error)
        }
    }
}

/// A folder with `vectors.npy`, `records.csv`, `meta.json` and, where it is known, `truth.csv`.
public struct DatasetFolder: Sendable, Hashable {
    /// The folder, as given.
    public let path: String
    /// What `meta.json` says.
    public let metadata: DatasetMetadata

    static let vectorsName = "vectors.npy"
    static let recordsName = "records.csv"
    static let metadataName = "meta.json"
    /// The file that holds the ground truth, where there is one.
    public static let truthName = "truth.csv"

    /// How many components a vector has.
    public var dimension: Int { metadata.dimension }
    /// How many vectors there are.
    public var count: Int { metadata.count }

    /// The path of `truth.csv`, or nil when the folder has none.
    public var truthPath: String? {
        let truth = Self.join(path, Self.truthName)
        return FileManager.default.fileExists(atPath: truth) ? truth : nil
    }

    static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }

    /// Opens the folder at `path`.
    ///
    /// - Parameters:
    ///   - path: The folder.
    ///   - verify: Whether to compare every file with its digest, which reads them once.
    /// - Throws: ``StreamCore/InputError``: no such folder, no or wrong `meta.json`, a digest that
    ///   differs, or vectors that contradict it.
    public init(_ path: String, verify: Bool = true) throws(InputError) {
        self.path = path
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw InputError(
                .unreadable, file: path, problem: "there is no such folder", remedy: "check the path")
        }
        guard isDirectory.boolValue else {
            throw InputError(.unreadable, file: path, problem: "is no folder")
        }
        metadata = try Self.readMetadata(Self.join(path, Self.metadataName))
        for name in [Self.vectorsName, Self.recordsName] where metadata.sha256[name] == nil {
            throw InputError(
                file: Self.join(path, Self.metadataName), field: "sha256",
                problem: "has no digest of \(name)", remedy: "write the folder again")
        }
        if verify {
            for (name, expected) in metadata.sha256.sorted(by: { $0.key < $1.key }) {
                try Self.check(name, in: path, expected: expected)
            }
        }
    }

    static func readMetadata(_ file: String) throws(InputError) -> DatasetMetadata {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            throw InputError(
                .unreadable, file: file, problem: "cannot be read",
                remedy: "a dataset folder needs it; give the folder that holds it")
        }
        let metadata: DatasetMetadata
        do {
            metadata = try JSONDecoder().decode(DatasetMetadata.self, from: data)
        } catch let error as DecodingError {
            let (field, problem) = Self.explain(error)
            throw InputError(file: file, field: field, problem: problem, remedy: "write the folder again")
        } catch {
            throw InputError(file: file, problem: "is no valid JSON", remedy: "write the folder again")
        }
        guard metadata.schemaVersion == DatasetMetadata.currentVersion else {
            throw InputError(
                file: file, field: "schema_version",
                problem: "version \(metadata.schemaVersion) is not known here",
                remedy: "this version reads \(DatasetMetadata.currentVersion)")
        }
        guard metadata.dimension >= 1, metadata.dimension <= SemanticVector.maximumDimension else {
            throw InputError(
                file: file, field: "dimension",
                problem: "\(metadata.dimension) is outside 1…\(SemanticVector.maximumDimension)")
        }
        guard metadata.count >= 0 else {
            throw InputError(file: file, field: "count", problem: "\(metadata.count) is negative")
        }
        if let block = metadata.block, block < 1 {
            throw InputError(file: file, field: "block", problem: "\(block) is no number of vectors")
        }
        return metadata
    }

    private static func explain(_ error: DecodingError) -> (field: String?, problem: String) {
        switch error {
        case .keyNotFound(let key, _): (key.stringValue, "is missing")
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            (context.codingPath.first?.stringValue, "has the wrong type")
        case .dataCorrupted(let context):
            (context.codingPath.first?.stringValue, "is no valid JSON")
        @unknown default: (nil, "is not understood")
        }
    }

    static func check(
        _ name: String, in folder: String, expected: String, recordedIn metadata: String = metadataName
    ) throws(InputError) {
        // A digest's name comes from a file, so it may not lead out of the folder.
        guard !name.contains("/"), name != "..", !name.isEmpty else {
            throw InputError(
                file: join(folder, metadata), field: "sha256", problem: "'\(name)' is no file name")
        }
        let file = join(folder, name)
        guard try FileDigest.sha256(of: file) == expected.lowercased() else {
            throw InputError(
                file: file, problem: "does not match its digest in \(metadata)",
                remedy: "the file was changed or damaged; write or fetch it again, or remove \(metadata)")
        }
    }

    /// The vectors, one after another. Memory is one row.
    public func vectors() throws(InputError) -> DatasetVectors {
        try DatasetVectors(folder: self)
    }

    /// All vectors, those included that are rejected elsewhere for NaN and the like. Memory: all of it.
    public func allVectors() throws(InputError) -> [SemanticVector] {
        var reader = try vectors()
        var all: [SemanticVector] = []
        all.reserveCapacity(count)
        while let vector = try reader.next() { all.append(vector) }
        return all
    }
}

/// The vectors of a dataset folder, read one after another.
public struct DatasetVectors {
    private var array: NPYReader
    private var records: CSVReader
    private let recordsFile: String
    private let header: [String]
    private let columns: (row: Int, id: Int, timestamp: Int, domain: Int)
    private let extraColumns: [Int]
    private var domains: [String: Domain] = [:]

    init(folder: DatasetFolder) throws(InputError) {
        let vectorsFile = DatasetFolder.join(folder.path, DatasetFolder.vectorsName)
        recordsFile = DatasetFolder.join(folder.path, DatasetFolder.recordsName)
        array = try NPYReader(vectorsFile)
        if array.header.columns != folder.dimension || array.header.rows != folder.count {
            throw InputError(
                file: vectorsFile, field: "shape",
                problem: "is \(array.header.rows)×\(array.header.columns) where "
                    + "\(DatasetFolder.metadataName) says \(folder.count)×\(folder.dimension)",
                remedy: "write the folder again")
        }
        records = try CSVReader(recordsFile)
        guard let first = try records.next() else {
            throw InputError(file: recordsFile, line: 1, problem: "is empty", remedy: "write it again")
        }
        header = first.fields
        var places: [String: Int] = [:]
        for (column, name) in first.fields.enumerated() { places[name] = column }
        var found: [Int] = []
        for name in ["row", "id", "timestamp_ns", "domain"] {
            guard let place = places[name] else {
                throw InputError(
                    file: recordsFile, line: first.line, field: name,
                    problem: "the header lacks this column",
                    remedy: "name the columns row,id,timestamp_ns,domain")
            }
            found.append(place)
        }
        columns = (found[0], found[1], found[2], found[3])
        extraColumns = first.fields.indices.filter { !found.contains($0) }
    }

    /// The next vector, unchecked for NaN and zero norm, or nil after the last. Columns beyond the four
    /// become metadata.
    public mutating func next() throws(InputError) -> SemanticVector? {
        try nextRow()?.vector
    }

    /// The next vector with its line in `records.csv`.
    mutating func nextRow() throws(InputError) -> (vector: SemanticVector, line: Int)? {
        let row = array.rowsRead
        let embedding = try array.next()
        let record = try records.next()
        guard let embedding, let record else {
            if embedding == nil, record == nil { return nil }
            throw InputError(
                file: recordsFile, line: record?.line,
                problem: embedding == nil
                    ? "has more rows than there are vectors"
                    : "ends after \(row) rows, before the last vector",
                remedy: "write the folder again")
        }
        func fail(_ field: String?, _ problem: String) -> InputError {
            InputError(
                file: recordsFile, line: record.line, field: field, problem: problem,
                remedy: "write the folder again")
        }
        let fields = record.fields
        guard fields.count == header.count else {
            throw fail(nil, "has \(fields.count) fields where the header has \(header.count)")
        }
        guard fields[columns.row] == String(row) else {
            throw fail("row", "is '\(fields[columns.row].prefix(40))' where \(row) is due")
        }
        guard let timestamp = Int64(fields[columns.timestamp]) else {
            throw fail("timestamp_ns", "is no whole number of nanoseconds")
        }
        let name = fields[columns.domain]
        let domain: Domain
        if let known = domains[name] {
            domain = known
        } else {
            do throws(InvalidDomainName) {
                domain = try Domain(name)
            } catch {
                throw fail("domain", error.description)
            }
            domains[name] = domain
        }
        var metadata: [String: String] = [:]
        for column in extraColumns { metadata[header[column]] = fields[column] }
        let vector = SemanticVector(
            id: fields[columns.id], embedding: embedding, domain: domain,
            timestamp: EventTime(nanoseconds: timestamp), metadata: metadata)
        return (vector, record.line)
    }
}

/// Reads a dataset folder as a source that checks its rows.
struct DatasetVectorReader: VectorReader {
    private var vectors: DatasetVectors
    private var rows: RowAssembler

    init(folder: DatasetFolder, defaults: SourceDefaults) throws(InputError) {
        vectors = try folder.vectors()
        var defaults = defaults
        defaults.dimension = folder.dimension
        rows = RowAssembler(defaults)
    }

    var isReady: Bool { true }
    var notes: [String] { [] }

    mutating func next() throws(InputError) -> SourceRow? {
        guard let (vector, line) = try vectors.nextRow() else { return nil }
        return rows.assemble(
            line: line, id: vector.id, timestamp: vector.timestamp, domain: vector.domain.name,
            embedding: vector.embedding, metadata: vector.metadata)
    }
}
