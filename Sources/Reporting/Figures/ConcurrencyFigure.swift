import Evaluation

/// How speed grows with threads, against what would be ideal.
enum ConcurrencyFigure {
    static let limit = 6

    static func make(_ record: RunRecord) -> Figure? {
        // The largest buffer of each kind, so that one factor changes alone.
        let largest = Dictionary(
            grouping: record.throughputSeries.map(\.factors), by: { "\($0.scenario)\n\($0.coherence)" }
        ).mapValues { $0.map(\.bufferSize).max() ?? 0 }
        let all = ThroughputLines.lines(record, along: { Double($0.concurrency) }, apart: [1]) {
            $0.bufferSize == largest["\($0.scenario)\n\($0.coherence)"]
        }
        guard !all.isEmpty else { return nil }
        let lines = Array(all.prefix(limit))
        let labels = Facets(items: lines.map(\.facets)).labels
        let styles = SeriesStyle.styles(backends: lines.map { $0.points[0].series.factors.backend })
        let threads = Facets.distinct(lines.flatMap { $0.points.map(\.x) }).sorted()
        guard let fewest = threads.first, let most = threads.last else { return nil }
        func gain(_ line: ThroughputLines.Line, _ place: Int) -> Double {
            line.points[place].series.median / line.points[0].series.median
        }
        let words = zip(lines, labels).map { line, label in
            let last = line.points.count - 1
            return "\(label) \(Format.decimal(gain(line, last)))× on \(Format.whole(line.points[last].x))"
        }
        var figure = Figure(
            name: "concurrency", title: "Scaling with threads",
            reading: "Against \(Format.whole(fewest)) thread\(fewest == 1 ? "" : "s"): "
                + words.joined(separator: ", ") + ".",
            caption: "The dashed grey line is a speed that grows as the threads do. Cells with the largest "
                + "buffer; \(record.environment.cores) logical processors."
                + (all.count > limit ? " \(all.count - limit) more lines are in throughput.csv." : ""),
            sources: ["throughput.csv"], height: (300, 320))
        let key = FigureKey(labels + ["ideal"])
        figure.height = (270 + key.height.wide, 280 + key.height.narrow)
        var ideal = FigureData(["threads", "speed_ratio"])
        for count in threads { ideal.append([count, count / fewest]) }
        var plots = [
            "\(figure.add(ideal)) using 1:2 with lines lw 1.5 dt 2 lc rgb \(FigureColour.axis.gnuplot) "
                + "title 'ideal'"
        ]
        for ((line, label), style) in zip(zip(lines, labels), styles) {
            var data = FigureData(["threads", "speed_ratio", "low", "high"])
            for (place, point) in line.points.enumerated() {
                let base = line.points[0].series.median
                data.append([
                    point.x, gain(line, place), point.series.intervalLow / base,
                    point.series.intervalHigh / base,
                ])
            }
            let block = figure.add(data)
            plots.append("\(block) using 1:2 \(style.lines()) title \(GnuplotText.quoted(label))")
            plots.append(
                "\(block) using 1:3:(0):($4-$3) with vectors nohead lw 1.5 lc rgb \(style.colour.gnuplot) notitle"
            )
        }
        let highest = max(
            most / fewest,
            lines.flatMap { line in line.points.map { $0.series.intervalHigh / line.points[0].series.median }
            }.max() ?? 1)
        figure.script = [
            key.line, "set lmargin at screen 46./W", "set rmargin at screen 1 - 24./W",
            "set tmargin at screen 1 - \(key.topMargin)/real(H)", "set bmargin at screen 52./H",
            "set xrange [\(fewest) - 0.25*(\(most)-\(fewest))/2 : \(most) + 0.25*(\(most)-\(fewest))/2]",
            "set yrange [0:\(highest * 1.06)]", FigureAxes.ticks("x", at: threads),
            FigureAxes.ticks(
                "y", FigureAxes.linear(to: highest * 1.06, count: 4).map { ($0, FigureAxes.label($0) + "×") }),
            FigureAxes.grid("ytics"), FigureAxes.horizontalTitle("threads"),
            FigureAxes.verticalTitle("speed against \(Format.whole(fewest)) thread\(fewest == 1 ? "" : "s")"),
            "plot " + plots.joined(separator: ", \\\n     "),
        ]
        return figure
    }
}
