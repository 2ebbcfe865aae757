import Evaluation

/// The kernels under the machine's two roofs (Williams, Waterman and Patterson, "Roofline: an insightful
/// visual performance model", Communications of the ACM 2009): what arithmetic can reach, and what each level
/// of memory can feed it.
enum RooflineFigure {
    static func make(_ record: RunRecord) -> Figure? {
        guard let peak = record.environment.peakGflops, peak > 0 else { return nil }
        let shapes = Facets.distinct(record.backends.map(Shape.init))
        var points: [(backend: String, row: BackendRow, intensity: Double)] = []
        for shape in shapes {
            let rows = record.backends.filter { Shape($0) == shape }
            for backend in ["simd", "blas"] {
                let own = rows.filter {
                    $0.backend == backend && (backend != "simd" || $0.isa == record.environment.isa)
                }
                if let best = own.max(by: { $0.gflopsMedian < $1.gflopsMedian }), best.gflopsMedian > 0 {
                    points.append((backend, best, shape.intensity))
                }
            }
        }
        guard let first = points.first else { return nil }
        let backends = Facets.distinct(points.map(\.backend))
        let words = backends.compactMap { backend -> String? in
            let best = points.filter { $0.backend == backend }
                .max { $0.row.gflopsMedian < $1.row.gflopsMedian }
            return best.map {
                "\(backend) reaches \(Format.decimal($0.row.gflopsMedian, 0)) GFLOP/s, "
                    + "\(Format.percent($0.row.gflopsMedian / peak)) of the peak, at "
                    + "\(FigureAxes.label($0.intensity)) FLOP/byte"
            }
        }
        let roofs = Roof.measured(record.environment)
        var figure = Figure(
            name: "roofline", title: "Roofline",
            reading: "Of the \(Format.decimal(peak, 0)) GFLOP/s that one thread’s multiply-adds reach on "
                + "registers alone, \(words.joined(separator: "; "))."
                + (roofs.isEmpty
                    ? ""
                    : " One thread reads "
                        + roofs.map { "\(Format.decimal($0.gigabytesPerS, 0)) GB/s from \($0.name)" }
                        .joined(separator: ", ") + "."),
            caption:
                "A point a shape. Operations over the bytes that a call must touch at least once: store, "
                + "batch, and the products where they are written. "
                + (roofs.isEmpty
                    ? "This run measured no bandwidths, so that the slopes of memory are missing."
                    : "Slopes are measured read bandwidths; a shape under a slope may still lie in a faster "
                        + "level of memory."),
            sources: ["backends.csv"], height: (0, 0))
        let low = points.map(\.intensity).min() ?? first.intensity
        let high = points.map(\.intensity).max() ?? first.intensity
        let leftmost = roofs.first.map { peak / $0.gigabytesPerS / 8 } ?? low
        let xRange = (min(low / 2, leftmost), max(high * 2, low * 8))
        let slowestPoint = points.map(\.row.gflopsMedian).min() ?? 1
        let yRange = (min(slowestPoint / 2, peak / 20), peak * 3.4)
        let key = FigureKey(backends)
        figure.height = (350 + key.height.wide, 330 + key.height.narrow)
        var plots: [String] = []
        var labels: [String] = []
        for (place, roof) in roofs.enumerated() {
            // From the left edge up to the peak.
            var data = FigureData(["flop_per_byte", "gflops"])
            let knee = peak / roof.gigabytesPerS
            let start = max(xRange.0, yRange.0 / roof.gigabytesPerS)
            data.append([start, start * roof.gigabytesPerS])
            data.append([min(knee, xRange.1), min(knee, xRange.1) * roof.gigabytesPerS])
            plots.append(
                "\(figure.add(data)) using 1:2 with lines lw 1.5 dt \(place + 2) lc rgb "
                    + "\(FigureColour.axis.gnuplot) notitle")
            let name = "\(roof.name) \(Format.decimal(roof.gigabytesPerS, 0)) GB/s"
            labels.append(
                "set label \(place + 1) (narrow ? \(GnuplotText.quoted(roof.name)) : "
                    + "\(GnuplotText.quoted(name))) at \(min(knee, xRange.1)),\(peak) center "
                    + "offset 0,\(place % 2 == 0 ? 0.8 : 1.9) textcolor rgb \(FigureColour.muted.gnuplot)")
        }
        var top = FigureData(["flop_per_byte", "gflops"])
        let knee = roofs.map { peak / $0.gigabytesPerS }.min() ?? xRange.0
        top.append([max(knee, xRange.0), peak])
        top.append([xRange.1, peak])
        plots.append(
            "\(figure.add(top)) using 1:2 with lines lw 2 lc rgb \(FigureColour.ink.gnuplot) notitle")
        labels.append(
            "set label 20 \(GnuplotText.quoted("FMA peak \(Format.decimal(peak, 0)) GFLOP/s")) at graph 0.985, "
                + "first \(peak) right offset 0,0.7 textcolor rgb \(FigureColour.ink.gnuplot)")
        for backend in backends {
            var data = FigureData(["flop_per_byte", "gflops"])
            for point in points where point.backend == backend {
                data.append([point.intensity, point.row.gflopsMedian])
            }
            let style = SeriesStyle.styles(backends: [backend])[0]
            let point = backend == "blas" ? 5 : style.point
            plots.append(
                "\(figure.add(data)) using 1:2 with points pt \(point) ps 0.75 lc rgb "
                    + "\(style.colour.gnuplot) title \(GnuplotText.quoted(backend))")
        }
        figure.script =
            [
                key.line, "set lmargin at screen 52./W", "set rmargin at screen 1 - 16./W",
                "set tmargin at screen 1 - \(key.topMargin)/real(H)", "set bmargin at screen 52./H",
                "set logscale xy", "set xrange [\(xRange.0):\(xRange.1)]",
                "set yrange [\(yRange.0):\(yRange.1)]",
                FigureAxes.ticks("x", at: FigureAxes.logarithmic(from: xRange.0, to: xRange.1)),
                FigureAxes.ticks("y", at: FigureAxes.logarithmic(from: yRange.0, to: yRange.1)),
                FigureAxes.grid("xtics ytics"),
                FigureAxes.horizontalTitle("arithmetic intensity (FLOP per byte, logarithmic)"),
                FigureAxes.verticalTitle("GFLOP/s (logarithmic)"),
            ] + labels + ["plot " + plots.joined(separator: ", \\\n     ")]
        return figure
    }

    /// What a call computes, and over how many bytes.
    private struct Shape: Hashable {
        var operation: String
        var window: Int
        var dimension: Int
        var batch: Int

        init(_ row: BackendRow) {
            operation = row.operation
            window = row.window
            dimension = row.dimension
            batch = row.batch
        }

        var intensity: Double {
            let d = Double(dimension)
            let b = Double(batch)
            let w = Double(window)
            if operation == "self_similar_pairs" { return b * (b - 1) * d / (4 * b * d) }
            let written = operation == "inner_products" ? w * b : 0
            return 2 * w * b * d / (4 * (w * d + b * d + written))
        }
    }

    /// A level of memory's measured bandwidth.
    struct Roof {
        var name: String
        var gigabytesPerS: Double

        /// The levels that were measured, the fastest first.
        static func measured(_ environment: Environment) -> [Roof] {
            environment.bandwidths.filter { $0.gigabytesPerS > 0 }.map {
                Roof(name: $0.level, gigabytesPerS: $0.gigabytesPerS)
            }.sorted { $0.gigabytesPerS > $1.gigabytesPerS }
        }
    }
}
