extension TextTable {
    /// The table as HTML: sortable by its headers, in a box that scrolls by itself where it is too wide.
    ///
    /// - Parameter name: What it shows, its caption.
    package func html(_ name: String) -> String {
        let caption = HTML.escape(name)
        var text = "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(caption)\">\n"
        text += "<table class=\"sortable\">\n<caption>\(caption)</caption>\n<thead><tr>"
        for (column, title) in header.enumerated() {
            text += "<th scope=\"col\" aria-sort=\"none\"\(numeric.contains(column) ? " class=\"n\"" : "")>"
            text += "<button type=\"button\">\(HTML.escape(title))</button></th>"
        }
        text += "</tr></thead>\n<tbody>\n"
        for row in rows {
            text += "<tr>"
            for (column, cell) in row.enumerated() {
                if numeric.contains(column) {
                    let key = SortKey.number(cell).map { " data-v=\"\($0)\"" } ?? ""
                    text += "<td class=\"n\"\(key)>\(HTML.escape(cell))</td>"
                } else {
                    text += "<td>\(HTML.escape(cell))</td>"
                }
            }
            text += "</tr>\n"
        }
        return text + "</tbody>\n</table>\n</div>\n"
    }
}

/// What a cell written for people is sorted by.
package enum SortKey {
    /// The number at the beginning of `cell`, in its base unit; nil where there is none.
    package static func number(_ cell: String) -> Double? {
        var digits = ""
        var rest = Substring(cell)
        while let next = rest.first {
            switch next {
            case "−", "-":
                guard digits.isEmpty || digits.last == "e" else { return finish(digits, rest) }
                digits.append("-")
            case "0"..."9": digits.append(next)
            case ".": digits.append(next)
            case ",": break
            case "e":
                guard let after = rest.dropFirst().first, after.isNumber || "-−".contains(after) else {
                    return finish(digits, rest)
                }
                digits.append("e")
            default: return finish(digits, rest)
            }
            rest = rest.dropFirst()
        }
        return finish(digits, rest)
    }

    private static func finish(_ digits: String, _ rest: Substring) -> Double? {
        guard let value = Double(digits) else { return nil }
        let unit = rest.drop { $0 == " " }.prefix { $0.isLetter }
        let scales: [Substring: Double] = [
            "KiB": 1024, "MiB": 1_048_576, "GiB": 1_073_741_824, "ns": 1e-9, "µs": 1e-6, "ms": 1e-3,
            "min": 60,
        ]
        return value * (scales[unit] ?? 1)
    }
}
