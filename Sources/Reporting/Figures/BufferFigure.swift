import Evaluation

/// Back-pressure and speed against the buffer's size.
enum BufferFigure {
    static let limit = 6

    static func make(_ record: RunRecord) -> Figure? {
        let all = ThroughputLines.lines(
            record, along: { Double($0.bufferSize) }, apart: [2],
            choosing: { _ in true })
        guard !all.isEmpty else { return nil }
        let lines = Array(all.prefix(limit))
        let labels = Facets(items: lines.map(\.facets)).labels
        let styles = SeriesStyle.styles(backends: lines.map { $0.points[0].series.factors.backend })
        let points = lines.flatMap(\.points)
        let waits = points.map { Self.waits($0.series) }
        guard let first = lines.first?.points.first, let last = lines.first?.points.last,
            let low = points.map(\.x).min(), let high = points.map(\.x).max()
        else { return nil }
        let most = waits.max() ?? 0
        var figure = Figure(
            name: "buffer", title: "Back-pressure against the buffer’s size",
            reading: "\(labels[0]): from a buffer of \(Format.whole(first.x)) to one of "
                + "\(Format.whole(last.x)) vectors, the source waits "
                + "\(FigureAxes.label(Self.waits(first.series))) times in 1000 vectors, then "
                + "\(FigureAxes.label(Self.waits(last.series))); speed goes from "
                + "\(Format.whole(first.series.median)) to \(Format.whole(last.series.median)) vectors/s.",
            caption: "Above, how often a source that is always ready had to wait for the engine; below, what "
                + "came through. Upright lines are bootstrap 95 % intervals."
                + (all.count > limit
                    ? " \(all.count - limit) more lines are in throughput.csv." : ""),
            sources: ["throughput.csv"], height: (440, 470))
        let key = FigureKey(labels)
        figure.height = (400 + key.height.wide, 420 + key.height.narrow)
        var upper: [String] = []
        var lower: [String] = []
        for ((line, label), style) in zip(zip(lines, labels), styles) {
            var data = FigureData(["buffer", "waits_per_1000", "vectors_per_s", "low", "high"])
            for point in line.points {
                data.append([
                    point.x, Self.waits(point.series), point.series.median, point.series.intervalLow,
                    point.series.intervalHigh,
                ])
            }
            let block = figure.add(data)
            upper.append("\(block) using 1:2 \(style.lines()) title \(GnuplotText.quoted(label))")
            lower.append("\(block) using 1:3 \(style.lines()) notitle")
            lower.append(
                "\(block) using 1:4:(0):($5-$4) with vectors nohead lw 1.5 lc rgb \(style.colour.gnuplot) notitle"
            )
        }
        let ticks = Facets.distinct(points.map(\.x)).sorted()
        let speed = FigureAxes.linear(to: (points.map(\.series.intervalHigh).max() ?? 1) * 1.05, count: 4)
        let waiting = FigureAxes.linear(to: max(most * 1.1, 1), count: 4)
        let topWaits = max(waiting.last ?? 1, most * 1.1)
        figure.script =
            [
                key.line, "set multiplot", "set lmargin at screen 66./W", "set rmargin at screen 1 - 24./W",
                "set logscale x", "set xrange [\(low)*0.8:\(high)*1.25]",
                FigureAxes.ticks("x", ticks.map { ($0, "") }), FigureAxes.grid("ytics"),
                "set tmargin at screen 1 - \(key.topMargin)/real(H)",
                "set bmargin at screen 0.56",
                "set yrange [0:\(topWaits)]", FigureAxes.ticks("y", at: waiting),
                FigureAxes.verticalTitle("waits per 1000 vectors"),
                "plot " + upper.joined(separator: ", \\\n     "),
                "unset key", "set tmargin at screen 0.46", "set bmargin at screen 52./H",
                "set yrange [0:*]", FigureAxes.ticks("y", at: speed),
                FigureAxes.ticks("x", at: ticks), FigureAxes.horizontalTitle("buffer (vectors, logarithmic)"),
                FigureAxes.verticalTitle("vectors per second"),
                "plot " + lower.joined(separator: ", \\\n     "), "unset multiplot",
            ]
        return figure
    }

    private static func waits(_ series: ThroughputSeries) -> Double {
        series.backpressureEvents / Double(max(series.factors.vectors, 1)) * 1000
    }
}

/// Throughput series strung along one factor.
enum ThroughputLines {
    struct Line {
        var facets: [String]
        var points: [(x: Double, series: ThroughputSeries)]
    }

    /// The lines of at least two points that differ in one factor alone.
    ///
    /// - Parameters:
    ///   - along: The factor.
    ///   - apart: Its places in ``ThroughputFigure/facets(_:)``, which are no part of a line's name.
    static func lines(
        _ record: RunRecord, along: (ThroughputRow) -> Double, apart: Set<Int>,
        choosing: (ThroughputRow) -> Bool
    ) -> [Line] {
        func key(_ row: ThroughputRow) -> [String] {
            let facets = ThroughputFigure.facets(row)
            return facets.indices.filter { !apart.contains($0) }.map { facets[$0] }
                + [row.scenario, row.coherence]
        }
        let series = record.throughputSeries.filter {
            $0.factors.source == "generated" && choosing($0.factors)
        }
        return Facets.distinct(series.map { key($0.factors) }).compactMap { name in
            var points: [(x: Double, series: ThroughputSeries)] = []
            for one in series where key(one.factors) == name {
                let x = along(one.factors)
                if !points.contains(where: { $0.x == x }) { points.append((x, one)) }
            }
            guard points.count > 1 else { return nil }
            return Line(facets: name, points: points.sorted { $0.x < $1.x })
        }
    }
}
