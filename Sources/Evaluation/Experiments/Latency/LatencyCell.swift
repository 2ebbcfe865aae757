import StreamCore

/// What a latency cell measures.
public enum LatencyKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Latency at one offered rate: a point of the latency–throughput curve.
    case curve
    /// The highest rate that meets the target.
    case search
    /// How long the engine takes to recover from an overload.
    case recovery
}

/// How much a latency cell offers.
public enum LatencyLoad: Sendable, Hashable, Codable {
    /// So many vectors a second.
    case perSecond(Double)
    /// This share of the rate that a search found sustainable.
    case share(Double)
    /// Whatever the search tries.
    case searched
}

/// What rates are compared for: cells that differ in nothing but their rate, length or repetition are of
/// one subject, and have one sustainable rate.
public struct LatencySubject: Sendable, Hashable, Codable {
    /// The stream.
    public var scenario: ScenarioReference
    /// The engine's settings.
    public var settings: EngineSettings
    /// The dimension, or nil for the scenario's own.
    public var dimension: Int?
    /// The seed of the stream and the schedule.
    public var seed: UInt64
    /// When vectors arrive.
    public var schedule: ArrivalSchedule
    /// What the 99th percentile may be at a sustained rate, in seconds.
    public var targetS: Double
}

/// One engine under one open loop, or a search among several.
public struct LatencyCell: Sendable, Hashable, Codable {
    /// What is measured.
    public var kind: LatencyKind
    /// The stream, the engine and the target.
    public var subject: LatencySubject
    /// How much is offered.
    public var load: LatencyLoad
    /// Vectors made ahead of the clock; a longer schedule takes them again from the beginning.
    public var vectors: Int
    /// Seconds of schedule that are measured.
    public var durationS: Double
    /// Seconds of schedule before that.
    public var warmupS: Double
    /// How close a search comes, as a share of the rate.
    public var tolerance: Double
    /// The rate of a recovery's burst, over the sustainable rate.
    public var overloadFactor: Double
    /// How long that burst lasts, in seconds.
    public var overloadS: Double
    /// Which repetition, from 1.
    public var `repeat`: Int

    /// What a person sees of it while it runs.
    var label: String {
        let rate =
            switch load {
            case .perSecond(let rate): " at \(Int(rate))/s"
            case .share(let share): " at \(Int((share * 100).rounded())) % of the sustainable rate"
            case .searched: ""
            }
        return "\(kind.rawValue) \(subject.scenario.name) \(subject.settings.backend)"
            + " ×\(subject.settings.concurrency) \(subject.schedule.kind.rawValue)\(rate)"
    }

    /// About how many seconds it takes: what the progress is weighed by.
    var cost: Double {
        let filling = 0.5
        switch kind {
        case .curve: return filling + warmupS + durationS
        case .search:
            // Each halving is a probe, and a failed one is repeated.
            let probes = 1.5 * (1 / tolerance).logarithm2Bound
            return 2 * filling + probes * (warmupS + durationS)
        case .recovery: return filling + warmupS + RecoveryPlan(self).seconds
        }
    }
}

extension Double {
    /// The number of halvings that bring 1 below 1 / self.
    fileprivate var logarithm2Bound: Double {
        var halvings = 0.0
        var left = self
        while left > 1, halvings < 64 {
            left /= 2
            halvings += 1
        }
        return halvings
    }
}

/// The parts of a recovery's schedule.
struct RecoveryPlan {
    /// Seconds at half of the sustainable rate, before the burst.
    var calmS: Double
    /// Seconds of the burst.
    var burstS: Double
    /// Seconds at half of the sustainable rate, after it.
    var afterS: Double

    /// At half load the burst's excess of (factor − 1) · burst seconds of work drains in twice that time;
    /// three times as long is looked at.
    init(_ cell: LatencyCell) {
        calmS = cell.durationS / 2
        burstS = cell.overloadS
        afterS = max(cell.durationS, 6 * max(cell.overloadFactor - 1, 0) * cell.overloadS)
    }

    var seconds: Double { calmS + burstS + afterS }
}
