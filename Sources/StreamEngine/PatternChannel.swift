import PatternDetection
import Synchronization

/// Takes patterns to whoever iterates over them: one bounded stream from one finish to the next.
final class PatternChannel: Sendable {
    private struct Pipe: Sendable {
        var stream: AsyncStream<DetectedPattern>
        var continuation: AsyncStream<DetectedPattern>.Continuation
        var isFinished = false

        init(capacity: Int) {
            (stream, continuation) = AsyncStream.makeStream(
                of: DetectedPattern.self, bufferingPolicy: .bufferingNewest(capacity))
        }
    }

    private let capacity: Int
    private let pipe: Mutex<Pipe>

    init(capacity: Int) {
        self.capacity = capacity
        pipe = Mutex(Pipe(capacity: capacity))
    }

    deinit {
        pipe.withLock { $0.continuation }.finish()
    }

    /// The stream that patterns go to now, or went to last.
    var stream: AsyncStream<DetectedPattern> { pipe.withLock { $0.stream } }

    /// A stream that has ended is replaced by a new one.
    func reopen() {
        pipe.withLock { pipe in
            if pipe.isFinished { pipe = Pipe(capacity: capacity) }
        }
    }

    /// Sends a pattern; returns whether one was dropped because nobody reads as fast.
    func send(_ pattern: DetectedPattern) -> Bool {
        let continuation = pipe.withLock { $0.continuation }
        if case .dropped = continuation.yield(pattern) { return true }
        return false
    }

    func finish() {
        let continuation = pipe.withLock { pipe in
            pipe.isFinished = true
            return pipe.continuation
        }
        continuation.finish()
    }
}
