import RealModule

/// A mixture of Shiryaev–Roberts statistics: an e-detector (Shin, Ramdas and Rinaldo, 2023).
///
/// Each component takes M ← (M + 1)·e with an e-value e, of mean at most 1 without a change. Then
/// E[M after t steps] ≤ t, so an alarm when the weighted mean of the components reaches A comes on average
/// no earlier than after A steps, whatever the components' dependence (the weights must sum to 1).
public struct ShiryaevRoberts: Sendable, Hashable {
    /// The sizes of change, in standard deviations, that the components look for.
    public let shifts: [Double]
    /// The components' weights.
    public let weights: [Double]
    /// The components' statistics.
    public private(set) var values: [Double]
    /// |z| beyond this counts as this: one wild block cannot decide alone.
    public let clip: Double

    /// Components of equal weight for changes by each of `shifts` standard deviations.
    public init(shifts: [Double] = [0.4, 0.8, 1.6, 3.5], clip: Double = 8) {
        let weight = 1 / Double(max(shifts.count, 1))
        self.init(shifts: shifts, weights: shifts.map { _ in weight }, clip: clip)
    }

    /// Components with these weights, one for each of `shifts`.
    public init(shifts: [Double], weights: [Double], clip: Double = 8) {
        precondition(shifts.count == weights.count, "one weight a shift")
        self.shifts = shifts
        self.weights = weights
        self.clip = clip
        values = shifts.map { _ in 0 }
    }

    /// Takes in the next z, N(0, 1) without a change: M ← (M + 1)·exp(δz − δ²/2) for every shift δ.
    public mutating func update(z: Double) {
        guard !z.isNaN else { return }
        let clipped = min(clip, max(-clip, z))
        for index in values.indices {
            let shift = shifts[index]
            let eValue = Double.exp(shift * clipped - shift * shift / 2)
            values[index] = Self.next(values[index], eValue)
        }
    }

    /// The weighted mean of the components.
    public var statistic: Double {
        var sum = 0.0
        for index in values.indices { sum += weights[index] * values[index] }
        return sum
    }

    /// Starts anew.
    public mutating func reset() {
        for index in values.indices { values[index] = 0 }
    }

    /// (M + 1)·e, kept finite: what exceeds 1e280 has long been an alarm.
    public static func next(_ value: Double, _ eValue: Double) -> Double {
        min((value + 1) * eValue, 1e280)
    }
}
