/// Walks over one JSON text (RFC 8259) without building a tree of it: what a line of numbers needs.
struct JSONScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    /// Deeper nesting than this is taken for malice.
    private static let depthLimit = 64

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    /// Takes `character` after white space, if it stands there.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// The byte that comes next after white space.
    mutating func peek() -> UInt8? {
        skipSpace()
        return position < bytes.count ? bytes[position] : nil
    }

    /// Whether nothing but white space is left.
    mutating func isAtEnd() -> Bool { peek() == nil }

    private mutating func word(_ word: StaticString) -> Bool {
        guard position + word.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<word.utf8CodeUnitCount
        where bytes[position + index] != word.utf8Start[index] { return false }
        position += word.utf8CodeUnitCount
        return true
    }

    /// `null`, if it stands there.
    mutating func null() -> Bool {
        skipSpace()
        return word("null")
    }

    /// A number. `NaN`, `Infinity` and `-Infinity`, which are not JSON but what Python writes, are taken
    /// too, so that they are rejected by their right name.
    mutating func number() -> Double? {
        guard let first = peek() else { return nil }
        if let value = DecimalNumber.parse(bytes, &position) { return value }
        if first == 0x4E { return word("NaN") ? .nan : nil }
        if first == 0x49 { return word("Infinity") ? .infinity : nil }
        if first == 0x2D { return word("-Infinity") ? -.infinity : nil }
        return nil
    }

    /// As ``number()``, correctly rounded to single precision.
    mutating func float() -> Float? {
        skipSpace()
        if let value = DecimalNumber.parseFloat(bytes, &position) { return value }
        return number().map { Float($0) }
    }

    /// The text of a number, for those who want all its digits.
    mutating func numberText() -> UnsafeBufferPointer<UInt8>? {
        skipSpace()
        let start = position
        guard DecimalNumber.parse(bytes, &position) != nil else { return nil }
        return UnsafeBufferPointer(rebasing: bytes[start..<position])
    }

    /// A whole number that fits 64 bits, to the last digit.
    mutating func integer() -> Int64? {
        skipSpace()
        var end = position
        while end < bytes.count, bytes[end] == 0x2D || bytes[end] &- 0x30 < 10 { end += 1 }
        if end < bytes.count, bytes[end] == 0x2E || bytes[end] | 0x20 == 0x65 { return nil }
        guard let value = TimestampText.integer(bytes[position..<end]) else { return nil }
        position = end
        return value
    }

    /// A string, its escapes resolved.
    mutating func string() -> String? {
        guard take("\"") else { return nil }
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x22 {
                let text = String(decoding: bytes[start..<position], as: UTF8.self)
                position += 1
                return text
            }
            if byte == 0x5C { return escapedString(from: start) }
            if byte < 0x20 { return nil }
            position += 1
        }
        return nil
    }

    private mutating func escapedString(from start: Int) -> String? {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case 0x22: return String(decoding: text, as: UTF8.self)
            case 0x5C:
                guard position < bytes.count else { return nil }
                let escape = bytes[position]
                position += 1
                switch escape {
                case UInt8(ascii: "n"): text.append(0x0A)
                case UInt8(ascii: "t"): text.append(0x09)
                case UInt8(ascii: "r"): text.append(0x0D)
                case UInt8(ascii: "b"): text.append(0x08)
                case UInt8(ascii: "f"): text.append(0x0C)
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escape)
                case UInt8(ascii: "u"):
                    guard let scalar = unicodeEscape() else { return nil }
                    text.append(contentsOf: String(Character(scalar)).utf8)
                default: return nil
                }
            case 0..<0x20: return nil
            default: text.append(byte)
            }
        }
        return nil
    }

    private mutating func unicodeEscape() -> Unicode.Scalar? {
        guard let high = hexWord() else { return nil }
        guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) }
        guard word("\\u"), let low = hexWord(), (0xDC00..<0xE000).contains(low) else { return nil }
        return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    }

    private mutating func hexWord() -> UInt32? {
        guard position + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[position..<(position + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }

    /// A list of numbers, appended to `numbers`; false where it is none.
    mutating func floats(into numbers: inout [Float]) -> Bool {
        guard take("[") else { return false }
        if take("]") { return true }
        while true {
            guard let value = float() else { return false }
            numbers.append(value)
            if take(",") { continue }
            return take("]")
        }
    }

    /// Passes over any value; false where none stands.
    mutating func skipValue(depth: Int = 0) -> Bool {
        guard depth < Self.depthLimit, let first = peek() else { return false }
        switch first {
        case UInt8(ascii: "{"):
            _ = take("{")
            if take("}") { return true }
            while true {
                guard string() != nil, take(":"), skipValue(depth: depth + 1) else { return false }
                if take(",") { continue }
                return take("}")
            }
        case UInt8(ascii: "["):
            _ = take("[")
            if take("]") { return true }
            while true {
                guard skipValue(depth: depth + 1) else { return false }
                if take(",") { continue }
                return take("]")
            }
        case 0x22: return string() != nil
        case UInt8(ascii: "t"): return word("true")
        case UInt8(ascii: "f"): return word("false")
        case UInt8(ascii: "n"): return word("null")
        default: return number() != nil
        }
    }
}
