import Evaluation

/// A part of the page: words, figures, tables.
struct ReportSection {
    /// Its anchor.
    var id: String
    var title: String
    /// How its figures were measured.
    var lead: String
    /// The names of its figures.
    var figures: [String] = []
    /// Its tables with what they show.
    var tables: [(name: String, table: TextTable)] = []
    /// The CSV files of its tables.
    var sources: [String] = []
    /// How to get it, where a run has no rows for it.
    var absent: String?

    /// The parts of a report, whether or not the run has rows for them.
    static func all(_ record: RunRecord) -> [ReportSection] {
        let tables = ReportTables(record: record)
        let latency = LatencyTables(record)
        return [
            ReportSection(
                id: "throughput", title: "Throughput",
                lead: "Closed loop: from the first vector of a source that is always ready to the last "
                    + "pattern, flush included. Repeats run in a random order, after a warm-up.",
                figures: ["throughput"],
                tables: [
                    ("Throughput by cell", tables.throughput()),
                    ("Backends and threads side by side, all else equal", tables.ratios()),
                ],
                sources: ["throughput.csv"],
                absent: "faultline throughput SCENARIO.yaml --output DIR"),
            ReportSection(
                id: "latency", title: "Latency",
                lead: "Open loop: arrivals on a schedule, latency from the intended arrival to the moment "
                    + "when the vector is in the graph and any detection due is done.",
                figures: ["latency-percentiles", "latency-curve"],
                tables: [
                    ("Latency by offered rate", latency.curve()),
                    ("Highest sustained rate, by bisection", latency.search()),
                    ("Recovery from an overload", latency.recovery()),
                ], sources: ["latency.csv"],
                absent: "faultline latency SCENARIO.yaml --output DIR"),
            ReportSection(
                id: "buffer", title: "Back-pressure",
                lead: "What a bounded buffer between source and engine costs, and how often it is full.",
                figures: ["buffer"],
                absent: "faultline throughput SCENARIO.yaml --sweep buffer_size=256,1000,10000 --output DIR"),
            ReportSection(
                id: "concurrency", title: "Concurrency",
                lead: "Tasks that share a batch’s work. Results are the same for every number of them.",
                figures: ["concurrency"],
                absent: "faultline throughput SCENARIO.yaml --sweep concurrency=1,2,4 --output DIR"),
            ReportSection(
                id: "memory", title: "Memory",
                lead: "Streams that are made while they run, each in a process of its own. Their times "
                    + "include the generator and are no measure of speed.",
                tables: [("Peak memory by length of stream", tables.memory())], sources: ["throughput.csv"]),
            ReportSection(
                id: "kernels", title: "Kernels: simd against BLAS",
                lead: "The inner products alone, one thread. Samples of all variants are interleaved; "
                    + "intervals are bootstrap 95 %, p is Mann–Whitney’s, and BLAS has the faster of its "
                    + "core types.",
                figures: ["kernels", "roofline"], tables: [("Kernels by shape", tables.backends())],
                sources: ["backends.csv"],
                absent: "faultline backends --output DIR"),
            ReportSection(
                id: "accuracy", title: "Detection accuracy",
                lead: "What was planted against what was said, over streams of different seeds.",
                figures: ["accuracy", "precision-recall", "run-length", "delays"],
                tables: [
                    ("Detection by scenario, detector and type", tables.accuracy()),
                    ("Cells that another detector wins", tables.lostCells()),
                ], sources: ["accuracy.csv"],
                absent: "faultline accuracy SCENARIO.yaml --output DIR"),
            ReportSection(
                id: "false-alarms", title: "False alarms",
                lead: "Streams in which nothing changes. Blocks that detectors learned on do not count; "
                    + "intervals are exact Poisson ones.",
                tables: [("False alarms on stationary streams", tables.falseAlarms())],
                sources: ["accuracy.csv"],
                absent: "faultline accuracy stationary.yaml --output DIR"),
            ReportSection(
                id: "calibration", title: "Calibration",
                lead: "Whether p-values mean what they say: how often a channel rejects on blocks without a "
                    + "change.",
                figures: ["calibration"], tables: [("Rejections by channel", tables.calibration())],
                sources: ["calibration.csv"],
                absent: "an accuracy experiment on a scenario without events"),
            ReportSection(
                id: "cascades", title: "Cascades",
                lead: "Directed edges between domains, each judged when its target begins to change; lags "
                    + "in blocks.",
                tables: [("Edges of cascades", tables.cascade())], sources: ["cascade.csv"]),
            ReportSection(
                id: "timeline", title: "A stream in time",
                lead: "The first seed’s stream of a scenario, as its detector saw it.",
                figures: ["timeline"],
                absent: "faultline accuracy mixed.yaml --output DIR"),
        ]
    }
}
