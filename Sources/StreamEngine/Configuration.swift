import CoherenceGraph
import Logging
import PatternDetection
import Similarity
import StreamCore

/// What becomes of a vector that cannot be taken in.
public enum RejectionPolicy: String, CaseIterable, Sendable, Hashable {
    /// It is counted and left out. The default.
    case skip
    /// It ends the ingestion with ``IngestionError/rejected(_:)``.
    case fail
}

/// Everything that can be set about a ``StreamingEngine``. The defaults are those of the system that
/// Faultline re-imagines.
///
/// Any value can be put together; ``validate()``, which the engine's initialiser calls, refuses those that
/// make no sense.
public struct Configuration: Sendable {
    /// Thresholds of the graph and of detection.
    public var discovery = DiscoveryConfiguration()
    /// How the stream is cut into windows: 60 s sliding by 30 s.
    public var windows = WindowPolicy.sliding(size: .seconds(60), slide: .seconds(30))
    /// How far the watermark stays behind the highest timestamp: later vectors than that may be dropped.
    public var allowedLateness = Duration.zero
    /// The most vectors that wait between source and engine.
    public var maxBufferSize = 10_000
    /// What a full buffer does.
    public var overflowPolicy = OverflowPolicy.block
    /// A batch that takes longer counts as an error (its result is kept); nil for no limit.
    public var processingTimeout: Duration? = .seconds(5)
    /// The most vectors that are processed at once. A bound, not a size to wait for: a batch is what waits
    /// when the engine is free, so a slow stream is processed vector by vector, without delay, and batches
    /// grow only as far as the engine falls behind.
    public var batchSize = 100
    /// Whether patterns are looked for.
    public var autoDetectPatterns = true
    /// Vectors in a detection block.
    public var detectionInterval = 100
    /// The most tasks that share a batch's similarities. Results do not depend on it.
    public var maxConcurrency = 4
    /// What computes similarities. `simd` and `reference` give results that are bit-identical for every
    /// batch size and concurrency.
    public var backend = BackendKind.simd
    /// How much coherence is computed for each detection block. With `moments` here and in
    /// ``windowCoherence``, and detectors that need no more, no pair of vectors is ever compared.
    public var blockCoherence = CoherenceLevel.components
    /// How much coherence is computed for each window that closes.
    public var windowCoherence = CoherenceLevel.full
    /// What looks for patterns, in this order.
    public var detectors: [Detector] = [.kind(.calibrated)]
    /// Whether patterns get the graph's side of the story. Scoring needs none of it, and a detector that raises
    /// an alarm every few blocks would spend most of its time on it.
    package var attachesGraphEvidence = true
    /// The share of false alarms among all that are reported, in the long run; nil reports every alarm.
    ///
    /// ``PatternDetection/DiscoveryConfiguration/averageRunLength`` bounds how often false alarms come; this
    /// bounds how many of the alarms are false, by LORD++ over all significant patterns
    /// (Ramdas, Yang, Wainwright and Jordan, 2017). Those that fail are not significant any more and are counted
    /// in ``StreamingMetrics/patternsWithheld``.
    public var falseDiscoveryRate: Double?
    /// Whether a vector with the id of one in the live window is rejected.
    public var checksDuplicateIdentifiers = false
    /// What becomes of vectors that are rejected.
    public var rejectionPolicy = RejectionPolicy.skip
    /// Components of a vector; nil takes the first vector's.
    public var dimension: Int?
    /// The most patterns that wait in ``StreamingEngine/patterns`` for a reader.
    public var patternBufferSize = 1024
    /// Told of slow batches and failing sources; says nothing by default.
    public var logger = Logger(label: "faultline.engine") { _ in SwiftLogNoOpLogHandler() }

    /// A detector, by its name or itself.
    public enum Detector: Sendable {
        /// One that comes with Faultline, made from the configuration's ``Configuration/discovery``.
        case kind(DetectorKind)
        /// Any other; the engine works on a copy.
        case custom(any PatternDetector)

        func make(_ discovery: DiscoveryConfiguration) -> any PatternDetector {
            switch self {
            case .kind(let kind): kind.make(discovery)
            case .custom(let detector): detector
            }
        }
    }

    /// The defaults.
    public init() {}

    /// The largest batch, buffer, block and pattern buffer, and the most tasks.
    public enum Limit {
        /// Vectors in a batch.
        public static let batchSize = 65_536
        /// Vectors in the buffer.
        public static let bufferSize = 1 << 30
        /// Vectors in a detection block.
        public static let detectionInterval = 1 << 24
        /// Tasks.
        public static let concurrency = 1024
    }

    /// Checks that the settings make sense, each and together.
    ///
    /// - Throws: ``ConfigurationError`` for the first that does not, naming it and the remedy.
    public func validate() throws(ConfigurationError) {
        try windows.validate()
        guard allowedLateness >= .zero else {
            throw ConfigurationError(
                field: "allowedLateness", problem: "is negative (\(allowedLateness))",
                remedy: "use .zero for a stream in order")
        }
        try require(maxBufferSize, atMost: Limit.bufferSize, field: "maxBufferSize", unit: "vectors")
        try require(batchSize, atMost: Limit.batchSize, field: "batchSize", unit: "vectors")
        try require(
            detectionInterval, atMost: Limit.detectionInterval, field: "detectionInterval", unit: "vectors")
        try require(maxConcurrency, atMost: Limit.concurrency, field: "maxConcurrency", unit: "tasks")
        try require(patternBufferSize, atMost: Limit.bufferSize, field: "patternBufferSize", unit: "patterns")
        if let dimension {
            try require(
                dimension, atMost: SemanticVector.maximumDimension, field: "dimension", unit: "components")
        }
        if let processingTimeout, processingTimeout <= .zero {
            throw ConfigurationError(
                field: "processingTimeout", problem: "is \(processingTimeout)",
                remedy: "use a positive duration, or nil for no limit")
        }
        if autoDetectPatterns, detectors.isEmpty {
            throw ConfigurationError(
                field: "detectors", problem: "is empty while detection is on",
                remedy: "name a detector or switch detection off")
        }
        try validateDiscovery()
    }

    private func require(
        _ value: Int, atMost limit: Int, field: String, unit: String
    ) throws(ConfigurationError) {
        try ConfigurationError.requirePositive(value, field: field, unit: unit)
        try ConfigurationError.requireAtMost(limit, value, field: field, unit: unit)
    }

    private func validateDiscovery() throws(ConfigurationError) {
        // Negated comparisons, so that NaN is refused too.
        let threshold = discovery.similarityThreshold
        guard threshold > 0, threshold <= 1 else {
            throw ConfigurationError(
                field: "similarityThreshold", problem: "is \(threshold), outside (0, 1]",
                remedy: "use a cosine similarity such as 0.65")
        }
        let alpha = discovery.significanceThreshold
        guard alpha > 0, alpha < 1 else {
            throw ConfigurationError(
                field: "significanceThreshold", problem: "is \(alpha), outside (0, 1)",
                remedy: "use a level such as 0.05")
        }
        if let rate = falseDiscoveryRate {
            guard rate > 0, rate < 1 else {
                throw ConfigurationError(
                    field: "falseDiscoveryRate", problem: "is \(rate), outside (0, 1)",
                    remedy: "use a share such as 0.1, or nil")
            }
        }
        guard discovery.averageRunLength > 1, discovery.averageRunLength.isFinite else {
            throw ConfigurationError(
                field: "averageRunLength", problem: "is \(discovery.averageRunLength)",
                remedy: "use a number of blocks above 1, such as 1000")
        }
        guard discovery.mincutSensitivity >= 0, discovery.mincutSensitivity.isFinite else {
            throw ConfigurationError(
                field: "mincutSensitivity", problem: "is \(discovery.mincutSensitivity)",
                remedy: "use 0 or more, such as 0.12")
        }
        guard discovery.causalityLookback > 0 else {
            throw ConfigurationError(
                field: "causalityLookback", problem: "is \(discovery.causalityLookback)",
                remedy: "use at least 1 block")
        }
        guard abs(discovery.causalityMinCorrelation) <= 1 else {
            throw ConfigurationError(
                field: "causalityMinCorrelation",
                problem: "is \(discovery.causalityMinCorrelation), outside [-1, 1]",
                remedy: "use a correlation such as 0.6")
        }
    }
}
