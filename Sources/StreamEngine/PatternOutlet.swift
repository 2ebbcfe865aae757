import PatternDetection
import Synchronization

/// Where patterns and closed windows leave the engine: the handlers and the asynchronous sequence.
final class PatternOutlet: Sendable {
    private struct Handlers: Sendable {
        var pattern: (@Sendable (DetectedPattern) -> Void)?
        var wantsInsignificant = false
        var window: (@Sendable (ClosedWindow) -> Void)?
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
