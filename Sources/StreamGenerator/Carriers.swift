import StreamCore

/// When something acts: nanoseconds from the beginning of the stream, [start, end), growing over `ramp`.
struct Activity: Sendable, Hashable {
    var start: Int64
    var end: Int64
    var ramp: Int64

    /// How much of the full effect there is at `time`: 0 outside, 1 after the ramp.
    @inline(__always)
    func level(at time: Int64) -> Double {
        guard time >= start, time < end else { return 0 }
        let elapsed = time - start
        guard elapsed < ramp else { return 1 }
        return Double(elapsed) / Double(ramp)
    }
}

/// One event's effect on one domain: what a planted event is broken down into.
struct Carrier: Sendable {
    /// The event's place in the scenario.
    let event: Int
    /// The domain's place in the event: a cascade's stages, or the domains that change together.
    let hop: Int
    /// The domain's place in the scenario.
    let domain: Int
    let type: PatternType
    /// How a driven cascade's fluctuation looks; nil for every other event.
    let fluctuation: Fluctuation?
    let activity: Activity
    /// The number that the event's strength stands for in this domain.
    let magnitude: Double
    /// The other domain of a bridge, as its place in the scenario.
    let partner: Int?
    /// The section that replaces arrivals in a pool's stream.
    let source: Domain?
}

/// The events of a scenario, their times settled for one seed.
struct EventSchedule: Sendable {
    /// One event as it will happen.
    struct Entry: Sendable {
        let type: PatternType
        /// In the order in which they change.
        let domains: [Domain]
        let strength: EventStrength
        let magnitude: Double
        let start: Int64
        /// `Int64.max` for one that lasts.
        let end: Int64
        let mode: CascadeMode
        /// What each domain after the first follows, and how many blocks later: a cascade's.
        let sources: [FluctuationSeries.Source?]
    }

    private(set) var entries: [Entry] = []
    private(set) var carriers: [Carrier] = []

    /// How long each domain's part of a cascade lasts, in blocks, unless its event says otherwise.
    static let cascadeBlocks = 6.0

    /// - Parameters:
    ///   - domains: The stream's domains in order.
    ///   - magnitude: The number that an event's strength stands for in the domain of this place.
    init(
        events: [PlantedEvent], domains: [Domain], timing: StreamTiming, seed: UInt64,
        magnitude: (PlantedEvent, Int) -> Double
    ) {
        let places = Dictionary(uniqueKeysWithValues: domains.enumerated().map { ($1, $0) })
        for (number, event) in events.enumerated() {
            var random = SeededGenerator(
                seed: seed, stream: RandomStream.event(number, hop: 0xFFFF))
            let jitter = event.jitter.nanoseconds(timing)
            let start =
                event.start.nanoseconds(timing)
                &+ (jitter > 0 ? Int64(random.uniform() * Double(jitter)) : 0)
            let ramp = event.ramp?.nanoseconds(timing) ?? 0
            var order = event.domains
            var starts = [Int64](repeating: start, count: order.count)
            var sources = [FluctuationSeries.Source?](repeating: nil, count: order.count)
            var length = event.duration?.nanoseconds(timing)
            if event.type == .cascade {
                if event.randomOrder { order = random.permutation(of: order.count).map { order[$0] } }
                if !event.mode.isDriven {
                    length = length ?? StreamOffset.blocks(Self.cascadeBlocks).nanoseconds(timing)
                }
                for hop in 1..<max(order.count, 1) {
                    let drawn = StreamOffset.blocks(Double(2 + random.below(5)))
                    let lag = (event.lags.map { $0[hop - 1] } ?? drawn).nanoseconds(timing)
                    let source = event.shape.source(of: hop)
                    starts[hop] = starts[source] &+ lag
                    sources[hop] = FluctuationSeries.Source(
                        place: source,
                        lag: max(1, Int((Double(lag) / timing.blockNanoseconds).rounded())))
                }
            }
            var last = start
            var fluctuation: Fluctuation?
            if case .driven(let shape) = event.mode { fluctuation = shape }
            let changed = event.type == .bridgeFormation ? 1 : order.count
            for hop in 0..<changed {
                guard let place = places[order[hop]] else { continue }
                let end = length.map { starts[hop] &+ $0 } ?? .max
                last = max(last, end)
                carriers.append(
                    Carrier(
                        event: number, hop: hop, domain: place, type: event.type,
                        fluctuation: fluctuation,
                        activity: Activity(start: starts[hop], end: end, ramp: ramp),
                        magnitude: magnitude(event, place),
                        partner: event.type == .bridgeFormation && order.count > 1
                            ? places[order[1]] : nil,
                        source: event.source))
            }
            entries.append(
                Entry(
                    type: event.type, domains: order, strength: event.strength,
                    magnitude: order.first.flatMap { places[$0] }.map { magnitude(event, $0) } ?? 0,
                    start: start, end: event.type == .anomalousNode ? start : last, mode: event.mode,
                    sources: sources))
        }
    }
}
