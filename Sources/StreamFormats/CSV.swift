import StreamCore

/// One record of a CSV file.
public struct CSVRecord: Sendable, Hashable {
    /// The line on which it begins, from 1.
    public var line: Int
    /// Its fields, unquoted.
    public var fields: [String]

    /// A record of these parts.
    public init(line: Int, fields: [String]) {
        self.line = line
        self.fields = fields
    }
}

/// Reads RFC 4180 CSV record by record: quoted fields with commas, doubled quotes and line breaks in them,
/// LF or CR LF, a byte order mark at the start, a last line without an end. Empty lines are skipped.
///
/// O(length) time; memory is one record.
public struct CSVReader {
    private let source: ByteSource
    private var line = 1

    /// Fields longer than this many bytes in all are no record but a mistake.
    public static let recordLimit = 64 << 20

    /// Opens the file at `path`, `-` for standard input.
    public init(_ path: String) throws(InputError) {
        try self.init(source: ByteSource(path))
    }

    init(source: ByteSource) throws(InputError) {
        self.source = source
        if try source.peek() == 0xEF {
            for expected in [0xEF, 0xBB, 0xBF] as [UInt8] where try source.nextByte() != expected {
                throw InputError(file: source.file, line: 1, problem: "is not UTF-8")
            }
        }
    }

    var hasBufferedLine: Bool { source.hasBufferedLine }

    /// The next record, or nil at the end.
    ///
    /// - Throws: ``StreamCore/InputError`` for a quote that is never closed, text after a closing quote, a
    ///   quote inside an unquoted field, or a record beyond ``recordLimit``.
    public mutating func next() throws(InputError) -> CSVRecord? {
        while true {
            let start = line
            var fields: [String] = []
            var field: [UInt8] = []
            var length = 0
            var isQuoted = false
            var isClosed = false
            var isEmpty = true
            func fail(_ problem: String, _ remedy: String) -> InputError {
                InputError(
                    file: source.file, line: start, field: "column \(fields.count + 1)",
                    problem: problem, remedy: remedy)
            }
            record: while true {
                guard let byte = try source.nextByte() else {
                    if isQuoted && !isClosed {
                        throw fail("a quoted field is never closed", "close it with a quote")
                    }
                    if isEmpty { return nil }
                    break record
                }
                length += 1
                if length > Self.recordLimit {
                    throw fail(
                        "the record is longer than \(Self.recordLimit) bytes",
                        "check the quotes and line ends")
                }
                if isQuoted && !isClosed {
                    if byte == 0x22 {
                        if try source.peek() == 0x22 {
                            _ = try source.nextByte()
                            field.append(0x22)
                        } else {
                            isClosed = true
                        }
                    } else {
                        if byte == 0x0A { line += 1 }
                        field.append(byte)
                    }
                    continue
                }
                switch byte {
                case 0x0A:
                    line += 1
                    break record
                case 0x0D:
                    // A carriage return ends a line only together with the line feed.
                    if try source.peek() == 0x0A { continue }
                    if isClosed { throw fail("text follows a closing quote", "double inner quotes") }
                    field.append(byte)
                case 0x2C:
                    fields.append(String(decoding: field, as: UTF8.self))
                    field.removeAll(keepingCapacity: true)
                    (isQuoted, isClosed) = (false, false)
                case 0x22:
                    if !field.isEmpty || isClosed {
                        throw fail("a quote stands inside a field", "quote the field, double the quote")
                    }
                    isQuoted = true
                default:
                    if isClosed { throw fail("text follows a closing quote", "double inner quotes") }
                    field.append(byte)
                }
                isEmpty = false
            }
            if isEmpty { continue }
            fields.append(String(decoding: field, as: UTF8.self))
            return CSVRecord(line: start, fields: fields)
        }
    }
}

/// Writes RFC 4180 CSV; the file appears when it is whole. Lines end with LF.
public struct CSVWriter {
    private let file: AtomicFile
    private let isFormulaSafe: Bool

    /// Starts a file that will be at `path`.
    ///
    /// - Parameters:
    ///   - path: The file to write.
    ///   - formulaSafe: Put `'` before fields that a spreadsheet would take for a formula. Off by default,
    ///     since it changes the data.
    public init(_ path: String, formulaSafe: Bool = false) throws(InputError) {
        file = try AtomicFile(path)
        isFormulaSafe = formulaSafe
    }

    /// Appends one record.
    public func append(_ fields: [String]) throws(InputError) {
        try file.write(Self.line(fields, formulaSafe: isFormulaSafe))
    }

    /// As ``AtomicFile/prepare()``.
    func prepare() throws(InputError) { try file.prepare() }

    /// Where the file is until it is finished.
    var temporary: String { file.temporary }

    /// Gives the file its name.
    public func finish() throws(InputError) { try file.finish() }

    /// The line of these fields, with its end.
    public static func line(_ fields: [String], formulaSafe: Bool = false) -> String {
        // A record of one empty field would be an empty line, which readers skip.
        if fields.count == 1, fields[0].isEmpty { return "\"\"\n" }
        return fields.map { quoted($0, formulaSafe: formulaSafe) }.joined(separator: ",") + "\n"
    }

    private static func quoted(_ field: String, formulaSafe: Bool) -> String {
        var field = field
        if formulaSafe, let first = field.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first),
            Double(field) == nil
        {
            field = "'" + field
        }
        let needsQuotes = field.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else { return field }
        var quoted = "\""
        for character in field.unicodeScalars {
            if character == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}
