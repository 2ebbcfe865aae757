import Evaluation
import Foundation

/// A comparison as one JSON object; keys in alphabetical order, null where a figure is not defined.
struct ComparisonJSON: Encodable {
    let schemaVersion = 1
    let baseline: Side
    let candidate: Side
    let threshold: Double
    let outcome: String
    let forced: Bool
    let differences: [Difference]
    let counts: [String: Int]
    let metrics: [Metric]

    struct Side: Encodable {
        let path: String
        let suite: String
        let started: String
        let gitCommit: String?
        let incomplete: String?

        init(_ side: RunComparison.Side) {
            path = side.path
            suite = side.record.suite
            started = side.record.environment.started
            gitCommit = side.record.environment.gitCommit
            incomplete = side.incomplete
        }
    }

    struct Difference: Encodable {
        let place: String
        let field: String
        let baseline: String
        let candidate: String
        let blocking: Bool
    }

    struct Metric: Encodable {
        let metric: String
        let cell: [String: String]
        let better: String
        let verdict: String
        let baseline: Double?
        let candidate: Double?
        let ratio: Double?
        let ratioLow: Double?
        let ratioHigh: Double?
        let pValue: Double?
        let adjustedPValue: Double?
        let differencePValue: Double?
        let note: String

        private enum Key: String, CodingKey {
            case metric, cell, better, verdict, baseline, candidate, ratio, ratioLow, ratioHigh, pValue
            case adjustedPValue, differencePValue, note
        }

        init(_ metric: MetricComparison) {
            func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
            self.metric = metric.metric
            cell = Dictionary(metric.cell.map { ($0.name, $0.value) }) { first, _ in first }
            better = metric.better.rawValue
            verdict = metric.verdict.rawValue
            baseline = finite(metric.baseline)
            candidate = finite(metric.candidate)
            ratio = finite(metric.ratio)
            ratioLow = finite(metric.interval?.low)
            ratioHigh = finite(metric.interval?.high)
            pValue = finite(metric.pValue)
            adjustedPValue = finite(metric.adjustedPValue)
            differencePValue = finite(metric.differencePValue)
            note = metric.note
        }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: Key.self)
            try fields.encode(metric, forKey: .metric)
            try fields.encode(cell, forKey: .cell)
            try fields.encode(better, forKey: .better)
            try fields.encode(verdict, forKey: .verdict)
            // `encode` of an optional writes null, where `encodeIfPresent` would leave the key out.
            try fields.encode(baseline, forKey: .baseline)
            try fields.encode(candidate, forKey: .candidate)
            try fields.encode(ratio, forKey: .ratio)
            try fields.encode(ratioLow, forKey: .ratioLow)
            try fields.encode(ratioHigh, forKey: .ratioHigh)
            try fields.encode(pValue, forKey: .pValue)
            try fields.encode(adjustedPValue, forKey: .adjustedPValue)
            try fields.encode(differencePValue, forKey: .differencePValue)
            try fields.encode(note, forKey: .note)
        }
    }

    init(_ comparison: RunComparison, forced: Bool) {
        baseline = Side(comparison.baseline)
        candidate = Side(comparison.candidate)
        threshold = comparison.threshold
        outcome = comparison.outcome(force: forced).rawValue
        self.forced = forced
        differences = comparison.differences.map {
            Difference(
                place: $0.place.rawValue, field: $0.field, baseline: $0.baseline, candidate: $0.candidate,
                blocking: $0.isBlocking)
        }
        counts = Dictionary(
            uniqueKeysWithValues: MetricComparison.Verdict.allCases.map {
                ($0.rawValue, comparison.count($0))
            })
        metrics = comparison.metrics.map(Metric.init)
    }

    func data() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return try encoder.encode(self) + Data("\n".utf8)
    }
}
