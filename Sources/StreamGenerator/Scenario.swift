import StreamCore

/// A stream's recipe: its domains and their geometry, how vectors arrive, and what changes when.
///
/// The same scenario and seed give the same bytes on every machine. Read one from YAML with
/// ``ScenarioFile/load(_:)``, or make one here; ``validate()`` finds values that make no sense.
public struct Scenario: Sendable, Hashable {
    /// Names the scenario in reports.
    public var name: String
    /// The seed when none is given at the time of generation.
    public var seed: UInt64
    /// How many components an embedding has, 1…65,536.
    public var dimension: Int
    /// The timing that it shares with streams drawn from a pool.
    public var timing: StreamTiming
    /// What the domains have in common: the squared cosine of a domain's mean with the common centre,
    /// 0…1.
    public var crossAffinity: Double
    /// What surrounds the topic centres.
    public var noise: NoiseModel
    /// The domains, each with its share of the arrivals and its topics.
    public var domains: [DomainProfile]
    /// What is planted.
    public var events: [PlantedEvent]
    /// What happens besides and must not be taken for an event.
    public var nuisances: [Nuisance]

    /// A scenario of these parts; nothing is checked here, see ``validate()``.
    public init(
        name: String = "scenario", seed: UInt64 = 1, dimension: Int = 128,
        timing: StreamTiming = StreamTiming(), crossAffinity: Double = 0.2,
        noise: NoiseModel = NoiseModel(), domains: [DomainProfile] = [], events: [PlantedEvent] = [],
        nuisances: [Nuisance] = []
    ) {
        self.name = name
        self.seed = seed
        self.dimension = dimension
        self.timing = timing
        self.crossAffinity = crossAffinity
        self.noise = noise
        self.domains = domains
        self.events = events
        self.nuisances = nuisances
    }
}

/// When a stream's vectors arrive, and how many there are.
public struct StreamTiming: Sendable, Hashable {
    /// The number of vectors; nil when the length is a duration or unlimited.
    public var count: Int?
    /// The stream's length in event time; nil when it is a count or unlimited.
    public var duration: Duration?
    /// Vectors a second, on average.
    public var rate: Double
    /// Vectors in a detection block; the unit of ``StreamOffset/blocks(_:)`` and of a cascade's lags.
    public var block: Int
    /// The event time at which the stream begins.
    public var epoch: EventTime
    /// How the gaps between vectors are distributed.
    public var arrivals: ArrivalKind
    /// How many vectors come later than their timestamps say; nil for none.
    public var outOfOrder: OutOfOrder?

    /// 2024-01-01T00:00:00Z, where streams begin unless told otherwise.
    public static let defaultEpoch = EventTime(nanoseconds: 1_704_067_200_000_000_000)

    /// A timing of these parts.
    public init(
        count: Int? = nil, duration: Duration? = nil, rate: Double = 50, block: Int = 50,
        epoch: EventTime = Self.defaultEpoch, arrivals: ArrivalKind = .poisson,
        outOfOrder: OutOfOrder? = nil
    ) {
        self.count = count
        self.duration = duration
        self.rate = rate
        self.block = block
        self.epoch = epoch
        self.arrivals = arrivals
        self.outOfOrder = outOfOrder
    }

    /// The mean length of a block, in nanoseconds.
    var blockNanoseconds: Double { Double(block) / rate * 1e9 }
}

/// How the gaps between vectors are distributed; the mean rate is the same for all.
public enum ArrivalKind: Sendable, Hashable {
    /// Equal gaps.
    case fixed
    /// Exponential gaps.
    case poisson
    /// A Poisson process whose rate is `factor` times as high during `on` as during the `off` after it.
    case bursty(on: Duration, off: Duration, factor: Double)
}

/// Vectors that arrive after others with a later timestamp.
public struct OutOfOrder: Sendable, Hashable {
    /// The share of vectors that are held back, 0…1.
    public var fraction: Double
    /// The longest time by which one is held back; how long is uniform up to it.
    public var lateness: Duration

    /// A share of vectors held back for up to `lateness`.
    public init(fraction: Double, lateness: Duration) {
        self.fraction = fraction
        self.lateness = lateness
    }
}

/// One domain of a synthetic stream: its share of the arrivals and the shape of its topics.
public struct DomainProfile: Sendable, Hashable {
    /// The domain.
    public var domain: Domain
    /// Its weight among the domains' shares of the arrivals.
    public var share: Double
    /// How many topics it has.
    public var clusters: Int
    /// r², the squared cosine of a vector with its topic's centre, 0…1: the mean similarity within a
    /// topic.
    public var coherence: Double
    /// The squared cosine of a topic's centre with its domain's mean, 0…1.
    public var affinity: Double
    /// The probability that a vector has the topic of the domain's vector before it, rather than one
    /// drawn anew, 0…1.
    public var persistence: Double

    /// A domain of this shape.
    public init(
        _ domain: Domain, share: Double = 1, clusters: Int = 4, coherence: Double = 0.5,
        affinity: Double = 0.6, persistence: Double = 0
    ) {
        self.domain = domain
        self.share = share
        self.clusters = clusters
        self.coherence = coherence
        self.affinity = affinity
        self.persistence = persistence
    }
}

/// What surrounds the topic centres: independent components of variance 1/d.
public struct NoiseModel: Sendable, Hashable {
    /// The distribution of a component.
    public enum Kind: Sendable, Hashable {
        /// Normal.
        case gaussian
        /// Student's t, scaled to the same variance; `degrees` must exceed 2.
        case studentT(degrees: Double)
    }

    /// The distribution of a component.
    public var kind: Kind
    /// The correlation of a domain's noise with that of the domain's vector before, −1…1 exclusive.
    public var autocorrelation: Double

    /// Noise of this kind.
    public init(_ kind: Kind = .gaussian, autocorrelation: Double = 0) {
        self.kind = kind
        self.autocorrelation = autocorrelation
    }
}
