import CoherenceGraph
import PatternDetection
import Similarity
import StreamCore
import StreamEngine
import Testing

@Suite("Determinism")
struct DeterminismTests {
    struct Outcome: Equatable {
        var patterns: [DetectedPattern]
        var windows: [ClosedWindow]
        var statistics: EngineStatistics
    }

    struct Shape: Sendable {
        var batch: Int
        var buffer: Int
        var concurrency: Int
        /// Vectors a hand-over; 0 for one by one.
        var chunk: Int
    }

    private func run(
        _ vectors: [SemanticVector], _ builder: StreamingEngine.Builder, _ shape: Shape
    ) async throws -> Outcome {
        let engine = try builder.batchSize(shape.batch).maxBufferSize(shape.buffer)
            .maxConcurrency(shape.concurrency).build()
        let patterns = Collector<DetectedPattern>()
        let windows = Collector<ClosedWindow>()
        engine.setPatternHandler(includingInsignificant: true) { patterns.add($0) }
        engine.setWindowHandler { windows.add($0) }
        if shape.chunk == 0 {
            let stream = AsyncStream<SemanticVector> { continuation in
                for vector in vectors { continuation.yield(vector) }
                continuation.finish()
            }
            try await engine.ingest(stream)
        } else {
            let batches = stride(from: 0, to: vectors.count, by: shape.chunk).map {
                Array(vectors[$0..<min($0 + shape.chunk, vectors.count)])
            }
            try await engine.ingest(batches: batches)
        }
        return Outcome(patterns: patterns.all, windows: windows.all, statistics: engine.statistics)
    }

    static let policies: [WindowPolicy] = [
        .count(size: 180, slide: 90), .sliding(size: .seconds(160), slide: .seconds(70)),
        .tumbling(size: .seconds(145)), .session(gap: .seconds(2)),
    ]

    @Test(
        "Results are the same bits for every batch, buffer, concurrency and hand-over",
        arguments: [BackendKind.reference, .simd], policies)
    func sameBits(backend: BackendKind, policy: WindowPolicy) async throws {
        // A negative threshold is not allowed; a low one makes sums of small weights, whose order matters.
        let builder = StreamingEngine.Builder().backend(backend).windows(policy)
            .allowedLateness(.seconds(3)).detector(EchoDetector()).detectionInterval(110)
            .coherence(.components, atWindowClose: .full)
            .discoveryConfiguration(DiscoveryConfiguration(similarityThreshold: 0.05))
        let vectors = Streams.clustered(count: 600, dimension: 256, seed: 9, disorder: 3)
        let expected = try await run(
            vectors, builder, Shape(batch: 1, buffer: 10_000, concurrency: 1, chunk: 400))
        #expect(expected.patterns.count >= 5 && expected.windows.count >= 3)
        for shape in [
            Shape(batch: 100, buffer: 10_000, concurrency: 1, chunk: 400),
            Shape(batch: 100, buffer: 10_000, concurrency: 3, chunk: 400),
            Shape(batch: 1000, buffer: 13, concurrency: 4, chunk: 0),
            Shape(batch: 7, buffer: 64, concurrency: 2, chunk: 50),
            Shape(batch: 64, buffer: 1, concurrency: 8, chunk: 3),
        ] {
            let outcome = try await run(vectors, builder, shape)
            #expect(outcome.patterns == expected.patterns, "\(shape)")
            #expect(outcome.windows == expected.windows, "\(shape)")
            #expect(outcome.statistics == expected.statistics, "\(shape)")
        }
    }

    @Test("Count windows of the engine are those of a recomputation from scratch")
    func recomputed() async throws {
        let vectors = Streams.clustered(count: 300, seed: 4)
        let threshold = 0.5
        let engine = try StreamingEngine.Builder().backend(.reference).countWindows(size: 100, slide: 40)
            .detector(EchoDetector()).coherence(.components)
            .discoveryConfiguration(DiscoveryConfiguration(similarityThreshold: threshold)).build()
        let windows = Collector<ClosedWindow>()
        engine.setWindowHandler { windows.add($0) }
        try await engine.ingest(contentsOf: vectors)
        let units = vectors.map { vector in
            let norm = vector.embedding.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            return vector.embedding.map { Float(Double($0) / norm) }
        }
        #expect(windows.all.count == 6)
        for window in windows.all {
            let first = window.index * 40
            let members = first..<min(first + 100, 300)
            #expect(window.count == members.count)
            var edges = 0
            for i in members {
                for j in first..<i {
                    let similarity = zip(units[i], units[j]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
                    if Float(similarity) >= Float(threshold) { edges += 1 }
                }
            }
            #expect(
                abs(window.snapshot.edgeCount - edges) <= 1, "rounding may move a pair across the threshold")
        }
    }
}
