import Evaluation
import Reporting

/// A comparison as a terminal shows it: worst first, what is the same only counted.
struct ComparisonText {
    let comparison: RunComparison
    let forced: Bool
    /// Show what is the same, too, and every row.
    let all: Bool
    let style: TerminalStyle

    /// How many rows are shown unless all are asked for.
    static let rowLimit = 30

    var text: String {
        var text = header
        let outcome = comparison.outcome(force: forced)
        if !comparison.differences.isEmpty { text += "\n" + differences }
        if outcome == .notComparable { return text + "\n" + verdictLine(outcome) + "\n" }
        return text + "\n" + table + verdictLine(outcome) + "\n"
    }

    private var header: String {
        func line(_ title: String, _ side: RunComparison.Side) -> String {
            let environment = side.record.environment
            var parts = [side.record.suite, environment.started]
            if let commit = environment.gitCommit {
                parts.append("commit \(commit.prefix(10))" + (environment.gitModified == true ? "+" : ""))
            }
            return "\(title)  \(side.path)  (\(parts.joined(separator: ", ")))\n"
        }
        return line("baseline ", comparison.baseline) + line("candidate", comparison.candidate)
    }

    private var differences: String {
        var table = TextTable(["differs", "baseline", "candidate", ""], numeric: [])
        for difference in comparison.differences {
            table.rows.append([
                difference.field, difference.baseline.isEmpty ? "none" : difference.baseline,
                difference.candidate.isEmpty ? "none" : difference.candidate,
                difference.isBlocking ? (forced ? "ignored: --force" : "not comparable") : "to be known",
            ])
        }
        return table.terminal()
    }

    private var table: String {
        let metrics = comparison.metrics.filter { all || ![.same, .notWorse].contains($0.verdict) }
        let shown = all ? metrics : Array(metrics.prefix(Self.rowLimit))
        guard !shown.isEmpty else { return "" }
        let words = CellWords(comparison.metrics)
        var table = TextTable(
            ["verdict", "metric", "cell", "baseline", "candidate", "ratio", "95 %", "p adj.", "rests on"],
            numeric: [3, 4, 5, 6, 7])
        for metric in shown {
            table.rows.append([
                metric.verdict.words, metric.metric, words.text(metric), Self.figure(metric.baseline),
                Self.figure(metric.candidate), Format.decimal(metric.ratio, 3), Self.interval(metric),
                metric.adjustedPValue.map { $0 < 0.001 ? Format.small($0) : Format.decimal($0, 3) } ?? "–",
                metric.note,
            ])
        }
        var lines = table.terminal().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (place, metric) in shown.enumerated() where metric.verdict.ink != nil {
            // The header and its rule come first, the verdict is each line's first word.
            let word = metric.verdict.words
            let rest = lines[place + 2].dropFirst(word.count)
            lines[place + 2] = (metric.verdict.ink.map { style.paint(word, $0) } ?? word) + rest
        }
        var text = lines.joined(separator: "\n")
        if metrics.count > shown.count {
            text += "… and \(metrics.count - shown.count) more, less bad than these; --all shows them\n"
        }
        return text + "\n"
    }

    private func verdictLine(_ outcome: RunComparison.Outcome) -> String {
        switch outcome {
        case .notComparable:
            let fields = comparison.differences.filter(\.isBlocking).map(\.field)
            return style.paint("not comparable", .yellow)
                + (fields.isEmpty
                    ? ": the runs have no figure in common"
                    : ": \(fields.joined(separator: ", ")) differ; --force compares what is common")
        case .worse, .sameOrBetter:
            let counts = MetricComparison.Verdict.allCases.map { "\(comparison.count($0)) \($0.words)" }
            let percent = Format.decimal(comparison.threshold * 100, 1)
            let isWorse = outcome == .worse
            return style.paint(isWorse ? "worse" : "not worse", isWorse ? .red : .green)
                + " at a threshold of \(percent) %: of \(comparison.metrics.count) figures "
                + counts.joined(separator: ", ")
        }
    }

    private static func interval(_ metric: MetricComparison) -> String {
        guard let interval = metric.interval else { return "–" }
        return "\(Format.decimal(interval.low, 3))–"
            + (interval.high.isFinite ? Format.decimal(interval.high, 3) : "∞")
    }

    /// A figure with about four digits.
    private static func figure(_ value: Double?) -> String {
        guard let value else { return "–" }
        switch abs(value) {
        case 0: return "0"
        case 1000...: return Format.whole(value)
        case 10...: return Format.decimal(value, 1)
        case 0.01...: return Format.decimal(value, 3)
        default: return Format.small(value)
        }
    }
}

extension MetricComparison.Verdict {
    /// The verdict in words.
    var words: String { rawValue.replacing("_", with: " ") }

    /// The colour of the words, if any.
    fileprivate var ink: TerminalStyle.Ink? {
        switch self {
        case .worse: .red
        case .cannotTell: .yellow
        case .better: .green
        case .notWorse, .same: nil
        }
    }
}

/// Names cells by what tells them apart: a factor that is the same in every cell of a metric is left out.
private struct CellWords {
    private var varying: [String: Set<String>] = [:]

    init(_ metrics: [MetricComparison]) {
        var values: [String: [String: Set<String>]] = [:]
        for metric in metrics {
            for factor in metric.cell {
                values[metric.metric, default: [:]][factor.name, default: []].insert(factor.value)
            }
        }
        varying = values.mapValues { Set($0.filter { $0.value.count > 1 }.keys) }
    }

    func text(_ metric: MetricComparison) -> String {
        let kept = metric.cell.enumerated().filter { place, factor in
            // The first factor says what was measured.
            place == 0 || varying[metric.metric]?.contains(factor.name) == true
        }
        return kept.map { _, factor in
            Double(factor.value) == nil ? factor.value : "\(factor.name) \(factor.value)"
        }.joined(separator: ", ")
    }
}
