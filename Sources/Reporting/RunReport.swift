import Evaluation

/// A run's rows as files, and as the table that ends a run in a terminal.
public enum RunReport {
    /// The CSV files and `report.md` of a run; a CSV file only where the run has rows for it.
    ///
    /// Hand this to ``Evaluation/Runner/run(rendering:)``, which writes them.
    @Sendable public static func files(_ record: RunRecord) -> [RenderedFile] {
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
        let names =
            ["report.md"] + files.map(\.name)
            + ["summary.json", "environment.json", "plan.json", "events.jsonl"]
        files.append(RenderedFile("report.md", MarkdownReport.render(record, files: names)))
        return files
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
            for path in paths { text += "  \(path)\n" }
        }
        return text
    }
}
