import Evaluation

/// Latency against the offered rate, and the percentiles at each rate.
enum LatencyFigures {
    /// The most curves of one figure.
    static let limit = 4
    /// The most rows of the percentiles.
    static let rowLimit = 24

    /// The latency–throughput curve.
    static func curve(_ record: RunRecord) -> Figure? {
        let all = LatencyCurve.of(record, kind: "curve").filter {
            $0.points.contains { $0.percentiles[0] != nil }
        }
        guard !all.isEmpty else { return nil }
        let curves = Array(all.prefix(limit))
        let labels = Facets(items: curves.map(\.facets)).labels
        let styles = SeriesStyle.styles(backends: curves.map(\.backend))
        let offered = curves.flatMap { $0.points.map(\.offered) }
        let values = curves.flatMap { $0.points.flatMap { [$0.percentiles[0], $0.percentiles[2]] } }
            .compactMap { $0 }.map { $0 * 1e3 }.filter { $0 > 0 }
        guard let lowest = offered.min(), let highest = offered.max(), let fast = values.min(),
            let slow = values.max()
        else { return nil }
        let rates = record.sustainableRates
        let words = zip(curves, labels).map { curve, label -> String in
            let searched = rates.first { $0.factors.isSameSubject(as: curve.factors) && $0.median > 0 }
            let held = curve.points.last { $0.isSustained }
            guard let rate = searched?.median ?? held?.offered else {
                return "\(label): no offered rate is sustained"
            }
            guard let held else { return "\(label) sustains \(Format.whole(rate)) vectors/s" }
            let tail = held.percentiles[2].map { "p99 \(Format.latency($0))" }
            return "\(label) sustains \(Format.whole(rate)) vectors/s; at \(Format.whole(held.offered)) the "
                + "\(tail ?? "median is \(Format.latency(held.percentiles[0]))")"
        }
        var figure = Figure(
            name: "latency-curve", title: "Latency against the offered rate",
            reading: words.joined(separator: "; ") + ".",
            caption: "Open loop: vectors arrive on a schedule that never waits for the engine, and latency "
                + "counts from the intended arrival. Crosses are rates that were not sustained: the backlog "
                + "grew or the target was missed. Dotted lines are the highest sustained rates that bisection found."
                + (all.count > limit ? " \(all.count - limit) more curves are in latency.csv." : ""),
            sources: ["latency.csv"], height: (0, 0))
        let keys = labels.flatMap { ["\($0): p99", "\($0): median"] }
        let key = FigureKey(keys)
        figure.height = (340 + key.height.wide, 320 + key.height.narrow)
        var plots: [String] = []
        for (place, (curve, style)) in zip(curves, styles).enumerated() {
            var data = FigureData(["offered_per_s", "p50_ms", "p99_ms", "sustained"])
            for point in curve.points {
                data.append([
                    point.offered, (point.percentiles[0] ?? .nan) * 1e3,
                    (point.percentiles[2] ?? .nan) * 1e3, point.isSustained ? 1 : 0,
                ])
            }
            let block = figure.add(data)
            let colour = style.colour.gnuplot
            for (column, dash, width) in [(3, 1, "2"), (2, 2, "1.5")] {
                plots.append(
                    "\(block) using 1:\(column) with lines lw \(width) dt \(dash) lc rgb \(colour) title "
                        + GnuplotText.quoted(keys[place * 2 + (column == 3 ? 0 : 1)]))
                plots.append(
                    "\(block) using 1:($4==1?$\(column):NaN) with points pt \(column == 3 ? style.point : 6) ps 0.7 "
                        + "lc rgb \(colour) notitle")
                plots.append(
                    "\(block) using 1:($4==0?$\(column):NaN) with points pt 2 ps 0.8 lw 2 lc rgb \(colour) notitle"
                )
            }
        }
        let isWide = highest / lowest > 20
        // The highest sustained rates are in sight where they are not far beyond the rates offered.
        let furthest = rates.map(\.median).filter { $0 <= 3 * highest }.reduce(highest, max)
        let xRange = isWide ? (lowest * 0.8, furthest * 1.25) : (0, furthest * 1.06)
        let yRange = (fast / 1.6, slow * 1.6)
        var sustained: [String] = []
        for (place, (curve, style)) in zip(curves, styles).enumerated() {
            guard let rate = rates.first(where: { $0.factors.isSameSubject(as: curve.factors) }),
                rate.median > 0, rate.median <= xRange.1
            else { continue }
            sustained.append(
                "set arrow \(place + 1) from \(rate.median), graph 0 to \(rate.median), graph 1 nohead lw 1.5 "
                    + "dt 3 lc rgb \(style.colour.gnuplot)")
        }
        figure.script =
            [
                key.line, "set lmargin at screen 60./W", "set rmargin at screen 1 - 22./W",
                "set tmargin at screen 1 - \(key.topMargin)/real(H)", "set bmargin at screen 52./H",
                isWide ? "set logscale xy" : "set logscale y", "set xrange [\(xRange.0):\(xRange.1)]",
                "set yrange [\(yRange.0):\(yRange.1)]",
                FigureAxes.ticks(
                    "x",
                    at: isWide
                        ? FigureAxes.logarithmic(from: xRange.0, to: xRange.1)
                        : FigureAxes.linear(to: xRange.1, count: 4)),
                FigureAxes.ticks("y", LatencyCurve.ticks(from: yRange.0, to: yRange.1)),
                FigureAxes.grid("ytics"),
                FigureAxes.horizontalTitle(
                    "offered rate (vectors per second\(isWide ? ", logarithmic" : ""))"),
                FigureAxes.verticalTitle("latency (ms, logarithmic)"),
            ] + sustained + ["plot " + plots.joined(separator: ", \\\n     ")]
        return figure
    }

    /// The percentiles at each offered rate.
    static func percentiles(_ record: RunRecord) -> Figure? {
        let curves = LatencyCurve.of(record, kind: "curve")
        var rows: [(curve: Int, point: LatencyCurve.Point)] = curves.enumerated().flatMap { place, curve in
            curve.points.filter { $0.percentiles.contains { $0 != nil } }.map { (place, $0) }
        }
        let whole = rows.count
        // Where there are too many, each configuration's highest sustained rate and the one above it.
        if rows.count > rowLimit {
            rows = rows.filter { row in
                let own = curves[row.curve].points
                let held = own.lastIndex { $0.isSustained } ?? 0
                return [own[held].offered, own[min(held + 1, own.count - 1)].offered]
                    .contains(row.point.offered)
            }
            rows = Array(rows.prefix(rowLimit))
        }
        let values = rows.flatMap { $0.point.percentiles.compactMap { $0 } }.map { $0 * 1e3 }.filter {
            $0 > 0
        }
        guard let fast = values.min(), let slow = values.max(), let best = rows.first else { return nil }
        let tail = rows.filter { $0.point.isSustained }.last ?? best
        var figure = Figure(
            name: "latency-percentiles", title: "Latency percentiles by offered rate",
            reading: "At \(Format.whole(tail.point.offered)) vectors/s offered"
                + "\(tail.point.isSustained ? "" : " (not sustained)"): "
                + zip(LatencyCurve.names, tail.point.percentiles).filter { $0.1 != nil }.map {
                    "\($0.0) \(Format.latency($0.1))"
                }.joined(separator: ", ") + ", over \(Format.whole(tail.point.samples)) samples.",
            caption: "From an HDR histogram; a percentile is drawn only where at least ten samples lie "
                + "beyond it. Grey rows were not sustained."
                + (rows.count < whole
                    ? " Of \(whole) rates, those about the highest sustained one are shown." : ""),
            sources: ["latency.csv"], height: (0, 0))
        let key = FigureKey(LatencyCurve.names)
        var layout = RowLayout()
        let labels = Facets(items: curves.map(\.facets)).labels
        var spans = FigureData(["low_ms", "y_px", "high_minus_low"])
        var marks = LatencyCurve.names.map { FigureData(["\($0)_ms", "y_px", "sustained"]) }
        for place in Facets.distinct(rows.map(\.curve)) {
            layout.heading(labels[place])
            for row in rows where row.curve == place {
                let y = layout.row(
                    "\(Format.whole(row.point.offered)) vectors/s offered"
                        + (row.point.isSustained ? "" : ", not sustained"))
                let own = row.point.percentiles.compactMap { $0 }.map { $0 * 1e3 }
                if let low = own.min(), let high = own.max() { spans.append([low, y, high - low]) }
                for (index, value) in row.point.percentiles.enumerated() {
                    guard let value else { continue }
                    marks[index].append([value * 1e3, y, row.point.isSustained ? 1 : 0])
                }
            }
        }
        let height = layout.height
        figure.height = (height + key.height.wide + 54, height + key.height.narrow + 54)
        let headings = figure.add(layout.headings)
        let labelBlock = figure.add(layout.labels)
        var plots = [
            "\(figure.add(spans)) using 1:2:3:(0) with vectors nohead lw 1.5 lc rgb \(FigureColour.axis.gnuplot) "
                + "notitle"
        ]
        let points = [7, 13, 9, 5, 2]
        let colours: [FigureColour] = [.blue, .green, .orange, .purple, .slate]
        for (place, name) in LatencyCurve.names.enumerated() {
            let block = figure.add(marks[place])
            plots.append(
                "\(block) using ($3==1?$1:NaN):2 with points pt \(points[place]) ps 0.75 lw 1.5 lc rgb "
                    + "\(colours[place].gnuplot) title \(GnuplotText.quoted(name))")
            plots.append(
                "\(block) using ($3==0?$1:NaN):2 with points pt \(points[place]) ps 0.75 lw 1.5 lc rgb "
                    + "\(FigureColour.axis.gnuplot) notitle")
        }
        let xRange = (fast / 1.4, slow * 1.4)
        plots += layout.plots(headings: headings, labels: labelBlock, at: "\(xRange.0)")
        figure.script = [
            key.line, "set lmargin at screen 8./W", "set rmargin at screen 1 - 20./W",
            "set tmargin at screen 1 - (narrow ? \(key.height.narrow) : \(key.height.wide))/real(H)",
            "set bmargin at screen 52./H", "set logscale x", "set xrange [\(xRange.0):\(xRange.1)]",
            "set yrange [\(height):0]", "unset ytics",
            FigureAxes.ticks("x", LatencyCurve.ticks(from: xRange.0, to: xRange.1)), FigureAxes.grid("xtics"),
            FigureAxes.horizontalTitle("latency (ms, logarithmic)"),
            "plot " + plots.joined(separator: ", \\\n     "),
        ]
        return figure
    }
}
