import StreamCore

/// Reads `.fbin` and `.u8bin` row by row: a count and a dimension as little-endian uint32, then the rows.
///
/// The format of the billion-scale benchmarks (https://big-ann-benchmarks.com). Memory is one row; the
/// header is held against the file's size before anything is allocated.
public struct BinReader: RowReader {
    /// How many components a row has.
    public let dimension: Int
    /// How many rows there are.
    public let rows: Int
    /// How many rows there are.
    public var count: Int? { rows }
    /// How many rows have been read.
    public private(set) var rowsRead = 0

    private let source: ByteSource
    private let kind: ComponentKind
    private var raw: [UInt8]

    /// Bytes before the first row.
    static let headerSize = 8

    /// Opens the file at `path`, `-` for standard input.
    ///
    /// - Throws: ``StreamCore/InputError``: not readable, a header that is cut off or names an impossible
    ///   dimension, or a size that differs from what it promises.
    public init(_ path: String, kind: ComponentKind) throws(InputError) {
        try self.init(source: ByteSource(path), kind: kind)
    }

    init(source: ByteSource, kind: ComponentKind) throws(InputError) {
        self.source = source
        self.kind = kind
        var head = [UInt8](repeating: 0, count: Self.headerSize)
        let found = try source.read(Self.headerSize, into: &head)
        guard found == Self.headerSize else {
            throw InputError(
                file: source.file, field: "byte 0",
                problem: "the header is cut off: \(found) of \(Self.headerSize) bytes",
                remedy: "the file begins with a count and a dimension as little-endian uint32")
        }
        rows = Int(littleEndianWord(head))
        dimension = Int(littleEndianWord(head, at: 4))
        guard dimension >= 1, dimension <= SemanticVector.maximumDimension else {
            throw InputError(
                file: source.file, field: "byte 4",
                problem: "the dimension is \(dimension), outside 1…\(SemanticVector.maximumDimension)",
                remedy:
                    "check that this is the format: count and dimension as little-endian uint32, then rows")
        }
        // At most 2³²·2¹⁶·2² bytes, which Int holds.
        let rowSize = dimension * kind.byteCount
        let expected = Self.headerSize + rows * rowSize
        if let size = source.size.map({ Int($0) }), size != expected {
            let whole = (size - Self.headerSize) / rowSize
            throw InputError(
                file: source.file, field: size < expected ? "row \(whole)" : "byte \(expected)",
                problem: size < expected
                    ? "is cut off at byte \(size): \(rows)×\(dimension) components need \(expected) bytes"
                    : "\(size - expected) bytes follow the last of \(rows)×\(dimension) components",
                remedy: "write the file again, its header does not fit")
        }
        raw = Array(repeating: 0, count: rowSize)
    }

    /// The next row, or nil after the last. O(d).
    public mutating func next() throws(InputError) -> [Float]? {
        func fail(_ problem: String) -> InputError {
            InputError(
                file: source.file, field: "row \(rowsRead)",
                problem: "\(problem) (byte \(Self.headerSize + rowsRead * raw.count))",
                remedy: "write the file again, its header does not fit")
        }
        guard rowsRead < rows else {
            // A file was measured beforehand; a pipe shows here that it does not end.
            if source.size == nil, try source.peek() != nil { throw fail("follows the last one") }
            return nil
        }
        let count = raw.count
        guard try source.read(count, into: &raw) == count else { throw fail("is cut off") }
        rowsRead += 1
        return raw.withUnsafeBytes { kind.decode($0) }
    }
}
