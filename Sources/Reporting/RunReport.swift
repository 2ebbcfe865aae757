import Evaluation
import Foundation

/// A run's rows as files, and as the table that ends a run in a terminal.
public enum RunReport {
    /// The CSV files, reports and figures of a run; a CSV file or figure only where the run has rows for it.
    ///
    /// Hand this to ``Evaluation/Runner/run(rendering:)``, which writes them. Figures are drawn by gnuplot;
    /// where that is missing or fails, their data and scripts are there nonetheless, and the reports say
    /// which drawings are missing and how to make them.
    @Sendable public static func files(_ record: RunRecord) -> [RenderedFile] {
        files(record, gnuplot: .automatic)
    }

    /// The files of a run, drawn by a given program; the same record gives the same files.
    ///
    /// - Parameters:
    ///   - record: The run.
    ///   - gnuplot: What draws.
    public static func files(_ record: RunRecord, gnuplot: Gnuplot) -> [RenderedFile] {
        var files = tables(record)
        files.append(RenderedFile(SummarySchema.fileName, SummarySchema.text))
        let drawings = Drawing.drawings(of: ReportFigures.all(record), with: gnuplot)
        let figures = drawings.flatMap(Self.files(of:))
        let names = RunFolder.listed(
            (files + figures).map(\.name) + ["report.html", "report.md"])
        let markdown = MarkdownReport.render(record, files: names, missing: missing(drawings))
        let page = HTMLReport.render(record, drawings: drawings, files: names)
        return files + figures + [RenderedFile("report.md", markdown), RenderedFile("report.html", page)]
    }

    private static func tables(_ record: RunRecord) -> [RenderedFile] {
        var files: [RenderedFile] = []
        if !record.throughput.isEmpty {
            files.append(RenderedFile("throughput.csv", CSVReport.throughput(record.throughput)))
        }
        if !record.latency.isEmpty {
            files.append(RenderedFile("latency.csv", CSVReport.latency(record.latency)))
        }
        if !record.latencyHistogram.isEmpty {
            files.append(
                RenderedFile("latency_histogram.csv", CSVReport.latencyHistogram(record.latencyHistogram)))
        }
        if !record.accuracy.isEmpty {
            files.append(RenderedFile("accuracy.csv", CSVReport.accuracy(record.accuracy)))
        }
        let curves = OperatingCurve.points(record.accuracy)
        if !curves.isEmpty { files.append(RenderedFile("curves.csv", CSVReport.curves(curves))) }
        if !record.calibration.isEmpty {
            files.append(RenderedFile("calibration.csv", CSVReport.calibration(record.calibration)))
        }
        if !record.cascade.isEmpty {
            files.append(RenderedFile("cascade.csv", CSVReport.cascade(record.cascade)))
        }
        if !record.delays.isEmpty {
            files.append(RenderedFile("delays.csv", CSVReport.delays(record.delays)))
        }
        if !record.timeline.isEmpty {
            files.append(RenderedFile("timeline.csv", CSVReport.timeline(record.timeline)))
        }
        if !record.marks.isEmpty {
            files.append(RenderedFile("marks.csv", CSVReport.marks(record.marks)))
        }
        if !record.backends.isEmpty {
            files.append(RenderedFile("backends.csv", CSVReport.backends(record.backends)))
        }
        return files
    }

    private static func files(of drawing: Drawing) -> [RenderedFile] {
        let figure = drawing.figure
        var files = [
            RenderedFile(figure.dataName, figure.dataFile),
            RenderedFile(figure.scriptName, figure.scriptFile),
        ]
        if case .success(let drawn) = drawing.result {
            files.append(
                RenderedFile(
                    figure.drawingName,
                    SVGDrawing.standalone(
                        drawn.wide, title: figure.title, label: "\(figure.title). \(figure.reading)")))
        }
        return files
    }

    /// A sentence for each reason for which drawings are missing.
    private static func missing(_ drawings: [Drawing]) -> [String] {
        var reasons: [(reason: String, figures: [Figure])] = []
        for drawing in drawings {
            guard case .failure(let failure) = drawing.result else { continue }
            if let place = reasons.firstIndex(where: { $0.reason == failure.reason }) {
                reasons[place].figures.append(drawing.figure)
            } else {
                reasons.append((failure.reason, [drawing.figure]))
            }
        }
        return reasons.map { reason, figures in
            let names = figures.map(\.name).joined(separator: ", ")
            return "Figures not drawn (\(names)): \(reason). In the run's folder, "
                + "gnuplot \(figures[0].scriptName) draws the first; the others likewise."
        }
    }

    /// The headline table, notes and the paths written: what a terminal shows at the end of a run.
    public static func terminal(_ record: RunRecord, paths: [String]) -> String {
        var text = "\n\(record.suite): \(Format.seconds(record.elapsedS))\n"
        if record.status != .complete {
            text +=
                "Not whole (\(record.status.rawValue)): \(record.cellsDone) of \(record.cells) cells are done.\n"
        }
        if let shard = record.shard { text += "This is shard \(shard).\n" }
        text += "\n"
        let headline = Headline(record: record).table()
        text += headline.rows.isEmpty ? "Nothing was measured.\n" : headline.terminal()
        for note in record.notes { text += "note: \(note)\n" }
        if !paths.isEmpty {
            text += "\nWritten:\n"
            let figures = paths.filter { $0.contains("/figures/") }
            for path in paths where !figures.contains(path) { text += "  \(path)\n" }
            if let place = figures.first?.range(of: "/figures/") {
                text += "  \(figures[0][..<place.upperBound]): \(figures.count) files\n"
            }
        }
        return text
    }
}
