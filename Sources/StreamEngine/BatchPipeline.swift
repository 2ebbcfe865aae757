import CoherenceGraph
import PatternDetection
import Similarity
import StreamCore

/// Everything between the buffer and the patterns: validation, batches, similarities, the live window,
/// closing windows and detection blocks.
///
/// A batch is what waits, at most `batchSize`, cut where a window closes and where a block ends; how it is
/// cut changes no result. Nothing waits for a batch to fill: as soon as the buffer is empty, what has been
/// taken is processed, so a vector of a slow stream is at work at once and only a busy engine makes batches. An actor because one task works on it at a time; the engine lets only one
/// ingestion in, so its suspensions inside a batch are not interrupted by another.
actor BatchPipeline {
    private let configuration: Configuration
    private let recorder: MetricsRecorder
    private let handlers: PatternOutlet
    private let givenBackend: (any SimilarityBackend)?
    private var tracker: WindowTracker
    private var domains = DomainTable()
    private var lastDomain: (domain: Domain, index: Int)?
    private var core: PipelineCore?
    private var tally = BatchTally()
    private var position: UInt64 = 0
    private var windowIndex = 0
    private var batchLimit = 0

    /// - Parameter backend: The backend, unless it depends on the dimension.
    init(
        configuration: Configuration, backend: (any SimilarityBackend)?, recorder: MetricsRecorder,
        handlers: PatternOutlet
    ) {
        self.configuration = configuration
        self.recorder = recorder
        self.handlers = handlers
        givenBackend = backend
        tracker = WindowTracker(
            policy: configuration.windows, allowedLateness: configuration.allowedLateness)
    }

    // MARK: The way from the buffer

    /// Processes what comes through `buffer` until it ends or the task is cancelled.
    ///
    /// - Throws: What ended the ingestion early; the buffer is cancelled then.
    func consume(_ buffer: BoundedBuffer<SemanticVector>) async throws {
        do {
            while true {
                switch buffer.takeNow(atMost: configuration.batchSize) {
                case .segment(let segment):
                    try await take(segment)
                case .empty:
                    // Rather a smaller batch than vectors that wait for more to come.
                    await flush()
                    await buffer.waitForElements()
                case .ended:
                    await flush()
                    return try Task.checkCancellation()
                }
            }
        } catch {
            await flush()
            buffer.cancel()
            throw error
        }
    }

    private func take(_ segment: BufferSegment<SemanticVector>) async throws {
        var next = segment.elements.startIndex
        var run = segment.arrivals.startIndex
        do {
            while try admit(segment, from: &next, run: &run) {
                await flush()
                try Task.checkCancellation()
            }
        } catch {
            tally.abandoned += segment.elements.endIndex - next
            throw error
        }
    }

    /// Takes vectors into the batch until it has to be flushed (true) or the segment ends (false).
    private func admit(
        _ segment: borrowing BufferSegment<SemanticVector>, from next: inout Int, run: inout Int
    ) throws -> Bool {
        let end = segment.elements.endIndex
        while next < end {
            let vector = segment.elements[next]
            do {
                guard try admit(vector) else { return true }
                while segment.arrivals[run].end <= next { run += 1 }
                tally.noteArrival(segment.arrivals[run].nanoseconds)
            } catch let rejection as VectorRejection {
                try turnAway(vector, rejection, next: &next)
                continue
            }
            next += 1
            position += 1
        }
        return false
    }

    /// Counts a vector that is not taken in, and moves on to the next.
    private func turnAway(_ vector: SemanticVector, _ rejection: VectorRejection, next: inout Int) throws {
        let example = RejectedVector(id: String(vector.id.prefix(80)), position: position, reason: rejection)
        next += 1
        position += 1
        if rejection.cause == .late {
            tally.lateDropped += 1
            return
        }
        tally.reject(example)
        if configuration.rejectionPolicy == .fail { throw IngestionError.rejected(example) }
    }

    /// Takes one vector into the batch.
    ///
    /// - Returns: False when the batch must be flushed before this vector.
    private func admit(_ vector: SemanticVector) throws -> Bool {
        let core = try core(for: vector)
        let norm = try VectorRejection.checkedNorm(of: vector.embedding, dimension: core.dimension)
        if core.batch.count == 0 {
            batchLimit = limit(of: core)
        } else if core.batch.count >= batchLimit {
            return false
        }
        if tracker.requiresFlush(before: vector.timestamp) {
            guard core.batch.count == 0 else { return false }
            carryOut(tracker.advance(to: vector.timestamp), core)
            batchLimit = limit(of: core)
        }
        if configuration.checksDuplicateIdentifiers, core.window.identifiers.contains(vector.id) {
            throw VectorRejection.duplicateIdentifier(vector.id)
        }
        switch tracker.place(vector.timestamp) {
        case .late(let nanoseconds):
            throw VectorRejection.late(byNanoseconds: nanoseconds)
        case .pane(let pane):
            if configuration.checksDuplicateIdentifiers { _ = core.window.claim(vector.id) }
            core.batch.append(vector, norm: norm, domain: index(of: vector.domain), pane: pane)
            return true
        }
    }

    private func limit(of core: PipelineCore) -> Int {
        var limit = min(core.batch.capacity, tracker.roomUntilBoundary)
        if let detection = core.detection { limit = min(limit, detection.room) }
        if let store = core.window.store, let similarity = core.similarity {
            limit = min(limit, similarity.batchLimit(slotLimit: store.slotLimit))
        }
        return limit
    }

    private func index(of domain: Domain) -> Int {
        if let lastDomain, lastDomain.domain == domain { return lastDomain.index }
        let index = domains.index(of: domain)
        lastDomain = (domain, index)
        return index
    }

    private func core(for vector: SemanticVector) throws -> PipelineCore {
        if let core { return core }
        let dimension = configuration.dimension ?? vector.embedding.count
        guard dimension > 0, dimension <= SemanticVector.maximumDimension else {
            // No stream has such a dimension; the next vector may tell a better one.
            throw VectorRejection.wrongDimension(
                expected: max(1, configuration.dimension ?? 1), found: dimension)
        }
        // A first vector that is unusable must not fix the dimension.
        _ = try VectorRejection.checkedNorm(of: vector.embedding, dimension: dimension)
        let made = try PipelineCore(
            configuration: configuration, dimension: dimension, backend: givenBackend)
        recorder.setBackend(name: made.backendName, isa: made.isa)
        core = made
        return made
    }

    // MARK: Batches

    /// Processes the batch, then closes the window and the block that it completes.
    private func flush() async {
        guard let core, core.batch.count > 0 else {
            if !tally.isEmpty { publish() }
            return
        }
        let began = MonotonicClock.nanoseconds()
        await core.absorbBatch()
        tally.processed += core.batch.count
        tally.bytes += core.batch.count * core.dimension * MemoryLayout<Float>.stride
        tally.batches += 1
        core.batch.removeAll()
        let instructions = tracker.boundaryReached ? tracker.closeAtBoundary() : []
        // The window and the block see the same vectors; those that leave, leave afterwards.
        for instruction in instructions { close(instruction, core) }
        if let detection = core.detection, detection.room == 0 { detect(detection, core) }
        for instruction in instructions { evict(instruction, core) }
        let took = MonotonicClock.nanoseconds() - began
        if let timeout = configuration.processingTimeout, took > timeout.wholeNanoseconds {
            tally.slow = true
            configuration.logger.warning(
                "a batch took longer than the processing timeout; its result is kept",
                metadata: ["seconds": "\(Double(took) * 1e-9)", "vectors": "\(tally.processed)"])
        }
        publish()
    }

    private func publish() {
        handlers.completed(position)
        recorder.add(tally, statistics: statistics)
        tally.reset()
    }

    private var statistics: EngineStatistics {
        var statistics = EngineStatistics()
        statistics.domains = domains.domains
        statistics.watermark = tracker.watermark
        core?.describe(&statistics)
        return statistics
    }

    // MARK: Windows

    private func carryOut(_ instructions: [WindowTracker.Instruction], _ core: PipelineCore) {
        for instruction in instructions {
            close(instruction, core)
            evict(instruction, core)
        }
    }

    private func close(_ instruction: WindowTracker.Instruction, _ core: PipelineCore) {
        guard case .close(let start, let end, let panes, let early) = instruction else { return }
        let extent = core.window.extent(of: panes)
        let snapshot = core.window.snapshot(configuration.windowCoherence, panes: panes)
        let window = ClosedWindow(
            index: windowIndex, start: start ?? extent.earliest, end: end ?? extent.latest,
            count: extent.count, closedEarly: early, snapshot: snapshot)
        windowIndex += 1
        tally.windows += 1
        handlers.send(window)
    }

    private func evict(_ instruction: WindowTracker.Instruction, _ core: PipelineCore) {
        switch instruction {
        case .close: break
        case .evict(let pane): core.window.evict(pane)
        case .merge(let pane, let other): core.window.merge(into: pane, from: other)
        }
    }

    // MARK: Detection

    private func detect(_ detection: DetectionStage, _ core: PipelineCore) {
        let patterns = detection.process(
            domains: domains, window: openWindow(core), coherence: core.window.snapshot(detection.level)
        ) { core.addEvidence(to: &$0, domains: domains) }
        tally.noteBlock(nanoseconds: detection.lastDuration)
        send(patterns)
    }

    private func openWindow(_ core: PipelineCore) -> (start: EventTime?, end: EventTime?) {
        if let window = tracker.earliestOpenWindow { return (window.start, window.end) }
        let extent = core.window.extent(of: nil)
        guard extent.count > 0 else { return (nil, nil) }
        if case .landmark = configuration.windows { return (extent.earliest, nil) }
        return (extent.earliest, extent.latest)
    }

    private func send(_ patterns: [DetectedPattern]) {
        for pattern in patterns {
            if pattern.isSignificant {
                tally.patterns += 1
            } else if pattern.evidence[EvidenceName.falseDiscoveryLevel] != nil {
                tally.patternsWithheld += 1
            }
            if handlers.send(pattern) { tally.patternsDropped += 1 }
        }
    }

    /// Ends the stream: the last block is tested if it is at least half full, every open window closes,
    /// and detectors tell what they had not decided yet.
    func finish() async {
        await flush()
        guard let core else { return handlers.finish() }
        if let detection = core.detection {
            if detection.count > 0, detection.count * 2 >= configuration.detectionInterval {
                detect(detection, core)
            } else {
                detection.discardBlock()
            }
            send(detection.finish { core.addEvidence(to: &$0, domains: domains) })
        }
        carryOut(tracker.finish(), core)
        publish()
        handlers.finish()
    }
}
