import StreamCore

/// Judges alarms against planted changes, one to one.
///
/// An alarm matches a change when their types are equal, their domains intersect and
/// observable ≤ block < observable + ``tolerance``; an earlier alarm is false. A lasting relation (a driven
/// cascade) has no moment at which it must show: an alarm may name it from there until ``tolerance`` blocks
/// after it ends. Among all one-to-one
/// assignments one with the most matches is taken, each change preferring the earliest of its alarms that
/// is not neutral. Alarms are never credited again after the fact ("point adjustment"), which would
/// flatter detectors that fire often.
///
/// An alarm that matches nothing is false, unless it is *neutral*: a break or consolidation in a
/// cascade's domains while it travels (or drives), a later alarm that names an edge of a relation that lasts, any
/// alarm of an ending change's domains within the tolerance after its end, or an anomaly alarm that names a
/// planted outlier. The last can match nothing: an outlier is nobody's change, but it is odd, and to say so is
/// right.
public struct EventMatching: Sendable, Hashable {
    /// How many blocks an alarm may take.
    public var tolerance: Int
    /// How alarms that are one are joined beforehand.
    public var merging: AlarmMerging

    /// Matching with these two constants.
    public init(tolerance: Int = 12, merging: AlarmMerging = AlarmMerging()) {
        self.tolerance = tolerance
        self.merging = merging
    }

    /// What became of every change and every alarm.
    public struct Outcome: Sendable, Hashable {
        /// The changes, an anomaly of several vectors split to one each.
        public var changes: [PlantedChange]
        /// The alarms after merging.
        public var alarms: [Alarm]
        /// The index of the alarm that found each change, or nil where none did.
        public var alarmOfChange: [Int?]
        /// The alarms that matched nothing and are held against the detector.
        public var falseAlarms: [Int]
        /// The alarms that matched nothing and are not held against it.
        public var neutral: [Int]
    }

    /// Matches `alarms` with `changes`.
    ///
    /// O(c·a) to find who may match whom and O(c²·a) in the worst case to assign, for c changes and a
    /// alarms.
    ///
    /// - Parameters:
    ///   - changes: What was planted.
    ///   - alarms: What was said, in any order, not yet merged.
    ///   - outliers: The ids of vectors that a nuisance made outliers.
    ///   - typed: Whether types have to agree; without, only place and time count.
    public func match(
        changes: [PlantedChange], alarms: [Alarm], outliers: Set<String> = [], typed: Bool
    ) -> Outcome {
        let units = changes.flatMap(Self.units)
        let merged = merging.merge(alarms, changes: units)
        let odd = merged.map { Self.names($0, oneOf: outliers) }
        let neutrality = merged.indices.map { odd[$0] || isNeutral(merged[$0], among: units) }
        // Alarms that would be held against the detector come first, then the earlier ones: a break on a
        // cascade's way may stand for the cascade, but not push the cascade's own alarm out.
        let candidates = units.map { change in
            let possible = merged.indices.filter {
                !odd[$0] && isMatch(merged[$0], change, typed: typed)
            }
            return possible.filter { !neutrality[$0] } + possible.filter { neutrality[$0] }
        }
        let assignment = Self.assign(candidates: candidates, alarms: merged.count)
        let taken = Set(assignment.compactMap { $0 })
        var falseAlarms: [Int] = []
        var neutral: [Int] = []
        for index in merged.indices where !taken.contains(index) {
            if neutrality[index] {
                neutral.append(index)
            } else {
                falseAlarms.append(index)
            }
        }
        return Outcome(
            changes: units, alarms: merged, alarmOfChange: assignment, falseAlarms: falseAlarms,
            neutral: neutral)
    }

    /// A change that one alarm can find: an anomaly for each of its vectors, anything else as it is.
    private static func units(of change: PlantedChange) -> [PlantedChange] {
        guard change.type == .anomalousNode, change.members.count > 1 else { return [change] }
        return change.members.map { member in
            var one = change
            one.members = [member]
            return one
        }
    }

    private func isMatch(_ alarm: Alarm, _ change: PlantedChange, typed: Bool) -> Bool {
        if typed && alarm.type != change.type { return false }
        if alarm.type == .anomalousNode && change.type == .anomalousNode {
            return alarm.members.first == change.members.first && alarm.members.count == 1
        }
        // A single vector is only ever found by naming it.
        if change.type == .anomalousNode { return false }
        guard !Set(alarm.domains).isDisjoint(with: change.domains) else { return false }
        // A cascade shows first where it first arrives.
        let from = change.edges.map(\.targetOnset).min() ?? change.observable
        return alarm.block >= min(from, change.observable) && alarm.block < change.deadline(tolerance)
    }

    /// Whether an alarm says no more than that one of these vectors is odd.
    private static func names(_ alarm: Alarm, oneOf outliers: Set<String>) -> Bool {
        alarm.type == .anomalousNode && !alarm.members.isEmpty && alarm.members.allSatisfy(outliers.contains)
    }

    private func isNeutral(_ alarm: Alarm, among changes: [PlantedChange]) -> Bool {
        changes.contains { change in
            guard !Set(alarm.domains).isDisjoint(with: change.domains) else { return false }
            if let end = change.end, end <= alarm.block, alarm.block < end + tolerance { return true }
            if alarm.type == .cascade, change.isLasting {
                // Its edges need not be found at once; each is judged by itself.
                return change.start <= alarm.block && alarm.block < change.deadline(tolerance)
                    && change.edges.contains { edge in
                        alarm.links.contains { $0.source == edge.source && $0.target == edge.target }
                    }
            }
            guard change.type == .cascade, alarm.type == .coherenceBreak || alarm.type == .consolidation
            else { return false }
            let until = change.end ?? change.deadline(tolerance)
            return change.start <= alarm.block && alarm.block < until
        }
    }

    /// A maximum matching by augmenting paths (Kuhn): changes in order, each trying its candidates in
    /// order, moving an earlier change to another of its own candidates only when it has to.
    private static func assign(candidates: [[Int]], alarms: Int) -> [Int?] {
        var changeOfAlarm = [Int?](repeating: nil, count: alarms)
        func place(_ change: Int, _ visited: inout Set<Int>) -> Bool {
            for alarm in candidates[change] where visited.insert(alarm).inserted {
                if let holder = changeOfAlarm[alarm], !place(holder, &visited) { continue }
                changeOfAlarm[alarm] = change
                return true
            }
            return false
        }
        for change in candidates.indices {
            var visited: Set<Int> = []
            _ = place(change, &visited)
        }
        var alarmOfChange = [Int?](repeating: nil, count: candidates.count)
        for (alarm, change) in changeOfAlarm.enumerated() {
            if let change { alarmOfChange[change] = alarm }
        }
        return alarmOfChange
    }
}
