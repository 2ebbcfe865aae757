import RealModule

/// Solves f(x) = target for a function of x > 0 that only rises or only falls.
enum MonotoneInverse {
    /// The x > 0 at which `function` takes `target`, to about 1e-15 relative.
    ///
    /// The search is over u = ln x, since quantiles span hundreds of decades: a bracket grown from `start`,
    /// then Brent's method (Algorithms for Minimization without Derivatives, 1973, chapter 4).
    ///
    /// - Parameter rising: Whether `function` rises with x.
    static func solve(
        target: Double, rising: Bool, start: Double, _ function: (Double) -> Double
    ) -> Double {
        func error(_ u: Double) -> Double {
            let difference = function(Double.exp(u)) - target
            return rising ? difference : -difference
        }
        let limit = 709.0
        var low = min(max(Double.log(start), -limit), limit)
        if low.isNaN { low = 0 }
        var high = low
        var lowError = error(low)
        var highError = lowError
        var step = 0.5
        while lowError > 0 {
            if low <= -limit { return 0 }
            (high, highError) = (low, lowError)
            low = max(low - step, -limit)
            lowError = error(low)
            step *= 2
        }
        step = 0.5
        while highError < 0 {
            if high >= limit { return .infinity }
            (low, lowError) = (high, highError)
            high = min(high + step, limit)
            highError = error(high)
            step *= 2
        }
        guard !lowError.isNaN, !highError.isNaN else { return .nan }
        return Double.exp(brent(low, lowError, high, highError, error))
    }

    /// Brent's zero of `f` between `start` and `end`, where its values have opposite signs.
    private static func brent(
        _ start: Double, _ startValue: Double, _ end: Double, _ endValue: Double, _ f: (Double) -> Double
    ) -> Double {
        // −∞ (an underflowed logarithm) would poison the interpolation; any large number brackets as well.
        var (a, fa) = (start, max(startValue, -1e300))
        var (b, fb) = (end, min(endValue, 1e300))
        if fa == 0 { return a }
        var (c, fc) = (a, fa)
        var step = b - a
        var previous = step
        for _ in 0..<200 {
            if (fb > 0) == (fc > 0) {
                (c, fc) = (a, fa)
                step = b - a
                previous = step
            }
            if abs(fc) < abs(fb) {
                (a, fa) = (b, fb)
                (b, fb) = (c, fc)
                (c, fc) = (a, fa)
            }
            let tolerance = 2.3e-16 * abs(b) + 1e-16
            let half = (c - b) / 2
            if abs(half) <= tolerance || fb == 0 { return b }
            if abs(previous) >= tolerance && abs(fa) > abs(fb) {
                let s = fb / fa
                var p: Double
                var q: Double
                if a == c {
                    p = 2 * half * s
                    q = 1 - s
                } else {
                    let t = fa / fc
                    let r = fb / fc
                    p = s * (2 * half * t * (t - r) - (b - a) * (r - 1))
                    q = (t - 1) * (r - 1) * (s - 1)
                }
                if p > 0 { q = -q } else { p = -p }
                if 2 * p < min(3 * half * q - abs(tolerance * q), abs(previous * q)) {
                    previous = step
                    step = p / q
                } else {
                    step = half
                    previous = half
                }
            } else {
                step = half
                previous = half
            }
            (a, fa) = (b, fb)
            b += abs(step) > tolerance ? step : (half > 0 ? tolerance : -tolerance)
            fb = max(-1e300, min(1e300, f(b)))
        }
        return b
    }
}
