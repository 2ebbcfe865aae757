/// Ticks at round numbers, and how scripts set axes.
enum FigureAxes {
    /// At most `count` + 1 round steps from 0 or below to what covers `high`.
    static func linear(from low: Double = 0, to high: Double, count: Int = 5) -> [Double] {
        guard high > low, (high - low).isFinite else { return [low] }
        let raw = (high - low) / Double(count)
        var power = 1.0
        while power * 10 <= raw { power *= 10 }
        while power > raw { power /= 10 }
        let step = ([1, 2, 2.5, 5, 10].first { $0 * power >= raw } ?? 10) * power
        var ticks: [Double] = []
        var place = (low / step).rounded(.down)
        while place * step <= high * (1 + 1e-9) && ticks.count < 50 {
            if place * step >= low - step * 1e-9 { ticks.append(place * step) }
            place += 1
        }
        return ticks
    }

    /// Powers of ten from below `low` to above `high`; with 2 and 5 between where there are few.
    static func logarithmic(from low: Double, to high: Double) -> [Double] {
        guard low > 0, high >= low, high.isFinite else { return [1] }
        var power = 1.0
        while power > low { power /= 10 }
        while power * 10 <= low { power *= 10 }
        let decades = (high / power) > 3000 ? [1.0] : (high / power) > 30 ? [1, 3] : [1, 2, 5]
        var ticks: [Double] = []
        while power <= high * 1.0001 && ticks.count < 60 {
            for part in decades where part * power >= low * 0.9999 && part * power <= high * 1.0001 {
                ticks.append(part * power)
            }
            power *= 10
        }
        return ticks
    }

    /// A number with as many digits as it needs, thousands set apart.
    static func label(_ value: Double) -> String {
        let size = abs(value)
        if size >= 10 || value == 0 || value == value.rounded() { return Format.whole(value) }
        var places = size >= 1 ? 1 : 2
        var scaled = size
        while scaled > 0 && scaled < 0.1 && places < 9 {
            scaled *= 10
            places += 1
        }
        var text = Format.decimal(value, places)
        if text.contains(".") {
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return text
    }

    /// `set xtics (…)` with these labels.
    static func ticks(_ axis: String, _ ticks: [(Double, String)]) -> String {
        "set \(axis)tics (" + ticks.map { "\(GnuplotText.tick($0.1)) \($0.0)" }.joined(separator: ", ") + ")"
    }

    /// `set xtics (…)` at these numbers.
    static func ticks(_ axis: String, at values: [Double]) -> String {
        ticks(axis, values.map { ($0, label($0)) })
    }

    /// The name of the vertical axis, level above its top end: easier to read than turned by 90°.
    static func verticalTitle(_ text: String, left: String = "6") -> String {
        "set label 90 \(GnuplotText.quoted(text)) at screen real(\(left))/W, graph 1 offset 0,0.9 left "
            + "textcolor rgb \(FigureColour.muted.gnuplot)"
    }

    /// Fine lines at the ticks of `axes`, such as `xtics` or `xtics ytics`, and at no others.
    static func grid(_ axes: String) -> String {
        let others = ["xtics", "ytics"].filter { !axes.contains($0) }.map { " no" + $0 }.joined()
        return "set grid \(axes)\(others) back lt 1 lw 1 lc rgb \(FigureColour.grid.gnuplot)"
    }

    /// The name of the horizontal axis.
    static func horizontalTitle(_ text: String) -> String {
        "set xlabel \(GnuplotText.quoted(text)) offset 0,0.3 textcolor rgb \(FigureColour.muted.gnuplot)"
    }
}

/// A key above a drawing, in as many columns as fit, with the room that it takes.
struct FigureKey {
    /// The script's line.
    var line: String
    /// Pixels from the top of a wide and of a narrow drawing to below the key.
    var height: (wide: Int, narrow: Int)

    /// A key of these entries.
    init(_ entries: [String]) {
        let longest = entries.map(\.count).max() ?? 1
        func columns(_ width: Int) -> Int {
            max(1, min(entries.count, (width - 60) / (longest * 8 + 52)))
        }
        let wide = columns(Figure.width.wide)
        let narrow = columns(Figure.width.narrow)
        func rows(_ columns: Int) -> Int { entries.isEmpty ? 0 : (entries.count + columns - 1) / columns }
        height = (rows(wide) * 20 + 8, rows(narrow) * 20 + 8)
        line =
            "set key at screen 4./W, screen 1 - 3./H left top horizontal Left reverse "
            + "samplen 1.4 spacing 1.1 height 0 width 0 maxcols (narrow ? \(narrow) : \(wide)) "
            + "textcolor rgb \(FigureColour.ink.gnuplot)"
    }

    /// The top margin, in pixels, of a drawing with a title of its vertical axis below the key.
    var topMargin: String { "(narrow ? \(height.narrow + 30) : \(height.wide + 30))" }
}
