import Histogram
import StreamCore
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What one batch adds to the metrics.
struct BatchTally: Sendable {
    var processed = 0
    var bytes = 0
    var lateDropped = 0
    /// Vectors that a cancellation left behind after they were taken from the buffer.
    var abandoned = 0
    var rejected: [VectorRejection.Cause: UInt64] = [:]
    var examples: [RejectedVector] = []
    var windows = 0
    var blocks = 0
    /// How long the detectors took over these blocks, and over the one that took the longest.
    var detectionNanoseconds: Int64 = 0
    var longestDetectionNanoseconds: Int64 = 0
    var patterns = 0
    var patternsDropped = 0
    var patternsWithheld = 0
    var batches = 0
    var slow = false
    /// Runs of processed vectors that were handed over together: how many, and when.
    var arrivals: [(count: Int, nanoseconds: Int64)] = []

    /// Whether there is nothing to add.
    var isEmpty: Bool {
        processed == 0 && lateDropped == 0 && abandoned == 0 && rejected.isEmpty && windows == 0
            && blocks == 0 && patterns == 0 && patternsDropped == 0
            && patternsWithheld == 0 && batches == 0
    }

    /// Counts one vector that was handed over at this time.
    mutating func noteArrival(_ nanoseconds: Int64) {
        if let last = arrivals.last, last.nanoseconds == nanoseconds {
            arrivals[arrivals.count - 1].count += 1
        } else {
            arrivals.append((1, nanoseconds))
        }
    }

    /// Counts a block that the detectors took so long over.
    mutating func noteBlock(nanoseconds: Int64) {
        blocks += 1
        detectionNanoseconds += nanoseconds
        longestDetectionNanoseconds = max(longestDetectionNanoseconds, nanoseconds)
    }

    mutating func reject(_ vector: RejectedVector) {
        rejected[vector.reason.cause, default: 0] += 1
        if examples.count < StreamingMetrics.maximumRejectionExamples { examples.append(vector) }
    }

    /// Empties the tally and keeps the memory.
    mutating func reset() {
        let kept = arrivals
        self = BatchTally()
        arrivals = kept
        arrivals.removeAll(keepingCapacity: true)
    }
}

/// Keeps the metrics: the pipeline adds to them once a batch, anyone may read them.
final class MetricsRecorder: Sendable {
    private struct State: Sendable {
        var metrics = StreamingMetrics()
        var statistics = EngineStatistics()
        var latencySum = 0.0
        /// The buffer of the ingestion that is running.
        var buffer: BoundedBuffer<SemanticVector>?
        /// On the monotonic clock.
        var started: Int64?
        var ingestionStarted: Int64?

        /// Vectors that left the engine's input by being processed or turned away.
        var settled: UInt64 {
            metrics.vectorsProcessed + metrics.lateDropped + metrics.rejectedCount + metrics.dropped
        }

        mutating func absorb(_ counters: BufferCounters) {
            metrics.vectorsArrived += counters.offered
            metrics.dropped += counters.dropped
            metrics.backpressureEvents += counters.backpressureEvents
            metrics.peakBufferSize = max(metrics.peakBufferSize, counters.peakDepth)
        }
    }

    private let state = Mutex(State())

    /// Ingestion begins, through `buffer`.
    func begin(_ buffer: BoundedBuffer<SemanticVector>) {
        let now = MonotonicClock.nanoseconds()
        state.withLock { state in
            state.buffer = buffer
            state.ingestionStarted = now
            if state.started == nil {
                state.started = now
                state.metrics.startTime = Date()
            }
        }
    }

    /// Ingestion has ended; nothing is in the buffer any more.
    func end(sourceFailed: Bool) {
        let now = MonotonicClock.nanoseconds()
        state.withLock { state in
            if let buffer = state.buffer { state.absorb(buffer.counters) }
            state.buffer = nil
            if let started = state.ingestionStarted {
                state.metrics.ingestionTime += Double(now - started) * 1e-9
            }
            state.ingestionStarted = nil
            if sourceFailed { state.metrics.errors += 1 }
        }
    }

    /// Adds a batch's tally; its vectors count as done at this moment.
    func add(_ tally: BatchTally, statistics: EngineStatistics) {
        let now = MonotonicClock.nanoseconds()
        let date = Date()
        state.withLock { state in
            state.metrics.add(tally)
            state.metrics.lastUpdate = date
            for run in tally.arrivals {
                let latency = max(0, now - run.nanoseconds)
                state.latencySum += Double(latency) * Double(run.count)
                _ = state.metrics.latency.record(
                    min(UInt64(latency), StreamingMetrics.longestLatency), count: UInt64(run.count))
            }
            state.statistics = statistics
        }
    }

    var statistics: EngineStatistics { state.withLock { $0.statistics } }

    func setBackend(name: String, isa: String) {
        state.withLock {
            $0.statistics.backend = name
            $0.statistics.isa = isa
        }
    }

    var metrics: StreamingMetrics {
        let now = MonotonicClock.nanoseconds()
        return state.withLock { state in
            // The copy takes the running buffer's counts in; the recorder does so when it has ended.
            var copy = State(metrics: state.metrics)
            if let buffer = state.buffer {
                copy.absorb(buffer.counters)
                copy.metrics.bufferDepth = buffer.depth
            }
            let settled = copy.settled
            copy.metrics.inFlight =
                copy.metrics.vectorsArrived > settled ? copy.metrics.vectorsArrived - settled : 0
            if copy.metrics.vectorsProcessed > 0 {
                copy.metrics.averageLatency =
                    state.latencySum * 1e-9 / Double(copy.metrics.vectorsProcessed)
            }
            if let started = state.ingestionStarted {
                copy.metrics.ingestionTime += Double(now - started) * 1e-9
            }
            if let started = state.started { copy.metrics.uptime = Double(now - started) * 1e-9 }
            return copy.metrics
        }
    }

    /// Everything from zero; vectors in flight count as arrived.
    func reset() {
        let now = MonotonicClock.nanoseconds()
        state.withLock { state in
            let arrivedBefore = state.metrics.vectorsArrived
            state.buffer?.resetCounters(settled: state.settled - min(state.settled, arrivedBefore))
            state.metrics = StreamingMetrics()
            state.latencySum = 0
            state.started = nil
            if state.buffer != nil {
                state.started = now
                state.ingestionStarted = now
                state.metrics.startTime = Date()
            }
        }
    }
}

extension StreamingMetrics {
    fileprivate mutating func add(_ tally: BatchTally) {
        vectorsProcessed += UInt64(tally.processed)
        bytesProcessed += UInt64(tally.bytes)
        lateDropped += UInt64(tally.lateDropped)
        dropped += UInt64(tally.abandoned)
        windowsProcessed += UInt64(tally.windows)
        blocksProcessed += UInt64(tally.blocks)
        detectionTime += Double(tally.detectionNanoseconds) * 1e-9
        longestDetection = max(longestDetection, Double(tally.longestDetectionNanoseconds) * 1e-9)
        patternsDetected += UInt64(tally.patterns)
        patternsDropped += UInt64(tally.patternsDropped)
        patternsWithheld += UInt64(tally.patternsWithheld)
        batchesProcessed += UInt64(tally.batches)
        for (cause, count) in tally.rejected {
            rejected[cause, default: 0] += count
            errors += count
        }
        for example in tally.examples where rejectionExamples.count < Self.maximumRejectionExamples {
            rejectionExamples.append(example)
        }
        if tally.slow {
            slowBatches += 1
            errors += 1
        }
    }
}
