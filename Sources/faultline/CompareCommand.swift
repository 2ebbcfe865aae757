import ArgumentParser
import Evaluation
import Foundation
import StreamCore

/// `faultline compare`: whether a run is worse than another.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Say whether a run is worse than an earlier one, figure by figure.",
        discussion: """
            EXAMPLES
              faultline compare results/main results/branch
              faultline compare results/main results/branch --threshold 10 --all
              faultline compare results/main results/branch --json > comparison.json
              faultline compare results/main results/branch || echo "worse"

            BASELINE and CANDIDATE are folders that run, throughput, latency, accuracy or backends wrote. A \
            figure is worse when its whole 95 % interval lies beyond the threshold on the bad side, and still \
            does after the correction for the number of figures. Runs of unlike machines, builds or plans \
            are refused, naming what differs.

            EXIT CODES
              0 same or better, 2 worse, 3 not comparable, 66 no such run, 65 not a run
            """)

    @Argument(help: "The folder of the run to compare with.", completion: .directory)
    var baseline: String

    @Argument(help: "The folder of the run that is judged.", completion: .directory)
    var candidate: String

    @Option(help: ArgumentHelp("How much worse is bad, in per cent.", valueName: "pct"))
    var threshold = 5.0

    @Flag(help: "Compare what both runs have in common, however unlike they are.")
    var force = false

    @Flag(help: "End with 3 when nothing is worse but something cannot be told.")
    var strict = false

    @Flag(help: "Show every figure, those that are the same, too.")
    var all = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard threshold >= 0, threshold < 100 else {
            throw ValidationError("--threshold is a percentage from 0 to below 100, not \(threshold)")
        }
    }

    func run() async throws {
        try await reportingFailures {
            let comparison = RunComparison(
                baseline: try .load(baseline), candidate: try .load(candidate), threshold: threshold / 100)
            switch common.format {
            case .json: try StandardOutput.write(ComparisonJSON(comparison, forced: force).data())
            case .text:
                if !common.quiet {
                    let text = ComparisonText(
                        comparison: comparison, forced: force, all: all,
                        style: common.color.style(for: STDOUT_FILENO))
                    try StandardOutput.write(text.text)
                }
            }
            switch comparison.outcome(force: force) {
            case .worse: throw FaultlineExit.worse
            case .notComparable:
                Talk.error(Self.refusal(comparison))
                throw FaultlineExit.notComparable
            case .sameOrBetter:
                let untold = comparison.count(.cannotTell)
                if strict, untold > 0 {
                    Talk.error("\(untold) figures cannot be told; add repeats or seeds")
                    throw FaultlineExit.notComparable
                }
            }
        }
    }

    private static func refusal(_ comparison: RunComparison) -> String {
        let blocking = comparison.differences.filter(\.isBlocking)
        guard !comparison.metrics.isEmpty else { return "not comparable: the runs have no figure in common" }
        let words = blocking.map { "\($0.field) (\($0.baseline) against \($0.candidate))" }
        return "not comparable: " + words.joined(separator: "; ")
    }
}
