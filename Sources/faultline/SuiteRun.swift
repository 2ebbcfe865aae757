import Evaluation
import Foundation
import Reporting
import StreamCore

/// What `run`, `throughput`, `accuracy` and `backends` have in common: a suite goes in, a folder of reports
/// and a table come out.
struct SuiteRun {
    var output: String
    var force: Bool
    var common: CommonOptions

    func callAsFunction(_ suite: Suite) async throws {
        let options = RunOptions(
            output: output, overwrite: force, progress: .automatic(quiet: common.quiet),
            worker: WorkerCommand.thisProgram)
        let run = try await Runner(suite: suite, options: options).run(rendering: RunReport.files)
        switch common.format {
        case .text:
            if !common.quiet { print(RunReport.terminal(run.record, paths: run.paths), terminator: "") }
        case .json:
            let summary = RunFolder(path: output).file("summary.json")
            guard let data = FileManager.default.contents(atPath: summary) else {
                throw InputError(.unreadable, file: summary, problem: "has gone since it was written")
            }
            FileHandle.standardOutput.write(data)
        }
    }
}

extension WorkerCommand {
    /// This program's hidden worker command, or nil where the program's own path is unknown.
    static var thisProgram: WorkerCommand? {
        guard let path = Bundle.main.executablePath else { return nil }
        return WorkerCommand(executable: path, arguments: [WorkerSubcommand.name])
    }
}
