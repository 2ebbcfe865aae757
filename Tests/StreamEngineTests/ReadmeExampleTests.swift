// The example of README.md, between its two markers; the test below holds the two together.
// readme:begin
import StreamCore
import StreamEngine

/// Prints what changes in `feed`, and how the reading went.
func watch(_ feed: some AsyncSequence<SemanticVector, any Error>) async throws {
    let engine = try StreamingEngine.Builder()
        .slidingWindows(size: .seconds(60), slide: .seconds(30))
        .allowedLateness(.seconds(2))
        .detectionInterval(50)
        .maxConcurrency(2)
        .build()
    engine.setPatternHandler { pattern in
        print("\(pattern.type) in \(pattern.domains), since \(pattern.onset): \(pattern.summary)")
    }
    engine.setWindowHandler { window in
        print("\(window.count) vectors, cut \(window.snapshot.minimumCut ?? 0)")
    }
    try await engine.ingest(feed)
    let metrics = engine.metrics
    print(
        "\(metrics.vectorsProcessed) vectors, \(metrics.backpressureEvents) waits, \(metrics.errors) errors")
}
// readme:end

import Foundation
import StreamGenerator
import Testing

@Suite struct ReadmeExampleTests {
    @Test func theExampleRunsOnAGeneratedStream() async throws {
        var scenario = Scenario(
            name: "readme", dimension: 16, timing: StreamTiming(count: 500, rate: 10),
            domains: [DomainProfile(.climate), DomainProfile(.finance)])
        scenario.seed = 5
        try await watch(EventStream(scenario))
    }

    @Test func theReadmeShowsThisVeryCode() throws {
        let file = URL(fileURLWithPath: #filePath)
        let source = try String(contentsOf: file, encoding: .utf8)
        let code = try #require(
            source.components(separatedBy: "// readme:begin\n").dropFirst().first?
                .components(separatedBy: "// readme:end").first)
        let root = file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        #expect(readme.contains("```swift\n" + code + "```"))
    }
}
