import StreamCore
import StreamGenerator
import Testing

@Suite struct PoolTests {
    private let pool: VectorPool
    private let python: Domain
    private let science: Domain

    init() throws {
        pool = try VectorPool("\(scenarioFolder)/../debian-descriptions")
        python = try Domain("python")
        science = try Domain("science")
    }

    private func generate(
        _ event: PlantedEvent?, seed: UInt64 = 1, count: Int = 4400
    ) throws -> GeneratedStream {
        let scenario = PoolScenario(
            pool: "debian", timing: StreamTiming(count: count, arrivals: .fixed),
            domains: [
                PoolDomain(try Domain("perl")), PoolDomain(python), PoolDomain(try Domain("golang")),
            ], events: event.map { [$0] } ?? [])
        return try EventStream(scenario, pool: pool, seed: seed).generate()
    }

    private func source(_ vector: SemanticVector) -> String { vector.metadata["source"] ?? "" }

    @Test func noVectorComesTwiceWhileThePoolLasts() throws {
        let vectors = try generate(nil, count: 4200).vectors
        #expect(Set(vectors.map(source)).count == vectors.count)
        let domains = Dictionary(uniqueKeysWithValues: pool.vectors.map { ($0.id, $0.domain) })
        #expect(vectors.allSatisfy { domains[source($0)] == $0.domain })
        // Beyond the pool the stream goes on.
        #expect(try generate(nil, count: 10_000).vectors.count == 10_000)
    }

    @Test(arguments: [(EventStrength.strong, 1.0), (.medium, 0.5), (.value(0.3), 0.3)])
    func aShiftReplacesItsShare(strength: EventStrength, share: Double) throws {
        let event = PlantedEvent(
            .temporalShift, domains: [python], start: .blocks(50), strength: strength, source: science)
        let stream = try generate(event)
        let truth = try #require(stream.truth.events.first)
        let scientific = Set(pool.rows(of: science).map { pool.vectors[$0].id })
        let after = stream.vectors[2500...].filter { $0.domain == python }
        let replaced = after.filter { scientific.contains(source($0)) }
        #expect(replaced.map(\.id) == truth.members)
        #expect(abs(Double(replaced.count) / Double(after.count) - share) < 0.06)
        #expect(stream.vectors[..<2500].allSatisfy { !scientific.contains(source($0)) })
    }

    @Test func consolidationAndBreakChangeTheSimilarity() throws {
        func after(_ type: PatternType?) throws -> Double {
            let event = try type.map {
                try PlantedEvent(
                    $0, domains: [Domain("python")], start: .blocks(50), strength: .strong)
            }
            let stream = try generate(event, count: 3500)
            return meanSimilarity(stream.vectors[2500...].filter { $0.domain == python })
        }
        let plain = try after(nil)
        #expect(try after(.consolidation) > plain + 0.05)
        #expect(try after(.coherenceBreak) < plain - 0.05)
    }

    @Test func aBridgeBringsTheOtherDomain() throws {
        let golang = try Domain("golang")
        let event = PlantedEvent(
            .bridgeFormation, domains: [python, golang], start: .blocks(50), strength: .strong)
        let stream = try generate(event)
        let truth = try #require(stream.truth.events.first)
        let members = Set(truth.members)
        let names = Set(pool.rows(of: golang).map { pool.vectors[$0].id })
        #expect(
            stream.vectors.filter { members.contains($0.id) }.allSatisfy {
                $0.domain == python && names.contains(source($0))
            })
    }

    @Test func aDissolvingClusterScattersAFifth() throws {
        let stream = try generate(
            PlantedEvent(.dissolvingCluster, domains: [python], start: .blocks(50), strength: .strong))
        let truth = try #require(stream.truth.events.first)
        let own = Set(pool.rows(of: python).map { pool.vectors[$0].id })
        let after = stream.vectors[2500...].filter { $0.domain == python }
        let scattered = after.filter { !own.contains(source($0)) }
        #expect(scattered.map(\.id) == truth.members)
        #expect(abs(Double(scattered.count) / Double(after.count) - 0.22) < 0.05)
    }

    @Test func theHalvesShareNothingAndAreTheSameForEverySeed() throws {
        func sources(_ half: PoolHalf?, seed: UInt64) throws -> Set<String> {
            let event = PlantedEvent(
                .temporalShift, domains: [python], start: .blocks(100), strength: .strong, source: science)
            let scenario = PoolScenario(
                pool: "debian", half: half, timing: StreamTiming(count: 20_000, arrivals: .fixed),
                domains: [PoolDomain(try Domain("perl")), PoolDomain(python)], events: [event])
            return Set(try EventStream(scenario, pool: pool, seed: seed).generate().vectors.map(source))
        }
        let tuning = try sources(.tuning, seed: 1)
        let reporting = try sources(.reporting, seed: 2)
        #expect(tuning.isDisjoint(with: reporting))
        #expect(try sources(.tuning, seed: 3) == tuning)
        #expect(try sources(nil, seed: 4) == tuning.union(reporting))
        #expect(tuning.count == reporting.count)
    }

    @Test func aHalfIsReadFromTheFileAndMistypedOnesAreAnswered() throws {
        func scenario(_ half: String) throws(InputError) -> ScenarioFile {
            try ScenarioFile.parse(
                "pool: ../debian-descriptions\nhalf: \(half)\ncount: 100\ndomains: [python]",
                path: "\(scenarioFolder)/mine.yaml")
        }
        guard case .pool(let read, _) = try scenario("reporting").content else {
            Issue.record("no pool scenario")
            return
        }
        #expect(read.half == .reporting)
        let error = #expect(throws: InputError.self) { try scenario("tunning") }
        #expect(error?.line == 2)
        #expect(error?.remedy?.contains("tuning") == true)
    }
}
