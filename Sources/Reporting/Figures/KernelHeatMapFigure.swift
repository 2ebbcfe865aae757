import Evaluation

/// The engine's kernels against BLAS as a map of ratios over shapes, with the line at which they are even.
enum KernelHeatMapFigure {
    /// The ratios at which a colour ends and the next begins.
    static let edges = [0.5, 0.8, 0.91, 0.97, 1.03, 1.1, 1.25, 2]

    static func make(_ record: RunRecord) -> Figure? {
        let isa = record.environment.isa
        let rows = record.backends.filter {
            $0.backend == "simd" && $0.isa == isa && ($0.ratioToBlas ?? 0) > 0
        }
        guard let worst = rows.min(by: { ratio($0) < ratio($1) }),
            let best = rows.max(by: { ratio($0) < ratio($1) })
        else { return nil }
        let ahead = rows.filter { ($0.ratioLow ?? ratio($0)) > 1 }.count
        let behind = rows.filter { ($0.ratioHigh ?? ratio($0)) < 1 }.count
        var figure = Figure(
            name: "kernels", title: "simd over BLAS",
            reading: "simd (\(isa)) is faster than BLAS at \(ahead) of \(rows.count) shapes, slower at "
                + "\(behind), and even within the interval at \(rows.count - ahead - behind); from "
                + "\(Format.decimal(ratio(worst)))× (\(shape(worst))) to \(Format.decimal(ratio(best)))× "
                + "(\(shape(best))).",
            caption: "Speed of the simd kernels over OpenBLAS at its best setting, one thread each: blue "
                + "where simd is faster, orange where BLAS is. The heavy line runs where the two are even; "
                + "there is none where simd is ahead of BLAS everywhere, or behind.",
            sources: ["backends.csv"], height: (0, 0))
        let batches = Facets.distinct(rows.map(\.batch)).sorted()
        let cell = 30
        var cells = FigureData(["column", "y_px", "class", "ratio"])
        var strong = FigureData(["column", "y_px", "ratio"])
        var plain = FigureData(["column", "y_px", "ratio"])
        var line = FigureData(["column", "y_px", "d_column", "d_y"])
        var names = FigureData(["y_px", "window", "dimension"])
        var headings = FigureData(["y_px", "operation"])
        var classes: Set<Int> = []
        var height = 0
        for operation in Facets.distinct(rows.map(\.operation)) {
            let own = rows.filter { $0.operation == operation }
            height += height > 0 ? 14 : 0
            headings.append([Double(height + 10)], texts: [operation])
            height += 24
            let shapes = Facets.distinct(own.map { [$0.window, $0.dimension] })
                .sorted { $0.lexicographicallyPrecedes($1) }
            var above: [Bool?] = []
            for shape in shapes {
                let middle = Double(height + cell / 2)
                names.append(
                    [middle], texts: ["W \(Format.whole(shape[0]))", "d \(Format.whole(shape[1]))"])
                var ahead: [Bool?] = batches.map { _ in nil }
                for row in own where [row.window, row.dimension] == shape {
                    let column = batches.firstIndex(of: row.batch) ?? 0
                    let place = edges.firstIndex { ratio(row) < $0 } ?? edges.count
                    classes.insert(place)
                    cells.append([Double(column), middle, Double(place), ratio(row)])
                    let text = Format.decimal(ratio(row))
                    if place == 0 || place == 8 {
                        strong.append([Double(column), middle], texts: [text])
                    } else {
                        plain.append([Double(column), middle], texts: [text])
                    }
                    ahead[column] = ratio(row) >= 1
                }
                for column in batches.indices.dropLast() {
                    if let left = ahead[column], let right = ahead[column + 1], left != right {
                        line.append([Double(column) + 0.5, Double(height), 0, Double(cell)])
                    }
                }
                for (column, own) in ahead.enumerated() where column < above.count {
                    if let own, let other = above[column], own != other {
                        line.append([Double(column) - 0.5, Double(height), 1, 0])
                    }
                }
                above = ahead
                height += cell
            }
        }
        figure.height = (height + 104, height + 104)
        let cellBlock = figure.add(cells)
        let colours = (0...edges.count).map { FigureColour.allCases[FigureColour.heatStart + $0] }
        var plots: [String] = []
        for place in 0...edges.count where classes.contains(place) {
            plots.append(
                "\(cellBlock) using ($3==\(place)?$1:NaN):2:($1-0.48):($1+0.48):($2-\(cell / 2 - 1)):"
                    + "($2+\(cell / 2 - 1)) with boxxyerror fs solid 1 noborder lc rgb "
                    + "\(colours[place].gnuplot) notitle")
        }
        let label = "with labels textcolor rgb"
        plots += [
            "\(figure.add(strong)) using 1:2:(strcol(3)) \(label) \(FigureColour.heatStrong.gnuplot) notitle",
            "\(figure.add(plain)) using 1:2:(strcol(3)) \(label) \(FigureColour.heatWeak.gnuplot) notitle",
            "\(figure.add(line)) using 1:2:3:4 with vectors nohead lw 3 lc rgb \(FigureColour.ink.gnuplot) "
                + "notitle",
            "\(figure.add(names)) using (-0.5):1:(sprintf('%s · %s', strcol(2), strcol(3))) with labels right offset -0.8,0 "
                + "textcolor rgb \(FigureColour.muted.gnuplot) notitle",
            "\(figure.add(headings)) using (-0.5):1:(strcol(2)) with labels left font ',13' textcolor rgb "
                + "\(FigureColour.ink.gnuplot) notitle",
        ]
        let top = height
        figure.script =
            [
                "set lmargin at screen 112./W", "set rmargin at screen 1 - 12./W",
                "set tmargin at screen 1 - 4./H", "set bmargin at screen 100./H",
                "set xrange [-0.5:\(Double(batches.count) - 0.5)]", "set yrange [\(top):0]", "unset ytics",
                FigureAxes.ticks(
                    "x", batches.enumerated().map { (Double($0.offset), Format.whole($0.element)) }),
                FigureAxes.horizontalTitle("batch B (queries in a call)"),
            ] + legend(colours) + ["plot " + plots.joined(separator: ", \\\n     ")]
        return figure
    }

    /// The colours and what they stand for, below the map.
    private static func legend(_ colours: [FigureColour]) -> [String] {
        var lines: [String] = []
        let count = Double(colours.count)
        for (place, colour) in colours.enumerated() {
            let left = "(112. + (W-124.)*\(Double(place))/\(count))/W"
            let right = "(112. + (W-124.)*\(Double(place + 1))/\(count))/W"
            lines.append(
                "set object \(place + 1) rectangle from screen \(left), screen 26./H to screen \(right), "
                    + "screen 34./H fs solid 1 noborder fc rgb \(colour.gnuplot)")
        }
        let text = "textcolor rgb \(FigureColour.muted.gnuplot)"
        for (place, edge) in edges.enumerated() where [0, 2, 5, 7].contains(place) {
            let at = "(112. + (W-124.)*\(Double(place + 1))/\(count))/W"
            lines.append(
                "set label \(place + 1) '\(ratioText(edge))×' at screen \(at), screen 14./H center \(text)")
        }
        lines.append("set label 49 'even' at screen (112. + (W-124.)/2)/W, screen 14./H center \(text)")
        lines.append("set label 50 'simd / BLAS' at screen 104./W, screen 30./H right \(text)")
        return lines
    }

    private static func ratioText(_ ratio: Double) -> String {
        ratio == (ratio * 10).rounded() / 10 ? FigureAxes.label(ratio) : Format.decimal(ratio)
    }

    private static func ratio(_ row: BackendRow) -> Double { row.ratioToBlas ?? 0 }

    private static func shape(_ row: BackendRow) -> String {
        "\(row.operation), W \(Format.whole(row.window)), d \(row.dimension), B \(row.batch)"
    }
}

extension FigureColour {
    /// Where the colours of ratios begin.
    static var heatStart: Int { allCases.firstIndex(of: .heat0) ?? 0 }
}
