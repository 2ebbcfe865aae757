/// What tells cells apart, as words: only those factors that differ are worth a label's room.
struct Facets {
    /// The factors' texts of each item, in one order for all.
    var items: [[String]]

    /// The places of the factors that differ between items.
    var varying: [Int] {
        guard let first = items.first else { return [] }
        return first.indices.filter { place in items.contains { $0[place] != first[place] } }
    }

    /// Each item's label, of the factors that differ; of the first factor where none does.
    var labels: [String] {
        let varying = varying
        return items.map { item in
            let words = varying.map { item[$0] }.filter { !$0.isEmpty }
            return words.isEmpty ? item.first ?? "" : words.joined(separator: " · ")
        }
    }

    /// What all items have in common.
    var common: String {
        guard let first = items.first else { return "" }
        let varying = Set(varying)
        return first.indices.filter { !varying.contains($0) && !first[$0].isEmpty }.map { first[$0] }
            .joined(separator: " · ")
    }

    /// A text cut to `length` characters, an ellipsis for the rest.
    static func cut(_ text: String, to length: Int) -> String {
        text.count <= length ? text : text.prefix(length - 1) + "…"
    }

    /// The elements without repetition, in the order in which they first appear.
    static func distinct<Element: Hashable>(_ elements: some Sequence<Element>) -> [Element] {
        var seen: Set<Element> = []
        return elements.filter { seen.insert($0).inserted }
    }
}

/// Rows below one another under headings, each with room for its label above its mark: the vertical axis
/// counts pixels, so that text never runs into text.
struct RowLayout {
    private(set) var height = 4
    private(set) var headings = FigureData(["y_px", "heading", "heading_narrow"])
    private(set) var labels = FigureData(["y_px", "label", "label_narrow"])

    /// Adds a heading.
    mutating func heading(_ text: String) {
        height += height > 4 ? 16 : 0
        headings.append(
            [Double(height + 8)], texts: [Facets.cut(text, to: 110), Facets.cut(text, to: 50)])
        height += 20
    }

    /// Adds a row and returns where its mark is.
    mutating func row(_ label: String, spacing: Int = 34) -> Double {
        labels.append(
            [Double(height + 8)], texts: [Facets.cut(label, to: 110), Facets.cut(label, to: 52)])
        height += spacing
        return Double(height - spacing + 22)
    }

    /// Adds a row whose label stands left of it, in the margin.
    mutating func line(_ label: String, spacing: Int = 20) -> Double {
        let place = Double(height + spacing / 2)
        labels.append([place], texts: [label, label])
        height += spacing
        return place
    }

    /// The plots that write headings and labels; `data` expressions as ``Figure/add(_:)`` returns them.
    func plots(headings: String, labels: String, at left: String) -> [String] {
        [
            "\(headings) using (\(left)):1:(strcol(narrow ? 3 : 2)) with labels left font ',13' textcolor rgb "
                + "\(FigureColour.ink.gnuplot) notitle",
            "\(labels) using (\(left)):1:(strcol(narrow ? 3 : 2)) with labels left textcolor rgb "
                + "\(FigureColour.muted.gnuplot) notitle",
        ]
    }
}

/// How a series is drawn: colour, point and dash say the same thing three times.
struct SeriesStyle {
    var colour: FigureColour
    var point: Int
    var dash: Int

    /// gnuplot's words for lines with points.
    func lines(size: Double = 0.7) -> String {
        "with linespoints lw 2 dt \(dash) pt \(point) ps \(size) lc rgb \(colour.gnuplot)"
    }

    static let points = [7, 5, 9, 13, 11, 15]

    /// Styles for series of these backends: a colour a backend where that leaves them distinct.
    static func styles(backends: [String]) -> [SeriesStyle] {
        let most = Dictionary(grouping: backends) { $0 }.values.map(\.count).max() ?? 0
        let kinds = Set(backends.map { FigureColour.backend($0) }).count
        guard most <= 3, kinds == Set(backends).count else { return styles(count: backends.count) }
        var seen: [String: Int] = [:]
        return backends.enumerated().map { place, backend in
            let variant = seen[backend, default: 0]
            seen[backend] = variant + 1
            return SeriesStyle(
                colour: .backend(backend), point: points[place % points.count], dash: variant + 1)
        }
    }

    /// Styles for so many series.
    static func styles(count: Int) -> [SeriesStyle] {
        (0..<count).map { place in
            SeriesStyle(
                colour: FigureColour.series[place % FigureColour.series.count],
                point: points[place % points.count], dash: 1 + place / FigureColour.series.count)
        }
    }
}
