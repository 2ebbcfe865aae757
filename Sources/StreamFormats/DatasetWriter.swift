import Foundation
import StreamCore

/// Writes a dataset folder: into a temporary folder beside its place, which gets its name when it is
/// whole, so that nothing half written looks like a dataset.
public final class DatasetWriter {
    /// Where the folder will be.
    public let path: String
    private let temporary: String
    private let dimension: Int
    private let seed: UInt64?
    private let scenario: String?
    private let block: Int?
    private let replaces: Bool
    private let metadataColumns: [String]
    private var vectors: NPYWriter
    private let records: CSVWriter
    private var files = [DatasetFolder.vectorsName, DatasetFolder.recordsName]
    private var isFinished = false

    /// Starts a folder that will be at `path`.
    ///
    /// - Parameters:
    ///   - path: The folder to write.
    ///   - dimension: How many components a vector has.
    ///   - seed: The seed that makes it, for `meta.json`.
    ///   - scenario: The scenario that makes it, for `meta.json`.
    ///   - block: Vectors in a block, the unit of the truth's lags, for `meta.json`.
    ///   - metadataColumns: Metadata keys that become further columns of `records.csv`.
    ///   - replace: Whether a dataset folder that is already there may be replaced.
    /// - Throws: ``StreamCore/InputError`` of kind `unwritable`, also when something is in the way.
    public init(
        _ path: String, dimension: Int, seed: UInt64? = nil, scenario: String? = nil, block: Int? = nil,
        metadataColumns: [String] = [], replace: Bool = false
    ) throws(InputError) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.path = path
        self.dimension = dimension
        self.seed = seed
        self.scenario = scenario
        self.block = block
        self.metadataColumns = metadataColumns
        replaces = replace
        try Self.checkPlace(path, replace: replace)
        let parent = (path as NSString).deletingLastPathComponent
        let name = (path as NSString).lastPathComponent
        temporary = DatasetFolder.join(
            parent.isEmpty ? "." : parent,
            ".\(name).partial-\(ProcessInfo.processInfo.processIdentifier)")
        do {
            try? FileManager.default.removeItem(atPath: temporary)
            try FileManager.default.createDirectory(
                atPath: temporary, withIntermediateDirectories: true)
        } catch {
            throw AtomicFile.unwritable(path, error)
        }
        vectors = try NPYWriter(
            DatasetFolder.join(temporary, DatasetFolder.vectorsName), columns: dimension)
        records = try CSVWriter(DatasetFolder.join(temporary, DatasetFolder.recordsName))
        try records.append(["row", "id", "timestamp_ns", "domain"] + metadataColumns)
    }

    deinit {
        if !isFinished { try? FileManager.default.removeItem(atPath: temporary) }
    }

    private static func checkPlace(_ path: String, replace: Bool) throws(InputError) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
        let contents = try? FileManager.default.contentsOfDirectory(atPath: path)
        if isDirectory.boolValue, contents?.isEmpty == true { return }
        let isDataset = contents?.contains(DatasetFolder.metadataName) == true
        guard replace, isDataset else {
            throw InputError(
                .unwritable, file: path,
                problem: isDataset ? "a dataset is already there" : "something else is already there",
                remedy: "give another place, or remove it first")
        }
    }

    /// Appends one vector, which must have the folder's dimension. O(d).
    public func append(_ vector: SemanticVector) throws(InputError) {
        let row = vectors.rows
        try vectors.append(vector.embedding)
        var fields = [
            String(row), vector.id, String(vector.timestamp.nanoseconds), vector.domain.name,
        ]
        for key in metadataColumns { fields.append(vector.metadata[key] ?? "") }
        try records.append(fields)
    }

    /// Adds a text file such as `truth.csv`.
    public func add(_ name: String, _ text: String) throws(InputError) {
        try AtomicFile.write(text, to: DatasetFolder.join(temporary, name))
        files.append(name)
    }

    /// Writes `meta.json` with the digests and gives the folder its name.
    public func finish() throws(InputError) {
        try vectors.finish()
        try records.finish()
        var digests: [String: String] = [:]
        for name in files {
            digests[name] = try FileDigest.sha256(of: DatasetFolder.join(temporary, name))
        }
        let metadata = DatasetMetadata(
            schemaVersion: DatasetMetadata.currentVersion, dimension: dimension, count: vectors.rows,
            seed: seed, scenario: scenario, block: block, sha256: digests)
        do {
            try AtomicFile.write(
                metadata.json(for: path), to: DatasetFolder.join(temporary, DatasetFolder.metadataName))
            try Self.checkPlace(path, replace: replaces)
            if FileManager.default.fileExists(atPath: path) {
                try FileManager.default.removeItem(atPath: path)
            }
            try FileManager.default.moveItem(atPath: temporary, toPath: path)
        } catch let error as InputError {
            throw error
        } catch {
            throw AtomicFile.unwritable(path, error)
        }
        isFinished = true
    }
}
