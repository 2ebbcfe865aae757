import Statistics
import StreamCore

/// A structural change that a detector found: what, where, since when, and how sure it is.
public struct DetectedPattern: Sendable, Hashable, Identifiable {
    /// Names the pattern in its stream; made from block, type and domains, so it is the same every run.
    public var id: String
    /// The kind of change.
    public var type: PatternType
    /// The block at whose end it was found.
    public var block: Int
    /// When it began, as estimated.
    public var onset: EventTime
    /// Between which times it began, ends included, with the confidence that the detector states; nil where
    /// the detector gives no bounds.
    public var onsetInterval: ClosedRange<EventTime>?
    /// When it was found: the event time of the block's last vector.
    public var detectedAt: EventTime
    /// Where the window that was open began, if one was.
    public var windowStart: EventTime?
    /// Where the window that was open ends, if it has an end.
    public var windowEnd: EventTime?
    /// The domains concerned, the one that changed first.
    public var domains: [Domain]
    /// The ids of the vectors that carry the change, where single vectors do.
    public var members: [String]
    /// How sure the detector is of the type, in [0, 1].
    public var confidence: Double
    /// The probability of evidence at least this strong without a change; nil where none is defined.
    public var pValue: Double?
    /// The p-value after correction for the tests made beside it.
    public var adjustedPValue: Double?
    /// How large the change is, in the unit that the detector states.
    public var effectSize: Double?
    /// Where the effect size lies.
    public var confidenceInterval: ConfidenceInterval?
    /// Whether the engine reports it: the adjusted p-value is at most the significance threshold, or the
    /// detector's own alarm rule holds.
    public var isSignificant: Bool
    /// Named numbers behind the finding; see ``EvidenceName``.
    public var evidence: [String: Double]
    /// Which domain affected which, and how much later.
    public var links: [CrossDomainLink]
    /// One sentence for people.
    public var summary: String
    /// Where the graph of its domains would part, or has parted; the engine adds it where pairs of vectors
    /// are compared.
    public var partitions: [GraphPartition] = []
    /// For a bridge the pairs of a member and a vector of the other domain that are most alike, for an
    /// anomaly its nearest vectors; the most alike first.
    public var strongestLinks: [VectorLink] = []

    /// A pattern of these parts; an id of nil makes ``identifier(block:type:domains:member:)``'s.
    public init(
        id: String? = nil, type: PatternType, block: Int, onset: EventTime,
        onsetInterval: ClosedRange<EventTime>? = nil, detectedAt: EventTime,
        windowStart: EventTime? = nil, windowEnd: EventTime? = nil, domains: [Domain],
        members: [String] = [], confidence: Double, pValue: Double? = nil, adjustedPValue: Double? = nil,
        effectSize: Double? = nil, confidenceInterval: ConfidenceInterval? = nil, isSignificant: Bool,
        evidence: [String: Double] = [:], links: [CrossDomainLink] = [], summary: String = ""
    ) {
        self.id =
            id
            ?? Self.identifier(
                block: block, type: type, domains: domains,
                member: type == .anomalousNode ? members.first : nil)
        self.type = type
        self.block = block
        self.onset = onset
        self.onsetInterval = onsetInterval
        self.detectedAt = detectedAt
        self.windowStart = windowStart
        self.windowEnd = windowEnd
        self.domains = domains
        self.members = members
        self.confidence = confidence
        self.pValue = pValue
        self.adjustedPValue = adjustedPValue
        self.effectSize = effectSize
        self.confidenceInterval = confidenceInterval
        self.isSignificant = isSignificant
        self.evidence = evidence
        self.links = links
        self.summary = summary
    }

    /// `block/type/domain>domain`, with `/member` where a block can hold several of a type and domain.
    public static func identifier(
        block: Int, type: PatternType, domains: [Domain], member: String? = nil
    ) -> String {
        let place = domains.map(\.name).joined(separator: ">")
        let stem = "\(block)/\(type.rawValue)/\(place)"
        guard let member else { return stem }
        return "\(stem)/\(member)"
    }
}

/// One domain's effect on another.
public struct CrossDomainLink: Sendable, Hashable {
    /// Where the change was first.
    public var source: Domain
    /// Where it was seen later.
    public var target: Domain
    /// How much later, in blocks; nil where the link has no direction in time.
    public var lag: Int?
    /// Where the lag lies, in blocks, as the detector knows it; nil where it does not say.
    public var lagInterval: ClosedRange<Int>?

    /// The link from `source` to `target`, `lag` blocks later.
    public init(
        source: Domain, target: Domain, lag: Int? = nil, lagInterval: ClosedRange<Int>? = nil
    ) {
        self.source = source
        self.target = target
        self.lag = lag
        self.lagInterval = lagInterval
    }
}
