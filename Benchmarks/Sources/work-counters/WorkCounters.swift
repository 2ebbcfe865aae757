import ArgumentParser
import Dispatch
import Foundation
import Synchronization

/// Counts instructions and allocations of fixed inputs, where the machine's mood would hide a change.
@main
struct WorkCounters: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work-counters",
        abstract: "Instructions and allocations of the engine's parts, counted by Valgrind.",
        subcommands: [Count.self, Run.self], defaultSubcommand: Count.self)

    /// Counts each part and prints a table.
    struct Count: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count the work of every part and print it as a table.")

        @Option(help: "Only parts whose name contains this.")
        var filter = ""
        @Option(help: "Writes the figures as CSV to this file.")
        var csv: String?

        func run() throws {
            let parts = WorkPart.all.filter { filter.isEmpty || $0.name.contains(filter) }
            guard !parts.isEmpty else {
                throw ValidationError(
                    "no part contains '\(filter)'; there are: \(WorkPart.all.map(\.name).joined(separator: "; "))"
                )
            }
            var rows = ["part,unit,instructions,allocations"]
            print("| part | unit | instructions a unit | allocations a unit |")
            print("|---|---|--:|--:|")
            for part in parts {
                let work = try WorkDifference(part)
                print(work.markdown)
                rows.append(work.csv)
            }
            if let csv {
                try (rows.joined(separator: "\n") + "\n").write(
                    toFile: csv, atomically: true, encoding: .utf8)
            }
        }
    }

    /// Runs one part, for callgrind to watch.
    struct Run: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run one part so many times, for a profiler to watch.")

        @Argument(help: "The part's name.")
        var part: String
        @Argument(help: "How many times.")
        var times: Int

        func run() throws {
            guard let part = WorkPart.all.first(where: { $0.name == part }) else {
                throw ValidationError("there is no part '\(part)'")
            }
            // On a thread that waits: Valgrind does not outlive the end of the first thread, which is what an
            // asynchronous main is.
            let done = DispatchSemaphore(value: 0)
            let outcome = Mutex<(any Error)?>(nil)
            Task.detached {
                do {
                    try await part.prepare(part.long)(times)
                } catch {
                    outcome.withLock { $0 = error }
                }
                done.signal()
            }
            done.wait()
            if let error = outcome.withLock({ $0 }) { throw error }
        }
    }
}
