import StreamCore

/// A distance along a stream: a time, or a number of blocks of the stream's mean rate.
public enum StreamOffset: Sendable, Hashable {
    /// An event-time duration.
    case time(Duration)
    /// A number of blocks; a block lasts `block / rate` seconds.
    case blocks(Double)

    /// A number of seconds.
    public static func seconds(_ seconds: Double) -> StreamOffset {
        .time(.nanoseconds(Int64((seconds * 1e9).rounded())))
    }

    /// In nanoseconds, given the mean length of a block.
    func nanoseconds(_ timing: StreamTiming) -> Int64 {
        switch self {
        case .time(let duration): duration.wholeNanoseconds
        // Kept far from overflow, since offsets are added up.
        case .blocks(let count): Int64(min(max(count * timing.blockNanoseconds, -1e18), 1e18).rounded())
        }
    }
}

/// How strong an event is: one of three words, or the number itself.
public enum EventStrength: Sendable, Hashable {
    /// Hard to see.
    case weak
    /// Visible.
    case medium
    /// Plain.
    case strong
    /// The number that the type understands: the coherence after a break, consolidation or in a cascade,
    /// the share of an emerging cluster, bridge or dissolving topic, a shift in degrees, an anomaly's
    /// share of random energy, or the coefficient of a driven cascade.
    case value(Double)

    /// The number for an event of `type` in a domain of this `coherence`.
    ///
    /// Strong, medium and weak are, at coherence .5: break and cascade .30/.40/.45, consolidation
    /// .70/.60/.55 (scaled with the coherence otherwise), emerging cluster and bridge .4/.2/.1,
    /// dissolving cluster 1/.6/.3, shift 40/20/10 degrees, anomaly 1/.6/.35.
    public func magnitude(of type: PatternType, coherence: Double) -> Double {
        func pick(_ strong: Double, _ medium: Double, _ weak: Double) -> Double {
            switch self {
            case .strong: strong
            case .medium: medium
            case .weak: weak
            case .value(let number): number
            }
        }
        if case .value(let number) = self { return number }
        return switch type {
        case .coherenceBreak, .cascade: coherence * pick(0.6, 0.8, 0.9)
        case .consolidation: 1 - (1 - coherence) * pick(0.6, 0.8, 0.9)
        case .emergingCluster, .bridgeFormation: pick(0.4, 0.2, 0.1)
        case .dissolvingCluster: pick(1, 0.6, 0.3)
        case .temporalShift: pick(40, 20, 10)
        case .anomalousNode: pick(1, 0.6, 0.35)
        }
    }

    /// The coefficient of a driven cascade: .8, .6 or .4, or the number.
    public var coefficient: Double {
        switch self {
        case .strong: 0.8
        case .medium: 0.6
        case .weak: 0.4
        case .value(let number): number
        }
    }

    /// `weak`, `medium`, `strong`, or the number: as in scenario files and `truth.csv`.
    public var text: String {
        switch self {
        case .weak: "weak"
        case .medium: "medium"
        case .strong: "strong"
        case .value(let number): "\(number)"
        }
    }

    /// The strength that `text` says, or nil when it is neither a word nor a finite number.
    public init?(text: String) {
        switch text {
        case "weak": self = .weak
        case "medium": self = .medium
        case "strong": self = .strong
        default:
            guard let number = Double(text), number.isFinite else { return nil }
            self = .value(number)
        }
    }
}

/// A change that a scenario plants into its stream.
public struct PlantedEvent: Sendable, Hashable {
    /// What kind of change.
    public var type: PatternType
    /// The domains concerned, the one that changes first. A bridge has two, a cascade two or more, in
    /// the order in which it travels; the others have one or more, which all change at once.
    public var domains: [Domain]
    /// When it begins, from the beginning of the stream.
    public var start: StreamOffset
    /// A random time up to this is added to the start, by the seed.
    public var jitter: StreamOffset
    /// How strong it is.
    public var strength: EventStrength
    /// How long it takes to reach its strength, evenly; nil or zero for at once.
    public var ramp: StreamOffset?
    /// How long it lasts; nil for ever, except in a cascade by propagation, where each domain's break lasts
    /// 6 blocks.
    public var duration: StreamOffset?
    /// A cascade's times from the source to each domain after the first; nil for 2 to 6 blocks each, by the seed.
    public var lags: [StreamOffset]?
    /// Whether a cascade travels along a random order of its domains, by the seed.
    public var randomOrder: Bool
    /// How a cascade acts on its domains.
    public var mode: CascadeMode
    /// Which domain of a cascade follows which.
    public var shape: CascadeShape
    /// In a stream drawn from a pool: the section that the arrivals are replaced from, where the type
    /// needs one.
    public var source: Domain?

    /// An event of these parts.
    public init(
        _ type: PatternType, domains: [Domain], start: StreamOffset, jitter: StreamOffset = .blocks(0),
        strength: EventStrength = .medium, ramp: StreamOffset? = nil, duration: StreamOffset? = nil,
        lags: [StreamOffset]? = nil, randomOrder: Bool = false, mode: CascadeMode = .propagation,
        shape: CascadeShape = .chain, source: Domain? = nil
    ) {
        self.type = type
        self.domains = domains
        self.start = start
        self.jitter = jitter
        self.strength = strength
        self.ramp = ramp
        self.duration = duration
        self.lags = lags
        self.randomOrder = randomOrder
        self.mode = mode
        self.shape = shape
        self.source = source
    }

    /// The number that its strength stands for in a domain of this `coherence`.
    func magnitude(coherence: Double) -> Double {
        mode.isDriven ? strength.coefficient : strength.magnitude(of: type, coherence: coherence)
    }
}

/// Something that happens in a stream without being a structural change: a detector must stay silent.
public enum Nuisance: Sendable, Hashable {
    /// The arrival rate is multiplied by `factor` for a while (nil: for ever).
    case rateChange(start: StreamOffset, duration: StreamOffset?, factor: Double)
    /// These domains send nothing for a while; the others go on as before.
    case domainPause(domains: [Domain], start: StreamOffset, duration: StreamOffset)
    /// The centres of these domains turn by `degrees` in all, evenly over the duration.
    case slowDrift(domains: [Domain], start: StreamOffset, duration: StreamOffset, degrees: Double)
    /// A `fraction` of the vectors of these domains (none named: all) have a share `energy` of random
    /// energy; the truth lists them, but not as events (``TruthOutliers``).
    case outliers(domains: [Domain], fraction: Double, energy: Double)
    /// The coherence of these domains (none named: all) fluctuates from block to block, each domain's by
    /// itself.
    case fluctuation(domains: [Domain], Fluctuation)
    /// A `fraction` of the vectors repeat the embedding of their domain's vector before.
    case duplicates(domains: [Domain], fraction: Double)
}
