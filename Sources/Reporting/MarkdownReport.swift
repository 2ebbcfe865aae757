import Evaluation

/// `report.md`: a run for people, short enough for a pull request: the summary in sight, the rest folded.
public enum MarkdownReport {
    /// The report of `record`.
    ///
    /// - Parameters:
    ///   - record: The run.
    ///   - files: The other files of the run's folder, for the list at the end.
    ///   - missing: What to know about figures that could not be drawn.
    public static func render(_ record: RunRecord, files: [String], missing: [String] = []) -> String {
        let tables = ReportTables(record: record)
        var text = "# Faultline: \(plain(record.suite))\n\n"
        if let incomplete = Verdict.incomplete(record) {
            text += "> **This run is not complete.** \(plain(incomplete))\n\n"
        }
        text += "\(record.environment.started), \(Format.seconds(record.elapsedS)) on "
        text += "\(plain(record.environment.cpu)) (\(record.environment.isa), "
        text += "\(record.environment.cores) cores); \(record.environment.buildConfiguration) build"
        if let commit = record.environment.gitCommit {
            text += " of \(commit.prefix(12))"
            if record.environment.gitModified == true { text += " with changes" }
        }
        text += ".\n\n## Summary\n\n"
        let headline = Headline(record: record).table()
        text += headline.rows.isEmpty ? "Nothing was measured.\n" : headline.markdown()
        let verdict = Verdict(record)
        if !headline.rows.isEmpty { text += "\n\(verdict.sentence)\n" }
        for reason in verdict.reasons { text += "\n> not to be trusted: \(plain(reason))\n" }
        for note in record.notes + missing { text += "\n> \(plain(note))\n" }

        section(
            "Throughput", tables.throughput(), into: &text,
            before: "Closed loop: from the first vector of a source that is always ready to the last "
                + "pattern, flush included. Medians over repeats, with the slowest and the fastest. *Waits* "
                + "counts how often the source had to wait for the engine (back-pressure). Peak memory is "
                + "the process's, with the vectors that were generated ahead of the clock. *Of peak* is "
                + "the similarities' arithmetic over the measured peak of as many threads.")
        section(
            "Side by side", tables.ratios(), into: &text,
            before: "Backends against BLAS and threads against one, all else equal: ratios of median speeds "
                + "with bootstrap 95 % intervals over repeats, and the Mann–Whitney test of equal speed.")
        let latency = LatencyTables(record)
        section(
            "Latency", latency.curve(), into: &text,
            before: "Open loop: vectors arrive on a schedule that never waits for the engine, and a latency "
                + "counts from the intended arrival until the vector is in the graph and any window and "
                + "detection then due is done. Medians over repetitions; a percentile is shown only with at "
                + "least ten samples beyond it. *Sustained*: 99 % of the arrivals done in the span, no "
                + "growing backlog, p99 within the target.")
        section(
            "Highest sustained rate", latency.search(), into: &text,
            before: "By bisection, starting from what a closed loop reaches.")
        section(
            "Recovery from overload", latency.recovery(), into: &text,
            before: "A burst above the sustainable rate: how long after its end the backlog was back where "
                + "it had been.")
        section(
            "Memory", tables.memory(), into: &text,
            before: "Streams that are generated while they run, each in a process of its own. Their "
                + "times include the generator and are no measure of speed.")
        section(
            "Accuracy", tables.accuracy(), into: &text,
            before: "F1 by strength with a bootstrap 95 % interval over streams, then + the mean delay in "
                + "blocks from the one in which the change becomes observable. Alarms are matched one to one "
                + "within 12 blocks; a wrong type is both a false alarm and a miss; `any` ignores the type "
                + "and counts every false alarm of the scenario's streams. `accuracy.csv` has the counts, "
                + "also of types that were said without having been planted.")
        section(
            "Cells that another detector wins", tables.lostCells(), into: &text,
            before: ReportTables.contestSentence(DetectorContest(record.accuracy)))
        section(
            "False alarms on stationary streams", tables.falseAlarms(), into: &text,
            before: "Blocks that detectors learned on do not count; intervals are exact Poisson ones.")
        section(
            "Calibration", tables.calibration(), into: &text,
            before: "How often a channel's p-value is at most .05, .01 and .001 on blocks without a change, "
                + "and the Kolmogorov–Smirnov distance of all its p-values from uniform.")
        section(
            "Cascades", tables.cascade(), into: &text,
            before: "Directed edges, each judged when its target begins to change.")
        section(
            "Kernels", tables.backends(), into: &text,
            before: "Samples of all variants are interleaved. *× BLAS* is against OpenBLAS with the "
                + "faster of its core types, one thread each; p is Mann–Whitney's.")
        section("Environment", environment(record.environment), into: &text, before: "")
        if !files.isEmpty {
            text += "\n## Files\n\n<details><summary>What the folder holds</summary>\n\n"
            for file in FilePurpose.listed(files) { text += "- `\(file)`: \(FilePurpose.of(file))\n" }
            text += "\n</details>\n"
        }
        return text
    }

    /// A folded part; none where its table has no rows.
    private static func section(
        _ title: String, _ table: TextTable, into text: inout String, before: String
    ) {
        guard !table.rows.isEmpty else { return }
        let rows = table.rows.count
        text += "\n## \(title)\n\n<details><summary>\(rows) row\(rows == 1 ? "" : "s")</summary>\n\n"
        if !before.isEmpty { text += "\(before)\n\n" }
        text += "\(table.markdown())\n</details>\n"
    }

    private static func environment(_ environment: Environment) -> TextTable {
        var table = TextTable(["what", "value"], numeric: [])
        table.rows = EnvironmentFacts.all(environment).map { [$0.0, $0.1] }
        return table
    }

    /// A text from data on one line, without what Markdown or HTML would take for markup.
    static func plain(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
