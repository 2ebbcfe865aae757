import StreamCore

/// The stream that a pool scenario and a seed describe, drawn vector by vector.
///
/// The counterpart of ``SyntheticStream`` for real vectors. A vector's metadata says under `source` which
/// vector of the pool it is.
public struct PoolStream: Sequence, IteratorProtocol, Sendable {
    /// The scenario.
    public let scenario: PoolScenario
    /// The seed that decides everything random.
    public let seed: UInt64
    private var assembler: StreamAssembler<PoolMaker>

    /// The stream of `scenario` over `pool`.
    ///
    /// - Parameters:
    ///   - scenario: What is drawn, and what changes when.
    ///   - pool: What it is drawn from.
    ///   - seed: Replaces the scenario's.
    ///   - count: Replaces the scenario's length.
    /// - Throws: ``StreamCore/InputError`` naming the field of the scenario that makes no sense.
    public init(
        _ scenario: PoolScenario, pool: VectorPool, seed: UInt64? = nil, count: Int? = nil
    ) throws(InputError) {
        if let problem = scenario.firstProblem(pool: pool) {
            throw InputError(
                file: scenario.name, field: problem.field, problem: problem.problem,
                remedy: problem.remedy)
        }
        let pool = scenario.part(of: pool)
        let seed = seed ?? scenario.seed
        let domains = scenario.domains.map(\.domain)
        let schedule = EventSchedule(
            events: scenario.events, domains: domains, timing: scenario.timing, seed: seed
        ) { event, _ in PoolScenario.share(event.strength, of: event.type) }
        self.scenario = scenario
        self.seed = seed
        assembler = StreamAssembler(
            timing: scenario.timing, domains: domains, shares: scenario.domains.map(\.share),
            nuisances: scenario.nuisances, schedule: schedule,
            maker: PoolMaker(scenario: scenario, pool: pool, schedule: schedule, seed: seed),
            seed: seed, count: count)
    }

    /// The next vector, or nil at the end.
    public mutating func next() -> SemanticVector? { assembler.next() }

    /// What the vectors so far carried; complete when ``next()`` has returned nil.
    public var truth: GroundTruth { assembler.truth }
}

extension PoolStream: GeneratedSource {}

extension EventStream {
    /// The metadata key that names the pool's vector.
    static let poolSourceKey = "source"

    /// The stream of a scenario over a pool; see ``PoolStream/init(_:pool:seed:count:)``.
    public convenience init(
        _ scenario: PoolScenario, pool: VectorPool, seed: UInt64? = nil, count: Int? = nil
    ) throws(InputError) {
        let stream = try PoolStream(scenario, pool: pool, seed: seed, count: count)
        self.init(
            name: scenario.name, dimension: pool.dimension, domains: scenario.domains.map(\.domain),
            timing: scenario.timing, seed: stream.seed, count: count,
            metadataColumns: [Self.poolSourceKey], source: stream)
    }
}

/// Draws vectors from a pool, and lets planted events replace some.
struct PoolMaker: VectorMaker {
    /// Rows in a random order, dealt until none is left that was not used elsewhere, then shuffled anew.
    private struct Deck: Sendable {
        private var rows: [Int]
        private var position: Int
        private var random: SeededGenerator

        init(_ rows: [Int], random: SeededGenerator) {
            self.random = random
            self.rows = rows
            position = 0
            shuffle()
        }

        private mutating func shuffle() {
            let order = random.permutation(of: rows.count)
            rows = order.map { rows[$0] }
            position = 0
        }

        mutating func deal(_ used: inout [Bool]) -> Int {
            while true {
                while position < rows.count {
                    let row = rows[position]
                    position += 1
                    if !used[row] {
                        used[row] = true
                        return row
                    }
                }
                for row in rows { used[row] = false }
                shuffle()
            }
        }
    }

    private struct Effect: Sendable {
        let carrier: Carrier
        var random: SeededGenerator
        var deck: Deck
        /// Which of the pool's vectors it replaces; nil for any.
        var replaced: Set<Int>?
        var isSpent = false
    }

    /// The share of a domain that a consolidation draws from, and that a dissolving cluster makes up.
    private static let consolidatedShare = 0.1
    private static let dissolvedShare = 0.22

    private let pool: VectorPool
    private var decks: [Deck]
    private var effects: [[Effect]]
    private var duplicates: [[(fraction: Double, random: SeededGenerator)]]
    private var previous: [MadeVector?]
    private var used: [Bool]

    init(scenario: PoolScenario, pool: VectorPool, schedule: EventSchedule, seed: UInt64) {
        self.pool = pool
        used = Array(repeating: false, count: pool.vectors.count)
        let deckSeed = SeededGenerator(seed: seed, stream: RandomStream.decks)
        var shuffler = deckSeed
        decks = scenario.domains.map { entry in
            Deck(pool.rows(of: entry.domain), random: SeededGenerator(seed: shuffler.next()))
        }
        effects = scenario.domains.map { _ in [] }
        for carrier in schedule.carriers {
            var random = SeededGenerator(
                seed: seed, stream: RandomStream.event(carrier.event, hop: carrier.hop))
            let domain = scenario.domains[carrier.domain].domain
            let rows: [Int]
            var replaced: Set<Int>?
            switch carrier.type {
            case .consolidation:
                let own = pool.rows(of: domain)
                rows = pool.nearest(Self.consolidatedShare, to: own[random.below(own.count)], in: domain)
            case .dissolvingCluster:
                let own = pool.rows(of: domain)
                replaced = Set(
                    pool.nearest(Self.dissolvedShare, to: own[random.below(own.count)], in: domain))
                rows = pool.rows(outside: domain)
            case .coherenceBreak, .cascade: rows = pool.leastLike(in: domain)
            case .bridgeFormation:
                rows = pool.rows(of: scenario.domains[carrier.partner ?? carrier.domain].domain)
            case .temporalShift, .emergingCluster, .anomalousNode:
                rows = pool.rows(of: carrier.source ?? domain)
            }
            let deck = Deck(rows, random: SeededGenerator(seed: random.next()))
            effects[carrier.domain].append(
                Effect(carrier: carrier, random: random, deck: deck, replaced: replaced))
        }
        duplicates = scenario.domains.map { _ in [] }
        previous = scenario.domains.map { _ in nil }
        for (number, nuisance) in scenario.nuisances.enumerated() {
            guard case .duplicates(let domains, let fraction) = nuisance else { continue }
            for (place, entry) in scenario.domains.enumerated()
            where domains.isEmpty || domains.contains(entry.domain) {
                duplicates[place].append(
                    (
                        fraction,
                        SeededGenerator(
                            seed: seed, stream: RandomStream.nuisance(number, domain: place))
                    ))
            }
        }
    }

    mutating func make(domain: Int, time: Int64) -> MadeVector {
        if let last = previous[domain] {
            for index in duplicates[domain].indices
            where duplicates[domain][index].random.uniform() < duplicates[domain][index].fraction {
                return last
            }
        }
        var row: Int?
        // Only what replaces some of the vectors needs to know which one would have come.
        let drawsFirst = effects[domain].contains { $0.replaced != nil }
        if drawsFirst { row = decks[domain].deal(&used) }
        var carries: [(event: Int, hop: Int)] = []
        for index in effects[domain].indices where carries.isEmpty {
            let carrier = effects[domain][index].carrier
            if let replaced = effects[domain][index].replaced, !replaced.contains(row ?? -1) { continue }
            let level = carrier.activity.level(at: time)
            guard level > 0, !effects[domain][index].isSpent,
                effects[domain][index].random.uniform() < carrier.magnitude * level
            else { continue }
            row = effects[domain][index].deck.deal(&used)
            carries = [(carrier.event, carrier.hop)]
            if carrier.type == .anomalousNode { effects[domain][index].isSpent = true }
        }
        let drawn = pool.vectors[row ?? decks[domain].deal(&used)]
        let made = MadeVector(
            embedding: drawn.embedding, carries: carries,
            metadata: [EventStream.poolSourceKey: drawn.id])
        if !duplicates[domain].isEmpty { previous[domain] = made }
        return made
    }
}
