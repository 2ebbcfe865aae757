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
    /// Length, rate and arrivals.
    public var timing: StreamTiming
    /// The domains, which are domains of the pool.
    public var domains: [PoolDomain]
    /// What is planted: every type but the dissolving cluster, which needs topics.
    ///
    /// - A temporal shift, an emerging cluster and an anomaly draw from ``PlantedEvent/source``, a bridge
    ///   from its second domain.
    /// - A consolidation draws from the tenth of the domain nearest to one of its vectors, a coherence
    ///   break and a cascade from the fifth least like the rest.
    public var events: [PlantedEvent]
    /// Rate changes, pauses and duplicates.
    public var nuisances: [Nuisance]

    /// A scenario of these parts.
    public init(
        name: String = "pool", seed: UInt64 = 1, pool: String, timing: StreamTiming = StreamTiming(),
        domains: [PoolDomain] = [], events: [PlantedEvent] = [], nuisances: [Nuisance] = []
    ) {
        self.name = name
        self.seed = seed
        self.pool = pool
        self.timing = timing
        self.domains = domains
        self.events = events
        self.nuisances = nuisances
    }

    /// The share of arrivals that an event of this strength replaces: strong, medium and weak are
    /// 1/.5/.25 for a shift, .5/.25/.125 for an emerging cluster and a bridge, .75/.5/.25 for a break,
    /// a consolidation and a cascade.
    public static func share(_ strength: EventStrength, of type: PatternType) -> Double {
        let shares: (Double, Double, Double) =
            switch type {
            case .temporalShift: (1, 0.5, 0.25)
            case .emergingCluster, .bridgeFormation: (0.5, 0.25, 0.125)
            case .coherenceBreak, .consolidation, .cascade: (0.75, 0.5, 0.25)
            case .anomalousNode, .dissolvingCluster: (1, 1, 1)
            }
        return switch strength {
        case .strong: shares.0
        case .medium: shares.1
        case .weak: shares.2
        case .value(let number): number
        }
    }

    func firstProblem(pool: VectorPool) -> ScenarioProblem? {
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
            case .slowDrift, .outliers:
                return ScenarioProblem(
                    "\(field).type", "real vectors cannot be bent",
                    "use rateChange, domainPause or duplicates")
            case .rateChange, .domainPause, .duplicates:
                if let problem = nuisance.firstProblem(field, known: known) { return problem }
            }
        }
        return nil
    }

    private static func problem(
        of event: PlantedEvent, _ field: String, pool: VectorPool, sections: String
    ) -> ScenarioProblem? {
        if case .value(let share) = event.strength, !(share > 0 && share <= 1) {
            return ScenarioProblem(
                "\(field).strength", "\(share) is no share of the arrivals",
                "give weak, medium, strong or a number above 0 and at most 1")
        }
        switch event.type {
        case .dissolvingCluster:
            return ScenarioProblem(
                "\(field).type", "a pool has no topics to dissolve", "use another type")
        case .temporalShift, .emergingCluster, .anomalousNode:
            guard let source = event.source else {
                return ScenarioProblem(
                    field, "the key source is missing", "name the domain of the pool that replaces")
            }
            if pool.rows(of: source).isEmpty {
                return ScenarioProblem(
                    "\(field).source", "the pool has no domain '\(source)'", "name one of \(sections)")
            }
        case .coherenceBreak, .consolidation, .bridgeFormation, .cascade:
            if event.source != nil {
                return ScenarioProblem(
                    "\(field).source", "a \(event.type.rawValue) has no source of its own",
                    "leave it out")
            }
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

/// A dataset folder in memory, to draw vectors from.
public struct VectorPool: Sendable {
    /// The folder's path.
    public let path: String
    /// How many components a vector has.
    public let dimension: Int
    /// All vectors, in the folder's order.
    public let vectors: [SemanticVector]
    /// The domains, in the order in which they first appear.
    public let domains: [Domain]
    private let rowsByDomain: [Domain: [Int]]

    /// Reads the dataset folder at `path`, digests included.
    ///
    /// - Throws: ``StreamCore/InputError``, also for a vector that no stream would take.
    public init(_ path: String) throws(InputError) {
        let folder = try DatasetFolder(path)
        self.path = path
        dimension = folder.dimension
        vectors = try folder.allVectors()
        var rows: [Domain: [Int]] = [:]
        var table = DomainTable()
        for (row, vector) in vectors.enumerated() {
            do throws(VectorRejection) {
                _ = try VectorRejection.checkedNorm(of: vector.embedding, dimension: folder.dimension)
            } catch {
                throw InputError(file: path, field: "row \(row)", problem: error.description)
            }
            _ = table.index(of: vector.domain)
            rows[vector.domain, default: []].append(row)
        }
        domains = table.domains
        rowsByDomain = rows
    }

    /// The places of the vectors of `domain`, in order.
    public func rows(of domain: Domain) -> [Int] { rowsByDomain[domain] ?? [] }

    /// The tenth of `domain` nearest to its vector at `pivot`, that one included, nearest first.
    func nearest(to pivot: Int, in domain: Domain) -> [Int] {
        let rows = rows(of: domain)
        let centre = ClusterGeometry.normalised(vectors[pivot].embedding)
        return Self.ranked(rows, by: rows.map { -cosine($0, centre) }, count: max(1, rows.count / 10))
    }

    /// The fifth of `domain` least like the rest of it, least like first.
    func leastLike(in domain: Domain) -> [Int] {
        let rows = rows(of: domain)
        var sum = [Float](repeating: 0, count: dimension)
        for row in rows {
            let unit = ClusterGeometry.normalised(vectors[row].embedding)
            for index in sum.indices { sum[index] += unit[index] }
        }
        let mean = ClusterGeometry.normalised(sum)
        return Self.ranked(rows, by: rows.map { cosine($0, mean) }, count: max(1, rows.count / 5))
    }

    private func cosine(_ row: Int, _ unit: [Float]) -> Double {
        ClusterGeometry.dot(ClusterGeometry.normalised(vectors[row].embedding), unit)
    }

    /// The `count` rows of the lowest keys, the earlier one among equals.
    private static func ranked(_ rows: [Int], by keys: [Double], count: Int) -> [Int] {
        let order = rows.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
        return order.prefix(count).map { rows[$0] }
    }
}
