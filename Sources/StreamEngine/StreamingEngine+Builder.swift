import CoherenceGraph
import Logging
import PatternDetection
import Similarity
import StreamCore

extension StreamingEngine {
    /// Puts an engine together, one setting after the other; what is not set has its default.
    ///
    /// ```swift
    /// let engine = try StreamingEngine.Builder()
    ///     .windowSize(.seconds(60))
    ///     .slideInterval(.seconds(30))
    ///     .batchSize(256)
    ///     .build()
    /// ```
    public struct Builder: Sendable {
        /// The settings so far.
        public var configuration: Configuration

        /// The defaults, or the settings of `configuration`.
        public init(_ configuration: Configuration = Configuration()) {
            self.configuration = configuration
        }

        private func with(_ change: (inout Configuration) -> Void) -> Builder {
            var builder = self
            change(&builder.configuration)
            return builder
        }

        /// How long a window in time is. Sessions, count windows and landmark become sliding windows; the
        /// slide stays what it was.
        public func windowSize(_ size: Duration) -> Builder {
            with {
                switch $0.windows {
                case .tumbling: $0.windows = .tumbling(size: size)
                case .sliding(_, let slide): $0.windows = .sliding(size: size, slide: slide)
                default: $0.windows = .sliding(size: size, slide: size / 2)
                }
            }
        }

        /// How long after a window the next one begins; makes the windows sliding.
        public func slideInterval(_ slide: Duration) -> Builder {
            with {
                switch $0.windows {
                case .tumbling(let size), .sliding(let size, _):
                    $0.windows = .sliding(size: size, slide: slide)
                default: $0.windows = .sliding(size: .seconds(60), slide: slide)
                }
            }
        }

        /// Windows without overlap, of the size set so far (60 s).
        public func tumblingWindows() -> Builder {
            with {
                if case .sliding(let size, _) = $0.windows {
                    $0.windows = .tumbling(size: size)
                } else if case .tumbling = $0.windows {
                } else {
                    $0.windows = .tumbling(size: .seconds(60))
                }
            }
        }

        /// Windows without overlap, of this size.
        public func tumblingWindows(size: Duration) -> Builder { windows(.tumbling(size: size)) }

        /// Windows of `size`, one beginning every `slide`.
        public func slidingWindows(size: Duration, slide: Duration) -> Builder {
            windows(.sliding(size: size, slide: slide))
        }

        /// Windows of activity that end when no vector comes for `gap`.
        public func sessionWindows(gap: Duration) -> Builder { windows(.session(gap: gap)) }

        /// Windows of the last `size` vectors, every `slide` vectors.
        public func countWindows(size: Int, slide: Int) -> Builder {
            windows(.count(size: size, slide: slide))
        }

        /// One window from the beginning to the end.
        public func landmarkWindow() -> Builder { windows(.landmark) }

        /// Windows of any kind.
        public func windows(_ policy: WindowPolicy) -> Builder { with { $0.windows = policy } }

        /// How far the watermark stays behind the highest timestamp.
        public func allowedLateness(_ lateness: Duration) -> Builder {
            with { $0.allowedLateness = lateness }
        }

        /// The most vectors that wait between source and engine.
        public func maxBufferSize(_ size: Int) -> Builder { with { $0.maxBufferSize = size } }

        /// What a full buffer does.
        public func overflowPolicy(_ policy: OverflowPolicy) -> Builder {
            with { $0.overflowPolicy = policy }
        }

        /// The most vectors that are processed at once.
        public func batchSize(_ size: Int) -> Builder { with { $0.batchSize = size } }

        /// The most tasks that share a batch's similarities.
        public func maxConcurrency(_ tasks: Int) -> Builder { with { $0.maxConcurrency = tasks } }

        /// Vectors in a detection block.
        public func detectionInterval(_ vectors: Int) -> Builder { with { $0.detectionInterval = vectors } }

        /// Whether patterns are looked for.
        public func autoDetectPatterns(_ on: Bool) -> Builder { with { $0.autoDetectPatterns = on } }

        /// The time a batch may take before it counts as an error; nil for no limit.
        public func processingTimeout(_ timeout: Duration?) -> Builder {
            with { $0.processingTimeout = timeout }
        }

        /// Thresholds of the graph and of detection.
        public func discoveryConfiguration(_ discovery: DiscoveryConfiguration) -> Builder {
            with { $0.discovery = discovery }
        }

        /// What computes similarities.
        public func backend(_ kind: BackendKind) -> Builder { with { $0.backend = kind } }

        /// How much coherence is computed for each block and, unless `atWindowClose` says otherwise, for
        /// each window that closes. (Alarms always get the whole snapshot as evidence, if there is a graph.)
        public func coherence(_ level: CoherenceLevel, atWindowClose: CoherenceLevel? = nil) -> Builder {
            with {
                $0.blockCoherence = level
                $0.windowCoherence = atWindowClose ?? level
            }
        }

        /// The one detector to use, by name.
        public func detector(_ kind: DetectorKind) -> Builder { with { $0.detectors = [.kind(kind)] } }

        /// The one detector to use.
        public func detector(_ detector: any PatternDetector) -> Builder {
            with { $0.detectors = [.custom(detector)] }
        }

        /// The detectors to use, in this order.
        public func detectors(_ detectors: [Configuration.Detector]) -> Builder {
            with { $0.detectors = detectors }
        }

        /// The share of false alarms among all that are reported; nil reports every alarm.
        public func falseDiscoveryRate(_ rate: Double?) -> Builder { with { $0.falseDiscoveryRate = rate } }

        /// Whether a vector with the id of one in the live window is rejected.
        public func checksDuplicateIdentifiers(_ on: Bool = true) -> Builder {
            with { $0.checksDuplicateIdentifiers = on }
        }

        /// What becomes of vectors that are rejected.
        public func rejectionPolicy(_ policy: RejectionPolicy) -> Builder {
            with { $0.rejectionPolicy = policy }
        }

        /// Components of a vector; without it, the first vector's count.
        public func dimension(_ dimension: Int) -> Builder { with { $0.dimension = dimension } }

        /// The most patterns that wait for a reader.
        public func patternBufferSize(_ size: Int) -> Builder { with { $0.patternBufferSize = size } }

        /// Told of slow batches and failing sources.
        public func logger(_ logger: Logger) -> Builder { with { $0.logger = logger } }

        /// The engine.
        ///
        /// - Throws: ``ConfigurationError`` naming the setting that makes no sense, and the remedy.
        public func build() throws(ConfigurationError) -> StreamingEngine {
            try StreamingEngine(configuration: configuration)
        }
    }
}
