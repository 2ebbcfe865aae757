import Evaluation

/// Precision against recall: a curve over the mean time between false alarms where that was swept, else the
/// point at which each detector works.
enum PrecisionRecallFigure {
    private struct Point {
        var recall: Double
        var precision: Double
        var runLength: Double
    }

    static func make(_ record: RunRecord) -> Figure? {
        let strengths = AccuracyFigure.strengths
        var series: [(detector: String, strength: String, points: [Point])] = []
        let rows = AccuracySelection.comparableAlongRunLength(record.accuracy)
        for detector in Facets.distinct(rows.map(\.detector)) {
            for strength in strengths {
                let points = points(
                    rows.filter {
                        $0.detector == detector && $0.strength == strength && $0.patternType != "any"
                    })
                if !points.isEmpty { series.append((detector, strength, points)) }
            }
        }
        guard !series.isEmpty else { return nil }
        let isSwept = series.contains { $0.points.count > 1 }
        let words = series.map { one -> String in
            if one.points.count > 1 {
                let area = OperatingCurve.area(one.points.map { ($0.recall, $0.precision) })
                return "\(one.detector), \(one.strength): area \(Format.decimal(area))"
            }
            return "\(one.detector), \(one.strength): precision \(Format.decimal(one.points[0].precision)) "
                + "at recall \(Format.decimal(one.points[0].recall))"
        }
        var figure = Figure(
            name: "precision-recall", title: "Precision against recall",
            reading: words.joined(separator: "; ") + ".",
            caption: (isSwept
                ? "A point for each mean number of blocks between false alarms (average_run_length), from the "
                    + "most careful to the least. Areas reach from recall 0 to the curve's end. "
                : "A point where each detector works; sweep average_run_length in an accuracy experiment for "
                    + "whole curves. ")
                + counted(rows) + " Grey lines join points of equal F1.",
            sources: ["accuracy.csv"], height: (0, 0))
        let detectors = Facets.distinct(series.map(\.detector))
        let labels = series.map { "\($0.detector), \($0.strength)" }
        let key = FigureKey(labels)
        figure.height = (360 + key.height.wide, 340 + key.height.narrow)
        var plots: [String] = []
        for f1 in [0.2, 0.4, 0.6, 0.8, 0.9] {
            var data = FigureData(["recall", "precision_at_f1_\(f1)"])
            var recall = f1 / (2 - f1)
            while recall <= 1.0005 {
                let precision = f1 * recall / (2 * recall - f1)
                if precision <= 1.0005 && precision > 0 { data.append([min(recall, 1), min(precision, 1)]) }
                recall += 0.005
            }
            plots.append(
                "\(figure.add(data)) using 1:2 with lines lw 1 lc rgb \(FigureColour.grid.gnuplot) notitle")
        }
        for (one, label) in zip(series, labels) {
            var data = FigureData(["recall", "precision", "average_run_length"])
            for point in one.points {
                data.append([point.recall, point.precision, point.runLength])
            }
            let colour = FigureColour.series[(detectors.firstIndex(of: one.detector) ?? 0) % 6].gnuplot
            let place = strengths.firstIndex(of: one.strength) ?? 0
            let mark = [7, 13, 6][place]
            let how = one.points.count > 1 ? "linespoints lw 2 dt \(place + 1)" : "points lw 2"
            plots.append(
                "\(figure.add(data)) using 1:2 with \(how) pt \(mark) ps 0.9 lc rgb \(colour) title "
                    + GnuplotText.quoted(label))
        }
        let ticks = [0, 0.25, 0.5, 0.75, 1.0]
        let marks = [0.2, 0.4, 0.6, 0.8].enumerated().map { place, f1 in
            "set label \(place + 1) 'F1 \(FigureAxes.label(f1))' at 1,\(f1 / (2 - f1)) right offset -0.3,0.6 "
                + "textcolor rgb \(FigureColour.axis.gnuplot)"
        }
        figure.script =
            [
                key.line, "set lmargin at screen 46./W", "set rmargin at screen 1 - 18./W",
                "set tmargin at screen 1 - \(key.topMargin)/real(H)", "set bmargin at screen 52./H",
                "set xrange [0:1.02]", "set yrange [0:1.04]", FigureAxes.ticks("x", at: ticks),
                FigureAxes.ticks("y", at: ticks),
                FigureAxes.horizontalTitle("recall (share of planted changes found)"),
                FigureAxes.verticalTitle("precision (share of alarms that are true)"),
            ] + marks + ["plot " + plots.joined(separator: ", \\\n     ")]
        return figure
    }

    /// Which streams each detector's points count, in a sentence.
    private static func counted(_ rows: [AccuracyRow]) -> String {
        let planted = rows.filter { $0.events > 0 }
        let texts = Facets.distinct(planted.map(\.detector)).map { detector in
            (detector, Facets.distinct(planted.filter { $0.detector == detector }.map(\.scenario)))
        }
        let groups = Facets.distinct(texts.map(\.1)).map { scenarios in
            let names = texts.filter { $0.1 == scenarios }.map(\.0).joined(separator: ", ")
            let what =
                scenarios.count > 6 ? "\(scenarios.count) scenarios" : scenarios.joined(separator: ", ")
            return "\(names): \(what)"
        }
        return "A wrong type is both a miss and a false alarm. Counted over " + groups.joined(separator: "; ")
            + "."
    }

    /// A point a run length, of the counts of all rows.
    private static func points(_ rows: [AccuracyRow]) -> [Point] {
        Facets.distinct(rows.map(runLength)).compactMap { length -> Point? in
            let own = rows.filter { runLength($0) == length }
            let found = own.reduce(0) { $0 + $1.truePositives }
            let wrong = own.reduce(0) { $0 + $1.falsePositives }
            let planted = own.reduce(0) { $0 + $1.events }
            guard planted > 0, found + wrong > 0 else { return nil }
            return Point(
                recall: Double(found) / Double(planted), precision: Double(found) / Double(found + wrong),
                runLength: length)
        }.sorted { $0.runLength > $1.runLength }
    }

    private static func runLength(_ row: AccuracyRow) -> Double { row.factors.averageRunLength }
}
