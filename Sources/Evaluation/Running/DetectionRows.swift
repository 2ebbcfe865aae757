/// One row of `delays.csv`: how many changes were found after so many blocks.
public struct DelayRow: Sendable, Codable, Hashable {
    /// The scenario file's name without its ending.
    public var scenario: String
    /// The detector.
    public var detector: String
    /// A pattern type, or `any` for matching that ignores the type.
    public var patternType: String
    /// The strength of the planted changes.
    public var strength: String
    /// The mean number of blocks between false alarms that the detector was set to.
    public var averageRunLength: Double
    /// Blocks from the one in which the change became observable; 0 is that block.
    public var delayBlocks: Int
    /// Changes found after just that delay.
    public var events: Int
    /// How the engine was set.
    public var factors: AccuracyRow.Factors

    /// A row of these parts.
    public init(
        scenario: String, detector: String, patternType: String, strength: String,
        averageRunLength: Double, delayBlocks: Int, events: Int,
        factors: AccuracyRow.Factors = AccuracyRow.Factors()
    ) {
        self.factors = factors
        self.scenario = scenario
        self.detector = detector
        self.patternType = patternType
        self.strength = strength
        self.averageRunLength = averageRunLength
        self.delayBlocks = delayBlocks
        self.events = events
    }
}

/// One row of `timeline.csv`: one block of one stream, as the window looked at its end.
///
/// A run keeps the first seed's stream of each scenario and detector.
public struct TimelineRow: Sendable, Codable, Hashable {
    /// The scenario file's name without its ending.
    public var scenario: String
    /// The detector.
    public var detector: String
    /// The stream's seed.
    public var seed: UInt64
    /// The block.
    public var block: Int
    /// The event time of its last vector, in nanoseconds since 1970.
    public var endNs: Int64
    /// Vectors in the window.
    public var vectors: Int
    /// The mean similarity of the window's pairs.
    public var meanSimilarity: Double?
    /// Edges over pairs; nil where the graph was not computed.
    public var edgeDensity: Double?
    /// The largest component's share of the window.
    public var largestComponentShare: Double?
    /// The window graph's minimum cut.
    public var minimumCut: Double?
    /// The second-smallest eigenvalue of the normalised Laplacian.
    public var algebraicConnectivity: Double?
    /// Whether the detector could have alarmed.
    public var monitored: Bool

    /// A row of these parts.
    public init(
        scenario: String, detector: String, seed: UInt64, block: Int, endNs: Int64, vectors: Int,
        meanSimilarity: Double?, edgeDensity: Double? = nil, largestComponentShare: Double? = nil,
        minimumCut: Double? = nil, algebraicConnectivity: Double? = nil, monitored: Bool
    ) {
        self.scenario = scenario
        self.detector = detector
        self.seed = seed
        self.block = block
        self.endNs = endNs
        self.vectors = vectors
        self.meanSimilarity = meanSimilarity
        self.edgeDensity = edgeDensity
        self.largestComponentShare = largestComponentShare
        self.minimumCut = minimumCut
        self.algebraicConnectivity = algebraicConnectivity
        self.monitored = monitored
    }
}

/// One row of `marks.csv`: something planted in, or said of, a stream of `timeline.csv`.
public struct MarkRow: Sendable, Codable, Hashable {
    /// The scenario file's name without its ending.
    public var scenario: String
    /// The detector.
    public var detector: String
    /// The stream's seed.
    public var seed: UInt64
    /// `planted` or `detected`.
    public var kind: String
    /// The pattern type.
    public var patternType: String
    /// The strength planted; empty for what was detected.
    public var strength: String
    /// The domains, the changed one first, with `;` between them.
    public var domains: String
    /// The block in which it became observable or was said.
    public var block: Int
    /// The block in which a planted change ends; nil where it lasts.
    public var endBlock: Int?
    /// `found` or `missed` for what was planted; `true`, `false` or `neutral` for what was said.
    public var outcome: String

    /// A row of these parts.
    public init(
        scenario: String, detector: String, seed: UInt64, kind: String, patternType: String,
        strength: String, domains: String, block: Int, endBlock: Int?, outcome: String
    ) {
        self.scenario = scenario
        self.detector = detector
        self.seed = seed
        self.kind = kind
        self.patternType = patternType
        self.strength = strength
        self.domains = domains
        self.block = block
        self.endBlock = endBlock
        self.outcome = outcome
    }
}
