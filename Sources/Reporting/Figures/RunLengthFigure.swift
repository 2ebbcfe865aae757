import Evaluation

/// How late changes are found against how often false alarms are allowed: the sequential counterpart of a
/// receiver operating characteristic.
enum RunLengthFigure {
    private struct Point {
        var runLength: Double
        var delay: Double
        var recall: Double
    }

    static func make(_ record: RunRecord) -> Figure? {
        let rows = AccuracySelection.comparableAlongRunLength(record.accuracy).filter {
            $0.patternType != "any" && $0.events > 0
        }
        var series: [(detector: String, strength: String, points: [Point])] = []
        for detector in Facets.distinct(rows.map(\.detector)) {
            for strength in AccuracyFigure.strengths {
                let points = points(rows.filter { $0.detector == detector && $0.strength == strength })
                if points.count > 1 { series.append((detector, strength, points)) }
            }
        }
        let all = series.flatMap(\.points)
        guard let shortest = all.map(\.runLength).min(), let longest = all.map(\.runLength).max(),
            let latest = all.map(\.delay).max()
        else { return nil }
        let words = series.compactMap { one -> String? in
            guard let first = one.points.first, let last = one.points.last else { return nil }
            return "\(one.detector), \(one.strength): \(Format.decimal(first.delay, 1)) blocks at "
                + "\(Format.whole(first.runLength)), \(Format.decimal(last.delay, 1)) at "
                + Format.whole(last.runLength)
        }
        var figure = Figure(
            name: "run-length", title: "Delay against the time between false alarms",
            reading: words.joined(separator: "; ") + ".",
            caption:
                "Mean blocks from the one in which a change becomes observable to the alarm that says its "
                + "type, over the changes that were found, against the mean number of blocks between false "
                + "alarms that was asked for (average_run_length). Recall at each point is in curves.csv.",
            sources: ["curves.csv"], height: (0, 0))
        let detectors = Facets.distinct(series.map(\.detector))
        let labels = series.map { "\($0.detector), \($0.strength)" }
        let key = FigureKey(labels)
        figure.height = (300 + key.height.wide, 280 + key.height.narrow)
        var plots: [String] = []
        for (one, label) in zip(series, labels) {
            var data = FigureData(["average_run_length", "delay_mean_blocks", "recall"])
            for point in one.points { data.append([point.runLength, point.delay, point.recall]) }
            let colour = FigureColour.series[(detectors.firstIndex(of: one.detector) ?? 0) % 6].gnuplot
            let place = AccuracyFigure.strengths.firstIndex(of: one.strength) ?? 0
            plots.append(
                "\(figure.add(data)) using 1:2 with linespoints lw 2 dt \(place + 1) pt \([7, 13, 6][place]) "
                    + "ps 0.9 lc rgb \(colour) title \(GnuplotText.quoted(label))")
        }
        let top = max(latest * 1.1, 1)
        figure.script = [
            key.line, "set lmargin at screen 46./W", "set rmargin at screen 1 - 22./W",
            "set tmargin at screen 1 - \(key.topMargin)/real(H)", "set bmargin at screen 52./H",
            "set logscale x", "set xrange [\(shortest / 1.3):\(longest * 1.3)]", "set yrange [0:\(top)]",
            FigureAxes.ticks("x", at: FigureAxes.logarithmic(from: shortest / 1.01, to: longest * 1.01)),
            FigureAxes.ticks("y", at: FigureAxes.linear(to: top)), FigureAxes.grid("ytics"),
            FigureAxes.horizontalTitle("blocks between false alarms asked for (logarithmic)"),
            FigureAxes.verticalTitle("mean delay (blocks)"),
            "plot " + plots.joined(separator: ", \\\n     "),
        ]
        return figure
    }

    /// A point a run length, over all changes found of all rows.
    private static func points(_ rows: [AccuracyRow]) -> [Point] {
        Facets.distinct(rows.map(\.factors.averageRunLength)).sorted().compactMap { length in
            let own = rows.filter { $0.factors.averageRunLength == length }
            let found = own.reduce(0) { $0 + $1.truePositives }
            let planted = own.reduce(0) { $0 + $1.events }
            guard found > 0 else { return nil }
            let blocks = own.reduce(0.0) { sum, row in
                sum + (row.delayMeanBlocks ?? 0) * Double(row.truePositives)
            }
            return Point(
                runLength: length, delay: blocks / Double(found), recall: Double(found) / Double(planted))
        }
    }
}
