import Foundation
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

    /// Runs an actor's jobs on a queue that can be told from others.
    private final class MarkedQueue: SerialExecutor {
        static let key = DispatchSpecificKey<Bool>()
        private let queue = DispatchQueue(label: "marked")

        init() { queue.setSpecific(key: Self.key, value: true) }

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
        }
    }

    /// Notes whether it is read on its caller's actor.
    private struct WatchedSource: Sequence, IteratorProtocol {
        var vectors: ArraySlice<SemanticVector>
        let places: Collector<Bool>

        mutating func next() -> [SemanticVector]? {
            places.add(DispatchQueue.getSpecific(key: MarkedQueue.key) ?? false)
            let batch = Array(vectors.prefix(10))
            vectors = vectors.dropFirst(10)
            return batch.isEmpty ? nil : batch
        }
    }

    private actor Caller {
        private nonisolated let queue = MarkedQueue()
        nonisolated var unownedExecutor: UnownedSerialExecutor { queue.asUnownedSerialExecutor() }

        func feed(_ vectors: [SemanticVector], to engine: StreamingEngine) async throws -> [Bool] {
            let places = Collector<Bool>()
            try await engine.ingest(batches: WatchedSource(vectors: vectors[...], places: places))
            return places.all
        }
    }

    @Test("A source is read on its caller's actor, also after it had to wait")
    func sourcesStayWithTheirCaller() async throws {
        let engine = try StreamingEngine.Builder().backend(.reference).countWindows(size: 60, slide: 20)
            .maxBufferSize(8).maxConcurrency(1).build()
        let places = try await Caller().feed(Streams.clustered(count: 100), to: engine)
        #expect(engine.metrics.backpressureEvents > 0)
        #expect(places == [Bool](repeating: true, count: 11))
    }
}
