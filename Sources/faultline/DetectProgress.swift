import Foundation
import StreamEngine

/// Shows on a terminal how far `detect` is, from its second second on.
struct DetectProgress {
    let engine: StreamingEngine
    /// How many vectors will come, where that is known.
    let expected: Int?
    let quiet: Bool

    /// Runs `body`, keeping one line up to date meanwhile.
    func watching(_ body: () async throws -> Void) async throws {
        guard !quiet, isatty(STDERR_FILENO) == 1 else { return try await body() }
        let ticker = Task {
            let start = ContinuousClock.now
            try await Task.sleep(for: .seconds(2))
            while !Task.isCancelled {
                Self.show(line(elapsed: ContinuousClock.now - start))
                try await Task.sleep(for: .milliseconds(500))
            }
        }
        defer {
            ticker.cancel()
            Self.show("")
        }
        try await body()
    }

    private func line(elapsed: Duration) -> String {
        let metrics = engine.metrics
        let processed = Double(metrics.vectorsProcessed)
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
        let rate = processed / max(seconds, 1e-9)
        var text =
            "\(metrics.vectorsProcessed) vectors, \(Int(rate)) a second, \(metrics.patternsDetected) patterns"
        if let expected, rate > 0 {
            let share = processed / Double(max(expected, 1))
            let left = max(0, Double(expected) - processed) / rate
            text += ", \(Int(share * 100)) %, \(Int(left.rounded(.up))) s left"
        }
        return text
    }

    private static func show(_ text: String) {
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }
}
