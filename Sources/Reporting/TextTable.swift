/// A table of text, for Markdown or for a terminal.
package struct TextTable {
    package var header: [String]
    /// Which columns hold numbers, and stand to the right.
    package var numeric: Set<Int>
    package var rows: [[String]] = []

    package init(_ header: [String], numeric: Set<Int>) {
        self.header = header
        self.numeric = numeric
    }

    /// GitHub's tables, columns padded so that the source can be read too.
    package func markdown() -> String {
        let widths = columnWidths(minimum: 3)
        func line(_ cells: [String]) -> String {
            "| " + padded(cells, widths).joined(separator: " | ") + " |"
        }
        let rule = widths.indices.map { column in
            numeric.contains(column)
                ? String(repeating: "-", count: widths[column] - 1) + ":"
                : String(repeating: "-", count: widths[column])
        }
        return ([line(header.map(escape)), line(rule)] + rows.map { line($0.map(escape)) })
            .joined(separator: "\n") + "\n"
    }

    /// Columns set apart by two blanks, a rule under the header.
    package func terminal() -> String {
        let widths = columnWidths(minimum: 1)
        let rule = String(repeating: "─", count: widths.reduce(0, +) + 2 * max(widths.count - 1, 0))
        let lines = ([header] + rows).map { row in
            var text = padded(row, widths).joined(separator: "  ")
            while text.last == " " { text.removeLast() }
            return text
        }
        return ([lines[0], rule] + lines.dropFirst()).joined(separator: "\n") + "\n"
    }

    private func columnWidths(minimum: Int) -> [Int] {
        header.indices.map { column in
            max(minimum, ([header] + rows).map { $0[column].count }.max() ?? 0)
        }
    }

    private func padded(_ cells: [String], _ widths: [Int]) -> [String] {
        cells.indices.map { column in
            let space = String(repeating: " ", count: max(widths[column] - cells[column].count, 0))
            return numeric.contains(column) ? space + cells[column] : cells[column] + space
        }
    }

    private func escape(_ text: String) -> String { MarkdownReport.plain(text).replacing("|", with: "\\|") }
}

/// Numbers as people read them.
package enum Format {
    /// A whole number with its thousands set apart: `12,345`.
    package static func whole(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e15 else { return "–" }
        return whole(Int(value.rounded()))
    }

    /// A whole number with its thousands set apart.
    package static func whole(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var groups: [Substring] = []
        var rest = digits[...]
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        groups.insert(rest, at: 0)
        return (value < 0 ? "−" : "") + groups.joined(separator: ",")
    }

    /// A number with this many decimals; a dash where there is none.
    package static func decimal(_ value: Double?, _ places: Int = 2) -> String {
        guard let value, value.isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let scaled = (abs(value) * scale).rounded()
        guard scaled < 1e15 else { return "–" }
        let total = Int(scaled)
        let whole = total / Int(scale)
        let sign = value < 0 && total > 0 ? "−" : ""
        guard places > 0 else { return sign + "\(whole)" }
        let fraction = String(total % Int(scale))
        return sign + "\(whole)." + String(repeating: "0", count: places - fraction.count) + fraction
    }

    /// A share as a percentage.
    package static func percent(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        return decimal(value * 100, 0) + " %"
    }

    /// A number of bytes in the largest unit that keeps it above one.
    package static func bytes(_ value: Int?) -> String {
        guard let value else { return "–" }
        let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
        for (size, name) in units where value >= size {
            return decimal(Double(value) / Double(size), 1) + " " + name
        }
        return "\(value) B"
    }

    /// A small number in powers of ten: `3e-07`.
    package static func small(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        if value == 0 { return "0" }
        var exponent = 0
        var mantissa = abs(value)
        while mantissa < 1 {
            mantissa *= 10
            exponent -= 1
        }
        while mantissa >= 10 {
            mantissa /= 10
            exponent += 1
        }
        return (value < 0 ? "−" : "") + decimal(mantissa, 1) + "e\(exponent)"
    }

    /// A duration in seconds or minutes.
    package static func seconds(_ value: Double) -> String {
        value < 120 ? decimal(value, 1) + " s" : decimal(value / 60, 1) + " min"
    }
}
