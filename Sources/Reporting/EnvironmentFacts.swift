import Evaluation

/// What a run was made on, as pairs of words for people.
enum EnvironmentFacts {
    /// Name and value of each fact that is known.
    static func all(_ environment: Environment) -> [(String, String)] {
        let caches = environment.caches.map { "\($0.level) \(Format.bytes($0.bytes))" }
        let peaks = environment.peaks.map { "\($0.isa) \(Format.decimal($0.gflops, 1)) GFLOP/s" }
        let bandwidths = environment.bandwidths.map {
            "\($0.level) \(Format.decimal($0.gigabytesPerS, 0)) GB/s"
        }
        let threads = environment.openblasThreads
        var commit = environment.gitCommit ?? "not known"
        if environment.gitModified == true { commit += ", with changes" }
        let build = [environment.buildConfiguration] + environment.buildFlags
        let blas = "\(environment.openblasVersion), core \(environment.openblasCore), "
        let facts: [(String, String)] = [
            ("processor", "\(environment.cpu), \(environment.cores) cores"),
            ("instruction sets", environment.isas.joined(separator: ", ")),
            ("caches", caches.joined(separator: ", ")),
            ("memory", Format.bytes(environment.memoryBytes)),
            ("system", "\(environment.system), \(environment.architecture)"),
            ("compiler", environment.compiler),
            ("build", build.joined(separator: ", ")),
            ("commit", commit),
            ("OpenBLAS", blas + "\(threads) thread\(threads == 1 ? "" : "s")"),
            ("measured peak, one thread", peaks.joined(separator: ", ")),
            ("measured read bandwidth, one thread", bandwidths.joined(separator: ", ")),
            ("clock", environment.clock),
            ("variables", environment.variables.joined(separator: ", ")),
            ("started", environment.started),
            ("resumed", environment.resumed.joined(separator: ", ")),
            ("ended", environment.ended ?? ""),
        ]
        return facts.filter { !$0.1.isEmpty }
    }
}

/// What the files of a run's folder are for.
enum FilePurpose {
    static func of(_ file: String) -> String {
        switch file {
        case "environment.json": "the machine, the program and their measured peaks"
        case "plan.json": "what was to be run, in which order"
        case "events.jsonl": "each finished cell, as it finished"
        case "throughput.csv": "a row for each throughput cell"
        case "latency.csv": "a row for each rate that was offered, those that searches tried included"
        case "latency_histogram.csv": "how many latencies lie in which bucket"
        case "accuracy.csv": "detection by scenario, detector, type and strength"
        case "curves.csv": "detection against the run length between false alarms, where that was swept"
        case "calibration.csv": "rejections of each channel on blocks without a change"
        case "cascade.csv": "edges of cascades"
        case "backends.csv": "kernels by operation, shape and backend"
        case "delays.csv": "how many changes were found after how many blocks"
        case "timeline.csv": "one stream’s blocks, for each scenario and detector"
        case "marks.csv": "what was planted in those streams, and what was detected"
        case "summary.json": "the figures of the reports, for programs; says whether the run is complete"
        case "summary.schema.json": "the JSON Schema of summary.json"
        case "report.md": "the report as text, for a pull request"
        case "report.html": "the report as a page, with figures"
        case "figures/": "each figure’s data, gnuplot script and drawing"
        default: "part of the run"
        }
    }

    /// Names in the order of a list for people, what lies in a folder as one entry.
    static func listed(_ files: [String]) -> [String] {
        let plain = files.filter { !$0.contains("/") }
        return plain + (plain.count < files.count ? ["figures/"] : [])
    }
}
