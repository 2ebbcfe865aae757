/// Whether an event that was said goes on growing, or another has come: the blocks since its onset, as the
/// reference before it sees them, rise along a straight line until they stand still, or stand still and then make
/// a step.
struct EventCourse: Sendable {
    /// By how much better a ramp tells the blocks than a step at the second onset, in squared deviations.
    let gain: Double

    /// - Parameters:
    ///   - blocks: What the channels said of each block since the first onset.
    ///   - onset: Where the second change seems to begin.
    init(_ blocks: [(block: Int, z: [Double])], channels: [Channel], onset: Int) {
        typealias Constants = CalibrationConstants
        // The first block holds the event in part only.
        let whole = blocks.dropFirst()
        let later = whole.filter { $0.block >= onset }
        var direction = [Double](repeating: 0, count: channels.count)
        for c in channels.indices where channels[c].servesRecovery && !later.isEmpty {
            var sum = 0.0
            for entry in later where c < entry.z.count && entry.z[c].isFinite { sum += entry.z[c] }
            if abs(sum) / Double(later.count).squareRoot() > Constants.recoveryChannelZ {
                direction[c] = sum / Double(later.count)
            }
        }
        let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let split = whole.count - later.count
        guard length > 0, split > 1 else {
            gain = -.infinity
            return
        }
        let places = whole.map { entry in
            direction.indices.reduce(0.0) { sum, c in
                guard c < entry.z.count, entry.z[c].isFinite else { return sum }
                let z = min(max(entry.z[c], -Constants.largestZ), Constants.largestZ)
                return sum + direction[c] / length * z
            }
        }
        // The onset is an estimate: the step may be a block off.
        var step = Double.infinity
        for place in max(1, split - 1)...min(places.count - 1, split + 1) {
            step = min(step, Self.residual(places[..<place]) + Self.residual(places[place...]))
        }
        var ramp = Double.infinity
        for top in max(2, split)..<max(places.count, max(2, split) + 1) {
            ramp = min(ramp, Self.residual(places, risingUntil: top))
        }
        gain = ramp < .infinity ? step - ramp : -.infinity
    }

    /// Whether the change at the second onset is the first event, still growing.
    ///
    /// - Parameter sameType: Whether both were given one type, which makes it likelier.
    func isStillGrowing(sameType: Bool) -> Bool {
        gain > (sameType ? CalibrationConstants.growthGain : CalibrationConstants.otherGrowthGain)
    }

    /// Σ of squared deviations from the mean.
    private static func residual(_ values: ArraySlice<Double>) -> Double {
        let mean = values.reduce(0, +) / Double(max(1, values.count))
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }

    /// Σ of squared deviations from the best line that rises until place `top` and is flat from there; infinite
    /// where it would fall.
    private static func residual(_ values: [Double], risingUntil top: Int) -> Double {
        let count = Double(values.count)
        let places = values.indices.map { Double(min($0, top)) }
        let meanPlace = places.reduce(0, +) / count
        let mean = values.reduce(0, +) / count
        var product = 0.0
        var square = 0.0
        var flat = 0.0
        for (place, value) in zip(places, values) {
            product += (place - meanPlace) * (value - mean)
            square += (place - meanPlace) * (place - meanPlace)
            flat += (value - mean) * (value - mean)
        }
        guard product > 0, square > 0 else { return .infinity }
        return max(0, flat - product * product / square)
    }
}
