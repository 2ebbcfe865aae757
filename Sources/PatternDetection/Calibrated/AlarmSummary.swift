/// What the channels said between onset and now, in one place.
struct AlarmSummary: Sendable {
    /// The leading channel's name.
    let channel: String
    /// Its deviate over all vectors since the onset.
    let z: Double
    /// Its mean effect in standard deviations of one vector's score, and that mean's standard error.
    let effect: Double
    let error: Double
    /// Every channel's deviate since the onset.
    let deviates: [String: Double]

    /// - Parameter lead: The leading channel, or nil for the conformal bets.
    init(_ readings: [ReferenceMonitor.Reading], lead: Int?, channels: [Channel]) {
        // Blocks weigh by the root of their vectors, as a mean over all vectors would.
        let vectors = max(1, readings.reduce(0.0) { $0 + Double($1.count) })
        var deviates: [String: Double] = [:]
        for (c, channel) in channels.enumerated() {
            var sum = 0.0
            var seen = 0.0
            for reading in readings where c < reading.z.count && reading.z[c].isFinite {
                sum += reading.z[c] * Double(reading.count).squareRoot()
                seen += Double(reading.count)
            }
            if seen > 0 { deviates[channel.name] = sum / seen.squareRoot() }
        }
        self.deviates = deviates
        // The bets look at the conditioned s, as the looser channel does.
        channel = lead.map { channels[$0].name } ?? "s-"
        z = deviates[channel] ?? 0
        effect = z / vectors.squareRoot()
        error = 1 / vectors.squareRoot()
    }
}
