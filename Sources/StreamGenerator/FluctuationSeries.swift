import StreamCore

/// The fluctuations of the domains of one driven cascade, block by block.
///
/// A place's own part is a first-order autoregression of variance 1, drawn from a generator of its own. The
/// first place has nothing else; the others are coefficient · their source's value some steps before
/// + √(1 − coefficient²) · their own part, and so have variance 1 too. Eight bytes a place and block.
struct FluctuationSeries: Sendable {
    /// What a place follows, and how many blocks later.
    struct Source: Sendable {
        let place: Int
        let lag: Int
    }

    private let sources: [Source?]
    private let coefficient: Double
    private let autocorrelation: Double
    private var random: [SeededGenerator]
    private var own: [Double]
    private var values: [[Double]]

    /// Series of as many places as there are generators; a place's source comes before it.
    init(sources: [Source?], coefficient: Double, autocorrelation: Double, random: [SeededGenerator]) {
        self.sources = sources
        self.coefficient = coefficient
        self.autocorrelation = autocorrelation
        self.random = random
        own = Array(repeating: 0, count: random.count)
        values = Array(repeating: [], count: random.count)
    }

    /// The value of `place` in the block `step`, from 0.
    mutating func value(place: Int, step: Int) -> Double {
        while values[place].count <= step { advance() }
        return values[place][max(step, 0)]
    }

    private mutating func advance() {
        for place in values.indices {
            let step = values[place].count
            let fresh = random[place].normal()
            own[place] =
                step == 0
                ? fresh
                : autocorrelation * own[place]
                    + (1 - autocorrelation * autocorrelation).squareRoot() * fresh
            var value = own[place]
            if let source = sources[place], step >= source.lag {
                value =
                    coefficient * values[source.place][step - source.lag]
                    + (1 - coefficient * coefficient).squareRoot() * own[place]
            }
            values[place].append(value)
        }
    }
}
