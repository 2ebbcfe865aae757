import PatternDetection
import StreamCore
import StreamGenerator

/// Streams of the generator, cut into blocks: what the calibrated detector's tests run on.
enum CalibratedStreams {
    static let domains: [Domain] = [.climate, .finance, .research]

    /// A scenario of three domains of four topics.
    static func scenario(
        blocks: Int, dimension: Int = 64, domains: [Domain] = domains, block: Int = 50,
        events: [PlantedEvent] = []
    ) -> Scenario {
        Scenario(
            dimension: dimension,
            timing: StreamTiming(count: blocks * block, rate: 50, block: block, arrivals: .fixed),
            domains: domains.map { DomainProfile($0) }, events: events)
    }

    /// The stream's blocks and its truth.
    static func blocks(_ scenario: Scenario, seed: UInt64) throws -> (
        blocks: [DetectionBlock], truth: GroundTruth
    ) {
        let stream = try SyntheticStream(scenario, seed: seed).generate()
        return (
            blocks(stream.vectors, dimension: scenario.dimension, size: scenario.timing.block), stream.truth
        )
    }

    /// Vectors cut into blocks of `size`.
    static func blocks(_ vectors: [SemanticVector], dimension: Int, size: Int) -> [DetectionBlock] {
        var table = DomainTable()
        var blocks: [DetectionBlock] = []
        for start in stride(from: 0, to: vectors.count, by: size) {
            let part = vectors[start..<min(start + size, vectors.count)]
            let numbers = part.map { table.index(of: $0.domain) }
            blocks.append(
                DetectionBlock(
                    index: start / size, dimension: dimension, vectors: part.flatMap(\.embedding),
                    domains: numbers, ids: part.map(\.id), timestamps: part.map(\.timestamp),
                    domainTable: table))
        }
        return blocks
    }

    /// All that a detector finds in the blocks.
    static func patterns(_ blocks: [DetectionBlock], seed: UInt64 = 0) -> [DetectedPattern] {
        var detector = CalibratedDetector(DiscoveryConfiguration(seed: seed))
        return blocks.flatMap { detector.process($0) } + detector.finish()
    }
}
