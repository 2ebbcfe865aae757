import Statistics

/// The interval of a ratio from the intervals of its parts: the method of variance estimates recovery of
/// Donner and Zou ("Closed-form confidence intervals for functions of the normal mean and standard
/// deviation", Statistical Methods in Medical Research 21, 2012).
///
/// It keeps the parts' asymmetry, so it stays right at shares of 0 and 1, where a normal limit would claim
/// certainty.
enum MOVER {
    /// A figure ≥ 0 with its interval.
    struct Estimate: Sendable {
        var value: Double
        var low: Double
        var high: Double
    }

    /// The interval of `top` over `bottom`; its upper end is infinite where `bottom` may be zero.
    static func ratio(_ top: Estimate, to bottom: Estimate) -> ConfidenceInterval {
        let product = top.value * bottom.value
        /// One root of the quadratic whose roots are the ends.
        func root(_ above: Double, _ below: Double, sign: Double) -> Double {
            let first = above * (2 * top.value - above)
            let second = below * (2 * bottom.value - below)
            let width = max(0, product * product - first * second).squareRoot()
            // Without its square the equation has one root, which the lower end takes.
            if abs(second) <= 1e-12 * product { return sign > 0 ? .infinity : first / (2 * product) }
            return (product + sign * width) / second
        }
        let low = bottom.high > 0 ? root(top.low, bottom.high, sign: -1) : 0
        let high = bottom.low > 0 ? root(top.high, bottom.low, sign: 1) : .infinity
        return ConfidenceInterval(low: max(0, low), high: high)
    }
}
