/// A test for change in a series of numbers, one at a time.
protocol SeriesTest: Sendable {
    /// Takes in the next value; whether the series has changed.
    mutating func add(_ value: Double) -> Bool
}

/// A series test with its parameters at their authors' values, for use by name.
package struct BaselineTest: Sendable {
    private var test: any SeriesTest

    /// ADWIN of Bifet and Gavaldà.
    package static var adaptiveWindow: BaselineTest { BaselineTest(test: AdaptiveWindow()) }
    /// The Page–Hinkley test.
    package static var pageHinkley: BaselineTest { BaselineTest(test: PageHinkley()) }
    /// KSWIN of Raab, Heusinger and Schleif; `seed` draws its samples.
    package static func kolmogorovSmirnovWindow(seed: UInt64) -> BaselineTest {
        BaselineTest(test: KolmogorovSmirnovWindow(seed: seed))
    }

    /// Takes in the next value; whether the series has changed.
    package mutating func add(_ value: Double) -> Bool { test.add(value) }
}
