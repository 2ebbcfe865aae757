import Evaluation

/// F1 by type and strength, with its interval.
enum AccuracyFigure {
    static let strengths = ["strong", "medium", "weak"]

    static func make(_ record: RunRecord) -> Figure? {
        let rows = AccuracySelection.typed(record).filter { $0.f1 != nil }
        guard !rows.isEmpty else { return nil }
        let detectors = Facets.distinct(rows.map(\.detector))
        let means = detectors.map { detector -> String in
            let own = rows.filter { $0.detector == detector }
            let words = Facets.distinct(own.map(\.strength)).sorted(by: order).map { strength in
                let values = own.filter { $0.strength == strength }.compactMap(\.f1)
                return "\(strength) \(Format.decimal(values.reduce(0, +) / Double(values.count)))"
            }
            return "\(detector) \(words.joined(separator: ", "))"
        }
        var figure = Figure(
            name: "accuracy", title: "F1 by type and strength",
            reading:
                "Mean F1 over types, by the planted change’s strength: \(means.joined(separator: "; ")).",
            caption: "Dots are F1, lines its bootstrap 95 % interval over streams. Alarms are matched one to "
                + "one within 12 blocks; an alarm of the wrong type is both a false alarm and a miss.",
            sources: ["accuracy.csv"], height: (0, 0))
        let styles = SeriesStyle.styles(count: detectors.count)
        var layout = RowLayout()
        var data = detectors.map { _ in FigureData(["f1", "y_px", "low", "high_minus_low"]) }
        for heading in Facets.distinct(rows.map(Self.heading)) {
            let members = rows.filter { Self.heading($0) == heading }
            layout.heading(heading)
            for strength in Facets.distinct(members.map(\.strength)).sorted(by: order) {
                let place = layout.line(strength, spacing: max(18, 8 * detectors.count + 4))
                let own = members.filter { $0.strength == strength }
                for (index, detector) in detectors.enumerated() {
                    guard let row = own.first(where: { $0.detector == detector }), let f1 = row.f1 else {
                        continue
                    }
                    let y = place + (Double(index) - Double(detectors.count - 1) / 2) * 7
                    let low = row.f1Low ?? f1
                    data[index].append([f1, y, low, (row.f1High ?? f1) - low])
                }
            }
        }
        let key = FigureKey(detectors)
        figure.height = (layout.height + key.height.wide + 50, layout.height + key.height.narrow + 50)
        let headings = figure.add(layout.headings)
        let labels = figure.add(layout.labels)
        var plots: [String] = []
        for ((detector, block), style) in zip(zip(detectors, data), styles) {
            let block = figure.add(block)
            plots.append(
                "\(block) using 3:2:4:(0) with vectors nohead lw 2 lc rgb \(style.colour.gnuplot) notitle")
            plots.append(
                "\(block) using 1:2 with points pt \(style.point) ps 0.75 lc rgb \(style.colour.gnuplot) "
                    + "title \(GnuplotText.quoted(detector))")
        }
        let muted = FigureColour.muted.gnuplot
        plots.append(
            "\(headings) using (0):1:(strcol(narrow ? 3 : 2)) with labels left offset screen -66./W,0 font ',13' "
                + "textcolor rgb \(FigureColour.ink.gnuplot) notitle")
        plots.append(
            "\(labels) using (0):1:(strcol(2)) with labels left offset screen -66./W,0 textcolor rgb \(muted) "
                + "notitle")
        figure.script = [
            key.line, "set lmargin at screen 70./W", "set rmargin at screen 1 - 18./W",
            "set tmargin at screen 1 - (narrow ? \(key.height.narrow) : \(key.height.wide))/real(H)",
            "set bmargin at screen 52./H", "set xrange [0:1]", "set yrange [\(layout.height):0]",
            "unset ytics", FigureAxes.ticks("x", at: [0, 0.25, 0.5, 0.75, 1]), FigureAxes.grid("xtics"),
            FigureAxes.horizontalTitle("F1 (1 is every change found and no false alarm)"),
            "plot " + plots.joined(separator: ", \\\n     "),
        ]
        return figure
    }

    private static func heading(_ row: AccuracyRow) -> String { "\(row.patternType) · \(row.scenario)" }

    /// Strong before medium before weak, then by name.
    static func order(_ left: String, _ right: String) -> Bool {
        let places = [left, right].map { strengths.firstIndex(of: $0) ?? strengths.count }
        return (places[0], left) < (places[1], right)
    }
}
