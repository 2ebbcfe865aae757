/// A range that holds an unknown quantity with a stated probability over repetitions.
public struct ConfidenceInterval: Sendable, Hashable, Codable {
    /// The lower end.
    public var low: Double
    /// The upper end.
    public var high: Double

    /// The interval from `low` to `high`.
    public init(low: Double, high: Double) {
        self.low = low
        self.high = high
    }

    /// Whether `value` lies inside, ends included.
    public func contains(_ value: Double) -> Bool { low <= value && value <= high }

    /// The distance between the ends.
    public var width: Double { high - low }
}
