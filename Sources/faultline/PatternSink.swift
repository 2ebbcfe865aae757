import Foundation
import PatternDetection
import StreamCore
import StreamFormats
import Synchronization

/// Where `detect` puts patterns: standard output as they come, or a file that gets its name when it is
/// whole.
final class PatternSink: Sendable {
    private struct State {
        var file: AtomicFile?
        var failure: (any Error)?
        var written = 0
    }

    private let state: Mutex<State>

    /// A sink into the file at `path`, or on standard output.
    init(path: String?) throws(InputError) {
        let file: AtomicFile? = if let path { try AtomicFile(path) } else { nil }
        state = Mutex(State(file: file))
    }

    /// Writes one line. The first failure is kept for ``finish()``; nothing is written after it.
    func write(_ pattern: DetectedPattern) {
        state.withLock { state in
            guard state.failure == nil else { return }
            do {
                let line = try PatternLine(pattern: pattern).text() + "\n"
                if let file = state.file {
                    try file.write(line)
                } else {
                    try StandardOutput.write(line)
                }
                state.written += 1
            } catch {
                state.failure = error
            }
        }
    }

    /// Whether a line could not be written.
    var hasFailed: Bool { state.withLock { $0.failure != nil } }

    /// Gives the file its name; returns how many lines were written.
    func finish() throws -> Int {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            try state.file?.finish()
            return state.written
        }
    }
}
