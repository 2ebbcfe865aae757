import StreamCore

/// How one detector did on one stream: counts that add up over streams.
///
/// A false alarm has no strength of its own. It is counted under the strength of the change that began
/// last before it (before the first, that one's): a stream of a strong, then a medium, then a weak change
/// is three stretches, and every alarm counts in one of them.
public struct StreamScore: Sendable, Hashable, Codable {
    /// Blocks in the stream.
    public var blocks: Int
    /// Blocks on which the detector could have alarmed, by strength; those it learned on do not count.
    public var monitored: [Exposure]
    /// Counts by type and strength.
    public var types: [TypeScore]
    /// The same without regard to type, by strength.
    public var untyped: [TypeScore]
    /// The cascades' edges by strength, where any were planted or claimed.
    public var edges: [EdgeScore]

    /// Blocks on which a detector could have alarmed while a change of one strength was the latest.
    public struct Exposure: Sendable, Hashable, Codable {
        /// The strength; `none` in a stream without changes.
        public var strength: String
        /// Blocks.
        public var blocks: Int

        /// Blocks at one strength.
        public init(strength: String, blocks: Int) {
            self.strength = strength
            self.blocks = blocks
        }
    }

    /// The strength of a stream without changes.
    public static let noStrength = "none"

    /// Scores `alarms` on a stream.
    ///
    /// - Parameters:
    ///   - changes: What was planted.
    ///   - alarms: What was said.
    ///   - outliers: The ids of vectors that a nuisance made outliers.
    ///   - monitored: For every block of the stream, whether the detector could have alarmed.
    ///   - matching: The rule.
    public init(
        changes: [PlantedChange], alarms: [Alarm], outliers: Set<String> = [], monitored: [Bool],
        matching: EventMatching = EventMatching()
    ) {
        let stretches = Stretches(changes)
        blocks = monitored.count
        var exposure: [String: Int] = [:]
        for strength in stretches.strengths { exposure[strength] = 0 }
        for (block, isMonitored) in monitored.enumerated() where isMonitored {
            exposure[stretches.strength(at: block), default: 0] += 1
        }
        self.monitored = exposure.sorted { $0.key < $1.key }.map(Exposure.init)
        let typed = matching.match(
            changes: changes, alarms: alarms, outliers: outliers, typed: true)
        types = Self.scores(of: typed, stretches, typed: true)
        let any = matching.match(
            changes: changes, alarms: alarms, outliers: outliers, typed: false)
        untyped = Self.scores(of: any, stretches, typed: false)
        // A stream without an alarm still has a score.
        for strength in stretches.strengths where !untyped.contains(where: { $0.strength == strength }) {
            untyped.append(TypeScore(TypeScore.Key(type: TypeScore.anyType, strength: strength)))
        }
        edges = EdgeScore.byStrength(
            changes: changes, alarms: typed.alarms, tolerance: matching.tolerance,
            strengthAt: stretches.strength)
    }

    /// As ``init(changes:alarms:outliers:monitored:matching:)``, for a detector that only learns at the beginning.
    public init(
        changes: [PlantedChange], alarms: [Alarm], outliers: Set<String> = [], blocks: Int,
        learningBlocks: Int, matching: EventMatching = EventMatching()
    ) {
        self.init(
            changes: changes, alarms: alarms, outliers: outliers,
            monitored: (0..<blocks).map { $0 >= learningBlocks }, matching: matching)
    }

    private static func scores(
        of outcome: EventMatching.Outcome, _ stretches: Stretches, typed: Bool
    ) -> [TypeScore] {
        var scores: [TypeScore.Key: TypeScore] = [:]
        func key(_ type: PatternType, _ strength: String) -> TypeScore.Key {
            TypeScore.Key(type: typed ? type.rawValue : TypeScore.anyType, strength: strength)
        }
        for (index, change) in outcome.changes.enumerated() {
            let key = key(change.type, change.strength)
            scores[key, default: TypeScore(key)].count(
                change, foundBy: outcome.alarmOfChange[index].map { outcome.alarms[$0] })
        }
        for index in outcome.falseAlarms {
            let alarm = outcome.alarms[index]
            let key = key(alarm.type, stretches.strength(at: alarm.block))
            scores[key, default: TypeScore(key)].falsePositives += 1
        }
        return scores.values.sorted { ($0.type, $0.strength) < ($1.type, $1.strength) }
    }
}

/// A stream cut at the beginnings of its changes.
private struct Stretches {
    /// Where each stretch begins and what its strength is, in order.
    private let starts: [(block: Int, strength: String)]

    init(_ changes: [PlantedChange]) {
        starts = changes.map { ($0.start, $0.strength) }.sorted { $0.0 < $1.0 }
    }

    var strengths: Set<String> {
        starts.isEmpty ? [StreamScore.noStrength] : Set(starts.map(\.strength))
    }

    func strength(at block: Int) -> String {
        (starts.last { $0.block <= block } ?? starts.first)?.strength ?? StreamScore.noStrength
    }
}

/// Counts of one type at one strength.
public struct TypeScore: Sendable, Hashable, Codable {
    /// What counts are kept under.
    public struct Key: Hashable, Sendable {
        /// The type's name, or ``TypeScore/anyType``.
        public var type: String
        /// The strength's name.
        public var strength: String

        /// The key of `type` at `strength`.
        public init(type: String, strength: String) {
            self.type = type
            self.strength = strength
        }
    }

    /// What stands for the type in scores that ignore it.
    public static let anyType = "any"

    /// The type's name, or ``anyType``.
    public var type: String
    /// The strength's name.
    public var strength: String
    /// Changes planted.
    public var events = 0
    /// Changes found in time.
    public var truePositives = 0
    /// Alarms that found nothing.
    public var falsePositives = 0
    /// Changes missed.
    public var falseNegatives: Int { events - truePositives }
    /// For each change found, the blocks from the one in which it became observable; 0 is that block.
    public var delays: [Int] = []

    /// No counts yet.
    public init(_ key: Key) {
        type = key.type
        strength = key.strength
    }

    /// What the counts are kept under.
    var key: Key { Key(type: type, strength: strength) }

    mutating func count(_ change: PlantedChange, foundBy alarm: Alarm?) {
        events += 1
        guard let alarm else { return }
        truePositives += 1
        // A cascade may be found on its way, before its last domain begins.
        delays.append(max(alarm.block - change.observable, 0))
    }

    /// Adds the counts of another stream.
    public mutating func add(_ other: TypeScore) {
        events += other.events
        truePositives += other.truePositives
        falsePositives += other.falsePositives
        delays += other.delays
    }

    /// TP / (TP + FP), or nil when nothing was said.
    public var precision: Double? { Self.ratio(truePositives, truePositives + falsePositives) }
    /// TP / (TP + FN), or nil when nothing was planted.
    public var recall: Double? { Self.ratio(truePositives, events) }
    /// 2·TP / (2·TP + FP + FN), or nil when nothing was planted.
    public var f1: Double? {
        events == 0 ? nil : Self.ratio(2 * truePositives, truePositives + falsePositives + events)
    }

    private static func ratio(_ part: Int, _ whole: Int) -> Double? {
        whole == 0 ? nil : Double(part) / Double(whole)
    }
}
