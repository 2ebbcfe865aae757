import PatternDetection
import Statistics
import StreamCore
import StreamEngine
import Testing

/// Raises an alarm at every block, with p-values from a list.
private struct Scripted: PatternDetector {
    let pValues: [Double]
    var name: String { "scripted" }

    mutating func process(_ block: DetectionBlock) -> [DetectedPattern] {
        let end = block.end ?? .distantPast
        var pattern = DetectedPattern(
            type: .coherenceBreak, block: block.index, onset: end, detectedAt: end, domains: [.climate],
            confidence: 1, adjustedPValue: pValues[block.index % pValues.count], isSignificant: true)
        // Where a p-value over the stream is given, it counts.
        if block.index % 2 == 1 {
            pattern.evidence[EvidenceName.streamPValue] = pattern.adjustedPValue
            pattern.adjustedPValue = 0
        }
        return [pattern]
    }
}

@Suite("Control of false discoveries in the engine")
struct FalseDiscoveryTests {
    private func run(_ pValues: [Double], rate: Double?) async throws -> (
        patterns: [DetectedPattern], metrics: StreamingMetrics
    ) {
        let engine = try StreamingEngine.Builder().countWindows(size: 20, slide: 20).detectionInterval(10)
            .coherence(.moments).detector(Scripted(pValues: pValues)).falseDiscoveryRate(rate).build()
        let patterns = Collector<DetectedPattern>()
        engine.setPatternHandler { patterns.add($0) }
        try await engine.ingest(
            contentsOf: (0..<pValues.count * 10).map { index in
                SemanticVector(
                    id: "v\(index)", embedding: [1, Float(index % 7), 2], domain: .climate,
                    timestamp: EventTime(nanoseconds: Int64(index)))
            })
        return (patterns.all, engine.metrics)
    }

    @Test("Alarms that LORD++ does not reject are withheld and counted, with the level beside the others")
    func withheld() async throws {
        var generator = SeededGenerator(seed: 3)
        let pValues = (0..<60).map { _ in
            generator.uniform() < 0.3 ? generator.uniform() * 1e-4 : generator.uniform()
        }
        var procedure = LORDPlusPlus(rate: 0.1)
        let expected = pValues.map { procedure.test($0) }
        let (patterns, metrics) = try await run(pValues, rate: 0.1)
        let kept = expected.indices.filter { expected[$0].isRejected }
        #expect(!kept.isEmpty && kept.count < 60)
        #expect(patterns.map(\.block) == kept)
        for pattern in patterns {
            #expect(
                pattern.evidence[EvidenceName.falseDiscoveryLevel] == expected[pattern.block].level)
        }
        #expect(metrics.patternsDetected == UInt64(kept.count))
        #expect(metrics.patternsWithheld == UInt64(60 - kept.count))
    }

    @Test("Without a rate every alarm is reported")
    func unfiltered() async throws {
        let (patterns, metrics) = try await run([0.5, 0.9, 0.01], rate: nil)
        #expect(patterns.count == 3 && metrics.patternsWithheld == 0)
        #expect(patterns.allSatisfy { $0.evidence[EvidenceName.falseDiscoveryLevel] == nil })
    }

    @Test("A rate that is no share is refused", arguments: [0, 1, -0.5, .nan, .infinity])
    func refused(rate: Double) {
        #expect(throws: ConfigurationError.self) {
            try StreamingEngine.Builder().falseDiscoveryRate(rate).build()
        }
    }
}
