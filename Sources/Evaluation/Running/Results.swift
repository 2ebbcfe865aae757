import StreamCore

/// The version of the files' columns and fields; it moves when a reader would have to.
public let resultSchemaVersion = 2

/// One row of `throughput.csv`.
public struct ThroughputRow: Sendable, Codable, Hashable {
    /// The scenario file's name without its ending.
    public var scenario: String
    /// The backend that computed similarities.
    public var backend: String
    /// What it ran on.
    public var isa: String
    /// How much of the graph was computed at every block.
    public var coherence: String
    /// Components of a vector.
    public var dimension: Int
    /// The window, as set: a number of vectors or a duration.
    public var window: String
    /// Vectors handed to the kernels at once.
    public var batchSize: Int
    /// Vectors that the buffer holds.
    public var bufferSize: Int
    /// Tasks that share a batch.
    public var concurrency: Int
    /// Which repetition, from 1.
    public var `repeat`: Int
    /// The stream's seed.
    public var seed: UInt64
    /// Vectors that went in.
    public var vectors: Int
    /// Seconds from the first vector to the last pattern, flush included.
    public var elapsedS: Double
    /// `vectors` over `elapsedS`.
    public var vectorsPerS: Double
    /// Processor seconds over all threads, in the same span.
    public var cpuS: Double
    /// The most resident memory in the same span, in bytes; nil where the system does not say.
    public var peakRssBytes: Int?
    /// How often the source had to wait for the engine.
    public var backpressureEvents: Int
    /// The most vectors that waited.
    public var peakBuffer: Int
    /// Windows closed.
    public var windows: Int
    /// Significant patterns.
    public var patterns: Int
    /// Edges ever made.
    public var edges: Int
    /// Pairs compared.
    public var comparisons: Int
    /// Comparisons' multiply-adds in 1e9 floating-point operations per second of elapsed time.
    public var gflops: Double
    /// `gflops` over the measured peak of as many threads; nil where no peak was measured.
    public var peakFraction: Double?
    /// Vectors refused.
    public var rejected: Int
    /// Vectors that came too late.
    public var lateDropped: Int
    /// Whether the row measures what it says: every vector went in.
    public var valid: Bool
    /// What to know about the row.
    public var note: String
    /// How the vectors came: `generated` ahead of the clock, or `streamed` while it ran.
    public var source: String
    /// In which place of the experiment's order the cell ran, from 1.
    public var order: Int
    /// Settings of the engine that are no columns of their own above.
    public var factors: Factors
    /// Vectors at the beginning that the steady rate leaves out; nil where no steady state was judged.
    public var warmupVectors: Int?
    /// Vectors a second after the warm-up; nil where no steady state was judged.
    public var steadyVectorsPerS: Double?
    /// Seconds that the detectors took, of ``elapsedS``; nil in results of versions that did not measure it.
    public var detectionS: Double?
    /// Seconds that they took over the block that kept them the longest.
    public var longestDetectionS: Double?

    /// Engine settings that a sweep may vary.
    public struct Factors: Sendable, Codable, Hashable {
        /// The kind of window.
        public var windowing: String
        /// How far the window moves; empty for the default.
        public var slide: String
        /// The detector.
        public var detector: String
        /// Vectors in a detection block.
        public var detectionInterval: Int
        /// The similarity from which two vectors are joined.
        public var threshold: Double
        /// What a full buffer does.
        public var overflow: String

        /// The factors of `settings`.
        public init(_ settings: EngineSettings = EngineSettings()) {
            windowing = settings.windowing
            slide = settings.slide ?? ""
            detector = settings.detector
            detectionInterval = settings.detectionInterval
            threshold = settings.threshold
            overflow = settings.overflow
        }
    }

    /// A row of these parts.
    public init(
        scenario: String, backend: String, isa: String, coherence: String, dimension: Int, window: String,
        batchSize: Int, bufferSize: Int, concurrency: Int, repeat: Int, seed: UInt64, vectors: Int,
        elapsedS: Double, vectorsPerS: Double, cpuS: Double, peakRssBytes: Int?, backpressureEvents: Int,
        peakBuffer: Int, windows: Int, patterns: Int, edges: Int, comparisons: Int, gflops: Double,
        peakFraction: Double?, rejected: Int, lateDropped: Int, valid: Bool, note: String, source: String,
        order: Int, factors: Factors = Factors(), warmupVectors: Int? = nil, steadyVectorsPerS: Double? = nil,
        detectionS: Double? = nil, longestDetectionS: Double? = nil
    ) {
        self.scenario = scenario
        self.backend = backend
        self.isa = isa
        self.coherence = coherence
        self.dimension = dimension
        self.window = window
        self.batchSize = batchSize
        self.bufferSize = bufferSize
        self.concurrency = concurrency
        self.repeat = `repeat`
        self.seed = seed
        self.vectors = vectors
        self.elapsedS = elapsedS
        self.vectorsPerS = vectorsPerS
        self.cpuS = cpuS
        self.peakRssBytes = peakRssBytes
        self.backpressureEvents = backpressureEvents
        self.peakBuffer = peakBuffer
        self.windows = windows
        self.patterns = patterns
        self.edges = edges
        self.comparisons = comparisons
        self.gflops = gflops
        self.peakFraction = peakFraction
        self.rejected = rejected
        self.lateDropped = lateDropped
        self.valid = valid
        self.note = note
        self.source = source
        self.order = order
        self.factors = factors
        self.warmupVectors = warmupVectors
        self.steadyVectorsPerS = steadyVectorsPerS
        self.detectionS = detectionS
        self.longestDetectionS = longestDetectionS
    }
}

/// One row of `accuracy.csv`, with what only reports show.
public struct AccuracyRow: Sendable, Codable, Hashable {
    /// The scenario file's name without its ending.
    public var scenario: String
    /// The detector.
    public var detector: String
    /// A pattern type, or `any` for scores that ignore the type.
    public var patternType: String
    /// The strength of the planted changes; `mixed` or `none` where they differ or there are none.
    public var strength: String
    /// Streams scored.
    public var seeds: Int
    /// Changes planted.
    public var events: Int
    /// Changes found.
    public var truePositives: Int
    /// False alarms.
    public var falsePositives: Int
    /// Changes missed.
    public var falseNegatives: Int
    /// TP / (TP + FP); nil when nothing was said.
    public var precision: Double?
    /// TP / (TP + FN); nil when nothing was planted.
    public var recall: Double?
    /// 2·TP / (2·TP + FP + FN); nil when nothing was planted.
    public var f1: Double?
    /// The lower end of F1's bootstrap 95 % interval over seeds.
    public var f1Low: Double?
    /// Its upper end.
    public var f1High: Double?
    /// The mean delay of the changes found, in blocks.
    public var delayMeanBlocks: Double?
    /// The delay that nine in ten do not exceed; nil under ten changes found.
    public var delayP90Blocks: Double?
    /// False alarms in 1000 monitored blocks; nil without monitored blocks.
    public var falseAlarmsPer1000Blocks: Double?
    /// How the engine was set.
    public var factors: Factors
    /// Blocks on which the detector could have alarmed. Not a column.
    public var monitoredBlocks: Int
    /// The lower end of the false-alarm rate's exact Poisson 95 % interval. Not a column.
    public var falseAlarmsLow: Double?
    /// Its upper end. Not a column.
    public var falseAlarmsHigh: Double?
    /// The lower end of recall's Wilson 95 % interval. Not a column.
    public var recallLow: Double?
    /// Its upper end. Not a column.
    public var recallHigh: Double?

    /// Engine settings that a sweep may vary: rows of unlike factors are never added up.
    public struct Factors: Sendable, Codable, Hashable, Comparable {
        /// The backend.
        public var backend: String
        /// How much of the graph was computed at every block.
        public var coherence: String
        /// Components of a vector.
        public var dimension: Int
        /// The window, as set.
        public var window: String
        /// Vectors in a detection block.
        public var detectionInterval: Int
        /// The similarity from which two vectors are joined.
        public var threshold: Double
        /// The mean number of blocks between false alarms that the detector was set to.
        public var averageRunLength: Double
        /// The level of significance for adjusted p-values.
        public var alpha: Double

        /// The factors of `settings` on streams of `dimension`.
        public init(_ settings: EngineSettings = EngineSettings(), dimension: Int = 0) {
            backend = settings.backend
            coherence = settings.coherence
            self.dimension = dimension
            window = settings.window
            detectionInterval = settings.detectionInterval
            threshold = settings.threshold
            averageRunLength = settings.averageRunLength
            alpha = settings.alpha
        }

        /// By one factor after the other, in the columns' order.
        public static func < (left: Factors, right: Factors) -> Bool {
            if left.words != right.words { return left.words.lexicographicallyPrecedes(right.words) }
            return left.numbers.lexicographicallyPrecedes(right.numbers)
        }

        private var words: [String] { [backend, coherence, window] }
        private var numbers: [Double] {
            [Double(dimension), Double(detectionInterval), threshold, averageRunLength, alpha]
        }
    }

    /// A row of these parts.
    public init(
        scenario: String, detector: String, patternType: String, strength: String, seeds: Int,
        events: Int, truePositives: Int, falsePositives: Int, falseNegatives: Int, precision: Double?,
        recall: Double?, f1: Double?, f1Low: Double?, f1High: Double?, delayMeanBlocks: Double?,
        delayP90Blocks: Double?, falseAlarmsPer1000Blocks: Double?, monitoredBlocks: Int,
        falseAlarmsLow: Double?, falseAlarmsHigh: Double?, recallLow: Double?, recallHigh: Double?,
        factors: Factors = Factors()
    ) {
        self.factors = factors
        self.scenario = scenario
        self.detector = detector
        self.patternType = patternType
        self.strength = strength
        self.seeds = seeds
        self.events = events
        self.truePositives = truePositives
        self.falsePositives = falsePositives
        self.falseNegatives = falseNegatives
        self.precision = precision
        self.recall = recall
        self.f1 = f1
        self.f1Low = f1Low
        self.f1High = f1High
        self.delayMeanBlocks = delayMeanBlocks
        self.delayP90Blocks = delayP90Blocks
        self.falseAlarmsPer1000Blocks = falseAlarmsPer1000Blocks
        self.monitoredBlocks = monitoredBlocks
        self.falseAlarmsLow = falseAlarmsLow
        self.falseAlarmsHigh = falseAlarmsHigh
        self.recallLow = recallLow
        self.recallHigh = recallHigh
    }
}

/// One row of `cascade.csv`.
public struct CascadeRow: Sendable, Codable, Hashable {
    /// The scenario file's name without its ending.
    public var scenario: String
    /// The detector.
    public var detector: String
    /// The strength of the cascades.
    public var strength: String
    /// Streams scored.
    public var seeds: Int
    /// Edges planted.
    public var edges: Int
    /// Edges found over edges claimed; nil when none was claimed.
    public var edgePrecision: Double?
    /// Edges found over edges planted.
    public var edgeRecall: Double?
    /// Their harmonic mean.
    public var edgeF1: Double?
    /// How far lags are from the true ones, on average; nil when none was said.
    public var lagErrorMeanBlocks: Double?
    /// The share of streams in which at least one edge was claimed that was not there.
    public var familyWiseError: Double?
    /// The lower end of its Wilson 95 % interval.
    public var familyWiseErrorLow: Double?
    /// Its upper end.
    public var familyWiseErrorHigh: Double?
    /// The mean number of blocks between false alarms that the detector was set to.
    public var averageRunLength: Double

    /// A row of these parts.
    public init(
        scenario: String, detector: String, strength: String, seeds: Int, edges: Int,
        edgePrecision: Double?, edgeRecall: Double?, edgeF1: Double?, lagErrorMeanBlocks: Double?,
        familyWiseError: Double? = nil, familyWiseErrorLow: Double? = nil, familyWiseErrorHigh: Double? = nil,
        averageRunLength: Double = 1000
    ) {
        self.averageRunLength = averageRunLength
        self.scenario = scenario
        self.detector = detector
        self.strength = strength
        self.seeds = seeds
        self.edges = edges
        self.edgePrecision = edgePrecision
        self.edgeRecall = edgeRecall
        self.edgeF1 = edgeF1
        self.lagErrorMeanBlocks = lagErrorMeanBlocks
        self.familyWiseError = familyWiseError
        self.familyWiseErrorLow = familyWiseErrorLow
        self.familyWiseErrorHigh = familyWiseErrorHigh
    }
}

/// One row of `backends.csv`.
public struct BackendRow: Sendable, Codable, Hashable {
    /// What was computed: `inner_products`, `similar_pairs` or `self_similar_pairs`.
    public var operation: String
    /// Vectors in the store.
    public var window: Int
    /// Components of a vector.
    public var dimension: Int
    /// Queries in a call.
    public var batch: Int
    /// The backend.
    public var backend: String
    /// The instruction set, or OpenBLAS's core type.
    public var isa: String
    /// Threads in a call.
    public var threads: Int
    /// Samples taken.
    public var repeats: Int
    /// The median over the samples, in 1e9 floating-point operations per second.
    public var gflopsMedian: Double
    /// The lower end of the median's bootstrap 95 % interval.
    public var gflopsLow: Double
    /// Its upper end.
    public var gflopsHigh: Double
    /// The median over the measured peak of one thread; nil where no peak was measured.
    public var peakFraction: Double?
    /// The median over BLAS's at its best setting; nil where BLAS was not measured.
    public var ratioToBlas: Double?
    /// The lower end of the ratio's bootstrap 95 % interval.
    public var ratioLow: Double?
    /// Its upper end.
    public var ratioHigh: Double?
    /// The Mann–Whitney test of equal speed, two-sided.
    public var pValue: Double?
    /// The largest difference from the reference backend.
    public var maxAbsDifference: Double?
    /// Whether the times can be trusted.
    public var valid: Bool
    /// Why they cannot.
    public var note: String

    /// A row of these parts; it is valid when there are no doubts.
    public init(
        operation: String, window: Int, dimension: Int, batch: Int, backend: String, isa: String,
        threads: Int, repeats: Int, gflopsMedian: Double, gflopsLow: Double, gflopsHigh: Double,
        peakFraction: Double?, ratioToBlas: Double?, ratioLow: Double?, ratioHigh: Double?,
        pValue: Double?, maxAbsDifference: Double?, doubts: [String] = []
    ) {
        valid = doubts.isEmpty
        note = doubts.joined(separator: "; ")
        self.operation = operation
        self.window = window
        self.dimension = dimension
        self.batch = batch
        self.backend = backend
        self.isa = isa
        self.threads = threads
        self.repeats = repeats
        self.gflopsMedian = gflopsMedian
        self.gflopsLow = gflopsLow
        self.gflopsHigh = gflopsHigh
        self.peakFraction = peakFraction
        self.ratioToBlas = ratioToBlas
        self.ratioLow = ratioLow
        self.ratioHigh = ratioHigh
        self.pValue = pValue
        self.maxAbsDifference = maxAbsDifference
    }
}
