import Evaluation
import Reporting
import Testing

@Suite struct CSVReportTests {
    /// The columns, as they are promised.
    static let columns = [
        "throughput": [
            "schema_version", "scenario", "backend", "isa", "coherence", "dimension", "window",
            "batch_size", "buffer_size", "concurrency", "repeat", "seed", "vectors", "elapsed_s",
            "vectors_per_s", "cpu_s", "peak_rss_bytes", "backpressure_events", "peak_buffer", "windows",
            "patterns", "edges", "comparisons", "gflops", "peak_fraction", "rejected", "late_dropped",
            "valid", "note", "source", "run_order", "windowing", "slide", "detector",
            "detection_interval", "threshold", "overflow", "warmup_vectors", "steady_vectors_per_s",
            "detection_s", "longest_detection_s",
        ],
        "accuracy": [
            "schema_version", "scenario", "detector", "pattern_type", "strength", "seeds", "events",
            "true_positives", "false_positives", "false_negatives", "precision", "recall", "f1", "f1_low",
            "f1_high", "delay_mean_blocks", "delay_p90_blocks", "false_alarms_per_1000_blocks",
            "monitored_blocks", "false_alarms_low", "false_alarms_high", "recall_low", "recall_high",
            "backend", "coherence", "dimension", "window", "detection_interval", "threshold",
            "average_run_length", "alpha",
        ],
        "curves": [
            "schema_version", "scenario", "detector", "pattern_type", "strength", "average_run_length",
            "target_false_alarms_per_1000_blocks", "false_alarms_per_1000_blocks", "false_alarms_low",
            "false_alarms_high", "events", "precision", "recall", "f1", "delay_mean_blocks",
            "delay_p90_blocks", "precision_recall_area", "backend", "coherence", "dimension", "window",
            "detection_interval", "threshold", "alpha",
        ],
        "calibration": [
            "schema_version", "detector", "pattern_type", "alpha", "blocks", "expected_rate",
            "observed_rate", "rate_low", "rate_high", "ks_statistic", "ks_p", "scenario",
        ],
        "cascade": [
            "schema_version", "scenario", "strength", "seeds", "edges", "edge_precision", "edge_recall",
            "edge_f1", "lag_error_mean_blocks", "detector", "average_run_length", "family_wise_error",
            "family_wise_error_low", "family_wise_error_high",
        ],
        "delays": [
            "schema_version", "scenario", "detector", "pattern_type", "strength", "average_run_length",
            "delay_blocks", "events", "backend", "coherence", "dimension", "window", "detection_interval",
            "threshold", "alpha",
        ],
        "timeline": [
            "schema_version", "scenario", "detector", "seed", "block", "end_ns", "vectors",
            "mean_similarity", "edge_density", "largest_component_share", "minimum_cut",
            "algebraic_connectivity", "monitored",
        ],
        "marks": [
            "schema_version", "scenario", "detector", "seed", "kind", "pattern_type", "strength",
            "domains", "block", "end_block", "outcome",
        ],
        "backends": [
            "schema_version", "operation", "window", "dimension", "batch", "backend", "isa", "threads",
            "repeats", "gflops_median", "gflops_low", "gflops_high", "peak_fraction", "ratio_to_blas",
            "ratio_low", "ratio_high", "p_value", "max_abs_difference",
            "valid", "note",
        ],
    ]

    static func header(_ name: String) -> String { (columns[name] ?? []).joined(separator: ",") + "\r\n" }

    @Test func headersAreThePromisedColumns() {
        #expect(CSVReport.throughput([]) == Self.header("throughput"))
        #expect(CSVReport.accuracy([]) == Self.header("accuracy"))
        #expect(CSVReport.curves([]) == Self.header("curves"))
        #expect(CSVReport.calibration([]) == Self.header("calibration"))
        #expect(CSVReport.cascade([]) == Self.header("cascade"))
        #expect(CSVReport.delays([]) == Self.header("delays"))
        #expect(CSVReport.timeline([]) == Self.header("timeline"))
        #expect(CSVReport.marks([]) == Self.header("marks"))
        #expect(CSVReport.backends([]) == Self.header("backends"))
    }

    @Test func everyRowHasAsManyFieldsAsTheHeader() {
        let tables = [
            CSVReport.throughput([Rows.throughput]), CSVReport.accuracy([Rows.accuracy]),
            CSVReport.cascade([Rows.cascade]),
            CSVReport.calibration([Rows.calibration]), CSVReport.backends([Rows.backend]),
            CSVReport.delays([Rows.delay]), CSVReport.timeline([Rows.timeline]),
            CSVReport.marks([Rows.mark]),
        ]
        for table in tables {
            let lines = table.split(separator: "\r\n")
            #expect(lines.count == 2)
            let counts = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
            #expect(counts[0] == counts[1])
        }
    }

    @Test func missingFiguresAreEmpty() {
        var row = Rows.accuracy
        row.f1 = nil
        row.delayP90Blocks = nil
        #expect(CSVReport.accuracy([row]).contains(",2,1,1,0.5,0.75,,0.25,1.0,1.5,,0.4,2500,"))
    }

    @Test func fieldsWithCommasAndQuotesAreQuoted() {
        #expect(CSVReport.field("plain") == "plain")
        #expect(CSVReport.field("a,b") == "\"a,b\"")
        #expect(CSVReport.field("say \"so\"") == "\"say \"\"so\"\"\"")
        #expect(CSVReport.field("two\nlines") == "\"two\nlines\"")
        #expect(CSVReport.field("ends\r\n") == "\"ends\r\n\"")
    }

    @Test func cascadeRowsNameTheirDetector() {
        var other = Rows.cascade
        other.detector = "original"
        let lines = CSVReport.cascade([Rows.cascade, other]).split(separator: "\r\n")
        #expect(lines.count == 3)
        #expect(lines[1].contains(",calibrated,") && lines[2].contains(",original,"))
    }
}
