import Statistics

/// One figure of two runs, side by side.
public struct MetricComparison: Sendable, Hashable {
    /// What the comparison says of the figure.
    public enum Verdict: String, Sendable, Hashable, CaseIterable {
        /// The whole interval is beyond the threshold on the bad side, and the finding survives the
        /// correction for having compared many figures.
        case worse
        /// The interval reaches beyond the threshold on the bad side, but not with all of it: more repeats
        /// or seeds are needed.
        case cannotTell = "cannot_tell"
        /// As ``worse``, on the good side.
        case better
        /// The interval keeps away from the bad side, but does not settle between same and better.
        case notWorse = "not_worse"
        /// The whole interval lies within the threshold, or both runs came to the very same counts on the
        /// same streams.
        case same
    }

    /// Which way is better.
    public enum Direction: String, Sendable, Hashable {
        /// More is better: speed, F1.
        case higher
        /// Less is better: time, memory, false alarms.
        case lower
    }

    /// Which figure, with its unit: `vectors_per_s`.
    public var metric: String
    /// The cell, as factors by their column names, in the columns' order.
    public var cell: [Factor]
    /// Which way is better.
    public var better: Direction
    /// The figure in the baseline; nil where it has none.
    public var baseline: Double?
    /// The figure in the candidate; nil where it has none.
    public var candidate: Double?
    /// Candidate over baseline; nil where that is undefined.
    public var ratio: Double?
    /// Where the ratio lies, 95 %; an end may be infinite. Nil where the samples are too few.
    public var interval: ConfidenceInterval?
    /// One-sided, against "not beyond the threshold" on the side to which the ratio leans; nil without
    /// an interval.
    public var pValue: Double?
    /// ``pValue`` corrected for the number of figures compared, by Benjamini's and Hochberg's procedure.
    public var adjustedPValue: Double?
    /// Two-sided, against "no difference at all": Mann's and Whitney's test, where there are samples.
    public var differencePValue: Double?
    /// What is said of it.
    public var verdict: Verdict
    /// What to know about it: on how much it rests, why nothing can be told.
    public var note: String

    /// A factor of a cell.
    public struct Factor: Sendable, Hashable {
        /// The column's name.
        public var name: String
        /// Its value, as the column shows it.
        public var value: String

        /// The factor `name` at `value`.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }
}

/// Turns evidence into verdicts.
struct Judge {
    /// How much worse is bad, as a share: .05.
    let threshold: Double
    /// The expected share of false findings among all findings; where nothing changed at all, the
    /// probability of any.
    static let level = 0.05

    /// A figure before it is judged.
    struct Case {
        var metric: String
        var cell: [MetricComparison.Factor]
        var better: MetricComparison.Direction
        var evidence: RatioEvidence?
        /// Both runs came to the very same counts on the same streams.
        var isIdentical = false
        /// Why there is no evidence, or what else to know.
        var note = ""
    }

    /// The ratio below which, and above which, a change counts.
    private var bounds: (low: Double, high: Double) { (1 - threshold, 1 + threshold) }

    /// Judges all cases together, since the correction needs to know how many there are.
    func judge(_ cases: [Case]) -> [MetricComparison] {
        var tested: [(place: Int, p: Double, falls: Bool)] = []
        for (place, one) in cases.enumerated() {
            guard !one.isIdentical, let evidence = one.evidence, evidence.interval() != nil else { continue }
            let below = evidence.pBelow(bounds.low)
            let above = evidence.pAbove(bounds.high)
            tested.append((place, min(below, above), below <= above))
        }
        let adjusted = MultipleTesting.benjaminiHochberg(tested.map(\.p))
        var results = cases.map(untested)
        for (test, adjusted) in zip(tested, adjusted) {
            let one = cases[test.place]
            results[test.place].pValue = test.p
            results[test.place].adjustedPValue = adjusted
            guard let interval = results[test.place].interval else { continue }
            let fallsIsBad = one.better == .higher
            results[test.place].verdict = verdict(interval, fallsIsBad: fallsIsBad, adjusted: adjusted)
            let beyond = interval.high < bounds.low || interval.low > bounds.high
            if beyond, adjusted > Self.level {
                results[test.place].note += "; beyond the threshold, but not after the correction"
            }
        }
        return results
    }

    private func verdict(
        _ interval: ConfidenceInterval, fallsIsBad: Bool, adjusted: Double
    ) -> MetricComparison.Verdict {
        let isBelow = interval.high < bounds.low
        let isAbove = interval.low > bounds.high
        if isBelow || isAbove {
            guard isBelow == fallsIsBad else { return adjusted <= Self.level ? .better : .notWorse }
            return adjusted <= Self.level ? .worse : .cannotTell
        }
        if interval.low >= bounds.low, interval.high <= bounds.high { return .same }
        let keepsClear = fallsIsBad ? interval.low >= bounds.low : interval.high <= bounds.high
        return keepsClear ? .notWorse : .cannotTell
    }

    /// What is known of a case without a test.
    private func untested(_ one: Case) -> MetricComparison {
        let interval = one.isIdentical ? nil : one.evidence?.interval()
        var note = [one.note, one.evidence?.basis ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
        if one.isIdentical {
            note += (note.isEmpty ? "" : "; ") + "the same on the same streams"
        } else if interval == nil {
            note += (note.isEmpty ? "" : "; ") + "too few to tell"
        }
        return MetricComparison(
            metric: one.metric, cell: one.cell, better: one.better, baseline: one.evidence?.baseline,
            candidate: one.evidence?.candidate, ratio: one.isIdentical ? 1 : one.evidence?.ratio,
            interval: interval, differencePValue: one.evidence?.differenceP,
            verdict: one.isIdentical ? .same : .cannotTell, note: note)
    }
}
