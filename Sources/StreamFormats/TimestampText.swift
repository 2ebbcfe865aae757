import StreamCore

/// Timestamps as text: a whole number of nanoseconds since 1970, or ISO 8601 / RFC 3339.
public enum TimestampText {
    /// The time that `text` says, or nil.
    ///
    /// ISO 8601: `2024-01-01`, `2024-01-01T12:30:00Z`, with up to nine digits of a fraction and an offset
    /// `+01:00`, `+0100` or `Z`; without one the time is UTC. A blank instead of the `T` is taken too.
    public static func parse(_ text: some StringProtocol) -> EventTime? {
        var text = String(text)
        return text.withUTF8 { parse($0) }
    }

    /// The time that the UTF-8 `bytes` say, or nil.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> EventTime? {
        if let number = integer(bytes[...]) { return EventTime(nanoseconds: number) }
        return parseISO(bytes)
    }

    /// The time that the UTF-8 `bytes` say in ISO 8601, or nil.
    static func parseISO(_ bytes: UnsafeBufferPointer<UInt8>) -> EventTime? {
        var scanner = Scanner(bytes: bytes)
        guard let year = scanner.number(digits: 4), scanner.take("-"),
            let month = scanner.number(digits: 2), scanner.take("-"),
            let day = scanner.number(digits: 2), (1...12).contains(month),
            day >= 1, day <= daysInMonth(year, month)
        else { return nil }
        var seconds = Int64(daysSinceEpoch(year, month, day)) * 86_400
        var fraction: Int64 = 0
        if !scanner.isAtEnd {
            guard scanner.take("T") || scanner.take("t") || scanner.take(" "),
                let hour = scanner.number(digits: 2), scanner.take(":"),
                let minute = scanner.number(digits: 2), hour < 24, minute < 60
            else { return nil }
            seconds += Int64(hour * 3600 + minute * 60)
            if scanner.take(":") {
                // A leap second counts as the second after it, as in POSIX time.
                guard let second = scanner.number(digits: 2), second <= 60 else { return nil }
                seconds += Int64(second)
                if scanner.take(".") || scanner.take(",") {
                    guard let digits = scanner.fraction() else { return nil }
                    fraction = digits
                }
            }
            if !(scanner.isAtEnd || scanner.take("Z") || scanner.take("z")) {
                let sign: Int64
                if scanner.take("+") {
                    sign = -1
                } else if scanner.take("-") {
                    sign = 1
                } else {
                    return nil
                }
                guard let hours = scanner.number(digits: 2), hours < 24 else { return nil }
                var minutes = 0
                if !scanner.isAtEnd {
                    _ = scanner.take(":")
                    guard let found = scanner.number(digits: 2), found < 60 else { return nil }
                    minutes = found
                }
                seconds += sign * Int64(hours * 3600 + minutes * 60)
            }
            guard scanner.isAtEnd else { return nil }
        }
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else { return nil }
        let (sum, overflowed) = scaled.addingReportingOverflow(fraction)
        return overflowed ? nil : EventTime(nanoseconds: sum)
    }

    /// A whole number with an optional minus, that fits.
    static func integer(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int64? {
        let isNegative = bytes.first == 0x2D
        let digits = isNegative ? bytes.dropFirst() : bytes
        guard !digits.isEmpty, digits.count <= 19 else { return nil }
        var value: Int64 = 0
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowed) = scaled.subtractingReportingOverflow(Int64(byte - 0x30))
            if overflow || overflowed { return nil }
            value = sum
        }
        // Gathered as a negative number, which reaches one further.
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    static func daysInMonth(_ year: Int, _ month: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the Gregorian calendar (Hinnant, "chrono-compatible low-level date
    /// algorithms").
    static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private struct Scanner {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        mutating func take(_ character: Character) -> Bool {
            guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
            position += 1
            return true
        }

        mutating func number(digits: Int) -> Int? {
            guard position + digits <= bytes.count else { return nil }
            var value = 0
            for byte in bytes[position..<(position + digits)] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            position += digits
            return value
        }

        /// The digits of a fraction, in nanoseconds; those beyond the ninth are cut.
        mutating func fraction() -> Int64? {
            var value: Int64 = 0
            var count = 0
            while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 {
                if count < 9 { value = value * 10 + Int64(bytes[position] - 0x30) }
                count += 1
                position += 1
            }
            guard count > 0 else { return nil }
            for _ in min(count, 9)..<9 { value *= 10 }
            return value
        }
    }
}
