import StreamCore

/// KSWIN: the newest values of a sliding window against a sample of the older ones, by the two-sample
/// Kolmogorov–Smirnov test (Raab, Heusinger and Schleif, "Reactive soft prototype computing for concept drift
/// streams", Neurocomputing 2020).
///
/// At each value, once the window is full, ``sampleSize`` of the older values are drawn without replacement
/// and compared with the newest as many; the series has changed when p ≤ ``level`` and the distance exceeds .1.
/// Then only the newest are kept. The test is made at every value with windows that overlap, so its level is
/// that of one test, not of the stream.
struct KolmogorovSmirnovWindow: SeriesTest {
    /// The level of one test.
    let level = 0.005
    /// Values in the window.
    let windowSize = 100
    /// Values in each of the two samples.
    let sampleSize = 30

    private var window: [Double] = []
    private var generator: SeededGenerator
    /// The smallest number of steps k for which D = k / sampleSize is significant.
    private let critical: Int

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
        let size = sampleSize
        let level = level
        critical =
            (1...size).first { steps in
                Double(steps) / Double(size) > 0.1 && Self.tail(steps: steps, size: size) <= level
            } ?? size + 1
    }

    mutating func add(_ value: Double) -> Bool {
        window.append(value)
        if window.count > windowSize { window.removeFirst() }
        guard window.count == windowSize else { return false }
        let newest = Array(window.suffix(sampleSize))
        var older = Array(window.prefix(windowSize - sampleSize))
        // The first steps of a Fisher–Yates shuffle: each subset is as likely as any other.
        for place in 0..<sampleSize {
            older.swapAt(place, place + generator.below(older.count - place))
        }
        guard Self.steps(older.prefix(sampleSize).sorted(), newest.sorted()) >= critical else { return false }
        window = newest
        return true
    }

    /// The Kolmogorov–Smirnov distance of two sorted samples of one size, in steps of 1 / size.
    static func steps(_ first: [Double], _ second: [Double]) -> Int {
        var (left, right, largest) = (0, 0, 0)
        while left < first.count && right < second.count {
            let value = min(first[left], second[right])
            while left < first.count && first[left] <= value { left += 1 }
            while right < second.count && second[right] <= value { right += 1 }
            largest = max(largest, abs(left - right))
        }
        return largest
    }

    /// P(D ≥ steps / size) for two samples of `size` from one continuous distribution, exactly, by the
    /// reflection principle (Gnedenko and Korolyuk 1951): 2·Σ_j (−1)^(j+1)·C(2n, n − j·k) / C(2n, n).
    static func tail(steps: Int, size: Int) -> Double {
        guard steps > 0 else { return 1 }
        var sum = 0.0
        for multiple in 1...max(size / steps, 1) where multiple * steps <= size {
            // C(2n, n − m) / C(2n, n) = Π (n − m + i) / (n + i), i = 1…m.
            let offset = multiple * steps
            var term = 1.0
            for step in 1...offset { term *= Double(size - offset + step) / Double(size + step) }
            sum += multiple % 2 == 1 ? term : -term
        }
        return min(1, 2 * sum)
    }
}
