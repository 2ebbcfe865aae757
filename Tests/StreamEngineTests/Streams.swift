import CoherenceGraph
import PatternDetection
import StreamCore
import StreamEngine
import Synchronization
import TestSupport

/// Streams and detectors for the engine's tests.
enum Streams {
    /// Vectors around a few centres in three domains, a second apart, some of them out of order.
    static func clustered(
        count: Int, dimension: Int = 24, spread: Float = 0.6, seed: UInt64 = 1, disorder: Int = 0
    ) -> [SemanticVector] {
        var random = SeededGenerator(seed: seed)
        let centres = (0..<4).map { _ in random.unitVector(dimension: dimension) }
        let domains: [Domain] = [.climate, .finance, .research]
        return (0..<count).map { index in
            let centre = centres[random.below(centres.count)]
            let noise = random.unitVector(dimension: dimension)
            let scale = Float(0.5 + random.uniform())
            let embedding = zip(centre, noise).map { scale * ($0 + spread * $1) }
            let back = disorder > 0 ? random.below(disorder + 1) : 0
            return SemanticVector(
                id: "v\(index)", embedding: embedding, domain: domains[random.below(3)],
                timestamp: EventTime(nanoseconds: Int64(index - back) * 1_000_000_000))
        }
    }
}

/// Says of every block what it held, to the bit.
struct EchoDetector: PatternDetector {
    var name: String { "echo" }
    var requiredCoherence = CoherenceLevel.moments
    var blocks = 0

    mutating func process(_ block: DetectionBlock) -> [DetectedPattern] {
        blocks += 1
        var sum = 0.0
        for (place, component) in block.vectors.enumerated() {
            sum += Double(component) * Double(place % 97 + 1)
        }
        var evidence = ["sum": sum, "blocks": Double(blocks)]
        if let coherence = block.coherence {
            evidence["edges_seen"] = Double(coherence.edgeCount)
            evidence["weight_seen"] = coherence.totalWeight
            evidence["mean_seen"] = coherence.meanSimilarity ?? -1
        }
        return [
            DetectedPattern(
                type: .consolidation, block: block.index, onset: block.timestamps[0],
                detectedAt: block.timestamps[block.count - 1], windowStart: block.windowStart,
                windowEnd: block.windowEnd, domains: [block.domainTable[block.domains[0]]],
                members: [block.ids[0], block.ids[block.count - 1]], confidence: 1,
                effectSize: Double(block.count), isSignificant: block.index % 2 == 0, evidence: evidence)
        ]
    }
}

/// Collects what handlers get.
final class Collector<Element: Sendable>: Sendable {
    private let elements = Mutex<[Element]>([])
    func add(_ element: Element) { elements.withLock { $0.append(element) } }
    var all: [Element] { elements.withLock { $0 } }
}
