import Foundation

/// Runs this program again, as Valgrind's callgrind sees it.
enum Callgrind {
    /// Counts the work of `part` done `times` times, with all that prepares it.
    ///
    /// - Throws: ``Failure``, or Foundation's error when the file cannot be read.
    static func profile(_ part: WorkPart, times: Int) throws -> CallgrindProfile {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(
            "faultline-work-\(ProcessInfo.processInfo.processIdentifier).callgrind")
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "valgrind", "--tool=callgrind", "--quiet", "--callgrind-out-file=\(file.path)",
            Bundle.main.executablePath ?? CommandLine.arguments[0], "run", part.name, String(times),
        ]
        // Hash tables would otherwise be laid out anew in every process.
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["SWIFT_DETERMINISTIC_HASHING": "1", "OPENBLAS_NUM_THREADS": "1"]
        ) { $1 }
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(part: part.name, status: process.terminationStatus)
        }
        return CallgrindProfile(text: try String(contentsOf: file, encoding: .utf8))
    }

    /// A run that did not come to its end.
    struct Failure: Error, CustomStringConvertible {
        let part: String
        let status: Int32

        var description: String {
            status == 127
                ? "valgrind was not found; on Debian: apt-get install valgrind"
                : "'\(part)' under valgrind ended with status \(status)"
        }
    }
}
