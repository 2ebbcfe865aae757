import CoherenceGraph
import PatternDetection
import StreamCore
import StreamEngine
import StreamGenerator
import Testing

@Suite("What the graph says of a pattern")
struct GraphEvidenceTests {
    private static let window = 600

    private func patterns(
        _ event: PlantedEvent, domains: [Domain], threshold: Double, coherence: CoherenceLevel = .components
    ) async throws -> (patterns: [DetectedPattern], vectors: [SemanticVector]) {
        let scenario = Scenario(
            name: "evidence", seed: 5, dimension: 64,
            timing: StreamTiming(count: 6000, rate: 50, block: 50),
            domains: domains.map { DomainProfile($0) }, events: [event])
        let stream = try SyntheticStream(scenario).generate()
        let engine = try StreamingEngine.Builder().countWindows(size: Self.window, slide: 50)
            .detectionInterval(50).coherence(coherence)
            .discoveryConfiguration(DiscoveryConfiguration(similarityThreshold: threshold)).build()
        let patterns = Collector<DetectedPattern>()
        engine.setPatternHandler { patterns.add($0) }
        try await engine.ingest(contentsOf: stream.vectors)
        return (patterns.all, stream.vectors)
    }

    private func similarity(_ left: SemanticVector, _ right: SemanticVector) -> Double {
        func norm(_ x: [Float]) -> Double {
            x.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        }
        let product = zip(left.embedding, right.embedding).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        return product / (norm(left.embedding) * norm(right.embedding))
    }

    @Test("A break names the two sides of its domain's graph, and what runs between them")
    func breakNamesSides() async throws {
        let (found, vectors) = try await patterns(
            PlantedEvent(.coherenceBreak, domains: [.finance], start: .blocks(90), strength: .strong),
            domains: [.climate, .finance, .research], threshold: 0.2)
        let pattern = try #require(
            found.first { $0.type == .coherenceBreak && $0.domains.first == .finance })
        #expect(!pattern.partitions.isEmpty)
        let byID = Dictionary(uniqueKeysWithValues: vectors.map { ($0.id, $0) })
        for partition in pattern.partitions {
            #expect(partition.sides.count == 2)
            #expect(partition.sides[0].count >= partition.sides[1].count)
            #expect(partition.sides[1].count > 0)
            let inWindow = partition.sides.reduce(partition.isolated) { $0 + $1.count }
            #expect(inWindow > 100 && inWindow < Self.window / 2)
            for side in partition.sides {
                #expect(side.members.count == min(side.count, GraphPartition.maximumMembers))
                #expect(side.members.allSatisfy { byID[$0]?.domain == .finance })
                #expect(side.sinceOnset <= side.count)
            }
            #expect(Set(partition.sides[0].members).isDisjoint(with: partition.sides[1].members))
            for edge in partition.strongestEdges {
                let ends = (try #require(byID[edge.source]), try #require(byID[edge.target]))
                #expect(abs(similarity(ends.0, ends.1) - edge.similarity) < 1e-5)
                #expect(edge.similarity >= 0.2)
            }
            #expect(partition.strongestEdges.count == min(partition.edgeCount, GraphPartition.maximumEdges))
            #expect(partition.boundary.count == min(partition.boundaryCount, GraphPartition.maximumMembers))
        }
        let minimum = try #require(pattern.partitions.first { $0.method == .minimumCut })
        let sweep = try #require(pattern.partitions.first { $0.method == .sweep })
        #expect(minimum.weight <= sweep.weight + 1e-9)
        #expect(sweep.conductance <= minimum.conductance + 1e-9)
        #expect(sweep.algebraicConnectivity > 0)
    }

    @Test("A graph that has parted names its largest component and the rest")
    func partedGraph() async throws {
        let (found, _) = try await patterns(
            PlantedEvent(.coherenceBreak, domains: [.finance], start: .blocks(90), strength: .strong),
            domains: [.climate, .finance, .research], threshold: 0.65)
        let pattern = try #require(found.first { $0.type == .coherenceBreak })
        let partition = try #require(pattern.partitions.first)
        #expect(partition.method == .components && pattern.partitions.count == 1)
        #expect(partition.weight == 0 && partition.edgeCount == 0 && partition.conductance == 0)
        #expect(partition.isolated > 0)
    }

    @Test("A bridge names the pairs across that are most alike, though no edge joins them")
    func bridgeNamesLinks() async throws {
        let (found, vectors) = try await patterns(
            PlantedEvent(
                .bridgeFormation, domains: [.climate, .finance], start: .blocks(90), strength: .strong),
            domains: [.climate, .finance], threshold: 0.9)
        let pattern = try #require(found.first { $0.type == .bridgeFormation && $0.domains.count == 2 })
        let links = pattern.strongestLinks
        #expect(links.count == 8)
        #expect(zip(links, links.dropFirst()).allSatisfy { $0.similarity >= $1.similarity })
        // The last one of the window at the end of the block is the block's last vector.
        let end = (pattern.block + 1) * 50
        let live = vectors[(end - Self.window)..<end]
        let members = Set(pattern.members)
        let sources = live.filter { members.contains($0.id) }.suffix(32)
        let targets = live.filter { $0.domain == pattern.domains[1] && !members.contains($0.id) }
        var best = 0.0
        for source in sources { for target in targets { best = max(best, similarity(source, target)) } }
        #expect(abs(best - links[0].similarity) < 1e-5)
    }

    @Test("Where no pairs are compared there is no graph to speak of")
    func momentsOnly() async throws {
        let (found, _) = try await patterns(
            PlantedEvent(.coherenceBreak, domains: [.finance], start: .blocks(90), strength: .strong),
            domains: [.climate, .finance], threshold: 0.2, coherence: .moments)
        let pattern = try #require(found.first { $0.type == .coherenceBreak })
        #expect(pattern.partitions.isEmpty && pattern.strongestLinks.isEmpty)
    }
}
