import Evaluation

/// The CSV files of a run: RFC 4180, one header line, one row a cell, columns in an order that does not
/// change, an empty field where a figure is not defined.
public enum CSVReport {
    /// `throughput.csv`.
    public static func throughput(_ rows: [ThroughputRow]) -> String {
        render(
            [
                "schema_version", "scenario", "backend", "isa", "coherence", "dimension", "window",
                "batch_size", "buffer_size", "concurrency", "repeat", "seed", "vectors", "elapsed_s",
                "vectors_per_s", "cpu_s", "peak_rss_bytes", "backpressure_events", "peak_buffer", "windows",
                "patterns", "edges", "comparisons", "gflops", "peak_fraction", "rejected", "late_dropped",
                "valid", "note", "source", "run_order", "windowing", "slide", "detector",
                "detection_interval", "threshold", "overflow", "warmup_vectors", "steady_vectors_per_s",
                "detection_s", "longest_detection_s",
            ],
            rows.map { row in
                [
                    "\(resultSchemaVersion)", row.scenario, row.backend, row.isa, row.coherence,
                    "\(row.dimension)", row.window, "\(row.batchSize)", "\(row.bufferSize)",
                    "\(row.concurrency)", "\(row.repeat)", "\(row.seed)", "\(row.vectors)",
                    number(row.elapsedS), number(row.vectorsPerS), number(row.cpuS),
                    row.peakRssBytes.map { "\($0)" } ?? "", "\(row.backpressureEvents)",
                    "\(row.peakBuffer)", "\(row.windows)", "\(row.patterns)", "\(row.edges)",
                    "\(row.comparisons)", number(row.gflops), number(row.peakFraction), "\(row.rejected)",
                    "\(row.lateDropped)", "\(row.valid)", row.note, row.source, "\(row.order)",
                    row.factors.windowing, row.factors.slide, row.factors.detector,
                    "\(row.factors.detectionInterval)", number(row.factors.threshold),
                    row.factors.overflow, row.warmupVectors.map { "\($0)" } ?? "",
                    number(row.steadyVectorsPerS), number(row.detectionS), number(row.longestDetectionS),
                ]
            })
    }

    /// `accuracy.csv`.
    public static func accuracy(_ rows: [AccuracyRow]) -> String {
        render(
            [
                "schema_version", "scenario", "detector", "pattern_type", "strength", "seeds", "events",
                "true_positives", "false_positives", "false_negatives", "precision", "recall", "f1",
                "f1_low", "f1_high", "delay_mean_blocks", "delay_p90_blocks",
                "false_alarms_per_1000_blocks", "monitored_blocks", "false_alarms_low",
                "false_alarms_high", "recall_low", "recall_high", "backend", "coherence", "dimension",
                "window", "detection_interval", "threshold", "average_run_length", "alpha",
            ],
            rows.map { row in
                [
                    "\(resultSchemaVersion)", row.scenario, row.detector, row.patternType, row.strength,
                    "\(row.seeds)", "\(row.events)", "\(row.truePositives)", "\(row.falsePositives)",
                    "\(row.falseNegatives)", number(row.precision), number(row.recall), number(row.f1),
                    number(row.f1Low), number(row.f1High), number(row.delayMeanBlocks),
                    number(row.delayP90Blocks), number(row.falseAlarmsPer1000Blocks),
                    "\(row.monitoredBlocks)", number(row.falseAlarmsLow), number(row.falseAlarmsHigh),
                    number(row.recallLow), number(row.recallHigh), row.factors.backend,
                    row.factors.coherence, "\(row.factors.dimension)", row.factors.window,
                    "\(row.factors.detectionInterval)", number(row.factors.threshold),
                    number(row.factors.averageRunLength), number(row.factors.alpha),
                ]
            })
    }

    /// `curves.csv`: a row a point, the points of a curve after one another; `precision_recall_area` is the
    /// whole curve's.
    public static func curves(_ points: [OperatingPoint]) -> String {
        render(
            [
                "schema_version", "scenario", "detector", "pattern_type", "strength", "average_run_length",
                "target_false_alarms_per_1000_blocks", "false_alarms_per_1000_blocks", "false_alarms_low",
                "false_alarms_high", "events", "precision", "recall", "f1", "delay_mean_blocks",
                "delay_p90_blocks", "precision_recall_area", "backend", "coherence", "dimension", "window",
                "detection_interval", "threshold", "alpha",
            ],
            points.map { point in
                let row = point.row
                return [
                    "\(resultSchemaVersion)", row.scenario, row.detector, row.patternType, row.strength,
                    number(row.factors.averageRunLength), number(point.targetFalseAlarmsPer1000Blocks),
                    number(row.falseAlarmsPer1000Blocks), number(row.falseAlarmsLow),
                    number(row.falseAlarmsHigh), "\(row.events)", number(row.precision),
                    number(row.recall), number(row.f1), number(row.delayMeanBlocks),
                    number(row.delayP90Blocks), number(point.precisionRecallArea), row.factors.backend,
                    row.factors.coherence, "\(row.factors.dimension)", row.factors.window,
                    "\(row.factors.detectionInterval)", number(row.factors.threshold),
                    number(row.factors.alpha),
                ]
            })
    }

    /// `calibration.csv`; its `pattern_type` is the channel whose p-values were counted.
    public static func calibration(_ rows: [CalibrationRow]) -> String {
        render(
            [
                "schema_version", "detector", "pattern_type", "alpha", "blocks", "expected_rate",
                "observed_rate", "rate_low", "rate_high", "ks_statistic", "ks_p", "scenario",
            ],
            rows.map { row in
                [
                    "\(resultSchemaVersion)", row.detector, row.patternType, number(row.alpha),
                    "\(row.blocks)", number(row.expectedRate), number(row.observedRate),
                    number(row.rateLow), number(row.rateHigh), number(row.ksStatistic), number(row.ksP),
                    row.scenario,
                ]
            })
    }

    /// `cascade.csv`.
    public static func cascade(_ rows: [CascadeRow]) -> String {
        render(
            [
                "schema_version", "scenario", "strength", "seeds", "edges", "edge_precision",
                "edge_recall", "edge_f1", "lag_error_mean_blocks", "detector", "average_run_length",
                "family_wise_error", "family_wise_error_low", "family_wise_error_high",
            ],
            rows.map { row in
                [
                    "\(resultSchemaVersion)", row.scenario, row.strength, "\(row.seeds)", "\(row.edges)",
                    number(row.edgePrecision), number(row.edgeRecall), number(row.edgeF1),
                    number(row.lagErrorMeanBlocks), row.detector, number(row.averageRunLength),
                    number(row.familyWiseError), number(row.familyWiseErrorLow),
                    number(row.familyWiseErrorHigh),
                ]
            })
    }

    /// `backends.csv`.
    public static func backends(_ rows: [BackendRow]) -> String {
        render(
            [
                "schema_version", "operation", "window", "dimension", "batch", "backend", "isa", "threads",
                "repeats", "gflops_median", "gflops_low", "gflops_high", "peak_fraction", "ratio_to_blas",
                "ratio_low", "ratio_high", "p_value", "max_abs_difference", "valid", "note",
            ],
            rows.map { row in
                [
                    "\(resultSchemaVersion)", row.operation, "\(row.window)", "\(row.dimension)",
                    "\(row.batch)", row.backend, row.isa, "\(row.threads)", "\(row.repeats)",
                    number(row.gflopsMedian), number(row.gflopsLow), number(row.gflopsHigh),
                    number(row.peakFraction), number(row.ratioToBlas), number(row.ratioLow),
                    number(row.ratioHigh), number(row.pValue), number(row.maxAbsDifference),
                    "\(row.valid)", row.note,
                ]
            })
    }

    /// `delays.csv`.
    public static func delays(_ rows: [DelayRow]) -> String {
        render(
            [
                "schema_version", "scenario", "detector", "pattern_type", "strength",
                "average_run_length", "delay_blocks", "events", "backend", "coherence", "dimension",
                "window", "detection_interval", "threshold", "alpha",
            ],
            rows.map { row in
                [
                    "\(resultSchemaVersion)", row.scenario, row.detector, row.patternType, row.strength,
                    number(row.averageRunLength), "\(row.delayBlocks)", "\(row.events)", row.factors.backend,
                    row.factors.coherence, "\(row.factors.dimension)", row.factors.window,
                    "\(row.factors.detectionInterval)", number(row.factors.threshold),
                    number(row.factors.alpha),
                ]
            })
    }

    /// `timeline.csv`.
    public static func timeline(_ rows: [TimelineRow]) -> String {
        render(
            [
                "schema_version", "scenario", "detector", "seed", "block", "end_ns", "vectors",
                "mean_similarity", "edge_density", "largest_component_share", "minimum_cut",
                "algebraic_connectivity", "monitored",
            ],
            rows.map { row in
                [
                    "\(resultSchemaVersion)", row.scenario, row.detector, "\(row.seed)", "\(row.block)",
                    "\(row.endNs)", "\(row.vectors)", number(row.meanSimilarity), number(row.edgeDensity),
                    number(row.largestComponentShare), number(row.minimumCut),
                    number(row.algebraicConnectivity), "\(row.monitored)",
                ]
            })
    }

    /// `marks.csv`.
    public static func marks(_ rows: [MarkRow]) -> String {
        render(
            [
                "schema_version", "scenario", "detector", "seed", "kind", "pattern_type", "strength",
                "domains", "block", "end_block", "outcome",
            ],
            rows.map { row in
                [
                    "\(resultSchemaVersion)", row.scenario, row.detector, "\(row.seed)", row.kind,
                    row.patternType, row.strength, row.domains, "\(row.block)",
                    row.endBlock.map { "\($0)" } ?? "", row.outcome,
                ]
            })
    }

    /// A table with its header; lines end with CR LF, as RFC 4180 has it.
    package static func render(_ header: [String], _ rows: [[String]]) -> String {
        ([header] + rows).map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
    }

    /// A field, quoted where it holds a comma, a quote or a line's end.
    package static func field(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
            return text
        }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    /// The shortest decimal that reads back as the same number; empty where there is none.
    static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        return "\(value)"
    }
}
