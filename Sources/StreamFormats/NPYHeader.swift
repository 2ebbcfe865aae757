import StreamCore

/// The head of a NumPy array file: what its numbers are and how many.
///
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, versions 1 to 3.
public struct NPYHeader: Sendable, Hashable {
    /// The element types that are read.
    public enum ElementType: Sendable, Hashable {
        /// IEEE single precision.
        case float32
        /// IEEE double precision, rounded to single when read.
        case float64

        var byteCount: Int { self == .float32 ? 4 : 8 }
    }

    /// The type of an element.
    public var elementType: ElementType
    /// Whether the high byte of an element comes first.
    public var isBigEndian: Bool
    /// Rows, the number of vectors.
    public var rows: Int
    /// Columns, the dimension.
    public var columns: Int
    /// Where the elements begin, in bytes from the start of the file.
    public var dataOffset: Int

    static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

    var dataByteCount: Int { rows * columns * elementType.byteCount }

    /// Reads the head of `source` and leaves it at the first element.
    init(from source: ByteSource) throws(InputError) {
        func fail(_ problem: String, field: String? = nil, _ remedy: String? = nil) -> InputError {
            InputError(file: source.file, field: field, problem: problem, remedy: remedy)
        }
        func bytes(_ count: Int) throws(InputError) -> [UInt8] {
            var target = [UInt8](repeating: 0, count: count)
            var found = 0
            // withUnsafeMutableBytes cannot rethrow a typed error here, so the error is carried out.
            var failure: InputError?
            target.withUnsafeMutableBytes { buffer in
                do throws(InputError) { found = try source.read(into: buffer) } catch { failure = error }
            }
            if let failure { throw failure }
            guard found == count else {
                throw fail("the header is cut off", "write the file again, it is incomplete")
            }
            return target
        }
        let start = try bytes(8)
        guard Array(start[..<6]) == Self.magic else {
            throw fail("is not a NumPy array file", "save it with numpy.save")
        }
        let headerLength: Int
        switch start[6] {
        case 1:
            let length = try bytes(2)
            headerLength = Int(length[0]) | Int(length[1]) << 8
            dataOffset = 10 + headerLength
        case 2, 3:
            let length = try bytes(4)
            headerLength =
                Int(length[0]) | Int(length[1]) << 8 | Int(length[2]) << 16 | Int(length[3]) << 24
            dataOffset = 12 + headerLength
        default:
            throw fail("has the unknown format version \(start[6])", "save it with numpy.save")
        }
        guard headerLength <= 1 << 20 else {
            throw fail("claims a header of \(headerLength) bytes, more than the limit of 1048576")
        }
        let text = String(decoding: try bytes(headerLength), as: UTF8.self)
        var parser = NPYDictionaryParser(text)
        guard let fields = parser.parse() else {
            throw fail("has a header that is no dictionary: \(text.prefix(80))", "save it with numpy.save")
        }
        guard let descr = fields.descr else { throw fail("is missing", field: "descr") }
        switch descr {
        case "<f4": (elementType, isBigEndian) = (.float32, false)
        case ">f4": (elementType, isBigEndian) = (.float32, true)
        case "<f8": (elementType, isBigEndian) = (.float64, false)
        case ">f8": (elementType, isBigEndian) = (.float64, true)
        default:
            throw fail(
                "the element type '\(descr.prefix(40))' is not read", field: "descr",
                "convert with array.astype('float32')")
        }
        guard let isFortran = fields.fortranOrder else {
            throw fail("is missing", field: "fortran_order")
        }
        guard !isFortran else {
            throw fail(
                "the array is in column order", field: "fortran_order",
                "convert with numpy.ascontiguousarray")
        }
        guard let shape = fields.shape else { throw fail("is missing", field: "shape") }
        guard shape.count == 2 else {
            throw fail(
                "the array has \(shape.count) \(shape.count == 1 ? "axis" : "axes"), not 2", field: "shape",
                "reshape it to (vectors, dimension)")
        }
        (rows, columns) = (shape[0], shape[1])
        guard columns >= 1, columns <= SemanticVector.maximumDimension else {
            throw fail(
                "the dimension \(columns) is outside 1…\(SemanticVector.maximumDimension)",
                field: "shape")
        }
        guard rows <= 1 << 40 else {
            throw fail("\(rows) rows are more than the limit of 2^40", field: "shape")
        }
    }

    /// The bytes of a version 1 header for little-endian single precision, padded so that every row
    /// count gives the same length.
    static func bytes(rows: Int, columns: Int) -> [UInt8] {
        var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
        text += String(repeating: " ", count: 128 - 10 - 1 - text.utf8.count) + "\n"
        let length = text.utf8.count
        return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
    }
}

/// Parses the Python literal that NumPy writes: a dictionary of a string, a truth value and a tuple.
struct NPYDictionaryParser {
    struct Fields {
        var descr: String?
        var fortranOrder: Bool?
        var shape: [Int]?
    }

    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    mutating func parse() -> Fields? {
        var fields = Fields()
        guard take("{") else { return nil }
        while !take("}") {
            guard let key = quoted(), take(":") else { return nil }
            switch key {
            case "descr":
                guard let value = quoted() else { return nil }
                fields.descr = value
            case "fortran_order":
                if word("True") {
                    fields.fortranOrder = true
                } else if word("False") {
                    fields.fortranOrder = false
                } else {
                    return nil
                }
            case "shape":
                guard let value = tuple() else { return nil }
                fields.shape = value
            default: return nil
            }
            if !take(",") {
                guard take("}") else { return nil }
                break
            }
        }
        return rest.allSatisfy(\.isWhitespace) ? fields : nil
    }

    private mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }

    private mutating func take(_ character: Character) -> Bool {
        skipSpace()
        guard rest.first == character else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func word(_ word: String) -> Bool {
        skipSpace()
        guard rest.hasPrefix(word) else { return false }
        rest.removeFirst(word.count)
        return true
    }

    private mutating func quoted() -> String? {
        skipSpace()
        guard let quote = rest.first, quote == "'" || quote == "\"" else { return nil }
        rest.removeFirst()
        guard let end = rest.firstIndex(of: quote) else { return nil }
        let value = String(rest[..<end])
        rest = rest[rest.index(after: end)...]
        return value
    }

    private mutating func tuple() -> [Int]? {
        guard take("(") else { return nil }
        var values: [Int] = []
        while !take(")") {
            skipSpace()
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            guard let value = Int(digits), values.count < 8 else { return nil }
            values.append(value)
            rest.removeFirst(digits.count)
            // Python 2 wrote long integers with an L.
            if rest.first == "L" { rest.removeFirst() }
            if !take(",") {
                guard take(")") else { return nil }
                break
            }
        }
        return values
    }
}
