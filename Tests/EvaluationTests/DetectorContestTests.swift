import Evaluation
import Testing

@Suite("Curves and contests of detectors")
struct DetectorContestTests {
    private func row(
        _ detector: String, f1: Double?, low: Double? = nil, high: Double? = nil, scenario: String = "s",
        type: String = "coherenceBreak", strength: String = "weak", events: Int = 10, rate: Double = 1,
        recall: Double? = nil, precision: Double? = nil, runLength: Double = 1000
    ) -> AccuracyRow {
        var factors = AccuracyRow.Factors()
        factors.averageRunLength = runLength
        return AccuracyRow(
            scenario: scenario, detector: detector, patternType: type, strength: strength, seeds: 5,
            events: events, truePositives: 0, falsePositives: 0, falseNegatives: 0, precision: precision,
            recall: recall, f1: f1, f1Low: low, f1High: high, delayMeanBlocks: 2, delayP90Blocks: 3,
            falseAlarmsPer1000Blocks: rate, monitoredBlocks: 1000, falseAlarmsLow: rate / 2,
            falseAlarmsHigh: rate * 2, recallLow: nil, recallHigh: nil, factors: factors)
    }

    @Test("The best of the others wins where its F1 is higher, and only there")
    func wins() {
        let contest = DetectorContest([
            row("calibrated", f1: 0.6, low: 0.5, high: 0.7), row("adwin", f1: 0.9, low: 0.8, high: 1),
            row("kswin", f1: 0.7, low: 0.6, high: 0.8),
            row("calibrated", f1: 0.9, strength: "strong"), row("adwin", f1: 0.9, strength: "strong"),
            row("calibrated", f1: 0.9, scenario: "alone"),
            row("calibrated", f1: 0.5, low: 0.4, high: 0.6, scenario: "t"),
            row("adwin", f1: 0.55, low: 0.45, high: 0.65, scenario: "t"),
            row("adwin", f1: 1, scenario: "t", runLength: 10),
        ])
        #expect(contest.cells == 3)
        #expect(contest.wins.map(\.other.detector) == ["adwin", "adwin"])
        #expect(contest.wins.map(\.isClear) == [true, false])
        #expect(contest.wins.map(\.own.scenario) == ["s", "t"])
    }

    @Test("Where nothing was planted the lower rate of false alarms wins")
    func falseAlarms() {
        func quiet(_ detector: String, _ rate: Double, _ type: String = "any") -> AccuracyRow {
            row(detector, f1: nil, type: type, strength: "none", events: 0, rate: rate)
        }
        let contest = DetectorContest([
            quiet("calibrated", 1), quiet("adwin", 0.1), quiet("kswin", 40),
            quiet("calibrated", 1, "anomalousNode"), quiet("adwin", 0, "anomalousNode"),
        ])
        #expect(contest.cells == 1)
        #expect(contest.wins.map(\.measure) == [.falseAlarms])
        #expect(contest.wins.first?.isClear == true)
        #expect(DetectorContest([quiet("calibrated", 1), quiet("kswin", 40)]).wins.isEmpty)
    }

    @Test("Curves are the rows whose run length was swept, with the area under precision and recall")
    func curves() {
        let points = OperatingCurve.points([
            row("calibrated", f1: 0.5, recall: 0.5, precision: 1, runLength: 10_000),
            row("calibrated", f1: 0.5, recall: 0.8, precision: 0.6, runLength: 100),
            row("calibrated", f1: 0.5, scenario: "once", recall: 0.8, precision: 0.6),
            row("calibrated", f1: nil, strength: "none", events: 0, runLength: 10),
            row("calibrated", f1: nil, strength: "none", events: 0, runLength: 1000),
        ])
        #expect(points.map(\.row.factors.averageRunLength) == [100, 10_000, 10, 1000])
        #expect(points.map(\.targetFalseAlarmsPer1000Blocks) == [10, 0.1, 100, 1])
        #expect(abs((points[0].precisionRecallArea ?? 0) - (0.5 + 0.3 * 0.8)) < 1e-12)
        #expect(points[1].precisionRecallArea == points[0].precisionRecallArea)
        #expect(points[2].precisionRecallArea == nil)
    }
}
