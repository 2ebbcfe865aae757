import StreamCore

/// The times at which vectors arrive and the domains that they belong to.
///
/// Gaps are drawn in units of expected vectors and turned into time through the rate's integral, so rate
/// changes, bursts and pauses take effect at the nanosecond at which they happen.
struct ArrivalProcess: Sendable {
    private struct Pause: Sendable {
        let activity: Activity
        let domain: Int
    }

    private let timing: StreamTiming
    private let shares: [Double]
    private let rateChanges: [(activity: Activity, factor: Double)]
    private let pauses: [Pause]
    private let totalShare: Double
    private let steady: Bool
    private var gaps: SeededGenerator
    private var choice: SeededGenerator
    private var clock: Double = 0
    private var isFirst = true

    init(timing: StreamTiming, shares: [Double], domains: [Domain], nuisances: [Nuisance], seed: UInt64) {
        self.timing = timing
        self.shares = shares
        totalShare = shares.reduce(0, +)
        var changes: [(Activity, Double)] = []
        var pauses: [Pause] = []
        for nuisance in nuisances {
            switch nuisance {
            case .rateChange(let start, let duration, let factor):
                changes.append((Self.activity(start, duration, timing), factor))
            case .domainPause(let paused, let start, let duration):
                for domain in paused {
                    guard let place = domains.firstIndex(of: domain) else { continue }
                    pauses.append(
                        Pause(activity: Self.activity(start, duration, timing), domain: place))
                }
            case .slowDrift, .outliers, .fluctuation, .duplicates: break
            }
        }
        rateChanges = changes
        self.pauses = pauses
        if case .bursty = timing.arrivals {
            steady = false
        } else {
            steady = changes.isEmpty && pauses.isEmpty
        }
        gaps = SeededGenerator(seed: seed, stream: RandomStream.arrivals)
        choice = SeededGenerator(seed: seed, stream: RandomStream.domains)
    }

    static func activity(
        _ start: StreamOffset, _ duration: StreamOffset?, _ timing: StreamTiming
    ) -> Activity {
        let begin = start.nanoseconds(timing)
        return Activity(
            start: begin, end: duration.map { begin &+ $0.nanoseconds(timing) } ?? .max, ramp: 0)
    }

    /// The next arrival, in nanoseconds from the beginning of the stream; nil when nothing ever arrives
    /// again.
    mutating func next() -> (time: Int64, domain: Int)? {
        var expected: Double
        switch timing.arrivals {
        case .fixed: expected = isFirst ? 0 : 1
        case .poisson, .bursty: expected = gaps.exponential()
        }
        isFirst = false
        if steady {
            clock += expected / timing.rate * 1e9
        } else {
            while true {
                let (rate, until) = segment(at: clock)
                let available = rate * (until - clock) / 1e9
                if available > expected {
                    clock += expected / rate * 1e9
                    break
                }
                expected -= available
                guard until < 9e18 else { return nil }
                clock = until
            }
        }
        guard clock < 9e18 else { return nil }
        let time = Int64(clock)
        return (time, drawDomain(at: time))
    }

    /// The rate at `time` in vectors a second, and until when it stays.
    private func segment(at time: Double) -> (rate: Double, until: Double) {
        var rate = timing.rate
        var until = Double.infinity
        if case .bursty(let on, let off, let factor) = timing.arrivals {
            let onLength = Double(on.wholeNanoseconds)
            let offLength = Double(off.wholeNanoseconds)
            let period = onLength + offLength
            // The lull's rate that makes the mean the scenario's.
            let lull = timing.rate * period / (factor * onLength + offLength)
            let begin = (time / period).rounded(.down) * period
            if time < begin + onLength {
                rate = lull * factor
                until = begin + onLength
            } else {
                rate = lull
                until = begin + period
            }
            // Where rounding leaves the end at the time itself, the next nanosecond begins the next phase.
            if until <= time { until = time + 1 }
        }
        func limit(_ activity: Activity) -> Bool {
            let start = Double(activity.start)
            let end = activity.end == .max ? Double.infinity : Double(activity.end)
            if time < start {
                until = min(until, start)
                return false
            }
            if time < end {
                until = min(until, end)
                return true
            }
            return false
        }
        for change in rateChanges where limit(change.activity) { rate *= change.factor }
        if !pauses.isEmpty {
            var silent = Set<Int>()
            for pause in pauses where limit(pause.activity) { silent.insert(pause.domain) }
            let lost = silent.reduce(0) { $0 + shares[$1] }
            rate *= silent.count == shares.count ? 0 : (totalShare - lost) / totalShare
        }
        return (rate, until)
    }

    private mutating func drawDomain(at time: Int64) -> Int {
        guard shares.count > 1 else { return 0 }
        var weights = shares
        var total = totalShare
        for pause in pauses where pause.activity.level(at: time) > 0 {
            total -= weights[pause.domain]
            weights[pause.domain] = 0
        }
        var position = choice.uniform() * total
        var last = 0
        for (domain, weight) in weights.enumerated() where weight > 0 {
            if position < weight { return domain }
            position -= weight
            last = domain
        }
        return last
    }
}

/// Holds back some vectors, so that they leave after others with later timestamps.
struct DelayLine<Item: Sendable>: Sendable {
    private var waiting: [(release: Int64, item: Item)] = []

    /// How many items are held back.
    var count: Int { waiting.count }

    /// Holds `item` back until `release`. O(held), which is the rate times the lateness.
    mutating func hold(_ item: Item, until release: Int64) {
        let place = waiting.firstIndex { $0.release > release } ?? waiting.endIndex
        waiting.insert((release, item), at: place)
    }

    /// The earliest item whose time has come by `time`.
    mutating func release(by time: Int64) -> Item? {
        guard let first = waiting.first, first.release <= time else { return nil }
        return waiting.removeFirst().item
    }
}
