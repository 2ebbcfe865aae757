import StreamCore
import StreamFormats

/// A stream's recipe whose vectors are drawn from a pool of real ones instead of made.
///
/// Each domain draws from the pool's vectors of that domain at random, none twice while they last. An
/// event replaces a share of its domain's arrivals.
public struct PoolScenario: Sendable, Hashable {
    /// Names the scenario in reports.
    public var name: String
    /// The seed when none is given at the time of generation.
    public var seed: UInt64
    /// The path of the dataset folder to draw from.
    public var pool: String
    /// The half of the pool that is drawn from; nil for all of it.
    public var half: PoolHalf?
    /// Length, rate and arrivals.
    public var timing: StreamTiming
    /// The domains, which are domains of the pool.
    public var domains: [PoolDomain]
    /// What is planted.
    ///
    /// - A temporal shift, an emerging cluster and an anomaly draw from ``PlantedEvent/source``, a bridge
    ///   from its second domain.
    /// - A consolidation draws from the tenth of the domain nearest to one of its vectors, a coherence
    ///   break and a cascade from the fifth least like the rest.
    /// - A dissolving cluster is the 22 % of the domain nearest to one of its vectors; in place of these come
    ///   vectors from anywhere in the pool outside the domain.
    public var events: [PlantedEvent]
    /// Rate changes, pauses and duplicates.
    public var nuisances: [Nuisance]

    /// A scenario of these parts.
    public init(
        name: String = "pool", seed: UInt64 = 1, pool: String, half: PoolHalf? = nil,
        timing: StreamTiming = StreamTiming(), domains: [PoolDomain] = [], events: [PlantedEvent] = [],
        nuisances: [Nuisance] = []
    ) {
        self.name = name
        self.seed = seed
        self.pool = pool
        self.half = half
        self.timing = timing
        self.domains = domains
        self.events = events
        self.nuisances = nuisances
    }

    /// The share of arrivals that an event of this strength replaces: strong, medium and weak are
    /// 1/.5/.25 for a shift, .5/.25/.125 for an emerging cluster and a bridge, .75/.5/.25 for a break,
    /// a consolidation and a cascade; of a dissolving cluster, 1/.6/.3 of its arrivals.
    public static func share(_ strength: EventStrength, of type: PatternType) -> Double {
        let shares: (Double, Double, Double) =
            switch type {
            case .temporalShift: (1, 0.5, 0.25)
            case .emergingCluster, .bridgeFormation: (0.5, 0.25, 0.125)
            case .coherenceBreak, .consolidation, .cascade: (0.75, 0.5, 0.25)
            case .dissolvingCluster: (1, 0.6, 0.3)
            case .anomalousNode: (1, 1, 1)
            }
        return switch strength {
        case .strong: shares.0
        case .medium: shares.1
        case .weak: shares.2
        case .value(let number): number
        }
    }

    /// The part of `pool` that the scenario draws from.
    func part(of pool: VectorPool) -> VectorPool { half.map(pool.half) ?? pool }

    func firstProblem(pool whole: VectorPool) -> ScenarioProblem? {
        let pool = part(of: whole)
        if let problem = timing.firstProblem() { return problem }
        if domains.isEmpty {
            return ScenarioProblem("domains", "there is none", "name at least one domain")
        }
        let sections = pool.domains.map(\.name).sorted().joined(separator: ", ")
        var known = Set<Domain>()
        for (number, entry) in domains.enumerated() {
            if !known.insert(entry.domain).inserted {
                return ScenarioProblem(
                    "domains[\(number)]", "the domain '\(entry.domain)' is named twice", "name it once")
            }
            if pool.rows(of: entry.domain).isEmpty {
                return ScenarioProblem(
                    "domains[\(number)]", "the pool has no domain '\(entry.domain)'",
                    "name one of \(sections)")
            }
            if let problem = Check.positive(entry.share, "domains[\(number)].share") { return problem }
        }
        for (number, event) in events.enumerated() {
            let field = "events[\(number)]"
            if let problem = event.firstProblem(field, known: known)
                ?? Self.problem(of: event, field, pool: pool, sections: sections)
            {
                return problem
            }
        }
        for (number, nuisance) in nuisances.enumerated() {
            let field = "nuisances[\(number)]"
            switch nuisance {
            case .slowDrift, .outliers, .fluctuation:
                return ScenarioProblem(
                    "\(field).type", "real vectors cannot be bent",
                    "use rateChange, domainPause or duplicates")
            case .rateChange, .domainPause, .duplicates:
                if let problem = nuisance.firstProblem(field, known: known) { return problem }
            }
        }
        return nil
    }

    /// Whether an event of `type` draws from another section, its ``PlantedEvent/source``.
    public static func hasSource(_ type: PatternType) -> Bool {
        switch type {
        case .temporalShift, .emergingCluster, .anomalousNode: true
        case .coherenceBreak, .consolidation, .dissolvingCluster, .bridgeFormation, .cascade: false
        }
    }

    private static func problem(
        of event: PlantedEvent, _ field: String, pool: VectorPool, sections: String
    ) -> ScenarioProblem? {
        if case .value(let share) = event.strength, !(share > 0 && share <= 1) {
            return ScenarioProblem(
                "\(field).strength", "\(share) is no share of the arrivals",
                "give weak, medium, strong or a number above 0 and at most 1")
        }
        if event.mode.isDriven {
            return ScenarioProblem(
                "\(field).mode", "the coherence of real vectors cannot be made to fluctuate",
                "leave it out: a break then travels")
        }
        if hasSource(event.type) {
            guard let source = event.source else {
                return ScenarioProblem(
                    field, "the key source is missing", "name the domain of the pool that replaces")
            }
            if pool.rows(of: source).isEmpty {
                return ScenarioProblem(
                    "\(field).source", "the pool has no domain '\(source)'", "name one of \(sections)")
            }
        } else if event.source != nil {
            return ScenarioProblem(
                "\(field).source", "a \(event.type.rawValue) has no source of its own", "leave it out")
        }
        return nil
    }
}

/// A domain of a stream that is drawn from a pool.
public struct PoolDomain: Sendable, Hashable {
    /// The domain.
    public var domain: Domain
    /// Its weight among the domains' shares of the arrivals.
    public var share: Double

    /// A domain with this share.
    public init(_ domain: Domain, share: Double = 1) {
        self.domain = domain
        self.share = share
    }
}
