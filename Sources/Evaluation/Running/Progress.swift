import Foundation
import StreamCore
import Synchronization

/// Tells a person how far a run is, on standard error.
///
/// On a terminal one line is kept up to date, with the time that is probably left; elsewhere each phase
/// gets one line, so that logs stay short; quiet says nothing. A cell that takes long shows how long it
/// has been running, so it never looks hung.
public final class Progress: Sendable {
    /// What is shown.
    public enum Style: Sendable {
        /// A line that is rewritten.
        case terminal
        /// A line a phase.
        case log
        /// Nothing.
        case quiet
    }

    /// What is shown.
    public let style: Style
    private let state: Mutex<State>

    private struct State {
        var started = ContinuousClock.now
        var total = 0.0
        var done = 0.0
        var cells = 0
        var cellsDone = 0
        var label = ""
        var current = 0.0
        var currentStarted = ContinuousClock.now
        var fraction: Double?
        var shown = false
    }

    /// Progress of this style.
    public init(style: Style) {
        self.style = style
        state = Mutex(State())
    }

    /// The style that suits standard error: a terminal's where it is one.
    public static func automatic(quiet: Bool) -> Progress {
        Progress(style: quiet ? .quiet : (isatty(STDERR_FILENO) == 1 ? .terminal : .log))
    }

    /// Says how much there is to do: cells, and the sum of their expected costs in any one unit.
    func begin(cells: Int, cost: Double) {
        state.withLock {
            $0 = State()
            $0.cells = cells
            $0.total = cost
        }
    }

    /// A phase begins.
    func phase(_ text: String) {
        switch style {
        case .quiet: break
        case .log: write(text + "\n")
        case .terminal:
            clear()
            write(text + "\n")
            draw()
        }
    }

    /// A cell begins.
    func start(_ label: String, cost: Double) {
        state.withLock {
            $0.label = label
            $0.current = cost
            $0.currentStarted = .now
            $0.fraction = nil
        }
        draw()
    }

    /// How much of the current cell is done, in [0, 1].
    func advance(_ fraction: Double) {
        state.withLock { $0.fraction = min(max(fraction, 0), 1) }
    }

    /// A cell of this cost is done.
    func finish(cost: Double) {
        state.withLock {
            $0.done += cost
            $0.cellsDone += 1
            $0.current = 0
            $0.fraction = nil
        }
        draw()
    }

    /// Everything is done; the line goes away.
    func end() { clear() }

    /// Redraws twice a second while `body` runs.
    func ticking<Result: Sendable>(_ body: () async throws -> Result) async rethrows -> Result {
        guard style == .terminal else { return try await body() }
        let ticker = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: .milliseconds(500))
                draw()
            }
        }
        defer { ticker.cancel() }
        return try await body()
    }

    /// What the line says now; the width is bounded so that it never wraps.
    private func line() -> String {
        state.withLock { state in
            let elapsed = (ContinuousClock.now - state.started).inSeconds
            let done = state.done + state.current * (state.fraction ?? 0)
            let share = state.total > 0 ? done / state.total : 0
            var text = "[\(state.cellsDone)/\(state.cells)] \(Int(share * 100)) %"
            if share > 0.02, elapsed > 2 {
                text += ", \(Self.clock(elapsed * (1 - share) / share)) left"
            }
            text += "  \(state.label)"
            let running = (ContinuousClock.now - state.currentStarted).inSeconds
            if running >= 2, state.current > 0 { text += " (\(Self.clock(running)))" }
            return String(text.prefix(100))
        }
    }

    private func draw() {
        guard style == .terminal else { return }
        state.withLock { $0.shown = true }
        write("\r\u{1B}[K" + line())
    }

    private func clear() {
        guard style == .terminal, state.withLock({ $0.shown }) else { return }
        write("\r\u{1B}[K")
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    private static func clock(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
    }
}
