import StreamCore
import StreamGenerator
import Testing

@Suite struct ThroughputScenarioTests {
    /// The share of pairs in a window of 1000 that reach the default threshold.
    private func density(_ name: String) throws -> Double {
        let vectors = try EventStream.open(scenarioFile: "\(scenarioFolder)/\(name).yaml")
            .next(upTo: 1000)
        var pairs = 0
        for i in vectors.indices {
            for j in 0..<i where dot(vectors[i].embedding, vectors[j].embedding) >= 0.65 { pairs += 1 }
        }
        return Double(pairs) / Double(vectors.count * (vectors.count - 1) / 2)
    }

    @Test func theTightClusterIsNearlyComplete() throws {
        let found = try density("tight")
        #expect(found > 0.999)
    }

    @Test func topicsGiveATenthOfThePairs() throws {
        let found = try density("topics")
        #expect(abs(found - 0.1) < 0.02)
    }
}
