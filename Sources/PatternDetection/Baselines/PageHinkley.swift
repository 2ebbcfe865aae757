/// The Page–Hinkley test, for both directions, with forgetting (Page, "Continuous inspection schemes",
/// Biometrika 1954; Hinkley, "Inference about the change-point from cumulative sum tests", Biometrika 1971).
///
/// Deviations of the values from their running mean are summed, each step fading what was summed before by
/// ``fading`` and allowing a drift of ``allowance``; the series has changed when the sum has risen more
/// than ``threshold`` above its lowest, or fallen as far below its highest. Then everything is forgotten.
/// The threshold is on the scale of the values.
struct PageHinkley: SeriesTest {
    /// Values before the first test.
    var fewest = 30
    /// The drift that is let pass, a value.
    var allowance = 0.005
    /// The height λ at which the series has changed.
    var threshold = 50.0
    /// The share of a sum that is kept from one value to the next.
    var fading = 1 - 0.0001

    private var count = 0
    private var mean = 0.0
    private var rise = 0.0
    private var fall = 0.0
    private var lowest = Double.infinity
    private var highest = -1.0
    private var hasChanged = false

    mutating func add(_ value: Double) -> Bool {
        if hasChanged {
            (count, mean, rise, fall, lowest, highest) = (0, 0, 0, 0, .infinity, -1)
        }
        count += 1
        mean += (value - mean) / Double(count)
        let deviation = value - mean
        rise = fading * rise + deviation - allowance
        fall = fading * fall + deviation + allowance
        lowest = min(lowest, rise)
        highest = max(highest, fall)
        hasChanged = count >= fewest && (rise - lowest > threshold || highest - fall > threshold)
        return hasChanged
    }
}
