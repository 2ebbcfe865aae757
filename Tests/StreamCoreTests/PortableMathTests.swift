import Foundation
import StreamCore
import Testing

@Suite struct PortableMathTests {
    @Test func logarithmsAgreeWithTheLibrary() {
        var generator = SeededGenerator(seed: 1)
        var worst = 0.0
        for _ in 0..<20_000 {
            let x = pow(10, generator.uniform() * 600 - 300)
            let expected = log(x)
            worst = max(worst, abs(PortableMath.log(x) - expected) / max(abs(expected), 1e-3))
        }
        #expect(worst < 5e-16)
        #expect(PortableMath.log(1) == 0)
        #expect(PortableMath.log(0) == -.infinity)
        #expect(PortableMath.log(-1).isNaN)
        #expect(PortableMath.log(.infinity) == .infinity)
        let least = Double.leastNonzeroMagnitude
        #expect(abs(PortableMath.log(least) - log(least)) < 1e-12)
    }

    @Test func exponentialsAgreeWithTheLibrary() {
        var generator = SeededGenerator(seed: 2)
        var worst = 0.0
        for _ in 0..<20_000 {
            let x = generator.uniform() * 1400 - 700
            worst = max(worst, abs(PortableMath.exp(x) / exp(x) - 1))
        }
        #expect(worst < 2e-15)
        #expect(PortableMath.exp(0) == 1)
        #expect(PortableMath.exp(-1000) == 0)
        #expect(PortableMath.exp(1000) == .infinity)
        #expect(PortableMath.exp(.nan).isNaN)
        #expect(abs(PortableMath.exp(-740) / exp(-740) - 1) < 0.1)
    }

    @Test func sinesAgreeWithTheLibrary() {
        var generator = SeededGenerator(seed: 3)
        var worst = 0.0
        for _ in 0..<20_000 {
            let angle = (generator.uniform() * 4 - 2) * Double.pi
            let (sine, cosine) = PortableMath.sinCos(angle)
            worst = max(worst, abs(sine - sin(angle)), abs(cosine - cos(angle)))
        }
        #expect(worst < 2e-15)
        #expect(PortableMath.sinCos(0) == (0, 1))
    }

    @Test func quantilesInvertTheDistributionFunction() {
        for z in stride(from: -8.0, through: 6, by: 0.0625) {
            let p = 0.5 * erfc(-z / 2.0.squareRoot())
            let found = NormalQuantile.value(at: p)
            // Near 1 the probability itself has few digits left.
            let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
            #expect(abs(found - z) < 1e-13 * max(1, abs(z)) + 2.3e-16 * p / density)
        }
        #expect(NormalQuantile.value(at: 0.5) == 0)
        #expect(NormalQuantile.value(at: 0) == -.infinity)
        #expect(NormalQuantile.value(at: 1) == .infinity)
        #expect(NormalQuantile.value(at: 1.5).isNaN)
        #expect(abs(NormalQuantile.value(at: 0.975) - 1.959963984540054) < 1e-15)
    }

    @Test func quantilesOfLogarithmsReachFurther() {
        for p in [0.3, 0.01, 1e-10, 1e-300] {
            let difference = NormalQuantile.value(atLogarithm: log(p)) - NormalQuantile.value(at: p)
            #expect(abs(difference) < 1e-11)
        }
        // ln Φ(−40) by SciPy's log_ndtr, beyond what a Double holds as a probability.
        #expect(abs(NormalQuantile.value(atLogarithm: -804.6084420137539) + 40) < 1e-9)
    }
}
