/// Text as HTML and SVG take it.
package enum HTML {
    /// `text` with everything escaped that could be markup, for content and for attributes in quotes;
    /// characters that a page must not hold become a replacement character.
    package static func escape(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            default:
                let isControl = scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
                escaped.unicodeScalars.append(isControl ? "\u{fffd}" : scalar)
            }
        }
        return escaped
    }

    /// A link to a file beside the page; every character that is not a plain part of a path is encoded.
    static func link(_ name: String, _ text: String? = nil) -> String {
        let address = name.utf8.map { byte -> String in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || [0x2d, 0x2e, 0x2f, 0x5f].contains(byte)
            return isPlain
                ? String(UnicodeScalar(byte))
                : "%" + String(byte >> 4, radix: 16, uppercase: true)
                    + String(byte & 15, radix: 16, uppercase: true)
        }.joined()
        return "<a href=\"\(address)\">\(escape(text ?? name))</a>"
    }
}
