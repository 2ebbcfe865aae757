import ArgumentParser
import Evaluation
import Foundation

/// `faultline info`: the machine as the engine sees it.
struct InfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info",
        abstract: "Show the processor, instruction sets, OpenBLAS and measured peaks.",
        discussion: """
            EXAMPLES
              faultline info
              faultline info --format json
              FAULTLINE_ISA=portable faultline info
            """)

    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await reportingFailures {
            let environment = Environment.measured()
            switch common.format {
            case .json:
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                try StandardOutput.write(encoder.encode(environment) + Data("\n".utf8))
            case .text:
                try StandardOutput.write(Self.describe(environment) + "\n")
            }
        }
    }

    private static func describe(_ environment: Environment) -> String {
        let caches = environment.caches.map { "\($0.level) \($0.bytes / 1024) KiB" }.joined(separator: ", ")
        let peaks = environment.peaks.map { peak in
            "\(peak.isa) " + String(format: "%.1f GFLOP/s", peak.gflops)
        }
        let rows: [(String, String)] = [
            ("faultline", Version.current),
            ("processor", "\(environment.cpu) (\(environment.architecture), \(environment.cores) cores)"),
            ("caches", caches),
            ("memory", "\(environment.memoryBytes >> 20) MiB"),
            ("system", environment.system),
            ("compiler", "\(environment.compiler), \(environment.buildConfiguration)"),
            ("kernels in force", environment.isa),
            ("kernels here", environment.isas.joined(separator: ", ")),
            ("FMA peak, one thread", peaks.joined(separator: ", ")),
            (
                "OpenBLAS",
                "\(environment.openblasVersion), core \(environment.openblasCore), "
                    + "\(environment.openblasThreads) thread\(environment.openblasThreads == 1 ? "" : "s")"
            ),
        ]
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { name, value in
            name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + value
        }.joined(separator: "\n")
    }
}
