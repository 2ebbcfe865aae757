import PatternDetection
import StreamCore
import StreamEngine
import StreamGenerator
import Testing

@Suite("Detection, end to end")
struct DetectionTests {
    @Test("A planted break is found where it was planted, with the whole graph as evidence")
    func plantedBreak() async throws {
        let domains: [Domain] = [.climate, .finance, .research]
        let scenario = Scenario(
            name: "break", seed: 5, dimension: 64,
            timing: StreamTiming(count: 6000, rate: 50, block: 50),
            domains: domains.map { DomainProfile($0) },
            events: [
                PlantedEvent(.coherenceBreak, domains: [.finance], start: .blocks(90), strength: .strong)
            ])
        let stream = try SyntheticStream(scenario)
        let engine = try StreamingEngine.Builder().countWindows(size: 500, slide: 250)
            .detectionInterval(50)
            .discoveryConfiguration(DiscoveryConfiguration(similarityThreshold: 0.4)).build()
        let patterns = Collector<DetectedPattern>()
        engine.setPatternHandler { patterns.add($0) }
        try await engine.ingest(contentsOf: stream)
        let found = patterns.all.first { $0.type == .coherenceBreak && $0.domains.first == .finance }
        let pattern = try #require(found)
        #expect(pattern.block >= 90 && pattern.block < 102)
        for name in [
            EvidenceName.minimumCut, EvidenceName.algebraicConnectivity, EvidenceName.edges,
            EvidenceName.effectiveRank,
        ] {
            #expect(pattern.evidence[name] != nil, "\(name)")
        }
        #expect(pattern.windowStart != nil && pattern.windowEnd != nil)
        #expect(patterns.all.allSatisfy { $0.block >= 90 || $0.type == .anomalousNode })
        #expect(engine.metrics.blocksProcessed == 120 && engine.metrics.patternsDetected >= 1)
    }
}
