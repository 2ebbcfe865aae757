import ArgumentParser
import Evaluation
import Foundation
import Reporting
import StreamCore

/// What `run`, `throughput`, `latency`, `accuracy` and `backends` have in common: a suite goes in, a folder
/// of reports and a table come out.
struct SuiteRun {
    var options: SuiteOptions
    var common: CommonOptions

    func callAsFunction(_ suite: Suite) async throws {
        guard !options.dryRun else { return try show(RunOutline(suite, shard: options.shard)) }
        let runner = Runner(
            suite: suite,
            options: RunOptions(
                output: options.output ?? "", overwrite: options.force, resume: options.resume,
                shard: options.shard, progress: .automatic(quiet: common.quiet),
                worker: WorkerCommand.thisProgram))
        let run = try await Interruption.cancelling {
            try await runner.run(rendering: RunReport.files)
        }
        try Self.show(run, common: common)
        if run.record.status == .cancelled {
            Talk.line(
                "interrupted: \(run.record.cellsDone) of \(run.record.cells) cells are done and written to "
                    + "\(options.output ?? ""); the same command with --resume goes on")
            throw FaultlineExit.interrupted
        }
    }

    /// Prints what a run came to.
    static func show(_ run: Runner.Result, common: CommonOptions) throws {
        switch common.format {
        case .text:
            if !common.quiet {
                try StandardOutput.write(RunReport.terminal(run.record, paths: run.paths))
            }
        case .json:
            let path = run.paths.last { $0.hasSuffix("summary.json") } ?? ""
            guard let data = FileManager.default.contents(atPath: path) else {
                throw InputError(.unreadable, file: path, problem: "has gone since it was written")
            }
            try StandardOutput.write(data)
        }
    }

    private func show(_ outline: RunOutline) throws {
        switch common.format {
        case .text: try StandardOutput.write(OutlineText.render(outline))
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            try StandardOutput.write(encoder.encode(outline) + Data("\n".utf8))
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
