import StreamCore

/// When vectors are meant to arrive, made ahead of the clock: the one thing that an open loop's producer
/// follows, whatever the engine does.
///
/// Every kind makes the whole number of arrivals nearest to rate × length, so that a cell offers the rate
/// that it says. A Poisson process with its count given is as many independent uniform times in order;
/// `poisson` is that, and `bursty` the same with the time stretched where the rate is low. The same seed
/// gives the same times on every machine.
public struct ArrivalSchedule: Sendable, Hashable, Codable {
    /// The kinds of schedule.
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// One arrival every 1 / rate seconds.
        case fixed
        /// Arrivals that know nothing of each other.
        case poisson
        /// A Poisson process whose rate goes up in bursts; the mean rate is the one asked for.
        case bursty
    }

    /// The kind.
    public var kind: Kind
    /// How long a burst lasts, in nanoseconds; for `bursty`.
    public var burstOn: Int64
    /// How long the lull between bursts lasts, in nanoseconds; for `bursty`.
    public var burstOff: Int64
    /// The rate in a burst over that in a lull; for `bursty`.
    public var burstFactor: Double

    /// A schedule; by default its bursts last a tenth of a second, a lull four, at five times the rate.
    public init(
        _ kind: Kind, burstOn: Int64 = 100_000_000, burstOff: Int64 = 400_000_000, burstFactor: Double = 5
    ) {
        self.kind = kind
        self.burstOn = burstOn
        self.burstOff = burstOff
        self.burstFactor = burstFactor
    }

    /// The intended arrivals of one stretch, ascending, in nanoseconds from its beginning. O(arrivals).
    ///
    /// - Parameters:
    ///   - rate: The mean rate, a second.
    ///   - nanoseconds: How long the stretch is; every arrival is before its end.
    ///   - generator: Where chance comes from; `fixed` draws nothing.
    public func offsets(
        rate: Double, nanoseconds: Int64, using generator: inout SeededGenerator
    ) -> [Int64] {
        let length = Double(nanoseconds)
        let count = Int((rate * length / 1e9).rounded())
        guard count > 0, nanoseconds > 0 else { return [] }
        if kind == .fixed {
            return (0..<count).map { Int64(Double($0) * length / Double(count)) }
        }
        // The partial sums of n + 1 exponential gaps over their sum are n ordered uniform numbers.
        var sums: [Double] = []
        sums.reserveCapacity(count + 1)
        var sum = 0.0
        for _ in 0...count {
            sum += generator.exponential()
            sums.append(sum)
        }
        let total = kind == .bursty ? expected(at: length) : length
        return sums.prefix(count).map { part in
            let share = part / sum * total
            let time = kind == .bursty ? self.time(expecting: share) : share
            return min(max(Int64(time), 0), nanoseconds - 1)
        }
    }

    /// Arrivals expected until `time` in units of a lull's nanosecond.
    private func expected(at time: Double) -> Double {
        let on = Double(burstOn)
        let period = on + Double(burstOff)
        let whole = (time / period).rounded(.down)
        let rest = time - whole * period
        return whole * (burstFactor * on + Double(burstOff))
            + (rest < on ? burstFactor * rest : burstFactor * on + rest - on)
    }

    /// The time until which `expected` arrivals are expected: the inverse of ``expected(at:)``.
    private func time(expecting expected: Double) -> Double {
        let on = Double(burstOn)
        let period = on + Double(burstOff)
        let each = burstFactor * on + Double(burstOff)
        let whole = (expected / each).rounded(.down)
        let rest = expected - whole * each
        return whole * period + (rest < burstFactor * on ? rest / burstFactor : rest - burstFactor * on + on)
    }
}
