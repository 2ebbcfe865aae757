import StreamCore

/// What an input's timestamps are written in.
public enum TimestampUnit: String, CaseIterable, Sendable, Hashable {
    /// ISO 8601 where it is no number. Numbers go by the name of their column (`…_ns`, `…_us`, `…_ms`,
    /// `…_s`), else by the size of the input's first one: below 10¹¹ seconds, below 10¹⁴ milliseconds,
    /// below 10¹⁷ microseconds, from there nanoseconds. For times since 1973 this is never wrong; the
    /// choice then holds for the whole input.
    case auto
    /// ISO 8601 / RFC 3339 alone.
    case iso
    /// Seconds since 1970; a fraction is exact to the nanosecond.
    case seconds = "s"
    /// Milliseconds since 1970.
    case milliseconds = "ms"
    /// Microseconds since 1970.
    case microseconds = "us"
    /// Nanoseconds since 1970.
    case nanoseconds = "ns"

    /// The unit that a column's name ends in, such as `timestamp_ms`; nil for none.
    init?(columnName name: String) {
        guard let bar = name.lastIndex(of: "_") else { return nil }
        switch name[name.index(after: bar)...] {
        case "s", "sec", "seconds": self = .seconds
        case "ms", "millis": self = .milliseconds
        case "us", "micros": self = .microseconds
        case "ns", "nanos": self = .nanoseconds
        default: return nil
        }
    }

    /// By how many powers of ten a number of this unit becomes nanoseconds.
    var power: Int {
        switch self {
        case .seconds: 9
        case .milliseconds: 6
        case .microseconds: 3
        case .nanoseconds, .auto, .iso: 0
        }
    }

    /// The unit's name in a sentence.
    var words: String {
        switch self {
        case .auto: "told by their size"
        case .iso: "ISO 8601"
        case .seconds: "seconds"
        case .milliseconds: "milliseconds"
        case .microseconds: "microseconds"
        case .nanoseconds: "nanoseconds"
        }
    }
}

/// Reads an input's timestamps, all in the unit that the first one settles.
struct TimestampReader: Sendable {
    private let unit: TimestampUnit
    /// What ``TimestampUnit/auto`` came to.
    private var decided: TimestampUnit?

    init(_ unit: TimestampUnit) { self.unit = unit }

    /// The time that `text` says in a column called `name`, or nil.
    mutating func parse(_ text: String, column name: String) -> EventTime? {
        var text = text
        return text.withUTF8 { parse($0, column: name) }
    }

    /// The time that the UTF-8 `bytes` say, or nil.
    mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, column name: String) -> EventTime? {
        switch unit {
        case .iso: return TimestampText.parseISO(bytes)
        case .auto:
            if let named = TimestampUnit(columnName: name),
                let time = DecimalTime.scaled(bytes, power: named.power)
            {
                return EventTime(nanoseconds: time)
            }
            var position = 0
            guard let value = DecimalNumber.parse(bytes, &position), position == bytes.count else {
                return TimestampText.parseISO(bytes)
            }
            let settled = decided ?? Self.unit(of: value)
            guard let time = DecimalTime.scaled(bytes, power: settled.power) else { return nil }
            decided = settled
            return EventTime(nanoseconds: time)
        case .seconds, .milliseconds, .microseconds, .nanoseconds:
            return DecimalTime.scaled(bytes, power: unit.power).map { EventTime(nanoseconds: $0) }
        }
    }

    private static func unit(of value: Double) -> TimestampUnit {
        switch abs(value) {
        case ..<1e11: .seconds
        case ..<1e14: .milliseconds
        case ..<1e17: .microseconds
        default: .nanoseconds
        }
    }

    /// What is wrong with a timestamp that ``parse(_:column:)`` gave nil for.
    var problem: String {
        switch unit {
        case .auto: "is neither a number that fits 64 bits of nanoseconds nor an ISO 8601 time"
        case .iso: "is no ISO 8601 time"
        default: "is no number of \(unit.words)"
        }
    }

    /// What was decided, for the user to see; nil where nothing had to be, or what is usual was found.
    var note: String? {
        guard decided != .nanoseconds else { return nil }
        return decided.map { "timestamps are taken for \($0.words) by their size (--timestamp-unit sets it)" }
    }
}

/// Decimal numbers of a unit of time as whole nanoseconds, without rounding on the way.
enum DecimalTime {
    /// More digits than this are no time.
    private static let digitLimit = 64

    /// The number in `bytes` times ten to the `power`, what is left behind the point cut off; nil where
    /// there is no number or it does not fit.
    static func scaled(_ bytes: UnsafeBufferPointer<UInt8>, power: Int) -> Int64? {
        var index = 0
        let isNegative = bytes.first == 0x2D
        if isNegative || bytes.first == 0x2B { index += 1 }
        var digits: [UInt8] = []
        var seen = 0
        var point: Int?
        while index < bytes.count {
            let byte = bytes[index]
            if byte &- 0x30 < 10 {
                seen += 1
                // Leading zeros before the point say nothing.
                if !(digits.isEmpty && byte == 0x30 && point == nil) { digits.append(byte &- 0x30) }
                guard digits.count <= digitLimit else { return nil }
            } else if byte == 0x2E, point == nil, seen > 0 {
                point = digits.count
            } else {
                break
            }
            index += 1
        }
        guard seen > 0 else { return nil }
        var exponent = 0
        if index < bytes.count {
            guard bytes[index] | 0x20 == 0x65 else { return nil }
            var text = bytes[(index + 1)...]
            if text.first == 0x2B { text = text.dropFirst() }
            guard text.first != nil, let value = TimestampText.integer(text), abs(value) < 1000 else {
                return nil
            }
            exponent = Int(value)
        }
        let whole = (point ?? digits.count) + exponent + power
        var magnitude: UInt64 = 0
        for place in 0..<max(whole, 0) {
            let digit = place < digits.count ? digits[place] : 0
            if place >= digits.count, magnitude == 0 { break }
            let (scaled, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, overflowed) = scaled.addingReportingOverflow(UInt64(digit))
            if overflow || overflowed { return nil }
            magnitude = sum
        }
        if isNegative {
            return magnitude <= UInt64(1) << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
        }
        return Int64(exactly: magnitude)
    }
}
