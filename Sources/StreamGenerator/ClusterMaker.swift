import StreamCore

/// Makes vectors around topic centres, and lets planted events bend that geometry.
struct ClusterMaker: VectorMaker {
    /// A carrier with what it needs at each arrival.
    private struct Effect: Sendable {
        let carrier: Carrier
        var random: SeededGenerator
        /// The centre of an emerging cluster or bridge.
        var centre: [Float] = []
        var rotation: PlaneRotation?
        var isSpent = false
    }

    private struct Drift: Sendable {
        let activity: Activity
        let degrees: Double
        let rotation: PlaneRotation
    }

    /// Something that happens to a fraction of a domain's vectors.
    private struct Chance: Sendable {
        let fraction: Double
        let energy: Double
        let nuisance: Int
        var random: SeededGenerator
    }

    private let dimension: Int
    private let profiles: [DomainProfile]
    private let schedule: EventSchedule
    private let geometry: ClusterGeometry
    private var noise: NoiseSource
    private var topicChoice: SeededGenerator
    private var lastTopic: [Int]
    private var effects: [[Effect]]
    private var drifts: [[Drift]]
    /// The fluctuations of driven cascades, by event, and of nuisances, by domain.
    private var driven: [Int: FluctuationSeries] = [:]
    private var fluctuations: [[(fluctuation: Fluctuation, series: FluctuationSeries)]]
    private let blockNanoseconds: Double
    private var outliers: [[Chance]]
    private var duplicates: [[Chance]]
    private var previous: [MadeVector?]
    private let repeatsVectors: Bool
    /// The topic of the last vector made; −1 when an event gave it a centre of its own.
    private(set) var latestTopic = 0

    init(scenario: Scenario, schedule: EventSchedule, seed: UInt64) {
        let geometry = ClusterGeometry(
            domains: scenario.domains, dimension: scenario.dimension,
            crossAffinity: scenario.crossAffinity, seed: seed)
        let places = scenario.domains.indices
        dimension = scenario.dimension
        profiles = scenario.domains
        self.schedule = schedule
        self.geometry = geometry
        noise = NoiseSource(
            model: scenario.noise, domains: places.count, dimension: scenario.dimension, seed: seed)
        topicChoice = SeededGenerator(seed: seed, stream: RandomStream.topics)
        lastTopic = places.map { _ in -1 }
        previous = places.map { _ in nil }
        effects = places.map { _ in [] }
        for carrier in schedule.carriers {
            effects[carrier.domain].append(Self.effect(carrier, geometry: geometry, seed: seed))
        }
        blockNanoseconds = scenario.timing.blockNanoseconds
        for (number, entry) in schedule.entries.enumerated() {
            guard case .driven(let fluctuation) = entry.mode else { continue }
            driven[number] = FluctuationSeries(
                sources: entry.sources, coefficient: entry.magnitude,
                autocorrelation: fluctuation.autocorrelation,
                random: entry.domains.indices.map {
                    SeededGenerator(seed: seed, stream: RandomStream.event(number, hop: $0))
                })
        }
        fluctuations = places.map { _ in [] }
        drifts = places.map { _ in [] }
        outliers = places.map { _ in [] }
        duplicates = places.map { _ in [] }
        for (number, nuisance) in scenario.nuisances.enumerated() {
            for (place, profile) in scenario.domains.enumerated() {
                var random = SeededGenerator(
                    seed: seed, stream: RandomStream.nuisance(number, domain: place))
                switch nuisance {
                case .slowDrift(let domains, let start, let duration, let degrees)
                where domains.contains(profile.domain):
                    var activity = ArrivalProcess.activity(start, duration, scenario.timing)
                    activity.ramp = activity.end - activity.start
                    activity.end = .max
                    let mean = geometry.means[place]
                    drifts[place].append(
                        Drift(
                            activity: activity, degrees: degrees,
                            rotation: PlaneRotation(
                                first: mean,
                                second: ClusterGeometry.perpendicular(to: mean, &random))))
                case .outliers(let domains, let fraction, let energy)
                where domains.isEmpty || domains.contains(profile.domain):
                    outliers[place].append(
                        Chance(
                            fraction: fraction, energy: energy, nuisance: number, random: random))
                case .fluctuation(let domains, let fluctuation)
                where domains.isEmpty || domains.contains(profile.domain):
                    fluctuations[place].append(
                        (
                            fluctuation,
                            FluctuationSeries(
                                sources: [nil], coefficient: 0,
                                autocorrelation: fluctuation.autocorrelation, random: [random])
                        ))
                case .duplicates(let domains, let fraction)
                where domains.isEmpty || domains.contains(profile.domain):
                    duplicates[place].append(
                        Chance(fraction: fraction, energy: 0, nuisance: number, random: random))
                default: break
                }
            }
        }
        repeatsVectors = duplicates.contains { !$0.isEmpty }
    }

    private static func effect(_ carrier: Carrier, geometry: ClusterGeometry, seed: UInt64) -> Effect {
        var random = SeededGenerator(
            seed: seed, stream: RandomStream.event(carrier.event, hop: carrier.hop))
        let mean = geometry.means[carrier.domain]
        var centre: [Float] = []
        var rotation: PlaneRotation?
        switch carrier.type {
        case .emergingCluster:
            centre = ClusterGeometry.mixture(
                mean, 0.2, ClusterGeometry.direction(&random, dimension: geometry.dimension))
        case .bridgeFormation:
            let own = geometry.topics[carrier.domain]
            let other = geometry.topics[carrier.partner ?? carrier.domain]
            centre = ClusterGeometry.mixture(
                own[random.below(own.count)], 0.5, other[random.below(other.count)])
        case .temporalShift:
            rotation = PlaneRotation(
                first: mean, second: ClusterGeometry.perpendicular(to: mean, &random))
        case .coherenceBreak, .consolidation, .dissolvingCluster, .anomalousNode, .cascade: break
        }
        return Effect(carrier: carrier, random: random, centre: centre, rotation: rotation)
    }

    mutating func make(domain: Int, time: Int64) -> MadeVector {
        if repeatsVectors, let last = previous[domain] {
            for index in duplicates[domain].indices
            where duplicates[domain][index].random.uniform() < duplicates[domain][index].fraction {
                return last
            }
        }
        let profile = profiles[domain]
        var topic = lastTopic[domain]
        if topic < 0 || profile.persistence <= 0 || topicChoice.uniform() >= profile.persistence {
            topic = profile.clusters > 1 ? topicChoice.below(profile.clusters) : 0
        }
        lastTopic[domain] = topic
        latestTopic = topic

        var centre = geometry.topics[domain][topic]
        var coherence = profile.coherence
        var anomalyEnergy: Double?
        var carries: [(event: Int, hop: Int)] = []
        var scatter: [Float] = []
        var outlier: Int?
        // Turns last, so that a shift also carries what broke or consolidated, but not foreign centres.
        for drift in drifts[domain] {
            let level = drift.activity.level(at: time)
            if level > 0 { drift.rotation.turn(&centre, degrees: drift.degrees * level) }
        }
        for index in fluctuations[domain].indices {
            let value = fluctuations[domain][index].series.value(
                place: 0, step: Int(Double(time) / blockNanoseconds))
            coherence += profile.coherence * fluctuations[domain][index].fluctuation.amplitude * value
        }
        for index in effects[domain].indices {
            let carrier = effects[domain][index].carrier
            let level = carrier.activity.level(at: time)
            guard level > 0 else { continue }
            if let fluctuation = carrier.fluctuation {
                let step = Int(Double(time - schedule.entries[carrier.event].start) / blockNanoseconds)
                let value = driven[carrier.event]?.value(place: carrier.hop, step: step) ?? 0
                coherence += profile.coherence * fluctuation.amplitude * level * value
                carries.append((carrier.event, carrier.hop))
                continue
            }
            switch carrier.type {
            case .coherenceBreak, .consolidation, .cascade:
                coherence += (carrier.magnitude - profile.coherence) * level
            case .temporalShift:
                guard latestTopic >= 0 else { continue }
                effects[domain][index].rotation?.turn(
                    &centre, degrees: carrier.magnitude * level)
            case .emergingCluster, .bridgeFormation:
                guard effects[domain][index].random.uniform() < carrier.magnitude * level else {
                    continue
                }
                centre = effects[domain][index].centre
                latestTopic = -1
            case .dissolvingCluster:
                guard topic == 0, latestTopic >= 0,
                    effects[domain][index].random.uniform() < carrier.magnitude * level
                else { continue }
                centre = ClusterGeometry.direction(
                    &effects[domain][index].random, dimension: dimension)
                latestTopic = -1
            case .anomalousNode:
                guard !effects[domain][index].isSpent else { continue }
                effects[domain][index].isSpent = true
                anomalyEnergy = carrier.magnitude
                scatter = ClusterGeometry.direction(
                    &effects[domain][index].random, dimension: dimension)
            }
            carries.append((carrier.event, carrier.hop))
        }
        for index in outliers[domain].indices
        where outliers[domain][index].random.uniform() < outliers[domain][index].fraction {
            if anomalyEnergy == nil {
                anomalyEnergy = outliers[domain][index].energy
                outlier = outliers[domain][index].nuisance
            }
            if scatter.isEmpty {
                scatter = ClusterGeometry.direction(
                    &outliers[domain][index].random, dimension: dimension)
            }
        }
        var embedding = noise.around(centre, coherence: min(max(coherence, 0), 1), domain: domain)
        if let anomalyEnergy {
            embedding = ClusterGeometry.mixture(embedding, 1 - anomalyEnergy, scatter)
        }
        let made = MadeVector(embedding: embedding, carries: carries, outlier: outlier)
        if repeatsVectors { previous[domain] = made }
        return made
    }
}
