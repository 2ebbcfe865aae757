import PatternDetection
import Synchronization

/// What an engine tells when it is done with a batch.
package struct BatchCompletion: Sendable, Hashable {
    /// Vectors dealt with since the engine was made, in the order in which they left the buffer: processed,
    /// rejected and late ones.
    package var vectors: UInt64
    /// When the last of them was in the graph and any window or detection then due was done, on the
    /// monotonic clock.
    package var nanoseconds: Int64

    package init(vectors: UInt64, nanoseconds: Int64) {
        self.vectors = vectors
        self.nanoseconds = nanoseconds
    }
}

/// Where patterns and closed windows leave the engine: the handlers and the asynchronous sequence.
final class PatternOutlet: Sendable {
    private struct Handlers: Sendable {
        var pattern: (@Sendable (DetectedPattern) -> Void)?
        var wantsInsignificant = false
        var window: (@Sendable (ClosedWindow) -> Void)?
        var batch: (@Sendable (BatchCompletion) -> Void)?
    }

    private let handlers = Mutex(Handlers())
    let channel: PatternChannel

    init(capacity: Int) {
        channel = PatternChannel(capacity: capacity)
    }

    func setPatternHandler(
        includingInsignificant: Bool, _ handler: (@Sendable (DetectedPattern) -> Void)?
    ) {
        handlers.withLock {
            $0.pattern = handler
            $0.wantsInsignificant = includingInsignificant
        }
    }

    func setWindowHandler(_ handler: (@Sendable (ClosedWindow) -> Void)?) {
        handlers.withLock { $0.window = handler }
    }

    func setBatchObserver(_ observer: (@Sendable (BatchCompletion) -> Void)?) {
        handlers.withLock { $0.batch = observer }
    }

    /// Says that this many vectors are dealt with, now. The clock is read only where somebody asks.
    func completed(_ vectors: UInt64) {
        guard let observer = handlers.withLock({ $0.batch }) else { return }
        observer(BatchCompletion(vectors: vectors, nanoseconds: MonotonicClock.nanoseconds()))
    }

    /// Sends a pattern on; returns whether the sequence dropped one.
    func send(_ pattern: DetectedPattern) -> Bool {
        // Called outside the lock, so that a handler may set another.
        let (handler, wantsInsignificant) = handlers.withLock { ($0.pattern, $0.wantsInsignificant) }
        if pattern.isSignificant || wantsInsignificant { handler?(pattern) }
        return pattern.isSignificant && channel.send(pattern)
    }

    func send(_ window: ClosedWindow) {
        handlers.withLock { $0.window }?(window)
    }

    func finish() {
        channel.finish()
    }
}
