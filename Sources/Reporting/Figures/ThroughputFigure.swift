import Evaluation

/// Vectors a second as bars, each with its slowest and fastest repeat.
enum ThroughputFigure {
    /// The most bars that a page can take.
    static let limit = 26

    static func make(_ record: RunRecord) -> Figure? {
        let all = record.throughputSeries.filter { $0.factors.source == "generated" && $0.median > 0 }
        guard !all.isEmpty else { return nil }
        let shown = selection(all)
        let largest = shown.map { max($0.median, $0.intervalHigh) }.max() ?? 1
        guard let fastest = shown.max(by: { $0.median < $1.median }),
            let slowest = shown.min(by: { $0.median < $1.median })
        else { return nil }
        var reading =
            "\(name(fastest)) takes \(Format.whole(fastest.median)) vectors a second "
            + "(95 %: \(Format.whole(fastest.intervalLow))–\(Format.whole(fastest.intervalHigh)), "
            + "\(fastest.repeats) repeat\(fastest.repeats == 1 ? "" : "s"))"
        if shown.count > 1 {
            reading += "; the slowest of these \(shown.count), \(name(slowest)), "
            reading += "\(Format.whole(slowest.median))"
        }
        var figure = Figure(
            name: "throughput", title: "Vectors a second", reading: reading + ".",
            caption:
                "Bars are medians over repeats, lines their bootstrap 95 % intervals; pale bars are cells that "
                + "are not to be trusted, for the reason that the summary gives."
                + (shown.count < all.count
                    ? " Of \(all.count) cells, the fastest of each kind is shown; the table has them all."
                    : ""),
            sources: ["throughput.csv"], height: (0, 0))

        var layout = RowLayout()
        var bars: [String: FigureData] = [:]
        var whiskers = FigureData(["vectors_per_s_low", "y_px", "high_minus_low", "high", "value"])
        let groups = Facets.distinct(shown.map(group))
        for heading in groups {
            let members = shown.filter { group($0) == heading }
            let facets = Facets(items: members.map { Self.facets($0.factors) })
            layout.heading(
                [heading, Facets(items: members.map { Array(Self.facets($0.factors).prefix(7)) }).common]
                    .filter { !$0.isEmpty }
                    .joined(separator: " · "))
            for (series, label) in zip(members, facets.labels) {
                let place = layout.row(label)
                bars[series.factors.backend, default: FigureData(["vectors_per_s", "y_px", "trusted"])]
                    .append([series.median, place, series.isTrusted ? 1 : 0])
                whiskers.append(
                    [
                        series.intervalLow, place, series.intervalHigh - series.intervalLow,
                        max(series.intervalHigh, series.median),
                    ],
                    texts: [Format.whole(series.median)])
            }
        }
        let backends = Facets.distinct(shown.map(\.factors.backend))
        let key = FigureKey(backends)
        let plotHeight = layout.height
        figure.height = (plotHeight + key.height.wide + 52, plotHeight + key.height.narrow + 52)
        let ticks = FigureAxes.linear(to: largest * 1.02, count: 4)
        let headings = figure.add(layout.headings)
        let labels = figure.add(layout.labels)
        let whiskerBlock = figure.add(whiskers)
        var plots: [String] = []
        for backend in backends {
            guard let data = bars[backend] else { continue }
            let colour = FigureColour.backend(backend).gnuplot
            let block = figure.add(data)
            for (trusted, opacity, title) in [
                (1, "1", "title \(GnuplotText.quoted(backend))"), (0, "0.35", "notitle"),
            ] {
                plots.append(
                    "\(block) using ($3==\(trusted)?$1:NaN):2:(0):1:($2-6):($2+6) with boxxyerror fs solid "
                        + "\(opacity) noborder lc rgb \(colour) \(title)")
            }
        }
        plots.append(
            "\(whiskerBlock) using 1:2:3:(0) with vectors nohead lw 2 lc rgb "
                + "\(FigureColour.ink.gnuplot) notitle")
        plots.append(
            "\(whiskerBlock) using 4:2:(strcol(5)) with labels left offset 0.7,0 textcolor rgb "
                + "\(FigureColour.ink.gnuplot) notitle")
        plots += layout.plots(headings: headings, labels: labels, at: "0")
        figure.script =
            [
                key.line,
                "set tmargin at screen 1 - (narrow ? \(key.height.narrow) : \(key.height.wide))/real(H)",
                "set bmargin at screen 52./H", "set lmargin at screen 4./W",
                "set rmargin at screen 1 - 18./W",
                "set yrange [\(plotHeight):0]", "set xrange [0:\(largest)*(narrow ? 1.32 : 1.16)]",
                "unset ytics", FigureAxes.ticks("x", at: ticks), FigureAxes.grid("xtics"),
                FigureAxes.horizontalTitle("vectors per second"),
            ] + ["plot " + plots.joined(separator: ", \\\n     ")]
        return figure
    }

    /// The fastest of each kind, the kinds as fine as the page allows.
    static func selection(_ all: [ThroughputSeries]) -> [ThroughputSeries] {
        let kinds: [(ThroughputRow) -> [String]] = [
            { facets($0) + [group($0)] },
            { [group($0), $0.backend, "\($0.concurrency) \($0.vectors) \($0.dimension) \($0.window)"] },
            { [group($0), $0.backend, "\($0.concurrency) \($0.dimension) \($0.window)"] },
            { [group($0), $0.backend, "\($0.concurrency)"] },
            { [group($0), $0.backend] },
        ]
        var best: [ThroughputSeries] = []
        for kind in kinds {
            best = Facets.distinct(all.map { kind($0.factors) }).compactMap { key in
                all.filter { kind($0.factors) == key }.max { $0.median < $1.median }
            }
            if best.count <= limit { return best }
        }
        return Array(best.prefix(limit))
    }

    private static func group(_ series: ThroughputSeries) -> String { group(series.factors) }

    private static func group(_ row: ThroughputRow) -> String { "\(row.scenario) · \(row.coherence)" }

    /// What tells cells of a scenario apart.
    static func facets(_ row: ThroughputRow) -> [String] {
        [
            row.backend, "\(row.concurrency) thread\(row.concurrency == 1 ? "" : "s")",
            "buffer \(Format.whole(row.bufferSize))", "batch \(Format.whole(row.batchSize))",
            "d \(row.dimension)", "window \(row.window)", "\(Format.whole(row.vectors)) vectors",
            row.factors.detector == "" ? "" : "detector \(row.factors.detector)",
            "block \(row.factors.detectionInterval)", "threshold \(FigureAxes.label(row.factors.threshold))",
            "\(row.factors.windowing) windows", row.factors.slide.isEmpty ? "" : "slide \(row.factors.slide)",
            "overflow \(row.factors.overflow)",
        ]
    }

    /// A cell in words.
    static func name(_ series: ThroughputSeries) -> String {
        let row = series.factors
        return "\(row.scenario) (\(row.coherence), \(row.backend), \(row.concurrency) "
            + "thread\(row.concurrency == 1 ? "" : "s"), buffer \(Format.whole(row.bufferSize)))"
    }
}
