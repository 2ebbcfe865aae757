/// The rows of `summary.json`, as its schema describes them.
enum SummaryRows {
    private static let count = JSONSchema.integer(minimum: 0)
    private static let positive = JSONSchema.integer(minimum: 1)

    private static let scenario = JSONSchema.field(
        "scenario", .text, "The scenario file's name without its ending.")
    private static let backend = JSONSchema.field("backend", .text, "The similarity backend.")
    private static let detector = JSONSchema.field("detector", .text, "The detector.")
    private static let dimension = JSONSchema.field("dimension", count, "Components of a vector.")
    private static let window = JSONSchema.field("window", .text, "The window: vectors or a duration.")
    private static let batch = JSONSchema.field("batch_size", positive, "Vectors in a batch, at most.")
    private static let buffer = JSONSchema.field("buffer_size", positive, "Vectors that the buffer holds.")
    private static let threads = JSONSchema.field("concurrency", positive, "Tasks that share a batch.")
    private static let runLength = JSONSchema.field(
        "average_run_length", .number, "The mean blocks between false alarms that was set.")

    static var throughput: JSONSchema {
        .object([
            scenario,
            JSONSchema.field("source", .text, "generated ahead of the clock, or streamed while it ran."),
            backend, JSONSchema.field("isa", .text, "What the backend ran on."),
            JSONSchema.field("coherence", .text, "How much of the graph was computed at every block."),
            dimension, window, batch, buffer, threads,
            JSONSchema.field("vectors", count, "Vectors that went in."),
            JSONSchema.field("repeats", count, "Repeats that the figures are of."),
            JSONSchema.field("vectors_per_s_median", .number, "The median over repeats."),
            JSONSchema.field("vectors_per_s_low", .number, "The slowest repeat."),
            JSONSchema.field("vectors_per_s_high", .number, "The fastest repeat."),
            JSONSchema.field("interval_low", .number, "The median's bootstrap 95 % interval, lower end."),
            JSONSchema.field("interval_high", .number, "Its upper end."),
            JSONSchema.field("trusted", .boolean, "Whether at least one repeat is valid."),
            JSONSchema.optional("peak_rss_bytes", count, "The most resident memory of any repeat."),
            JSONSchema.field("backpressure_events", .number, "Median waits of the source for the engine."),
        ])
    }

    static var growth: JSONSchema {
        .object([
            scenario, backend,
            JSONSchema.field("coherence", .text, "How much of the graph was computed."),
            JSONSchema.field("short_vectors", count, "The shortest stream's vectors."),
            JSONSchema.field("long_vectors", count, "The longest stream's vectors."),
            JSONSchema.field("short", .number, "The figure at the shortest."),
            JSONSchema.field("long", .number, "The figure at the longest."),
            JSONSchema.field("ratio", .number, "long over short; 1 is no growth."),
        ])
    }

    static var latency: JSONSchema {
        .object([
            scenario, backend, dimension, window, batch, buffer, threads,
            JSONSchema.field("offered_per_s", .number, "Vectors that the schedule offers a second."),
            JSONSchema.field("achieved_per_s", .number, "Vectors that were decided a second."),
            JSONSchema.field("samples", count, "Latencies recorded."),
            JSONSchema.optional("mean_s", .number, "The mean, from the intended arrival."),
            JSONSchema.optional("p50_s", .number, "The median; percentiles only with enough samples."),
            JSONSchema.optional("p90_s", .number, "The 90th percentile."),
            JSONSchema.optional("p99_s", .number, "The 99th percentile."),
            JSONSchema.optional("p999_s", .number, "The 99.9th percentile."),
            JSONSchema.optional("max_s", .number, "The largest."),
            JSONSchema.field("backlog_end", .integer(minimum: nil), "Vectors undecided at the end."),
            JSONSchema.field("sustained", .boolean, "Whether the engine kept up."),
            JSONSchema.field("schedule", .text, "fixed, poisson or bursty."),
            JSONSchema.field("kind", .text, "curve, search or recovery."),
            JSONSchema.field("repeat", positive, "Which repetition."),
            JSONSchema.field("seed", count, "Seeds stream and schedule."),
            JSONSchema.optional("recovery_s", .number, "Seconds from an overload's end to the old backlog."),
            JSONSchema.optional("lag_p99s", .number, "How late the producer itself was, 99th percentile."),
            JSONSchema.field("valid", .boolean, "Whether the row measures what it says."),
            JSONSchema.field("note", .text, "What to know about it."),
        ])
    }

    static var accuracy: JSONSchema {
        .object([
            scenario, detector,
            JSONSchema.field("pattern_type", .text, "A type, or any for scores that ignore it."),
            JSONSchema.field("strength", .text, "Of the planted changes; mixed or none."),
            JSONSchema.field("seeds", count, "Streams scored."),
            JSONSchema.field("events", count, "Changes planted."),
            JSONSchema.field("true_positives", count, "Changes found."),
            JSONSchema.field("false_positives", count, "False alarms."),
            JSONSchema.field("false_negatives", count, "Changes missed."),
            JSONSchema.optional("precision", .number, "TP / (TP + FP)."),
            JSONSchema.optional("recall", .number, "TP / (TP + FN)."),
            JSONSchema.optional("f1", .number, "2 TP / (2 TP + FP + FN)."),
            JSONSchema.optional("f1_low", .number, "F1's bootstrap 95 % interval over seeds, lower end."),
            JSONSchema.optional("f1_high", .number, "Its upper end."),
            JSONSchema.optional("delay_mean_blocks", .number, "Mean delay of the changes found."),
            JSONSchema.optional("delay_p90_blocks", .number, "What nine in ten delays do not exceed."),
            JSONSchema.optional("false_alarms_per1000_blocks", .number, "In 1000 monitored blocks."),
            JSONSchema.field("monitored_blocks", count, "Blocks on which it could have alarmed."),
            JSONSchema.optional("false_alarms_low", .number, "Exact Poisson 95 % interval, lower end."),
            JSONSchema.optional("false_alarms_high", .number, "Its upper end."),
            JSONSchema.optional("recall_low", .number, "Recall's Wilson 95 % interval, lower end."),
            JSONSchema.optional("recall_high", .number, "Its upper end."),
            JSONSchema.field("factors", accuracyFactors, "How the engine was set."),
        ])
    }

    private static var accuracyFactors: JSONSchema {
        .object([
            backend, JSONSchema.field("coherence", .text, "How much of the graph was computed."), dimension,
            window, JSONSchema.field("detection_interval", count, "Vectors in a detection block."),
            JSONSchema.field("threshold", .number, "The similarity from which vectors are joined."),
            runLength, JSONSchema.field("alpha", .number, "The level of significance."),
        ])
    }

    static var calibration: JSONSchema {
        .object([
            scenario, detector, JSONSchema.field("pattern_type", .text, "The channel."),
            JSONSchema.field("alpha", .number, "The level."),
            JSONSchema.field("blocks", count, "Blocks without a change that were judged."),
            JSONSchema.field("expected_rate", .number, "The rate that the level promises."),
            JSONSchema.field("observed_rate", .number, "The rate that was observed."),
            JSONSchema.field("rate_low", .number, "Its Wilson 95 % interval, lower end."),
            JSONSchema.field("rate_high", .number, "Its upper end."),
            JSONSchema.field("ks_statistic", .number, "Kolmogorov–Smirnov distance from uniform."),
            JSONSchema.field("ks_p", .number, "Its p-value."),
        ])
    }

    static var cascade: JSONSchema {
        .object([
            scenario, detector, JSONSchema.field("strength", .text, "The cascades' strength."),
            JSONSchema.field("seeds", count, "Streams scored."),
            JSONSchema.field("edges", count, "Edges planted."),
            JSONSchema.optional("edge_precision", .number, "Edges found over edges claimed."),
            JSONSchema.optional("edge_recall", .number, "Edges found over edges planted."),
            JSONSchema.optional("edge_f1", .number, "Their harmonic mean."),
            JSONSchema.optional("lag_error_mean_blocks", .number, "How far lags are from the true ones."),
            JSONSchema.optional(
                "family_wise_error", .number, "Streams with an edge that was not there, over streams."),
            JSONSchema.optional("family_wise_error_low", .number, "Its Wilson 95 % interval, lower end."),
            JSONSchema.optional("family_wise_error_high", .number, "Its upper end."),
            runLength,
        ])
    }

    static var backends: JSONSchema {
        .object([
            JSONSchema.field("operation", .text, "What was computed."),
            JSONSchema.field("window", positive, "Vectors in the store."),
            JSONSchema.field("dimension", positive, "Components of a vector."),
            JSONSchema.field("batch", positive, "Queries in a call."), backend,
            JSONSchema.field("isa", .text, "The instruction set, or OpenBLAS's core type."),
            JSONSchema.field("threads", positive, "Threads in a call."),
            JSONSchema.field("repeats", positive, "Samples taken."),
            JSONSchema.field("gflops_median", .number, "In 1e9 floating-point operations a second."),
            JSONSchema.field("gflops_low", .number, "The median's bootstrap 95 % interval, lower end."),
            JSONSchema.field("gflops_high", .number, "Its upper end."),
            JSONSchema.optional("peak_fraction", .number, "Over the measured peak of one thread."),
            JSONSchema.optional("ratio_to_blas", .number, "Over BLAS's at its best setting."),
            JSONSchema.optional("ratio_low", .number, "The ratio's bootstrap 95 % interval, lower end."),
            JSONSchema.optional("ratio_high", .number, "Its upper end."),
            JSONSchema.optional("p_value", .number, "Mann–Whitney's test of equal speed."),
            JSONSchema.optional("max_abs_difference", .number, "From the reference backend."),
            JSONSchema.field("valid", .boolean, "Whether the times can be trusted."),
            JSONSchema.field("note", .text, "Why they cannot."),
        ])
    }
}
