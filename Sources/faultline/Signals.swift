import Foundation

/// Signals that stand for a failed write.
enum Signals {
    /// A reader that goes away, and a file that grows beyond what the system allows, are errors to report,
    /// not reasons to be killed.
    static func becomeErrors() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
    }
}
