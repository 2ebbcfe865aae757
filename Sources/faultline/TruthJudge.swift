import Evaluation
import Foundation
import PatternDetection
import StreamCore
import StreamGenerator
import Synchronization

/// Judges what `detect` finds by what is known to change.
///
/// Memory: eight bytes a vector, since a change's block is the number of vectors before it.
final class TruthJudge: Sendable {
    private struct State {
        var timestamps: [Int64] = []
        var alarms: [Alarm] = []
    }

    private let file: String
    private let truth: GroundTruth
    private let interval: Int
    private let state = Mutex(State())

    /// A judge, or nil where nothing is to be judged.
    ///
    /// - Parameters:
    ///   - truth: The truth file that was named.
    ///   - input: The data, which may have a truth of its own.
    ///   - isAsked: Whether that one is to be used.
    ///   - interval: Vectors in a detection block.
    init?(truth: String?, input: String, isAsked: Bool, interval: Int) throws(InputError) {
        guard truth != nil || isAsked else { return nil }
        guard let file = truth ?? Recording.truthFile(of: input) else {
            throw InputError(
                .unreadable, file: input, field: "--score", problem: "no truth belongs to it",
                remedy:
                    "name one with --truth FILE (a folder's is truth.csv, that of a file X is X.truth.csv)")
        }
        self.file = file
        self.truth = try GroundTruth.read(file, block: Recording.block(of: input) ?? 50)
        self.interval = interval
    }

    /// Notes a vector's time.
    func note(_ time: EventTime) {
        state.withLock { $0.timestamps.append(time.nanoseconds) }
    }

    /// Notes an alarm; what is not significant raises none.
    func note(_ pattern: DetectedPattern) {
        guard pattern.isSignificant else { return }
        state.withLock { $0.alarms.append(Alarm(pattern)) }
    }

    /// How good it was.
    func verdict() -> DetectionAccuracy {
        let (timestamps, alarms) = state.withLock { ($0.timestamps, $0.alarms) }
        let sorted = timestamps.sorted()
        // What lies behind the data cannot be found in it.
        let reached = truth.events.filter { event in
            sorted.last.map { event.observable.nanoseconds <= $0 } ?? false
        }
        let changes = PlantedChange.changes(
            of: GroundTruth(block: truth.block, events: reached), timestamps: sorted, interval: interval)
        return DetectionAccuracy(
            file: file, changes: changes, alarms: alarms, outliers: truth.outlierMembers,
            blocks: (sorted.count + interval - 1) / interval,
            unreached: truth.events.count - reached.count)
    }
}

/// What was found of a truth.
struct DetectionAccuracy: Encodable {
    /// Counts of one kind of alarm, and what follows from them.
    struct Counts: Encodable {
        let type: String
        let events: Int
        let truePositives: Int
        let falsePositives: Int
        let falseNegatives: Int
        let precision: Double?
        let recall: Double?
        let f1: Double?
        let delayMeanBlocks: Double?
        let delaysBlocks: [Int]

        init(type: String, _ scores: [TypeScore]) {
            var sum = TypeScore(TypeScore.Key(type: type, strength: ""))
            for score in scores { sum.add(score) }
            self.type = type
            events = sum.events
            truePositives = sum.truePositives
            falsePositives = sum.falsePositives
            falseNegatives = sum.falseNegatives
            precision = sum.precision
            recall = sum.recall
            f1 = sum.f1
            delaysBlocks = sum.delays.sorted()
            delayMeanBlocks =
                sum.delays.isEmpty ? nil : Double(sum.delays.reduce(0, +)) / Double(sum.delays.count)
        }

        private enum CodingKeys: String, CodingKey {
            case type, events, precision, recall, f1
            case truePositives = "true_positives"
            case falsePositives = "false_positives"
            case falseNegatives = "false_negatives"
            case delayMeanBlocks = "delay_mean_blocks"
            case delaysBlocks = "delays_blocks"
        }

        var text: String {
            func share(_ value: Double?) -> String {
                value.map { String(format: "%.2f", $0) } ?? "–"
            }
            var text = "\(truePositives) of \(events) found, \(falsePositives) false; "
            text += "precision \(share(precision)), recall \(share(recall)), F1 \(share(f1))"
            if let delayMeanBlocks {
                text += ", delay \(String(format: "%.1f", delayMeanBlocks)) blocks"
                if let last = delaysBlocks.last, delaysBlocks.count > 1 {
                    text += " (\(delaysBlocks[0]) to \(last))"
                }
            }
            return text
        }
    }

    /// The truth file.
    let truth: String
    /// Blocks of the stream.
    let blocks: Int
    /// Events of the truth that begin after the data ends; they are not counted.
    let unreached: Int
    /// With the right type.
    let typed: Counts
    /// Whatever the type.
    let untyped: Counts
    /// By type: of events the true one, of false alarms the one that was said.
    let types: [Counts]

    init(
        file: String, changes: [PlantedChange], alarms: [Alarm], outliers: Set<String>, blocks: Int,
        unreached: Int
    ) {
        truth = file
        self.blocks = blocks
        self.unreached = unreached
        let score = StreamScore(
            changes: changes, alarms: alarms, outliers: outliers, blocks: blocks, learningBlocks: 0)
        typed = Counts(type: "typed", score.types)
        untyped = Counts(type: "untyped", score.untyped)
        types = Set(score.types.map(\.type)).sorted().map { type in
            Counts(type: type, score.types.filter { $0.type == type })
        }
    }

    /// For people.
    var lines: [String] {
        var lines = ["judged by \(truth):", "  typed: \(typed.text)", "  untyped: \(untyped.text)"]
        lines += types.map { "    \($0.type): \($0.text)" }
        if unreached > 0 { lines.append("  \(unreached) events begin after the data ends: not counted") }
        return lines
    }
}
