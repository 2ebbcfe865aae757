// The example of CONTRIBUTING.md, between its two markers; the test below holds the two together.
// contributing:begin
import PatternDetection
import StreamCore

/// Speaks when a block's mean similarity, from its mean vector, falls below a floor.
struct FloorDetector: PatternDetector {
    var name: String { "floor" }
    let floor: Double

    mutating func process(_ block: DetectionBlock) -> [DetectedPattern] {
        guard let end = block.end, let start = block.start, block.count > 1 else { return [] }
        var sum = [Double](repeating: 0, count: block.dimension)
        for (index, component) in block.vectors.enumerated() {
            sum[index % block.dimension] += Double(component)
        }
        let count = Double(block.count)
        let mean = (sum.reduce(0) { $0 + $1 * $1 } - count) / (count * (count - 1))
        guard mean < floor else { return [] }
        return [
            DetectedPattern(
                type: .coherenceBreak, block: block.index, onset: start, detectedAt: end,
                domains: block.domainTable.domains, confidence: 1, isSignificant: true,
                evidence: [EvidenceName.meanSimilarity: mean], summary: "mean similarity fell to \(mean)")
        ]
    }
}
// contributing:end

import Foundation
import Testing
import TestSupport

@Suite struct OwnDetectorExampleTests {
    private func block(_ rows: [Float], dimension: Int) -> DetectionBlock {
        let count = rows.count / dimension
        var table = DomainTable()
        _ = table.index(of: .climate)
        return DetectionBlock(
            index: 0, dimension: dimension, vectors: rows, domains: Array(repeating: 0, count: count),
            ids: (0..<count).map(String.init),
            timestamps: (0..<count).map { EventTime(nanoseconds: Int64($0)) },
            domainTable: table)
    }

    @Test func itSpeaksBelowItsFloorAndNotAbove() throws {
        var generator = SeededGenerator(seed: 3)
        var detector = FloorDetector(floor: 0.5)
        let same = generator.unitVector(dimension: 32)
        #expect(
            detector.process(block(Array(repeating: same, count: 20).flatMap { $0 }, dimension: 32)).isEmpty)
        let scattered = detector.process(block(generator.unitRows(count: 20, dimension: 32), dimension: 32))
        #expect(scattered.map(\.type) == [.coherenceBreak])
        #expect(abs(try #require(scattered.first?.evidence[EvidenceName.meanSimilarity])) < 0.2)
    }

    @Test(arguments: [
        "CONTRIBUTING.md", "Sources/PatternDetection/PatternDetection.docc/AddingADetector.md",
    ])
    func theGuideShowsThisVeryCode(path: String) throws {
        let file = URL(fileURLWithPath: #filePath)
        let source = try String(contentsOf: file, encoding: .utf8)
        let code = try #require(
            source.components(separatedBy: "// contributing:begin\n").dropFirst().first?
                .components(separatedBy: "// contributing:end").first)
        let root = file.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let guide = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        #expect(guide.contains("```swift\n" + code + "```"))
    }
}
