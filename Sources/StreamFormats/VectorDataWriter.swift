import Foundation
import StreamCore

/// Writes a stream in any format: a dataset folder, or one file with what its format cannot hold beside it.
///
/// Everything is written under temporary names and renamed at the end. Formats without ids, times and
/// domains get `X.records.csv` (`row,id,timestamp_ns,domain`, then metadata) and `X.meta.json` (digests,
/// origin and, for formats of single bytes, ``Quantisation/symmetric``); a truth goes to `X.truth.csv`.
public final class VectorDataWriter {
    /// Where the data will be; `-` is standard output, for formats that need no look back.
    public let path: String
    /// The format.
    public let format: VectorFormat
    /// The files written, those beside it included; complete after ``finish()``.
    public private(set) var files: [String]
    /// How many components lay outside −1…1 and were held to it, which formats of single bytes do.
    public var clampedComponents: Int { file?.clamped ?? 0 }

    private let dimension: Int
    private let origin: (seed: UInt64?, scenario: String?, block: Int?)
    private let metadataColumns: [String]
    private let folder: DatasetWriter?
    private var file: (any VectorFileWriter)?
    private let records: CSVWriter?
    private var truth: AtomicFile?

    /// The formats that can go to standard output: those that are written from front to back.
    public static let pipeable: [VectorFormat] = [.csv, .jsonLines, .fvecs, .bvecs]

    /// Starts data that will be at `path`.
    ///
    /// - Parameters:
    ///   - path: The folder or file.
    ///   - format: Any but HDF5.
    ///   - dimension: How many components a vector has.
    ///   - seed: The seed that makes it.
    ///   - scenario: The scenario that makes it.
    ///   - block: Vectors in a block, the unit of the truth's lags.
    ///   - metadataColumns: Metadata keys that become columns.
    ///   - replace: Whether data that is already there may be replaced.
    /// - Throws: ``StreamCore/InputError`` of kind `unwritable`, also when something is in the way.
    public init(
        _ path: String, format: VectorFormat, dimension: Int, seed: UInt64? = nil, scenario: String? = nil,
        block: Int? = nil, metadataColumns: [String] = [], replace: Bool = false
    ) throws(InputError) {
        self.path = path
        self.format = format
        self.dimension = dimension
        self.metadataColumns = metadataColumns
        origin = (seed, scenario, block)
        files = [path]
        guard format != .folder else {
            folder = try DatasetWriter(
                path, dimension: dimension, seed: seed, scenario: scenario, block: block,
                metadataColumns: metadataColumns, replace: replace)
            records = nil
            return
        }
        folder = nil
        if path == "-", !Self.pipeable.contains(format) {
            throw InputError(
                .unwritable, file: "standard output", problem: "\(format.rawValue) cannot be piped",
                remedy: "use \(Self.pipeable.map(\.rawValue).joined(separator: ", ")), or give a file")
        }
        if path != "-" { try Self.checkPlace(path, replace: replace) }
        switch format {
        case .folder, .hdf5:
            throw InputError(
                .unwritable, file: path, problem: "HDF5 is read, not written",
                remedy: "use npy, which h5py's users can load too")
        case .npy: file = try NPYVectorWriter(path, dimension: dimension)
        case .fvecs: file = try VecsWriter(path, dimension: dimension, kind: .float32)
        case .bvecs: file = try VecsWriter(path, dimension: dimension, kind: .uint8)
        case .fbin: file = try BinWriter(path, dimension: dimension, kind: .float32)
        case .u8bin: file = try BinWriter(path, dimension: dimension, kind: .uint8)
        case .csv:
            file = try CSVVectorWriter(path, dimension: dimension, metadataColumns: metadataColumns)
        case .jsonLines: file = try JSONLinesWriter(path, dimension: dimension)
        }
        if path != "-", !format.hasRecords {
            let name = SideFiles(path).records
            let writer = try CSVWriter(name)
            try writer.append(["row", "id", "timestamp_ns", "domain"] + metadataColumns)
            records = writer
            files.append(name)
        } else {
            records = nil
        }
    }

    private static func checkPlace(_ path: String, replace: Bool) throws(InputError) {
        let manager = FileManager.default
        func refuse(_ file: String, _ problem: String) -> InputError {
            InputError(
                .unwritable, file: file, problem: problem,
                remedy: "give another place, remove it first, or replace it with --force")
        }
        if FileKind.isFolder(path) { throw refuse(path, "a folder is already there") }
        guard !replace else { return }
        for file in [path] + SideFiles(path).existing where manager.fileExists(atPath: file) {
            throw refuse(file, "a file is already there")
        }
    }

    /// Appends one vector, which must have the data's dimension. O(d).
    public func append(_ vector: SemanticVector) throws(InputError) {
        if let folder { return try folder.append(vector) }
        let row = file?.rows ?? 0
        try file?.append(vector)
        guard let records else { return }
        var fields = [
            String(row), vector.id, String(vector.timestamp.nanoseconds), vector.domain.name,
        ]
        for key in metadataColumns { fields.append(vector.metadata[key] ?? "") }
        try records.append(fields)
    }

    /// Adds the truth. On standard output there is no place for it.
    public func add(truth text: String) throws(InputError) {
        if let folder { return try folder.add(DatasetFolder.truthName, text) }
        guard path != "-" else { return }
        let name = SideFiles(path).truth
        let file = try AtomicFile(name)
        try file.write(text)
        truth = file
        files.append(name)
    }

    /// Brings everything to the disk and then gives it its names: a full disk shows before any of what is
    /// already there is touched. What is beside the vectors comes first, so that whoever waits for them
    /// finds it.
    public func finish() throws(InputError) {
        if let folder { return try folder.finish() }
        guard path != "-" else {
            try file?.finish()
            return
        }
        try file?.prepare()
        try records?.prepare()
        try truth?.prepare()
        let metadata = try prepareMetadata()
        // What was beside the data that is replaced says nothing of this.
        for stale in SideFiles(path).existing { try? FileManager.default.removeItem(atPath: stale) }
        try records?.finish()
        try truth?.finish()
        try metadata?.finish()
        try file?.finish()
    }

    /// `X.meta.json` on the disk, not yet under its name; nil for formats that need none.
    private func prepareMetadata() throws(InputError) -> AtomicFile? {
        guard let file, !format.hasRecords else { return nil }
        let places = [file.temporary, records?.temporary, truth?.temporary].compactMap { $0 }
        var digests: [String: String] = [:]
        for (name, place) in zip(files, places) {
            digests[(name as NSString).lastPathComponent] = try FileDigest.sha256(of: place)
        }
        let metadata = DatasetMetadata(
            schemaVersion: DatasetMetadata.currentVersion, dimension: dimension, count: file.rows,
            seed: origin.seed, scenario: origin.scenario, block: origin.block,
            quantisation: format.isQuantised ? .symmetric : nil, sha256: digests)
        let name = SideFiles(path).metadata
        let target = try AtomicFile(name)
        try target.write(try metadata.json(for: path))
        try target.prepare()
        files.append(name)
        return target
    }
}
