import PatternDetection
import StreamCore
import Testing

@Suite("Prewhitening")
struct PrewhiteningTests {
    private func autoregression(_ coefficient: Double, steps: Int, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        var series: [Double] = []
        for _ in 0..<steps { series.append(coefficient * (series.last ?? 0) + generator.normal()) }
        return series
    }

    private func autocorrelation(_ series: [Double]) -> Double {
        let square = series.reduce(0) { $0 + $1 * $1 }
        return zip(series, series.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / square
    }

    @Test func takesTheAutocorrelationOut() {
        let series = autoregression(0.9, steps: 400, seed: 1)
        #expect(autocorrelation(series) > 0.8)
        #expect(abs(autocorrelation(Prewhitening.whitened(series, order: 4))) < 0.1)
    }

    /// The first order is the series minus r₁ times the value before.
    @Test func theFirstOrderIsYulesAndWalkers() {
        let series = [1.0, 3, 2, 5, 4, 7, 6, 9]
        let mean = 37.0 / 8
        let centred = series.map { $0 - mean }
        let r =
            zip(centred, centred.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
            / centred.reduce(0) { $0 + $1 * $1 }
        let whitened = Prewhitening.whitened(series, order: 1)
        #expect(whitened[0] == centred[0])
        for step in 1..<8 { #expect(abs(whitened[step] - (centred[step] - r * centred[step - 1])) < 1e-12) }
    }

    @Test func degenerateSeriesAreOnlyCentred() {
        #expect(Prewhitening.whitened([], order: 4).isEmpty)
        #expect(Prewhitening.whitened([2, 4], order: 4) == [-1, 1])
        #expect(Prewhitening.whitened([Double](repeating: 3, count: 50), order: 4).allSatisfy { $0 == 0 })
    }
}
