import StreamCore

/// What was really planted into a stream: the answer that detections are scored against.
public struct GroundTruth: Sendable, Hashable {
    /// Vectors in a block, the unit of lags.
    public var block: Int
    /// The events that at least one vector carried, in the order of their planned start.
    public var events: [TruthEvent]
    /// Single vectors that a nuisance moved away: no change, but who names one of them is not wrong.
    public var outliers: [TruthOutliers]

    /// A truth of these events.
    public init(block: Int = 50, events: [TruthEvent] = [], outliers: [TruthOutliers] = []) {
        self.block = block
        self.events = events
        self.outliers = outliers
    }
}

/// One planted event, as it came out.
public struct TruthEvent: Sendable, Hashable {
    /// Names the event in its stream.
    public var id: String
    /// What kind of change.
    public var type: PatternType
    /// The domains, the one that changes first; a cascade's in the order in which it travelled.
    public var domains: [Domain]
    /// How strong, as the scenario put it.
    public var strength: EventStrength
    /// When it was planned to begin.
    public var start: EventTime
    /// The timestamp of the first vector that carries it; a cascade's: of the first in the last domain
    /// that it reached. Delays count from here.
    public var observable: EventTime
    /// The place of that vector in the stream, from 0; nil when read from a file.
    public var observableIndex: Int?
    /// When it ended; nil for one that lasts.
    public var end: EventTime?
    /// The ids of the vectors that carry it, in order; empty when read from a file, except an anomaly's.
    public var members: [String]
    /// How many vectors carry it.
    public var memberCount: Int
    /// A cascade's edges.
    public var links: [TruthLink]

    /// An event of these parts.
    public init(
        id: String, type: PatternType, domains: [Domain], strength: EventStrength, start: EventTime,
        observable: EventTime, observableIndex: Int? = nil, end: EventTime? = nil,
        members: [String] = [], memberCount: Int? = nil, links: [TruthLink] = []
    ) {
        self.id = id
        self.type = type
        self.domains = domains
        self.strength = strength
        self.start = start
        self.observable = observable
        self.observableIndex = observableIndex
        self.end = end
        self.members = members
        self.memberCount = memberCount ?? members.count
        self.links = links
    }

    /// The `detail` column: a cascade's edges as `climate>finance@3` (`climate>>finance@3` for a lasting
    /// relation), an anomaly's members, separated by `;`.
    public var detail: String {
        switch type {
        case .cascade: links.map(\.text).joined(separator: ";")
        case .anomalousNode: members.joined(separator: ";")
        default: ""
        }
    }
}

/// One step of a cascade.
public struct TruthLink: Sendable, Hashable {
    /// Where the shock comes from.
    public var source: Domain
    /// Where it arrives.
    public var target: Domain
    /// Blocks from the source's first disturbed vector to the target's; in a lasting relation, from the
    /// source's fluctuations to the target's.
    public var lag: Int
    /// The timestamp of the source's first disturbed vector; nil when read from a file.
    public var sourceOnset: EventTime?
    /// The timestamp of the target's first disturbed vector; nil when read from a file.
    public var targetOnset: EventTime?
    /// Whether it is a lasting relation, the edge of a driven cascade, rather than a shock that passed.
    public var isLasting: Bool

    /// A step of these parts.
    public init(
        source: Domain, target: Domain, lag: Int, sourceOnset: EventTime? = nil,
        targetOnset: EventTime? = nil, isLasting: Bool = false
    ) {
        self.source = source
        self.target = target
        self.lag = lag
        self.sourceOnset = sourceOnset
        self.targetOnset = targetOnset
        self.isLasting = isLasting
    }

    /// `source>target@lag`, with `>>` for a lasting relation.
    public var text: String { "\(source)\(isLasting ? ">>" : ">")\(target)@\(lag)" }

    /// The step that `text` says, or nil.
    public init?(text: some StringProtocol) {
        guard let arrow = text.firstIndex(of: ">"), let at = text.lastIndex(of: "@"), arrow < at,
            let lag = Int(text[text.index(after: at)...]),
            let source = try? Domain(String(text[..<arrow]))
        else { return nil }
        let rest = text[text.index(after: arrow)..<at]
        let isLasting = rest.first == ">"
        guard let target = try? Domain(String(rest.dropFirst(isLasting ? 1 : 0))) else { return nil }
        self.init(source: source, target: target, lag: lag, isLasting: isLasting)
    }
}

/// Gathers the truth while a stream is made.
struct TruthRecorder: Sendable {
    private struct Onset: Sendable {
        var index: Int
        var time: Int64
    }

    private let schedule: EventSchedule
    private let timing: StreamTiming
    private var members: [[String]]
    /// By event, then by the place of the domain in the event.
    private var onsets: [[Onset?]]
    /// By the number of the nuisance, only those that have any.
    private var outliers: [Int: TruthOutliers] = [:]
    private let domains: [Domain]
    private let nuisances: [Nuisance]

    init(schedule: EventSchedule, timing: StreamTiming, domains: [Domain], nuisances: [Nuisance]) {
        self.schedule = schedule
        self.timing = timing
        self.domains = domains
        self.nuisances = nuisances
        members = Array(repeating: [], count: schedule.entries.count)
        onsets = schedule.entries.map { Array(repeating: nil, count: $0.domains.count) }
    }

    /// Notes that the vector `id`, the `index`-th of the stream, carries an event.
    mutating func note(event: Int, hop: Int, id: String, index: Int, time: Int64) {
        // Two parts of one event can meet in one vector.
        if members[event].last != id { members[event].append(id) }
        if onsets[event][hop] == nil { onsets[event][hop] = Onset(index: index, time: time) }
    }

    /// Notes that the `nuisance`-th nuisance made an outlier of the vector `id`.
    mutating func note(outlierOf nuisance: Int, id: String, time: Int64) {
        guard case .outliers(let named, _, let energy) = nuisances[nuisance] else { return }
        let moment = timing.epoch.advanced(byNanoseconds: time)
        outliers[
            nuisance,
            default: TruthOutliers(
                id: "n\(nuisance)", domains: named.isEmpty ? domains : named, energy: energy, first: moment,
                last: moment)
        ].add(id, at: moment)
    }

    /// The truth so far.
    var truth: GroundTruth {
        func eventTime(_ offset: Int64) -> EventTime { timing.epoch.advanced(byNanoseconds: offset) }
        var events: [TruthEvent] = []
        for (number, entry) in schedule.entries.enumerated() where !members[number].isEmpty {
            let seen = onsets[number].compactMap { $0 }
            guard let first = seen.min(by: { $0.index < $1.index }),
                let last = seen.max(by: { $0.index < $1.index })
            else { continue }
            let observable = entry.type == .cascade ? last : first
            var links: [TruthLink] = []
            for (hop, source) in entry.sources.enumerated() {
                guard let source, let departure = onsets[number][source.place],
                    let arrival = onsets[number][hop]
                else { continue }
                links.append(
                    TruthLink(
                        source: entry.domains[source.place], target: entry.domains[hop],
                        lag: entry.mode.isDriven
                            ? source.lag : arrival.index / timing.block - departure.index / timing.block,
                        sourceOnset: eventTime(departure.time), targetOnset: eventTime(arrival.time),
                        isLasting: entry.mode.isDriven))
            }
            let end: EventTime?
            if entry.type == .anomalousNode {
                end = eventTime(observable.time)
            } else {
                end = entry.end == .max ? nil : eventTime(entry.end)
            }
            events.append(
                TruthEvent(
                    id: "e\(number)", type: entry.type, domains: entry.domains,
                    strength: entry.strength, start: eventTime(entry.start),
                    observable: eventTime(observable.time), observableIndex: observable.index,
                    end: end, members: members[number], links: links))
        }
        // Stable, so that events planned for one moment keep the scenario's order.
        let order = events.indices.sorted { (events[$0].start, $0) < (events[$1].start, $1) }
        return GroundTruth(
            block: timing.block, events: order.map { events[$0] },
            outliers: outliers.sorted { $0.key < $1.key }.map(\.value))
    }
}
