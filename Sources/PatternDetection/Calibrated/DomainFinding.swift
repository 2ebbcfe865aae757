import StreamCore

/// What a domain's monitor found, before it is put into words.
struct DomainFinding: Sendable {
    /// The kind of change.
    var type: PatternType
    /// The block in which it probably began, and that block's first time.
    var onsetBlock: Int
    var onset: EventTime
    /// The blocks between which it began, and those times.
    var onsetBlocks: ClosedRange<Int>
    var onsetInterval: ClosedRange<EventTime>
    /// The time of the vector at which it probably began, where the channel can tell.
    var moment: EventTime?
    /// The block in which the alarm was raised; the type may have been said later.
    var alarmBlock: Int
    /// The type's posterior probability.
    var confidence: Double
    /// The alarm's statistic, whose reciprocal bounds the rate of false alarms as high.
    var statistic: Double
    /// For an anomaly its p-value, and how many vectors were tested beside it.
    var pValue: Double?
    var tests = 1
    /// How many blocks the reference had been at work.
    var age = 1
    /// The channel that raised the alarm, with its mean effect and standard error, in standard deviations
    /// of one vector's score; and its deviate over all vectors since the onset.
    var channel: String
    var effect: Double
    var effectError: Double
    var z: Double
    /// Every channel's deviate since the onset.
    var channels: [String: Double]
    /// The ids of the vectors that carry the change.
    var members: [String]
    /// The other domain that a bridge leads to.
    var partner: Int?
}
