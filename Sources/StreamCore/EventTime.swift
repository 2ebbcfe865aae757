/// A moment in event time: when something happened, as its source says, in nanoseconds since
/// 1970-01-01T00:00:00Z.
///
/// Windows, watermarks and onsets are all in event time; the machine's clock plays no part in them, so
/// the same stream gives the same windows however fast it is read.
public struct EventTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since 1970-01-01T00:00:00Z; negative before.
    public var nanoseconds: Int64

    /// The time `nanoseconds` after 1970-01-01T00:00:00Z.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The earliest time that can be represented.
    public static let distantPast = EventTime(nanoseconds: .min)

    /// The latest time that can be represented.
    public static let distantFuture = EventTime(nanoseconds: .max)

    /// The order of the values.
    public static func < (left: EventTime, right: EventTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// This time moved by `nanoseconds`; saturates at the ends of the range instead of overflowing.
    public func advanced(byNanoseconds nanoseconds: Int64) -> EventTime {
        let (sum, overflow) = self.nanoseconds.addingReportingOverflow(nanoseconds)
        if overflow { return nanoseconds > 0 ? .distantFuture : .distantPast }
        return EventTime(nanoseconds: sum)
    }

    /// Nanoseconds from `earlier` to this time; saturates at the ends of the range.
    public func nanoseconds(since earlier: EventTime) -> Int64 {
        let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        if overflow { return nanoseconds >= earlier.nanoseconds ? .max : .min }
        return difference
    }
}

extension EventTime: CustomStringConvertible {
    /// The nanoseconds, with their unit.
    public var description: String { "\(nanoseconds) ns" }
}

extension Duration {
    /// This duration in whole nanoseconds, rounded towards zero; saturates at the ends of `Int64`.
    public var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds > 0 ? .max : .min }
        let (sum, overflowed) = scaled.addingReportingOverflow(attoseconds / 1_000_000_000)
        if overflowed { return seconds > 0 ? .max : .min }
        return sum
    }

    /// This duration in seconds.
    public var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
