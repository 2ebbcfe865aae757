import StreamCore
import StreamGenerator
import Testing

/// 500 blocks of 50; an event in climate begins in the middle.
private let half = 12_500

private func stream(_ event: PlantedEvent, seed: UInt64 = 5) throws -> GeneratedStream {
    try SyntheticStream(plainScenario(events: [event]), seed: seed, count: 2 * half).generate()
}

private func start() -> StreamOffset { .blocks(Double(half / 50)) }

@Suite struct GeometryTests {
    @Test func similaritiesOfTheDefaultGeometry() throws {
        var sameDomain: [Double] = []
        var across: [Double] = []
        var within: [Double] = []
        for seed in 0..<12 as Range<UInt64> {
            let vectors = try SyntheticStream(plainScenario(), seed: seed, count: 3000).generate().vectors
            let climate = vectors.filter { $0.domain == .climate }
            sameDomain.append(meanSimilarity(climate))
            across.append(meanSimilarity(climate, vectors.filter { $0.domain == .finance }))
            // One topic alone.
            var scenario = plainScenario()
            for index in scenario.domains.indices { scenario.domains[index].clusters = 1 }
            let single = try SyntheticStream(scenario, seed: seed, count: 2000).generate().vectors
            within.append(meanSimilarity(single.filter { $0.domain == .finance }))
        }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        #expect(abs(mean(within) - 0.5) < 0.01)
        // A quarter of the pairs share a topic (.5), the others only the domain (.3).
        #expect(abs(mean(sameDomain) - (0.25 * 0.5 + 0.75 * 0.3)) < 0.03)
        #expect(abs(mean(across) - 0.06) < 0.03)
    }

    @Test func vectorsHaveUnitLengthInEveryDimension() throws {
        for dimension in [1, 2, 7, 8, 9, 31, 128, 385] {
            let vectors = try SyntheticStream(
                plainScenario(dimension: dimension), count: 50
            ).generate().vectors
            #expect(vectors.allSatisfy { abs(dot($0.embedding, $0.embedding) - 1) < 1e-5 })
        }
    }

    @Test(arguments: [
        (PatternType.coherenceBreak, EventStrength.strong, 0.30), (.coherenceBreak, .medium, 0.40),
        (.coherenceBreak, .weak, 0.45), (.coherenceBreak, .value(0.2), 0.2),
        (.consolidation, .strong, 0.70), (.consolidation, .medium, 0.60), (.consolidation, .weak, 0.55),
    ])
    func coherenceChangesToItsTarget(type: PatternType, strength: EventStrength, target: Double) throws {
        var scenario = plainScenario(
            events: [PlantedEvent(type, domains: [.climate], start: start(), strength: strength)])
        for index in scenario.domains.indices { scenario.domains[index].clusters = 1 }
        let vectors = try SyntheticStream(scenario, seed: 2, count: 2 * half).generate().vectors
        let before = vectors[..<half].filter { $0.domain == .climate }
        let after = vectors[half...].filter { $0.domain == .climate }
        #expect(abs(meanSimilarity(before) - 0.5) < 0.01)
        #expect(abs(meanSimilarity(after) - target) < 0.01)
        let other = vectors[half...].filter { $0.domain == .finance }
        #expect(abs(meanSimilarity(other) - 0.5) < 0.01)
    }

    @Test(arguments: [
        (EventStrength.strong, 40.0), (.medium, 20), (.weak, 10), (.value(90), 90),
    ])
    func aShiftTurnsTheDomain(strength: EventStrength, degrees: Double) throws {
        // One topic that is the domain's mean: its direction turns by the whole angle.
        var scenario = plainScenario(
            events: [
                PlantedEvent(.temporalShift, domains: [.climate], start: start(), strength: strength)
            ])
        for index in scenario.domains.indices {
            scenario.domains[index].clusters = 1
            scenario.domains[index].affinity = 1
        }
        let vectors = try SyntheticStream(scenario, seed: 9, count: 2 * half).generate().vectors
        let before = vectorSum(vectors[..<half].filter { $0.domain == .climate })
        let after = vectorSum(vectors[half...].filter { $0.domain == .climate })
        let cosine = dot(before, after) / (dot(before, before) * dot(after, after)).squareRoot()
        #expect(abs(cosine - PortableMath.sinCos(degrees / 180 * .pi).cosine) < 0.01)
    }

    @Test(arguments: [
        (PatternType.emergingCluster, EventStrength.strong, 0.4), (.emergingCluster, .weak, 0.1),
        (.bridgeFormation, .medium, 0.2), (.dissolvingCluster, .strong, 0.25),
        (.dissolvingCluster, .medium, 0.15),
    ])
    func aShareOfTheArrivalsIsReplaced(
        type: PatternType, strength: EventStrength, share: Double
    ) throws {
        let domains: [Domain] = type == .bridgeFormation ? [.climate, .finance] : [.climate]
        let result = try stream(
            PlantedEvent(type, domains: domains, start: start(), strength: strength))
        let event = try #require(result.truth.events.first)
        let members = Set(event.members)
        let after = result.vectors[half...].filter { $0.domain == .climate }
        let found = after.filter { members.contains($0.id) }
        #expect(found.count == event.memberCount)
        #expect(abs(Double(found.count) / Double(after.count) - share) < 0.03)
        let rest = after.filter { !members.contains($0.id) }
        let finance = result.vectors[half...].filter { $0.domain == .finance }
        switch type {
        case .emergingCluster:
            #expect(abs(meanSimilarity(found) - 0.5) < 0.01)
            // √.5·√.2·√.6·√.5… : the new centre has .2 in common with the mean, the topics .6.
            #expect(meanSimilarity(found, rest) < 0.25)
        case .bridgeFormation:
            #expect(meanSimilarity(found, finance) > meanSimilarity(rest, finance) + 0.1)
            #expect(abs(meanSimilarity(found) - 0.5) < 0.01)
        default:
            #expect(abs(meanSimilarity(found)) < 0.02)
        }
    }

    @Test(arguments: [(EventStrength.strong, 1.0), (.medium, 0.6), (.weak, 0.35)])
    func anAnomalyIsOneVectorWithRandomEnergy(strength: EventStrength, energy: Double) throws {
        // Many seeds, one anomaly each: the mean square left along the topic's direction.
        var kept = 0.0
        let seeds = 60
        for seed in 0..<UInt64(seeds) {
            let event = PlantedEvent(
                .anomalousNode, domains: [.climate], start: .blocks(10), strength: strength)
            let planted = try SyntheticStream(
                plainScenario(events: [event]), seed: seed, count: 600
            ).generate()
            let plain = try SyntheticStream(plainScenario(), seed: seed, count: 600).generate()
            let truth = try #require(planted.truth.events.first)
            #expect(truth.members.count == 1)
            let changed = planted.vectors.indices.filter { planted.vectors[$0] != plain.vectors[$0] }
            #expect(changed.count == 1)
            let index = try #require(changed.first)
            #expect(index == truth.observableIndex && index >= 500)
            kept += dot(planted.vectors[index].embedding, plain.vectors[index].embedding)
        }
        #expect(abs(kept / Double(seeds) - (1 - energy).squareRoot()) < 0.05)
    }

    @Test func aRampGrowsEvenly() throws {
        var scenario = plainScenario(
            events: [
                PlantedEvent(
                    .coherenceBreak, domains: [.climate], start: .blocks(50), strength: .value(0.1),
                    ramp: .blocks(400))
            ])
        for index in scenario.domains.indices { scenario.domains[index].clusters = 1 }
        let vectors = try SyntheticStream(scenario, seed: 4, count: 25_000).generate().vectors
        func coherence(_ block: Int) -> Double {
            meanSimilarity(
                vectors[(50 * block - 500)..<(50 * block + 500)].filter { $0.domain == .climate })
        }
        #expect(abs(coherence(150) - 0.4) < 0.03)
        #expect(abs(coherence(250) - 0.3) < 0.03)
        #expect(abs(coherence(350) - 0.2) < 0.03)
        #expect(abs(coherence(480) - 0.1) < 0.03)
    }

    @Test func anEventThatEndsLeavesNoTrace() throws {
        let event = PlantedEvent(
            .consolidation, domains: [.climate], start: .blocks(10), strength: .strong,
            duration: .blocks(20))
        let planted = try SyntheticStream(plainScenario(events: [event]), count: 3000).generate()
        let plain = try SyntheticStream(plainScenario(), count: 3000).generate()
        #expect(planted.vectors[..<500] == plain.vectors[..<500])
        #expect(planted.vectors[500..<1500] != plain.vectors[500..<1500])
        #expect(planted.vectors[1500...] == plain.vectors[1500...])
    }

    @Test func studentNoiseHasHeavyTailsAndTheSameVariance() throws {
        var scenario = plainScenario(noise: NoiseModel(.studentT(degrees: 5)))
        scenario.domains = [DomainProfile(.climate, clusters: 1, coherence: 0)]
        let components = try SyntheticStream(scenario, count: 500).generate().vectors
            .flatMap(\.embedding).map { Double($0) * 128.0.squareRoot() }
        let count = Double(components.count)
        let variance = components.reduce(0) { $0 + $1 * $1 } / count
        let kurtosis = components.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count / (variance * variance)
        #expect(abs(variance - 1) < 0.01)
        #expect(kurtosis > 4)
    }

    @Test func autocorrelatedNoiseRemembers() throws {
        var scenario = plainScenario(noise: NoiseModel(autocorrelation: 0.6))
        scenario.domains = [DomainProfile(.climate, clusters: 1, coherence: 0)]
        let vectors = try SyntheticStream(scenario, count: 2000).generate().vectors
        var lagged = 0.0
        for index in 1..<vectors.count {
            lagged += dot(vectors[index - 1].embedding, vectors[index].embedding)
        }
        #expect(abs(lagged / Double(vectors.count - 1) - 0.6) < 0.02)
    }

    @Test func persistenceKeepsTheTopic() throws {
        func lagged(_ persistence: Double) throws -> Double {
            var scenario = plainScenario(persistence: persistence)
            scenario.domains = Array(scenario.domains[..<1])
            let vectors = try SyntheticStream(scenario, count: 4000).generate().vectors
            var sum = 0.0
            for index in 1..<vectors.count {
                sum += dot(vectors[index - 1].embedding, vectors[index].embedding)
            }
            return sum / Double(vectors.count - 1)
        }
        // Same topic with probability p + (1 − p)/4.
        #expect(abs(try lagged(0) - 0.35) < 0.03)
        #expect(abs(try lagged(0.9) - (0.925 * 0.5 + 0.075 * 0.3)) < 0.03)
    }
}
