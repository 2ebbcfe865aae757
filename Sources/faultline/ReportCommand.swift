import ArgumentParser
import Evaluation
import Foundation
import Reporting
import StreamCore

/// `faultline report`: the files of a run's folder made anew from what was measured.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Render the CSV files, reports and figures of a run again.",
        discussion: """
            EXAMPLES
              faultline report results/quick
              faultline report results/quick --quiet
              FAULTLINE_GNUPLOT=/opt/gnuplot/bin/gnuplot faultline report results/quick

            Reads plan.json, environment.json and events.jsonl of the folder and writes the CSV files, \
            report.html, report.md, summary.json with its schema, and figures/. Nothing is measured again. \
            The reports of a run that is not complete say so. Without gnuplot the figures' data and scripts \
            are written, and the reports say which drawings are missing and how to make them.
            """)

    @Argument(help: "The folder that a run wrote.", completion: .directory)
    var folder: String

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await reportingFailures {
            let record = try RunArchive.load(folder)
            let target = RunFolder(path: folder)
            let files = RunReport.files(record)
            target.removeFigures()
            // One file that cannot be written keeps none of the others from being written.
            var failure: InputError?
            for file in files {
                do throws(InputError) {
                    try target.write(file.content, to: file.name)
                } catch {
                    failure = failure ?? error
                }
            }
            if let failure { throw failure }
            let names = RunFolder.listed(files.map(\.name))
            // The summary of a run under way is its own to write.
            let summary = try record.summary(files: names)
            if record.status != .running { try target.write(summary, to: "summary.json") }
            guard !common.quiet else { return }
            switch common.format {
            case .json: try StandardOutput.write(summary)
            case .text:
                try StandardOutput.write(RunReport.terminal(record, paths: names.map(target.file)))
            }
        }
    }
}
