import CoherenceGraph
import PatternDetection
import StreamCore
import StreamEngine
import Testing

@Suite("Engine")
struct EngineTests {
    private func base() -> StreamingEngine.Builder {
        StreamingEngine.Builder().backend(.reference).countWindows(size: 60, slide: 20)
            .detector(EchoDetector()).detectionInterval(25).maxConcurrency(1)
            .discoveryConfiguration(DiscoveryConfiguration(similarityThreshold: 0.4))
    }

    private func expectBalance(_ metrics: StreamingMetrics) {
        #expect(
            metrics.vectorsArrived
                == metrics.vectorsProcessed + metrics.dropped + metrics.rejectedCount + metrics.lateDropped
                + metrics.inFlight)
    }

    @Test("Metrics move and are true")
    func metrics() async throws {
        let engine = try base().build()
        let vectors = Streams.clustered(count: 230)
        try await engine.ingest(contentsOf: vectors)
        let metrics = engine.metrics
        expectBalance(metrics)
        #expect(metrics.vectorsProcessed == 230 && metrics.vectorsArrived == 230 && metrics.inFlight == 0)
        #expect(metrics.bytesProcessed == 230 * 24 * 4)
        #expect(metrics.blocksProcessed == 9, "nine whole blocks of 25; the last five vectors are let go")
        #expect(metrics.patternsDetected == 5, "every other block's")
        #expect(metrics.windowsProcessed == 10, "nine whole windows and the rest")
        #expect(metrics.latency.totalCount == 230)
        #expect(metrics.averageLatency > 0 && metrics.throughputPerSecond > 0)
        #expect(metrics.uptime >= metrics.ingestionTime && metrics.ingestionTime > 0)
        #expect(metrics.errors == 0)
        #expect(metrics.peakBufferSize > 0)
        let start = try #require(metrics.startTime)
        let update = try #require(metrics.lastUpdate)
        #expect(update >= start)
        let statistics = engine.statistics
        #expect(statistics.backend == "reference" && statistics.dimension == 24)
        #expect(statistics.domains.count == 3 && statistics.comparisons > 0 && statistics.edgesInserted > 0)
        #expect(statistics.nodeCount == 0, "finished: nothing is live")
        engine.resetMetrics()
        #expect(engine.metrics.vectorsArrived == 0 && engine.metrics.latency.totalCount == 0)
        #expect(engine.metrics.startTime == nil)
    }

    @Test("Bad vectors are counted by cause, ten of them shown, and the rest goes on")
    func rejections() async throws {
        let engine = try base().checksDuplicateIdentifiers().build()
        var vectors = Streams.clustered(count: 100)
        vectors[0].embedding = []
        vectors[3].embedding[2] = .nan
        vectors[4].embedding[1] = .infinity
        vectors[5].embedding = [Float](repeating: 0, count: 24)
        vectors[6].embedding.append(1)
        vectors[8].id = "v7"
        for index in 50..<60 { vectors[index].embedding[0] = .nan }
        try await engine.ingest(contentsOf: vectors)
        let metrics = engine.metrics
        expectBalance(metrics)
        #expect(
            metrics.rejected == [
                .notANumber: 11, .infinite: 1, .zeroNorm: 1, .wrongDimension: 2, .duplicateIdentifier: 1,
            ])
        #expect(metrics.vectorsProcessed == 84 && metrics.errors == 16)
        #expect(metrics.rejectionExamples.count == 10)
        #expect(metrics.rejectionExamples[1].position == 3 && metrics.rejectionExamples[1].id == "v3")
    }

    @Test("With the policy `fail` the first bad vector ends the ingestion")
    func failing() async throws {
        let engine = try base().rejectionPolicy(.fail).build()
        var vectors = Streams.clustered(count: 100)
        vectors[70].embedding[0] = .nan
        let error = await #expect(throws: IngestionError.self) {
            try await engine.ingest(contentsOf: vectors)
        }
        guard case .rejected(let example) = error else {
            Issue.record("the rejection should have been thrown")
            return
        }
        #expect(example.position == 70 && example.reason == .notANumber(component: 0))
        #expect(engine.metrics.vectorsProcessed == 70)
        expectBalance(engine.metrics)
        #expect(engine.metrics.inFlight == 0)
    }

    @Test("Duplicate ids are allowed again once the window has moved on")
    func duplicates() async throws {
        let engine = try StreamingEngine.Builder().backend(.reference).countWindows(size: 10, slide: 10)
            .detector(EchoDetector()).checksDuplicateIdentifiers().build()
        var vectors = Streams.clustered(count: 30)
        vectors[7].id = "v2"
        vectors[15].id = "v2"
        try await engine.ingest(contentsOf: vectors)
        #expect(engine.metrics.rejected == [.duplicateIdentifier: 1])
    }

    @Test("Late vectors are counted, those inside the lateness taken")
    func lateness() async throws {
        let engine = try StreamingEngine.Builder().backend(.reference).tumblingWindows(size: .seconds(10))
            .allowedLateness(.seconds(5)).detector(EchoDetector()).build()
        var vectors = Streams.clustered(count: 40)
        vectors[12].timestamp = EventTime(nanoseconds: 8_000_000_000)
        vectors[30].timestamp = EventTime(nanoseconds: 8_000_000_000)
        let windows = Collector<ClosedWindow>()
        engine.setWindowHandler { windows.add($0) }
        try await engine.ingest(contentsOf: vectors)
        #expect(engine.metrics.lateDropped == 1)
        #expect(engine.metrics.errors == 0)
        expectBalance(engine.metrics)
        #expect(windows.all.map(\.count) == [11, 9, 10, 9])
        #expect(windows.all.map(\.start.nanoseconds) == [0, 10, 20, 30].map { $0 * 1_000_000_000 })
        #expect(windows.all.map(\.closedEarly) == [false, false, false, true])
        #expect(windows.all.map(\.snapshot.nodeCount) == [11, 9, 10, 9])
    }

    struct SourceFailure: Error {}

    @Test("A source that throws ends the ingestion after what came before")
    func throwingSource() async throws {
        let engine = try base().build()
        let vectors = Streams.clustered(count: 130)
        let source = AsyncThrowingStream<SemanticVector, any Error> { continuation in
            for vector in vectors { continuation.yield(vector) }
            continuation.finish(throwing: SourceFailure())
        }
        await #expect(throws: SourceFailure.self) { try await engine.ingest(source) }
        #expect(engine.metrics.vectorsProcessed == 130 && engine.metrics.errors == 1)
        #expect(engine.statistics.nodeCount > 0, "windows stay open")
        // And the engine can go on.
        try await engine.ingest(contentsOf: vectors)
        #expect(engine.metrics.vectorsProcessed == 260)
        expectBalance(engine.metrics)
    }

    @Test("Cancellation ends the ingestion and leaves metrics true")
    func cancellation() async throws {
        let engine = try base().maxBufferSize(50).build()
        let (endless, continuation) = AsyncStream<SemanticVector>.makeStream()
        for vector in Streams.clustered(count: 400) { continuation.yield(vector) }
        let task = Task { try await engine.ingest(endless) }
        while engine.metrics.vectorsProcessed < 100 { try await Task.sleep(for: .milliseconds(1)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let metrics = engine.metrics
        expectBalance(metrics)
        #expect(metrics.inFlight == 0 && metrics.bufferDepth == 0)
        #expect(metrics.peakBufferSize <= 50)
        #expect(metrics.latency.totalCount == metrics.vectorsProcessed)
    }

    @Test("Only one ingestion at a time")
    func busy() async throws {
        let engine = try base().build()
        let (stream, continuation) = AsyncStream<SemanticVector>.makeStream()
        let first = Task { try await engine.ingest(stream) }
        continuation.yield(Streams.clustered(count: 1)[0])
        while engine.metrics.vectorsProcessed == 0 { try await Task.sleep(for: .milliseconds(1)) }
        await #expect(throws: IngestionError.busy) { try await engine.ingest(contentsOf: []) }
        continuation.finish()
        try await first.value
    }

    @Test("The buffer never holds more than it may, and a waiting source is counted", arguments: [1, 7, 100])
    func backPressure(size: Int) async throws {
        let engine = try base().maxBufferSize(size).build()
        engine.setWindowHandler { _ in
            // Slower than the source.
            let until = ContinuousClock.now + .milliseconds(1)
            while ContinuousClock.now < until {}
        }
        try await engine.ingest(contentsOf: Streams.clustered(count: 400))
        #expect(engine.metrics.peakBufferSize <= size && engine.metrics.peakBufferSize > 0)
        #expect(engine.metrics.backpressureEvents > 0 && engine.metrics.dropped == 0)
        #expect(engine.metrics.vectorsProcessed == 400)
    }

    @Test("Dropping policies lose what they count", arguments: [OverflowPolicy.dropOldest, .dropNewest])
    func dropping(policy: OverflowPolicy) async throws {
        let engine = try base().maxBufferSize(30).overflowPolicy(policy).build()
        try await engine.ingest(batches: [Streams.clustered(count: 400)])
        let metrics = engine.metrics
        #expect(metrics.vectorsArrived == 400 && metrics.vectorsProcessed == 30 && metrics.dropped == 370)
        #expect(metrics.backpressureEvents == 0 && metrics.peakBufferSize == 30)
    }

    @Test("A batch over the timeout is an error, and its result is kept")
    func slowBatches() async throws {
        let engine = try base().processingTimeout(.nanoseconds(1)).build()
        try await engine.ingest(contentsOf: Streams.clustered(count: 100))
        #expect(engine.metrics.slowBatches == engine.metrics.batchesProcessed)
        #expect(engine.metrics.errors == engine.metrics.slowBatches)
        #expect(engine.metrics.vectorsProcessed == 100)
    }

    @Test("Patterns reach the handler and the sequence in order; nobody reading loses the oldest")
    func patterns() async throws {
        let engine = try base().build()
        let significant = Collector<DetectedPattern>()
        engine.setPatternHandler { significant.add($0) }
        let reader = Task { [patterns = engine.patterns] in
            var ids: [String] = []
            for await pattern in patterns { ids.append(pattern.id) }
            return ids
        }
        try await engine.ingest(contentsOf: Streams.clustered(count: 200))
        #expect(significant.all.map(\.block) == [0, 2, 4, 6])
        #expect(await reader.value == significant.all.map(\.id))
        #expect(engine.metrics.patternsDropped == 0)

        let unread = try base().patternBufferSize(2).build()
        let every = Collector<DetectedPattern>()
        unread.setPatternHandler(includingInsignificant: true) { every.add($0) }
        try await unread.ingest(contentsOf: Streams.clustered(count: 200))
        #expect(every.all.map(\.block) == Array(0..<8))
        #expect(unread.metrics.patternsDropped == 2 && unread.metrics.patternsDetected == 4)
        var left: [Int] = []
        for await pattern in unread.patterns { left.append(pattern.block) }
        #expect(left == [4, 6])
    }

    @Test("Moments alone compare no pair and give the same closed forms")
    func moments() async throws {
        var means: [[Double?]] = []
        for level in [CoherenceLevel.moments, .components] {
            let engine = try base().coherence(level).build()
            let windows = Collector<ClosedWindow>()
            engine.setWindowHandler { windows.add($0) }
            try await engine.ingest(contentsOf: Streams.clustered(count: 200))
            #expect((engine.statistics.comparisons == 0) == (level == .moments))
            #expect(
                windows.all.allSatisfy { $0.snapshot.level == level && $0.snapshot.nodeCount == $0.count })
            means.append(windows.all.map(\.snapshot.meanSimilarity))
        }
        #expect(means[0] == means[1] && !means[0].isEmpty)
    }

    @Test("A half-full last block is tested at the end, a shorter one is not; open windows may stay open")
    func ending() async throws {
        let engine = try base().build()
        let blocks = Collector<Double?>()
        engine.setPatternHandler(includingInsignificant: true) { blocks.add($0.effectSize) }
        try await engine.ingest(contentsOf: Streams.clustered(count: 38), finishing: false)
        #expect(blocks.all == [25] && engine.metrics.windowsProcessed == 0)
        try await engine.ingest(contentsOf: Streams.clustered(count: 25), finishing: false)
        #expect(blocks.all == [25, 25] && engine.metrics.windowsProcessed == 1)
        try await engine.finish()
        #expect(blocks.all == [25, 25, 13] && engine.metrics.windowsProcessed == 2)
        try await engine.ingest(contentsOf: Streams.clustered(count: 12))
        #expect(blocks.all.count == 3)
    }
}
