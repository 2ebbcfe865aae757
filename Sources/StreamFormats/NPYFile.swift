import StreamCore

/// Reads the rows of a NumPy array file one after another, as single precision.
///
/// Memory is one row, however big the file.
public struct NPYReader: RowReader {
    /// What the file says of itself.
    public let header: NPYHeader
    private let source: ByteSource
    private var raw: [UInt8]
    /// How many rows have been read.
    public private(set) var rowsRead = 0

    /// How many components a row has.
    package var dimension: Int { header.columns }
    /// How many rows there are.
    package var count: Int? { header.rows }

    /// Opens the file at `path`, `-` for standard input, and checks its header and length.
    ///
    /// - Throws: ``StreamCore/InputError``: not readable, no NumPy file, an element type or order that is
    ///   not read, or a length that differs from what the header promises.
    public init(_ path: String) throws(InputError) {
        try self.init(source: ByteSource(path))
    }

    init(source: ByteSource) throws(InputError) {
        self.source = source
        let header = try NPYHeader(from: source)
        self.header = header
        raw = Array(repeating: 0, count: header.columns * header.elementType.byteCount)
        if let size = source.size {
            let (expected, overflow) = Int64(header.dataByteCount).addingReportingOverflow(
                Int64(header.dataOffset))
            if overflow || size < expected {
                throw InputError(
                    file: source.file, field: "shape",
                    problem: "is cut off: \(header.rows)×\(header.columns) elements need \(expected) bytes, "
                        + "the file has \(size)",
                    remedy: "write the file again, it is incomplete")
            }
            if size > expected {
                throw InputError(
                    file: source.file, field: "shape",
                    problem: "has \(size - expected) bytes more than \(header.rows)×\(header.columns) "
                        + "elements need",
                    remedy: "write the file again, its header does not fit")
            }
        }
    }

    /// The next row, or nil after the last. O(d).
    public mutating func next() throws(InputError) -> [Float]? {
        guard rowsRead < header.rows else {
            // A file was measured beforehand; a pipe shows here that it does not end.
            if source.size == nil, try source.peek() != nil {
                throw InputError(
                    file: source.file, field: "shape", problem: "goes on after row \(header.rows), its last",
                    remedy: "write the file again, its header does not fit")
            }
            return nil
        }
        var found = 0
        var failure: InputError?
        let source = source
        raw.withUnsafeMutableBytes { buffer in
            do throws(InputError) { found = try source.read(into: buffer) } catch { failure = error }
        }
        if let failure { throw failure }
        guard found == raw.count else {
            throw InputError(
                file: source.file, problem: "is cut off in row \(rowsRead) of \(header.rows)",
                remedy: "write the file again, it is incomplete")
        }
        rowsRead += 1
        return decode()
    }

    private func decode() -> [Float] {
        let header = header
        return raw.withUnsafeBytes { bytes in
            (0..<header.columns).map { column in
                switch header.elementType {
                case .float32:
                    let word = bytes.loadUnaligned(fromByteOffset: 4 * column, as: UInt32.self)
                    return Float(
                        bitPattern: header.isBigEndian
                            ? UInt32(bigEndian: word) : UInt32(littleEndian: word))
                case .float64:
                    let word = bytes.loadUnaligned(fromByteOffset: 8 * column, as: UInt64.self)
                    return Float(
                        Double(
                            bitPattern: header.isBigEndian
                                ? UInt64(bigEndian: word) : UInt64(littleEndian: word)))
                }
            }
        }
    }
}

/// Writes a NumPy array file of single precision, row by row; the file appears when it is whole.
public struct NPYWriter {
    /// The dimension.
    public let columns: Int
    /// How many rows have been written.
    public private(set) var rows = 0
    private let file: AtomicFile

    /// Starts a file that will be at `path`, of `columns` columns.
    public init(_ path: String, columns: Int) throws(InputError) {
        self.columns = columns
        file = try AtomicFile(path)
        // The number of rows is not known yet; its place is kept and filled in at the end.
        try file.write(NPYHeader.bytes(rows: 0, columns: columns))
    }

    /// Appends `row`, which must have ``columns`` components. O(d).
    public mutating func append(_ row: [Float]) throws(InputError) {
        guard row.count == columns else {
            throw InputError(
                .unwritable, file: file.path,
                problem: "row \(rows) has \(row.count) components where the file has \(columns)")
        }
        let bytes = [UInt8](unsafeUninitializedCapacity: 4 * columns) { buffer, initialised in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for (column, component) in row.enumerated() {
                raw.storeBytes(
                    of: component.bitPattern.littleEndian, toByteOffset: 4 * column, as: UInt32.self)
            }
            initialised = 4 * row.count
        }
        try file.write(bytes)
        rows += 1
    }

    /// Completes the header and gives the file its name.
    public mutating func finish() throws(InputError) {
        try prepare()
        try file.finish()
    }

    /// Completes the header and makes sure that everything is on the disk.
    mutating func prepare() throws(InputError) {
        try file.overwrite(NPYHeader.bytes(rows: rows, columns: columns), at: 0)
        try file.prepare()
    }

    /// Where the file is until it is finished.
    var temporary: String { file.temporary }
}
