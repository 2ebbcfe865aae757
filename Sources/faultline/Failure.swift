import ArgumentParser
import Foundation
import StreamCore
import StreamEngine

/// The exit codes that scripts can rely on, after BSD's sysexits.
enum FaultlineExit {
    static let failure = ExitCode(1)
    static let worse = ExitCode(2)
    static let notComparable = ExitCode(3)
    static let usage = ExitCode(64)
    static let badData = ExitCode(65)
    static let noInput = ExitCode(66)
    static let cannotWrite = ExitCode(74)
    /// Ended by Ctrl-C or SIGTERM, after writing what was done: 128 and the number of SIGINT.
    static let interrupted = ExitCode(130)
}

/// Standard error, for talk; standard output is for data.
enum Talk {
    static func line(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// One line that says what went wrong, and the remedy.
    static func error(_ text: String) {
        let style = ColorChoice.asked(CommandLine.arguments).style(for: STDERR_FILENO)
        line(style.paint("error:", .red) + " " + text)
    }
}

/// Runs a command's body; whatever it throws becomes one clear line on standard error and the exit code
/// that stands for it.
func reportingFailures(_ body: () async throws -> Void) async throws {
    // A file that may not grow is an error to report, not a reason to be killed.
    signal(SIGXFSZ, SIG_IGN)
    do {
        try await body()
    } catch {
        throw report(error)
    }
}

private func report(_ error: any Error) -> any Error {
    switch error {
    case is ExitCode, is CleanExit:
        return error
    case let error as ValidationError:
        Talk.error(error.message)
        return FaultlineExit.usage
    case let error as InputError:
        Talk.error("\(error)")
        switch error.kind {
        case .badData: return FaultlineExit.badData
        case .unreadable: return FaultlineExit.noInput
        case .unwritable: return FaultlineExit.cannotWrite
        }
    case let error as ConfigurationError:
        Talk.error("\(error)")
        return FaultlineExit.usage
    case is CancellationError:
        Talk.error("cancelled")
        return FaultlineExit.failure
    default:
        Talk.error("\(error)")
        return FaultlineExit.failure
    }
}
