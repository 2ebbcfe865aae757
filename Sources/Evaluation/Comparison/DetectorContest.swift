/// Where another detector does better than the one that the engine runs by default.
///
/// A cell is what both were measured on: a scenario, the engine's settings, a type and a strength. Of planted
/// changes the higher F1 wins; in streams without changes the lower rate of false alarms.
public struct DetectorContest: Sendable, Hashable {
    /// What a cell compares.
    public enum Measure: String, Sendable, Hashable {
        /// F1 of what was planted.
        case f1 = "F1"
        /// False alarms in 1000 blocks where nothing was planted.
        case falseAlarms = "false alarms in 1000 blocks"
    }

    /// A cell that another detector wins.
    public struct Win: Sendable, Hashable {
        /// What was compared.
        public var measure: Measure
        /// The defending detector's row.
        public var own: AccuracyRow
        /// The winner's.
        public var other: AccuracyRow
        /// Whether the two 95 % intervals do not overlap.
        public var isClear: Bool
    }

    /// The detector whose cells are contested.
    public var detector: String
    /// How many cells at least one other detector was measured on too.
    public var cells = 0
    /// The cells that another one wins, each with the best of the others, in the rows' order.
    public var wins: [Win] = []

    /// The contest over `rows` for the cells of `detector`.
    public init(_ rows: [AccuracyRow], for detector: String = "calibrated") {
        self.detector = detector
        let others = Dictionary(grouping: rows.filter { $0.detector != detector }, by: Cell.init)
        for own in rows where own.detector == detector {
            let rivals = others[Cell(own)] ?? []
            if own.events > 0 {
                contest(.f1, own, rivals, { $0.f1 }, { ($0.f1Low, $0.f1High) }, higherWins: true)
            } else if own.strength == StreamScore.noStrength, own.patternType == TypeScore.anyType {
                contest(
                    .falseAlarms, own, rivals, { $0.falseAlarmsPer1000Blocks },
                    { ($0.falseAlarmsLow, $0.falseAlarmsHigh) }, higherWins: false)
            }
        }
    }

    private mutating func contest(
        _ measure: Measure, _ own: AccuracyRow, _ rivals: [AccuracyRow], _ value: (AccuracyRow) -> Double?,
        _ interval: (AccuracyRow) -> (low: Double?, high: Double?), higherWins: Bool
    ) {
        let sign = higherWins ? 1.0 : -1
        guard let mine = value(own).map({ $0 * sign }) else { return }
        let known = rivals.compactMap { row in value(row).map { (row: row, value: $0 * sign) } }
        guard let best = known.max(by: { $0.value < $1.value }) else { return }
        cells += 1
        guard best.value > mine + 1e-12 else { return }
        let (left, right) = (interval(own), interval(best.row))
        var isClear = false
        if higherWins, let low = right.low, let high = left.high { isClear = low > high }
        if !higherWins, let high = right.high, let low = left.low { isClear = high < low }
        wins.append(Win(measure: measure, own: own, other: best.row, isClear: isClear))
    }

    private struct Cell: Hashable {
        var names: [String]
        var factors: AccuracyRow.Factors

        init(_ row: AccuracyRow) {
            names = [row.scenario, row.patternType, row.strength]
            factors = row.factors
        }
    }
}
