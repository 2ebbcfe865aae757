import Foundation

/// Signals that stand for a failed write; one that every command has to mind is ``reportingFailures(_:)``'s.
enum Signals {
    /// A reader that goes away is an error to report, not a reason to be killed.
    static func becomeErrors() {
        signal(SIGPIPE, SIG_IGN)
    }
}
