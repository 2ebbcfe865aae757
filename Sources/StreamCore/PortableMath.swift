/// Elementary functions made of +, −, × and ÷ alone, which IEEE 754 rounds alike everywhere.
///
/// The C library's `log` and `sin` may differ in their last bit between machines, which would break the
/// promise that a seed gives the same bytes on all of them. These are for generated data; statistics use
/// the C library.
public enum PortableMath {
    /// The natural logarithm of a positive, finite number, to about 2 ulp.
    ///
    /// x = m·2ᵉ with m in [√½, √2); ln m = 2·artanh((m − 1)/(m + 1)) by its power series.
    public static func log(_ x: Double) -> Double {
        guard x > 0, x.isFinite else {
            if x == 0 { return -.infinity }
            return x > 0 ? .infinity : .nan
        }
        var exponent = Double(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.4142135623730951 {
            mantissa *= 0.5
            exponent += 1
        }
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        // |ratio| ≤ 0.1716, so the term of degree 25 is below 1e-20.
        var series = 1.0 / 23
        for degree in stride(from: 21.0, through: 3.0, by: -2.0) {
            series = series * square + 1 / degree
        }
        // ln 2 in two parts, the first with trailing zeros, so that exponent·high is exact.
        let high = 6.931471803691238e-01
        let low = 1.9082149292705877e-10
        return exponent * high + (exponent * low + (2 * ratio + 2 * ratio * square * series))
    }

    /// The sine and cosine of `angle` in radians, for |angle| ≤ 2π, to about 2 ulp.
    public static func sinCos(_ angle: Double) -> (sine: Double, cosine: Double) {
        // Quartered twice, then doubled back: the series then needs few terms.
        let reduced = angle / 16
        let square = reduced * reduced
        var sine = 1.0
        for k in stride(from: 15.0, through: 3.0, by: -2.0) {
            sine = 1 - sine * square / (k * (k - 1))
        }
        sine *= reduced
        // 1 − cos, to keep the small angle's digits.
        var versine = 1.0
        for k in stride(from: 16.0, through: 4.0, by: -2.0) {
            versine = 1 - versine * square / (k * (k - 1))
        }
        versine *= square / 2
        for _ in 0..<4 {
            let cosine = 1 - versine
            versine = 2 * sine * sine
            sine = 2 * sine * cosine
        }
        return (sine, 1 - versine)
    }
}
