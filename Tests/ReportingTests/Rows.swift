import Evaluation

/// Rows to report on.
enum Rows {
    static let throughput = ThroughputRow(
        scenario: "tight", backend: "simd", isa: "avx2", coherence: "components", dimension: 128,
        window: "1000", batchSize: 256, bufferSize: 10_000, concurrency: 1, repeat: 1, seed: 1,
        vectors: 50_000, elapsedS: 0.5, vectorsPerS: 100_000, cpuS: 0.6, peakRssBytes: 64 << 20,
        backpressureEvents: 7, peakBuffer: 10_000, windows: 491, patterns: 0, edges: 12, comparisons: 34,
        gflops: 25, peakFraction: 0.25, rejected: 0, lateDropped: 0, valid: true, note: "",
        source: "generated", order: 1)

    static let accuracy = AccuracyRow(
        scenario: "planted", detector: "calibrated", patternType: "coherenceBreak", strength: "strong",
        seeds: 3, events: 3, truePositives: 2, falsePositives: 1, falseNegatives: 1, precision: 0.5,
        recall: 0.75, f1: 0.6, f1Low: 0.25, f1High: 1, delayMeanBlocks: 1.5, delayP90Blocks: 3,
        falseAlarmsPer1000Blocks: 0.4, monitoredBlocks: 2500, falseAlarmsLow: 0.01, falseAlarmsHigh: 2.2,
        recallLow: 0.3, recallHigh: 0.9)

    static let cascade = CascadeRow(
        scenario: "cascades", detector: "calibrated", strength: "strong", seeds: 3, edges: 6,
        edgePrecision: 1, edgeRecall: 0.5, edgeF1: 0.667, lagErrorMeanBlocks: 0.2)

    static let calibration = CalibrationRow(
        scenario: "stationary", detector: "calibrated", patternType: "s-", alpha: 0.05, blocks: 1000,
        expectedRate: 0.05,
        observedRate: 0.049, rateLow: 0.04, rateHigh: 0.06, ksStatistic: 0.02, ksP: 0.7)

    static let backend = BackendRow(
        operation: "similar_pairs", window: 1024, dimension: 384, batch: 16, backend: "simd", isa: "avx2",
        threads: 1, repeats: 15, gflopsMedian: 50, gflopsLow: 48, gflopsHigh: 52, peakFraction: 0.8,
        ratioToBlas: 1.3, ratioLow: 1.2, ratioHigh: 1.4, pValue: 1e-5, maxAbsDifference: 2e-7)

    static let delay = DelayRow(
        scenario: "planted", detector: "calibrated", patternType: "any", strength: "strong",
        averageRunLength: 1000, delayBlocks: 2, events: 3)

    static let timeline = TimelineRow(
        scenario: "planted", detector: "calibrated", seed: 1000, block: 40, endNs: 1_700_000_000_000_000_000,
        vectors: 1000, meanSimilarity: 0.3, monitored: true)

    static let mark = MarkRow(
        scenario: "planted", detector: "calibrated", seed: 1000, kind: "planted",
        patternType: "coherenceBreak", strength: "strong", domains: "climate;finance", block: 41,
        endBlock: nil, outcome: "found")

    static let environment = Environment(
        cpu: "A processor", isa: "avx2", isas: ["avx2", "portable"], cores: 2, caches: [],
        memoryBytes: 8 << 30, system: "Linux", architecture: "x86_64", compiler: "Swift 6.3",
        buildConfiguration: "release", buildFlags: [], gitCommit: nil, gitModified: nil,
        openblasVersion: "0.3.21", openblasCore: "Zen", openblasThreads: 1, peaks: [],
        clock: "ContinuousClock", variables: [], started: "2024-01-01T00:00:00Z", ended: nil)

    static var record: RunRecord {
        var record = RunRecord(suite: "quick", suiteFile: "quick.yaml", seed: 1, environment: environment)
        record.elapsedS = 12
        record.throughput = [throughput]
        record.accuracy = [accuracy]
        record.cascade = [cascade]
        record.delays = [delay]
        record.timeline = [timeline]
        record.marks = [mark]
        record.backends = [backend]
        return record
    }
}
