import Evaluation

/// `report.md`: a run for people, the summary first.
public enum MarkdownReport {
    /// The report of `record`.
    ///
    /// - Parameters:
    ///   - record: The run.
    ///   - files: The other files of the run's folder, for the list at the end.
    public static func render(_ record: RunRecord, files: [String]) -> String {
        let tables = ReportTables(record: record)
        var text = "# Faultline: \(record.suite)\n\n"
        text += "\(record.environment.started), \(Format.seconds(record.elapsedS)) on "
        text += "\(record.environment.cpu) (\(record.environment.isa), \(record.environment.cores) cores); "
        text += "\(record.environment.buildConfiguration) build"
        if let commit = record.environment.gitCommit {
            text += " of \(commit.prefix(12))"
            if record.environment.gitModified == true { text += " with changes" }
        }
        text += ".\n\n## Summary\n\n"
        let headline = Headline(record: record).table()
        text += headline.rows.isEmpty ? "Nothing was measured.\n" : headline.markdown()
        for note in record.notes { text += "\n> \(note)\n" }

        section(
            "Throughput", tables.throughput(), into: &text,
            before: "Closed loop: from the first vector of a source that is always ready to the last "
                + "pattern, flush included. Medians over repeats, with the slowest and the fastest. *Waits* "
                + "counts how often the source had to wait for the engine (back-pressure). Peak memory is "
                + "the process's, with the vectors that were generated ahead of the clock. *Of peak* is "
                + "the similarities' arithmetic over the measured peak of as many threads.")
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
        text += "\n## Environment\n\n" + environment(record.environment)
        if !files.isEmpty {
            text += "\n## Files\n\n"
            for file in files { text += "- `\(file)`: \(purpose(of: file))\n" }
        }
        return text
    }

    private static func section(
        _ title: String, _ table: TextTable, into text: inout String, before: String
    ) {
        guard !table.rows.isEmpty else { return }
        text += "\n## \(title)\n\n\(before)\n\n\(table.markdown())"
    }

    private static func environment(_ environment: Environment) -> String {
        var table = TextTable(["what", "value"], numeric: [])
        func add(_ what: String, _ value: String) {
            if !value.isEmpty { table.rows.append([what, value]) }
        }
        add("processor", "\(environment.cpu), \(environment.cores) cores")
        add("instruction sets", environment.isas.joined(separator: ", "))
        add(
            "caches",
            environment.caches.map { "\($0.level) \(Format.bytes($0.bytes))" }.joined(separator: ", "))
        add("memory", Format.bytes(environment.memoryBytes))
        add("system", "\(environment.system), \(environment.architecture)")
        add("compiler", environment.compiler)
        add("build", ([environment.buildConfiguration] + environment.buildFlags).joined(separator: ", "))
        add("commit", environment.gitCommit ?? "not known")
        add(
            "OpenBLAS",
            "\(environment.openblasVersion), core \(environment.openblasCore), "
                + "\(environment.openblasThreads) thread\(environment.openblasThreads == 1 ? "" : "s")")
        add(
            "measured peak, one thread",
            environment.peaks.map { "\($0.isa) \(Format.decimal($0.gflops, 1)) GFLOP/s" }
                .joined(separator: ", "))
        add("clock", environment.clock)
        add("variables", environment.variables.joined(separator: ", "))
        add("started", environment.started)
        add("ended", environment.ended ?? "")
        return table.markdown()
    }

    private static func purpose(of file: String) -> String {
        switch file {
        case "environment.json": "the machine, the program and their measured peaks"
        case "plan.json": "what was to be run, in which order"
        case "events.jsonl": "each finished cell, as it finished"
        case "throughput.csv": "a row for each throughput cell"
        case "latency.csv": "a row for each rate that was offered, those that searches tried included"
        case "latency_histogram.csv": "how many latencies lie in which bucket"
        case "accuracy.csv": "detection by scenario, detector, type and strength"
        case "calibration.csv": "rejections of each channel on blocks without a change"
        case "cascade.csv": "edges of cascades"
        case "backends.csv": "kernels by operation, shape and backend"
        case "summary.json": "the figures of this page, for programs; says whether the run is complete"
        case "report.md": "this page"
        default: "part of the run"
        }
    }
}
