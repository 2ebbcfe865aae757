import StreamCore
import StreamEngine
import Testing

@Suite("Batch completions")
struct BatchCompletionTests {
    private func engine() throws -> StreamingEngine {
        try StreamingEngine.Builder().backend(.reference).countWindows(size: 60, slide: 20)
            .detector(EchoDetector()).detectionInterval(25).batchSize(256).maxConcurrency(1).build()
    }

    /// Gives a vector only once the engine is done with the one before.
    private struct PatientSource: AsyncSequence, AsyncIteratorProtocol {
        typealias Element = SemanticVector
        var vectors: [SemanticVector]
        var completions: AsyncStream<UInt64>.Iterator
        var given: UInt64 = 0

        func makeAsyncIterator() -> PatientSource { self }

        mutating func next() async -> SemanticVector? {
            var done: UInt64 = 0
            while done < given {
                guard let next = await completions.next() else { return nil }
                done = next
            }
            guard given < vectors.count else { return nil }
            given += 1
            return vectors[Int(given - 1)]
        }
    }

    @Test("A slow stream's vector never waits for a batch to fill", .timeLimit(.minutes(1)))
    func slowStreams() async throws {
        let engine = try engine()
        let (stream, continuation) = AsyncStream.makeStream(of: UInt64.self)
        engine.setBatchObserver { continuation.yield($0.vectors) }
        // The batch may hold 256; were one vector held back, the source would wait for ever.
        try await engine.ingest(
            PatientSource(
                vectors: Streams.clustered(count: 60), completions: stream.makeAsyncIterator()))
        #expect(engine.metrics.batchesProcessed == 60)
        #expect(engine.metrics.vectorsProcessed == 60)
    }

    @Test("Every vector is in exactly one completion, rejected ones included, in order")
    func counts() async throws {
        let engine = try engine()
        let collector = Collector<BatchCompletion>()
        engine.setBatchObserver { collector.add($0) }
        var vectors = Streams.clustered(count: 230)
        vectors[40].embedding[0] = .nan
        vectors[229].embedding = []
        try await engine.ingest(contentsOf: vectors[..<100], finishing: false)
        #expect(collector.all.last?.vectors == 100)
        try await engine.ingest(contentsOf: vectors[100...])
        let all = collector.all
        #expect(all.last?.vectors == 230)
        for (earlier, later) in zip(all, all.dropFirst()) {
            #expect(earlier.vectors <= later.vectors && earlier.nanoseconds <= later.nanoseconds)
        }
        engine.setBatchObserver(nil)
        try await engine.ingest(contentsOf: vectors)
        #expect(collector.all.count == all.count)
    }
}
