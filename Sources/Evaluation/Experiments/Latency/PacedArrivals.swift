import StreamCore
import StreamEngine
import Synchronization

/// What an engine was done with and when, taken down while it runs.
///
/// Each batch adds two numbers; what they mean is worked out afterwards.
final class CompletionLog: Sendable {
    private let entries = Mutex<[BatchCompletion]>([])
    private let count = Atomic<UInt64>(0)

    func add(_ completion: BatchCompletion) {
        count.store(completion.vectors, ordering: .relaxed)
        entries.withLock { $0.append(completion) }
    }

    /// Vectors that the engine was done with by now.
    var vectors: UInt64 { count.load(ordering: .relaxed) }

    /// Everything taken down since the last call.
    func take() -> [BatchCompletion] {
        entries.withLock { entries in
            defer { entries = [] }
            return entries
        }
    }

    /// Makes room for so many batches, so that none waits for memory.
    func reserve(_ batches: Int) {
        entries.withLock { $0.reserveCapacity(batches) }
    }
}

/// Hands over vectors when their time has come: the producer's side of the open loop.
///
/// Everything that is due is handed over at once, and nothing before. The engine may make the producer wait
/// (its buffer is full); the schedule does not care, and what became due meanwhile follows at once.
/// Belongs to one thread, which sleeps in ``next()``.
final class PacedArrivals: Sequence, IteratorProtocol {
    private let offsets: [Int64]
    private let capacity: Int
    private let log: CompletionLog
    private let doneBefore: UInt64
    private(set) var stream: RepeatedStream
    private var place = 0
    /// Whether the engine may have kept the producer waiting with the last hand-over.
    private var mayHaveWaited = false
    private var freeSince: Int64 = 0
    /// The moment from which the schedule counts, on the monotonic clock.
    let start: Int64
    /// By how much each vector was handed over late through the producer's own fault, in nanoseconds.
    private(set) var lags = LatencyDistribution()

    /// The most vectors of one hand-over; the rest follows at once.
    private static let most = 1024

    /// - Parameters:
    ///   - offsets: The intended arrivals, ascending, in nanoseconds from the start.
    ///   - stream: Where the vectors come from.
    ///   - capacity: How many vectors the engine's buffer holds.
    ///   - log: What the engine has done.
    init(offsets: [Int64], stream: RepeatedStream, capacity: Int, log: CompletionLog) {
        self.offsets = offsets
        self.stream = stream
        self.capacity = capacity
        self.log = log
        doneBefore = log.vectors
        // A moment for the ingestion to get under way.
        start = MonotonicClock.nanoseconds() + 2_000_000
    }

    /// The vectors that are due, after waiting for the first of them; nil after the last, or when the task
    /// is cancelled.
    func next() -> [SemanticVector]? {
        guard place < offsets.count else { return nil }
        let called = MonotonicClock.nanoseconds()
        if mayHaveWaited { freeSince = called }
        PreciseWait.until(start + offsets[place])
        if Task.isCancelled { return nil }
        let now = MonotonicClock.nanoseconds() - start
        let first = place
        let limit = Swift.min(offsets.count, first + Self.most)
        while place < limit, offsets[place] <= now { place += 1 }
        let due = stream.take(place - first)
        let handedOver = MonotonicClock.nanoseconds()
        for offset in offsets[first..<place] {
            lags.record(handedOver - Swift.max(start + offset, freeSince))
        }
        // Where all of this fits into the buffer, handing it over is the producer's own time.
        mayHaveWaited = place - Int(log.vectors - doneBefore) > capacity
        return due
    }
}
