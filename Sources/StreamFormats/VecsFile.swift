import StreamCore

/// Reads `.fvecs` and `.bvecs` row by row: before every row stands its dimension as a little-endian int32.
///
/// The texmex format (http://corpus-texmex.irisa.fr), as faiss reads and writes it. Memory is one row. The
/// size of a file is held against its first row's dimension before anything is read; that later rows have
/// the same dimension shows when they are reached.
public struct VecsReader: RowReader {
    /// How many components a row has.
    public let dimension: Int
    /// How many rows there are; nil for a pipe.
    public let count: Int?
    /// How many rows have been read.
    public private(set) var rowsRead = 0

    private let source: ByteSource
    private let kind: ComponentKind
    private var raw: [UInt8]
    private var head: [UInt8] = [0, 0, 0, 0]
    /// The first row's dimension has been read.
    private var isBeforeFirst = true

    /// Opens the file at `path`, `-` for standard input.
    ///
    /// - Throws: ``StreamCore/InputError``: not readable, empty, an impossible dimension, or a size that is
    ///   no whole number of rows.
    public init(_ path: String, kind: ComponentKind) throws(InputError) {
        try self.init(source: ByteSource(path), kind: kind)
    }

    init(source: ByteSource, kind: ComponentKind) throws(InputError) {
        self.source = source
        self.kind = kind
        let found = try source.read(4, into: &head)
        guard found == 4 else {
            throw InputError(
                file: source.file, field: "byte 0",
                problem: found == 0 ? "the file is empty" : "the first row's dimension is cut off",
                remedy: "every row begins with its dimension as a little-endian int32")
        }
        let first = Int(Int32(bitPattern: littleEndianWord(head)))
        guard first >= 1, first <= SemanticVector.maximumDimension else {
            throw InputError(
                file: source.file, field: "byte 0",
                problem: "the first row's dimension is \(first), outside "
                    + "1…\(SemanticVector.maximumDimension)",
                remedy: "check that this is the format: a little-endian int32 dimension before every row")
        }
        dimension = first
        let rowSize = 4 + first * kind.byteCount
        if let size = source.size {
            let rows = Int(size) / rowSize
            let rest = Int(size) % rowSize
            guard rest == 0 else {
                throw InputError(
                    file: source.file, field: "row \(rows)",
                    problem: "is cut off at byte \(size): rows of dimension \(first) have \(rowSize) bytes, "
                        + "\(rest) are left behind \(rows) rows",
                    remedy: "write the file again; all rows need the same dimension")
            }
            count = rows
        } else {
            count = nil
        }
        raw = Array(repeating: 0, count: first * kind.byteCount)
    }

    /// The next row, or nil after the last. O(d).
    public mutating func next() throws(InputError) -> [Float]? {
        let offset = rowsRead * (4 + raw.count)
        func fail(_ problem: String) -> InputError {
            InputError(
                file: source.file, field: "row \(rowsRead)", problem: "\(problem) (byte \(offset))",
                remedy: "write the file again; all rows need the same dimension")
        }
        if isBeforeFirst {
            isBeforeFirst = false
        } else {
            let found = try source.read(4, into: &head)
            if found == 0 { return nil }
            guard found == 4 else { throw fail("its dimension is cut off") }
        }
        let rowDimension = Int(Int32(bitPattern: littleEndianWord(head)))
        guard rowDimension == dimension else {
            throw fail("has dimension \(rowDimension) where the first row has \(dimension)")
        }
        let count = raw.count
        guard try source.read(count, into: &raw) == count else { throw fail("is cut off") }
        rowsRead += 1
        return raw.withUnsafeBytes { kind.decode($0) }
    }
}
