/// Durations as people write them in scenario files and on the command line: `300s`, `500ms`, `2m`,
/// `1.5h`, or a bare number of seconds.
public enum DurationText {
    /// The units, with their length in nanoseconds.
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("min", 60e9),
        ("h", 3600e9), ("d", 86_400e9),
    ]

    /// The duration that `text` says, or nil when it says none or one beyond ±292 years.
    ///
    /// The number may have a sign, a fraction and an exponent; white space may stand around it. A
    /// fraction of a nanosecond is rounded to the nearest one.
    public static func parse(_ text: String) -> Duration? {
        let trimmed = text.drop(while: \.isWhitespace)
        let end = trimmed.lastIndex { !$0.isWhitespace }
        guard let end else { return nil }
        let word = trimmed[...end]
        let unitStart = word.lastIndex { $0.isNumber || $0 == "." }
        guard let unitStart else { return nil }
        let number = word[...unitStart]
        let unit = word[word.index(after: unitStart)...].drop(while: \.isWhitespace)
        // Double's parser also takes "0x1p3", "inf" and "nan", which nobody means here.
        guard number.allSatisfy({ ($0.isASCII && $0.isNumber) || "+-.eE".contains($0) }),
            let value = Double(number), value.isFinite
        else { return nil }
        let scale: Double
        if unit.isEmpty {
            scale = 1e9
        } else {
            guard let known = units.first(where: { $0.name == unit }) else { return nil }
            scale = known.nanoseconds
        }
        let nanoseconds = (value * scale).rounded()
        guard abs(nanoseconds) < 9.2e18 else { return nil }
        return .nanoseconds(Int64(nanoseconds))
    }

    /// `duration` in the largest unit that says it exactly, down to nanoseconds: `2m`, `1500ms`, `0s`.
    public static func format(_ duration: Duration) -> String {
        let nanoseconds = duration.wholeNanoseconds
        let choices: [(String, Int64)] = [
            ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
            ("us", 1000),
        ]
        if nanoseconds == 0 { return "0s" }
        for (name, length) in choices where nanoseconds % length == 0 {
            return "\(nanoseconds / length)\(name)"
        }
        return "\(nanoseconds)ns"
    }
}
