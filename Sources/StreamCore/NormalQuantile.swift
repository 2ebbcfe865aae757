/// The inverse of the standard normal distribution function: Wichura's algorithm AS 241, PPND16
/// (Applied Statistics 37, 1988), accurate to about 1 part in 10¹⁶.
public enum NormalQuantile {
    /// The z with Φ(z) = p; −∞ at 0, +∞ at 1, NaN outside [0, 1].
    public static func value(at p: Double) -> Double {
        guard p > 0, p < 1 else {
            if p == 0 { return -.infinity }
            return p == 1 ? .infinity : .nan
        }
        let centred = p - 0.5
        if abs(centred) <= 0.425 {
            let r = 0.180625 - centred * centred
            return centred * polynomial(centralNumerator, r) / polynomial(centralDenominator, r)
        }
        return tail(logarithm: PortableMath.log(centred < 0 ? p : 1 - p), negative: centred < 0)
    }

    /// The z with Φ(z) = exp(`logP`), for tails so thin that p itself would underflow.
    ///
    /// - Parameter logP: ln p, below 0.
    public static func value(atLogarithm logP: Double) -> Double {
        guard logP < 0 else { return logP == 0 ? .infinity : .nan }
        if logP > -2 { return value(at: exponential(logP)) }
        return tail(logarithm: logP, negative: true)
    }

    private static func tail(logarithm: Double, negative: Bool) -> Double {
        var r = (-logarithm).squareRoot()
        let z: Double
        if r <= 5 {
            r -= 1.6
            z = polynomial(middleNumerator, r) / polynomial(middleDenominator, r)
        } else {
            r -= 5
            z = polynomial(farNumerator, r) / polynomial(farDenominator, r)
        }
        return negative ? -z : z
    }

    /// exp for −2 < x < 0, by its series after halving four times.
    private static func exponential(_ x: Double) -> Double {
        let reduced = x / 16
        var sum = 1.0
        for k in stride(from: 14.0, through: 1.0, by: -1.0) { sum = 1 + sum * reduced / k }
        for _ in 0..<4 { sum *= sum }
        return sum
    }

    /// Horner's rule; coefficients from the lowest degree up.
    private static func polynomial(_ coefficients: Coefficients, _ x: Double) -> Double {
        let c = coefficients
        let upper = ((c.7 * x + c.6) * x + c.5) * x + c.4
        return (((upper * x + c.3) * x + c.2) * x + c.1) * x + c.0
    }

    private typealias Coefficients = (
        Double, Double, Double, Double, Double, Double, Double, Double
    )

    private static let centralNumerator: Coefficients = (
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
        1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
        3.3430575583588128105e4, 2.5090809287301226727e3
    )
    private static let centralDenominator: Coefficients = (
        1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
        5.2264952788528545610e3
    )
    private static let middleNumerator: Coefficients = (
        1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
        3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
        2.27238449892691845833e-2, 7.74545014278341407640e-4
    )
    private static let middleDenominator: Coefficients = (
        1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
        1.05075007164441684324e-9
    )
    private static let farNumerator: Coefficients = (
        6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
        2.71155556874348757815e-5, 2.01033439929228813265e-7
    )
    private static let farDenominator: Coefficients = (
        1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
        2.04426310338993978564e-15
    )
}
