import Foundation

/// Makes gnuplot's SVG fit for a page: colours become CSS variables, names unique, words accessible.
enum SVGDrawing {
    /// A drawing to stand inside a page that declares the colours of ``FigureColour``.
    ///
    /// - Parameters:
    ///   - prefix: Set before every id, of which a page may have only one each.
    ///   - label: What the drawing shows, for who cannot see it.
    static func inline(_ svg: String, prefix: String, label: String, class names: String) -> String {
        let body = contents(of: svg, prefix: prefix)
        let size = viewBox(of: svg)
        return "<svg class=\"\(names)\" viewBox=\"\(size)\" role=\"img\" "
            + "aria-label=\"\(HTML.escape(label))\">\(body)</svg>"
    }

    /// A drawing as a file of its own, with its title and description, light or dark as its reader is.
    static func standalone(_ svg: String, title: String, label: String) -> String {
        let size = viewBox(of: svg)
        let numbers = size.split(separator: " ")
        let extent =
            numbers.count == 4 ? " width=\"\(numbers[2])\" height=\"\(numbers[3])\"" : ""
        return """
            <?xml version="1.0" encoding="utf-8"?>
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="\(size)"\(extent) role="img" \
            aria-labelledby="t d">
            <title id="t">\(HTML.escape(title))</title>
            <desc id="d">\(HTML.escape(label))</desc>
            <style>
            :root{\(FigureColour.declarations(dark: false))}
            @media (prefers-color-scheme:dark){:root{\(FigureColour.declarations(dark: true))}}
            text{font-family:system-ui,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
            </style>
            <rect width="100%" height="100%" fill="var(--paper)"/>
            \(contents(of: svg, prefix: "f"))
            </svg>

            """
    }

    private static func viewBox(of svg: String) -> String {
        guard let start = svg.range(of: "viewBox=\""),
            let end = svg[start.upperBound...].firstIndex(of: "\"")
        else { return "0 0 \(Figure.width.wide) 400" }
        return String(svg[start.upperBound..<end])
    }

    /// What stands inside the `svg` element, without titles, ground and empty groups.
    private static func contents(of svg: String, prefix: String) -> String {
        guard let start = svg.range(of: "<g id=\"gnuplot_canvas\">"),
            let end = svg.range(of: "</svg>", options: .backwards)
        else { return "" }
        var text = String(svg[start.upperBound..<end.lowerBound])
        // The canvas' own closing tag.
        if let last = text.range(of: "</g>", options: .backwards) { text.removeSubrange(last) }
        text = withoutFilters(withoutGround(text))
        for colour in FigureColour.allCases {
            let parts = rgb(colour.light)
            let variable = "var(\(colour.variable),#\(colour.light))"
            let padded = parts.map { String(repeating: " ", count: 3 - "\($0)".count) + "\($0)" }
            text = text.replacingOccurrences(
                of: "rgb(\(padded.joined(separator: ", ")))", with: variable)
            text = text.replacingOccurrences(
                of: "rgb(\(parts.map { "\($0)" }.joined(separator: ",")))", with: variable)
            text = text.replacingOccurrences(of: "#\(colour.light.uppercased())", with: variable)
        }
        for (long, short) in [
            (" font-family=\"sans-serif\" ", " "), ("<tspan >", "<tspan>"),
            (" stroke-width=\"1.00\" stroke-linecap=\"butt\" stroke-linejoin=\"miter\"", ""),
            ("id='gp", "id='\(prefix)-gp"), ("xlink:href='#gp", "href='#\(prefix)-gp"),
            ("color=\"black\"", "color=\"var(--ink,#1d2127)\""),
        ] {
            text = text.replacingOccurrences(of: long, with: short)
        }
        return withoutEmptyGroups(withoutPlotNames(text))
    }

    private static func rgb(_ hex: String) -> [Int] {
        let value = Int(hex, radix: 16) ?? 0
        return [value >> 16 & 255, value >> 8 & 255, value & 255]
    }

    /// The first rectangle is the ground, which the page has itself.
    private static func withoutGround(_ text: String) -> String {
        guard let start = text.range(of: "<rect x=\"0\" y=\"0\""),
            let end = text.range(of: "/>", range: start.upperBound..<text.endIndex)
        else { return text }
        var text = text
        text.removeSubrange(start.lowerBound..<end.upperBound)
        return text
    }

    /// Filters for boxed labels, which no figure has.
    private static func withoutFilters(_ text: String) -> String {
        var text = text
        while let start = text.range(of: "<filter"),
            let end = text.range(of: "</filter>", range: start.upperBound..<text.endIndex)
        {
            text.removeSubrange(start.lowerBound..<end.upperBound)
        }
        return text
    }

    /// Ids and tool tips of plots: gnuplot's own count, or the key's words once more.
    private static func withoutPlotNames(_ text: String) -> String {
        var lines: [Substring] = []
        for line in text.split(whereSeparator: \.isNewline) {
            if let place = line.range(of: "<g id=\"gnuplot_plot_") {
                lines.append(line[..<place.lowerBound] + "<g>")
            } else {
                lines.append(line)
            }
        }
        return lines.joined(separator: "\n")
    }

    /// Groups that hold nothing, of which gnuplot writes many.
    private static func withoutEmptyGroups(_ text: String) -> String {
        var kept: [Substring] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let bare = line.drop { $0 == " " || $0 == "\t" }
            if bare == "</g>", let last = kept.last {
                let before = last.drop { $0 == " " || $0 == "\t" }
                if before.hasPrefix("<g ") && before.hasSuffix(">") && !before.contains("</")
                    && before.split(separator: "<").count == 1
                {
                    kept.removeLast()
                    continue
                }
            }
            if !bare.isEmpty { kept.append(bare) }
        }
        return kept.joined(separator: "\n")
    }
}
