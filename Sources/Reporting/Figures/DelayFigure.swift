import Evaluation

/// How many of the planted changes were found after how many blocks.
enum DelayFigure {
    static func make(_ record: RunRecord) -> Figure? {
        let typed = record.delays.filter { $0.patternType != "any" }
        let rows = typed.isEmpty ? record.delays : typed
        // One run length of each detector: the one nearest to the usual.
        let detectors = Facets.distinct(rows.map(\.detector))
        let lengths = detectors.map { detector in
            Facets.distinct(rows.filter { $0.detector == detector }.map(\.averageRunLength))
                .min { AccuracySelection.distance($0) < AccuracySelection.distance($1) } ?? 0
        }
        var curves: [Curve] = []
        for (detector, length) in zip(detectors, lengths) {
            let own = rows.filter { $0.detector == detector && $0.averageRunLength == length }
            for strength in Facets.distinct(own.map(\.strength)).sorted(by: AccuracyFigure.order) {
                let found = own.filter { $0.strength == strength }
                curves.append(
                    Curve(
                        detector: detector, strength: strength, rows: found, planted: planted(found, record)))
            }
        }
        curves = Array(curves.filter { $0.planted > 0 }.prefix(9))
        guard !curves.isEmpty else { return nil }
        let last = max(1, curves.map(\.longest).max() ?? 1)
        let words = curves.map { curve -> String in
            let half = (0...last).first { curve.share(within: $0) >= 0.5 }
            let start = "\(curve.name): "
            return start
                + (half.map { "half within \($0) block\($0 == 1 ? "" : "s"), " } ?? "")
                + "\(Format.percent(curve.share(within: last))) in all"
        }
        var figure = Figure(
            name: "delays", title: "Delay of detection",
            reading: "Planted changes found — " + words.joined(separator: "; ") + ".",
            caption: "Share of all planted changes that were found, with their type, at most so many blocks "
                + "after the one in which they become observable (0 is that block). Curves end at recall.",
            sources: ["delays.csv", "accuracy.csv"], height: (0, 0))
        let key = FigureKey(curves.map(\.name))
        figure.height = (300 + key.height.wide, 290 + key.height.narrow)
        var plots: [String] = []
        let dashes = ["strong": 1, "medium": 2, "weak": 3]
        for curve in curves {
            var data = FigureData(["delay_blocks", "share_found"])
            data.append([0, 0])
            for delay in 0...last { data.append([Double(delay), curve.share(within: delay)]) }
            data.append([Double(last) + 1, curve.share(within: last)])
            let place = detectors.firstIndex(of: curve.detector) ?? 0
            let colour = FigureColour.series[place % FigureColour.series.count]
            plots.append(
                "\(figure.add(data)) using 1:2 with steps lw 2 dt \(dashes[curve.strength] ?? 4) lc rgb "
                    + "\(colour.gnuplot) title \(GnuplotText.quoted(curve.name))")
        }
        figure.script = [
            key.line, "set lmargin at screen 52./W", "set rmargin at screen 1 - 18./W",
            "set tmargin at screen 1 - \(key.topMargin)/real(H)", "set bmargin at screen 52./H",
            "set xrange [0:\(last + 1)]", "set yrange [0:1.03]",
            FigureAxes.ticks(
                "x", at: FigureAxes.linear(to: Double(last), count: 6).filter { $0 == $0.rounded() }),
            FigureAxes.ticks("y", [0, 0.25, 0.5, 0.75, 1].map { ($0, Format.percent($0)) }),
            FigureAxes.grid("ytics"), FigureAxes.horizontalTitle("delay (blocks)"),
            FigureAxes.verticalTitle("share of planted changes found"),
            "plot " + plots.joined(separator: ", \\\n     "),
        ]
        return figure
    }

    private struct Curve {
        var detector: String
        var strength: String
        var rows: [DelayRow]
        var planted: Int

        var name: String { "\(detector), \(strength)" }
        var longest: Int { rows.map(\.delayBlocks).max() ?? 0 }

        func share(within delay: Int) -> Double {
            Double(rows.filter { $0.delayBlocks <= delay }.reduce(0) { $0 + $1.events }) / Double(planted)
        }
    }

    /// The changes planted in the streams of these rows; those found, where nothing says more.
    private static func planted(_ rows: [DelayRow], _ record: RunRecord) -> Int {
        guard let first = rows.first else { return 0 }
        let planted = record.accuracy.filter { row in
            row.detector == first.detector && row.strength == first.strength
                && row.factors.averageRunLength == first.averageRunLength
                && (row.patternType == "any") == (first.patternType == "any")
        }.reduce(0) { $0 + $1.events }
        return max(planted, rows.reduce(0) { $0 + $1.events })
    }
}
