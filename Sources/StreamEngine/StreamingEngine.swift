import PatternDetection
import Similarity
import StreamCore
import Synchronization

/// Finds structural changes in a stream of embedding vectors while it comes in.
///
/// Vectors go through a bounded buffer into batches; each batch is compared with the live window, whose
/// coherence graph is kept up to date; windows close in event time; every `detectionInterval` vectors the
/// detectors are asked; what they find goes to the handler and to ``patterns``.
///
/// ```swift
/// let engine = try StreamingEngine.Builder().windowSize(.seconds(60)).build()
/// engine.setPatternHandler { print($0.summary) }
/// try await engine.ingest(source)
/// print(engine.metrics.vectorsProcessed)
/// ```
///
/// - Determinism: on the `simd` and `reference` backends, patterns, snapshots and statistics are the same
///   bits for every concurrency, batch size and buffer size (unless the buffer drops vectors).
/// - Memory: the vectors of open windows, the buffer, a batch and a detection block.
public final class StreamingEngine: Sendable {
    /// What the engine was made with.
    public let configuration: Configuration

    private let pipeline: BatchPipeline
    private let recorder = MetricsRecorder()
    private let outlet: PatternOutlet
    private let isBusy = Mutex(false)

    /// An engine of these settings.
    ///
    /// - Throws: ``ConfigurationError`` naming the setting that makes no sense, and the remedy.
    public init(configuration: Configuration = Configuration()) throws(ConfigurationError) {
        try configuration.validate()
        self.configuration = configuration
        outlet = PatternOutlet(capacity: configuration.patternBufferSize)
        var backend: (any SimilarityBackend)?
        // `auto` looks at the dimension first, which the first vector tells.
        if configuration.backend != .auto {
            do {
                backend = try configuration.backend.make()
            } catch {
                throw ConfigurationError(
                    field: "backend", problem: "cannot be made: \(error)",
                    remedy: "choose another backend or unset FAULTLINE_ISA")
            }
        }
        if let backend { recorder.setBackend(name: backend.name, isa: backend.isa) }
        pipeline = BatchPipeline(
            configuration: configuration, backend: backend, recorder: recorder, handlers: outlet)
    }

    // MARK: Results

    /// Calls `handler` with each pattern, in order, on the task that found it; ingestion waits for it.
    ///
    /// - Parameters:
    ///   - includingInsignificant: Whether patterns that missed the significance threshold come too.
    ///   - handler: Takes a pattern; nil for none.
    public func setPatternHandler(
        includingInsignificant: Bool = false, _ handler: (@Sendable (DetectedPattern) -> Void)?
    ) {
        outlet.setPatternHandler(includingInsignificant: includingInsignificant, handler)
    }

    /// Calls `handler` with each window that closes, in order of end; ingestion waits for it.
    public func setWindowHandler(_ handler: (@Sendable (ClosedWindow) -> Void)?) {
        outlet.setWindowHandler(handler)
    }

    /// Calls `observer` each time the engine is done with a batch, on the engine's task; nil for none.
    ///
    /// Counts map to positions in the stream only where the buffer drops nothing
    /// (``OverflowPolicy/block``).
    package func setBatchObserver(_ observer: (@Sendable (BatchCompletion) -> Void)?) {
        outlet.setBatchObserver(observer)
    }

    /// The significant patterns, in order, for one reader. At most `patternBufferSize` wait for it; beyond
    /// that the oldest are dropped and counted (``StreamingMetrics/patternsDropped``).
    ///
    /// The sequence ends when the stream is finished; an ingestion after that has a new one.
    public var patterns: some AsyncSequence<DetectedPattern, Never> & Sendable { outlet.channel.stream }

    /// What has been done so far.
    public var metrics: StreamingMetrics { recorder.metrics }

    /// What is in the engine now. Moves once a batch.
    public var statistics: EngineStatistics { recorder.statistics }

    /// Counts everything from zero. Vectors in flight count as arrived.
    public func resetMetrics() { recorder.reset() }

    // MARK: Ingestion

    /// Takes in all vectors of `source`, in order.
    ///
    /// The source is read on the caller's task, and on its actor where it has one; the engine works on
    /// another; between them is the bounded buffer. May be called again, one call at a time: windows, graph, detectors and metrics go on.
    ///
    /// - Parameters:
    ///   - source: The vectors.
    ///   - finishing: Whether the stream ends with the source (see ``finish()``); pass false when more
    ///     will follow and windows are to stay open.
    /// - Throws: The source's error, after everything that arrived before it has been processed (windows
    ///   stay open); `CancellationError` when the task was cancelled, after the batch at work;
    ///   ``IngestionError``; `BackendError` when the backend cannot be made.
    public nonisolated(nonsending) func ingest<Source: AsyncSequence>(
        _ source: Source, finishing: Bool = true
    ) async throws where Source.Element == SemanticVector {
        try await run(finishing: finishing) { buffer in
            for try await vector in source where await !buffer.push(vector) { break }
        }
    }

    /// Takes in all batches of `source`, in order: hand-over by the batch costs a fraction of that by the
    /// vector. How the source cuts its batches changes no result.
    ///
    /// See ``ingest(_:finishing:)`` for the rest.
    public nonisolated(nonsending) func ingest<Source: AsyncSequence>(
        batches source: Source, finishing: Bool = true
    ) async throws where Source.Element == [SemanticVector] {
        try await run(finishing: finishing) { buffer in
            for try await batch in source where await !buffer.push(batch: batch) { break }
        }
    }

    /// Takes in all vectors of a sequence that never waits, such as an array or a generator.
    ///
    /// See ``ingest(_:finishing:)`` for the rest.
    public nonisolated(nonsending) func ingest<Source: Sequence>(
        contentsOf source: Source, finishing: Bool = true
    ) async throws where Source.Element == SemanticVector {
        let chunkSize = min(configuration.batchSize, configuration.maxBufferSize, 256)
        try await run(finishing: finishing) { buffer in
            var chunk: [SemanticVector] = []
            chunk.reserveCapacity(chunkSize)
            for vector in source {
                chunk.append(vector)
                guard chunk.count == chunkSize else { continue }
                guard await buffer.push(batch: chunk) else { return }
                chunk = []
                chunk.reserveCapacity(chunkSize)
            }
            _ = await buffer.push(batch: chunk)
        }
    }

    /// Takes in all batches of a sequence that never waits.
    ///
    /// See ``ingest(_:finishing:)`` for the rest.
    public nonisolated(nonsending) func ingest<Source: Sequence>(
        batches source: Source, finishing: Bool = true
    ) async throws where Source.Element == [SemanticVector] {
        try await run(finishing: finishing) { buffer in
            for batch in source where await !buffer.push(batch: batch) { break }
        }
    }

    /// Ends the stream: every open window closes and is handed on, a detection block that is at least half
    /// full is tested (a shorter one is let go), detectors tell what they had not decided, ``patterns``
    /// ends.
    ///
    /// Ingestion does this at its end unless told otherwise. What is ingested afterwards begins with empty
    /// windows; detectors keep what they have learnt.
    ///
    /// - Throws: ``IngestionError/busy`` while an ingestion is running.
    public func finish() async throws(IngestionError) {
        try enter()
        defer { leave() }
        await pipeline.finish()
    }

    /// Runs the producer here, on the caller's actor where it has one, and the pipeline beside it.
    private func run(
        finishing: Bool, isolation: isolated (any Actor)? = #isolation,
        _ produce: nonisolated(nonsending) (BoundedBuffer<SemanticVector>) async throws -> Void
    ) async throws {
        try enter()
        defer { leave() }
        let buffer = BoundedBuffer<SemanticVector>(
            capacity: configuration.maxBufferSize, policy: configuration.overflowPolicy)
        outlet.channel.reopen()
        recorder.begin(buffer)
        var sourceError: (any Error)?
        var pipelineError: (any Error)?
        await withTaskCancellationHandler {
            // Only a closure that refers to the caller's actor stays on it.
            _ = isolation
            async let consumption: Void = pipeline.consume(buffer)
            do {
                try await produce(buffer)
            } catch {
                sourceError = error
            }
            buffer.finish()
            do {
                try await consumption
            } catch {
                pipelineError = error
            }
            // The cancellation may have reached the buffer before it reached the pipeline's task.
            if Task.isCancelled, pipelineError == nil { pipelineError = CancellationError() }
            if finishing, sourceError == nil, pipelineError == nil { await pipeline.finish() }
        } onCancel: {
            buffer.cancel()
        }
        let failed = sourceError.map { !($0 is CancellationError) } ?? false
        recorder.end(sourceFailed: failed)
        if let sourceError, failed {
            configuration.logger.error("the source failed", metadata: ["error": "\(sourceError)"])
        }
        if let error = sourceError ?? pipelineError { throw error }
    }

    private func enter() throws(IngestionError) {
        let entered = isBusy.withLock { busy in
            defer { busy = true }
            return !busy
        }
        guard entered else { throw .busy }
    }

    private func leave() { isBusy.withLock { $0 = false } }
}
