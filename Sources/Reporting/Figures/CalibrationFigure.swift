import Evaluation

/// How often channels reject without a change, over what their level promises.
enum CalibrationFigure {
    static let limit = 30

    static func make(_ record: RunRecord) -> Figure? {
        let rows = record.calibration.filter { $0.expectedRate > 0 }
        let channels = Facets.distinct(rows.map { ["\($0.detector) · \($0.scenario)", $0.patternType] })
        guard !channels.isEmpty else { return nil }
        let alphas = Facets.distinct(rows.map(\.alpha)).sorted(by: >)
        let words = alphas.map { alpha -> String in
            let own = rows.filter { $0.alpha == alpha }
            let rates = own.map(\.observedRate)
            return "at \(FigureAxes.label(alpha)) between \(decimal(rates.min() ?? 0)) and "
                + decimal(rates.max() ?? 0)
        }
        let within = rows.filter { $0.rateLow <= $0.expectedRate && $0.expectedRate <= $0.rateHigh }.count
        var figure = Figure(
            name: "calibration", title: "Calibration without a change",
            reading: "\(channels.count) channels on \(Format.whole(rows.map(\.blocks).max() ?? 0)) blocks "
                + "reject \(words.joined(separator: ", ")); \(within) of \(rows.count) intervals hold the "
                + "rate that was promised.",
            caption: "Observed over promised rejection rate of each channel’s p-values, with Wilson’s 95 % "
                + "interval. At 1 a p-value means what it says; to the right it rejects too often."
                + (channels.count > limit
                    ? " The first \(limit) channels; calibration.csv has them all." : ""),
            sources: ["calibration.csv"], height: (0, 0))
        var layout = RowLayout()
        var data = alphas.map { _ in FigureData(["observed_over_expected", "y_px", "low", "high_minus_low"]) }
        var highest = 1.5
        for detector in Facets.distinct(channels.prefix(limit).map { $0[0] }) {
            layout.heading(detector)
            for channel in channels.prefix(limit) where channel[0] == detector {
                let place = layout.line(Facets.cut(channel[1], to: 9), spacing: 24)
                for (index, alpha) in alphas.enumerated() {
                    guard
                        let row = rows.first(where: {
                            "\($0.detector) · \($0.scenario)" == detector && $0.patternType == channel[1]
                                && $0.alpha == alpha
                        })
                    else { continue }
                    let scale = 1 / row.expectedRate
                    let y = place + (Double(index) - Double(alphas.count - 1) / 2) * 6
                    data[index].append([
                        row.observedRate * scale, y, row.rateLow * scale,
                        (row.rateHigh - row.rateLow) * scale,
                    ])
                    highest = max(highest, row.rateHigh * scale)
                }
            }
        }
        let keys = alphas.map { "level \(FigureAxes.label($0))" }
        let key = FigureKey(keys)
        figure.height = (layout.height + key.height.wide + 50, layout.height + key.height.narrow + 50)
        let headings = figure.add(layout.headings)
        let labels = figure.add(layout.labels)
        var plots: [String] = []
        let styles = SeriesStyle.styles(count: alphas.count)
        for ((name, block), style) in zip(zip(keys, data), styles) {
            let block = figure.add(block)
            plots.append(
                "\(block) using 3:2:4:(0) with vectors nohead lw 1.5 lc rgb \(style.colour.gnuplot) notitle")
            plots.append(
                "\(block) using 1:2 with points pt \(style.point) ps 0.55 lc rgb \(style.colour.gnuplot) title "
                    + GnuplotText.quoted(name))
        }
        plots.append(
            "\(headings) using (0):1:(strcol(2)) with labels left offset screen -62./W,0 font ',13' textcolor rgb "
                + "\(FigureColour.ink.gnuplot) notitle")
        plots.append(
            "\(labels) using (0):1:(strcol(2)) with labels left offset screen -62./W,0 textcolor rgb "
                + "\(FigureColour.muted.gnuplot) notitle")
        let top = highest * 1.04
        figure.script = [
            key.line, "set lmargin at screen 66./W", "set rmargin at screen 1 - 18./W",
            "set tmargin at screen 1 - (narrow ? \(key.height.narrow) : \(key.height.wide))/real(H)",
            "set bmargin at screen 52./H", "set xrange [0:\(top)]", "set yrange [\(layout.height):0]",
            "unset ytics",
            FigureAxes.ticks("x", at: FigureAxes.linear(to: top, count: 7)), FigureAxes.grid("xtics"),
            "set arrow 1 from 1, graph 0 to 1, graph 1 nohead lw 1.5 dt 2 lc rgb \(FigureColour.axis.gnuplot)",
            FigureAxes.horizontalTitle("observed over promised rejection rate"),
            "plot " + plots.joined(separator: ", \\\n     "),
        ]
        return figure
    }

    private static func decimal(_ value: Double) -> String { Format.decimal(value, value < 0.01 ? 4 : 3) }
}
