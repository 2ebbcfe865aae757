import StreamCore

/// The formats that vectors are read and written in.
public enum VectorFormat: String, CaseIterable, Sendable, Hashable {
    /// A dataset folder: `vectors.npy`, `records.csv`, `meta.json` and, where known, `truth.csv`.
    case folder
    /// A NumPy array: float32 or float64, either byte order, rows in C order.
    case npy
    /// Rows of float32, each with its dimension before it as a little-endian int32 (the texmex format that
    /// faiss reads).
    case fvecs
    /// As ``fvecs``, of single bytes.
    case bvecs
    /// A count and a dimension as little-endian uint32, then rows of float32 (the format of big-ann).
    case fbin
    /// As ``fbin``, of single bytes.
    case u8bin
    /// CSV with a header line.
    case csv
    /// One JSON object a line.
    case jsonLines = "jsonl"
    /// HDF5 as ann-benchmarks lays it out: two-dimensional datasets such as `train`. Read only, and only
    /// in builds with the package trait `HDF5`.
    case hdf5

    /// The formats that can be written.
    public static let writable: [VectorFormat] = allCases.filter { $0 != .hdf5 }

    /// Whether a file of this format says what a vector's id, time and domain are.
    public var hasRecords: Bool { self == .folder || self == .csv || self == .jsonLines }

    /// Whether components are single bytes.
    public var isQuantised: Bool { self == .bvecs || self == .u8bin }

    /// The format that a file's ending stands for, or nil.
    public init?(ending: String) {
        switch ending.lowercased() {
        case "json", "ndjson": self = .jsonLines
        case "h5", "hdf": self = .hdf5
        case "folder": return nil
        default:
            guard let format = VectorFormat(rawValue: ending.lowercased()) else { return nil }
            self = format
        }
    }

    /// The format of the file at `path` by the ending of its name, or nil.
    public init?(path: String) {
        guard let name = path.split(separator: "/").last, let dot = name.lastIndex(of: ".") else {
            return nil
        }
        self.init(ending: String(name[name.index(after: dot)...]))
    }
}
