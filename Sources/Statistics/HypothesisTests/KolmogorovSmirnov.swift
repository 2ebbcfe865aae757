import RealModule

/// The Kolmogorov–Smirnov tests.
public enum KolmogorovSmirnov {
    /// A distance between distributions and how probable one as large is without a difference.
    public struct Result: Sendable, Hashable {
        /// The largest absolute difference of the distribution functions.
        public let statistic: Double
        /// P(D ≥ `statistic`) under the null.
        public let pValue: Double
    }

    /// Tests whether `values` are independent draws from the uniform distribution on [0, 1]; nil without
    /// values or with a NaN among them. O(n log n), and O(n²) for the p-value of up to 1000 values.
    public static func uniform(_ values: [Double]) -> Result? {
        guard !values.isEmpty, !values.contains(where: \.isNaN) else { return nil }
        let sorted = values.sorted()
        let count = Double(sorted.count)
        var distance = 0.0
        for (index, value) in sorted.enumerated() {
            let expected = min(1, max(0, value))
            distance = max(distance, Double(index + 1) / count - expected, expected - Double(index) / count)
        }
        return Result(statistic: distance, pValue: oneSampleTail(distance, count: sorted.count))
    }

    /// Tests whether two samples come from one continuous distribution; nil when one is empty or holds a NaN.
    ///
    /// Ties are allowed and make the test conservative. The p-value is exact while the product of the counts
    /// is at most ten million, Kolmogorov's limit beyond.
    public static func twoSample(_ first: [Double], _ second: [Double]) -> Result? {
        guard !first.isEmpty, !second.isEmpty, !first.contains(where: \.isNaN),
            !second.contains(where: \.isNaN)
        else { return nil }
        let (a, b) = (first.sorted(), second.sorted())
        // The difference in units of 1/(nm), so that equal ones are equal in spite of rounding.
        var largest = 0
        var (i, j) = (0, 0)
        while i < a.count && j < b.count {
            let value = min(a[i], b[j])
            while i < a.count && a[i] == value { i += 1 }
            while j < b.count && b[j] == value { j += 1 }
            largest = max(largest, abs(i * b.count - j * a.count))
        }
        let product = Double(a.count) * Double(b.count)
        let statistic = Double(largest) / product
        let pValue: Double
        if product <= 1e7 {
            pValue = exactTwoSampleTail(a.count, b.count, reach: largest)
        } else {
            let effective = product / Double(a.count + b.count)
            pValue = limitTail(statistic * effective.squareRoot())
        }
        return Result(statistic: statistic, pValue: pValue)
    }

    /// P(√n·D ≥ x) in the limit of many values: Kolmogorov's distribution.
    public static func limitTail(_ x: Double) -> Double {
        if x <= 0 { return 1 }
        if x < 1.18 {
            // The theta function's other form converges where the alternating series does not.
            let exponent = -1.2337005501361698 / (x * x)
            var sum = 0.0
            for k in stride(from: 1.0, through: 15.0, by: 2.0) { sum += Double.exp(exponent * k * k) }
            return 1 - 2.5066282746310002 / x * sum
        }
        var sum = 0.0
        var sign = 1.0
        for k in 1...10 {
            let n = Double(k)
            sum += sign * Double.exp(-2 * n * n * x * x)
            sign = -sign
        }
        return min(1, 2 * sum)
    }

    /// P(D ≥ d) for `count` uniform values.
    ///
    /// Thin tails by twice Smirnov's one-sided formula (relative error below 1e-10 there), the rest by Durbin's
    /// recursion as Marsaglia, Tsang and Wang give it (J. Stat. Softw. 8, 2003) up to 1000 values, and by Pelz
    /// and Good's expansion (J. R. Stat. Soc. B 38, 1976) beyond.
    public static func oneSampleTail(_ d: Double, count: Int) -> Double {
        guard count > 0, !d.isNaN else { return .nan }
        let n = Double(count)
        if d <= 0.5 / n { return 1 }
        if d >= 1 { return 0 }
        if n * d * d > 4 || d >= 0.5 { return min(1, 2 * smirnov(d, count)) }
        if count <= 1000 { return max(0, 1 - durbin(d, count)) }
        return max(0, 1 - pelzGood(d, n))
    }

    /// P(D⁺ ≥ d) = d·Σ C(n, j)(d + j/n)^(j−1)(1 − d − j/n)^(n−j) (Birnbaum and Tingey, 1951).
    private static func smirnov(_ d: Double, _ count: Int) -> Double {
        let n = Double(count)
        var sum = 0.0
        for j in 0...count {
            let p = d + Double(j) / n
            let q = 1 - p
            if q <= 0 { break }
            let mass = SaddlePoint.logBinomial(Double(j), rest: Double(count - j), p: p, q: q)
            sum += Double.exp(mass) / p
        }
        return d * sum
    }

    /// P(D < d) by n products of Durbin's matrix with one of its unit vectors.
    private static func durbin(_ d: Double, _ count: Int) -> Double {
        let n = Double(count)
        let k = Int(n * d) + 1
        let size = 2 * k - 1
        let h = Double(k) - n * d
        var powers = [1.0]
        for i in 1...size { powers.append(powers[i - 1] * h) }
        var inverse = [1.0]
        for i in 1...(size + 1) { inverse.append(inverse[i - 1] / Double(i)) }
        // Element (i, j) is 1/(i−j+1)! for i − j + 1 ≥ 0, with the first column and the last row corrected.
        var matrix = [Double](repeating: 0, count: size * size)
        for i in 0..<size {
            for j in 0...min(i + 1, size - 1) { matrix[i * size + j] = inverse[i - j + 1] }
        }
        for i in 0..<size {
            matrix[i * size] -= powers[i + 1] * inverse[i + 1]
            matrix[(size - 1) * size + i] -= powers[size - i] * inverse[size - i]
        }
        if 2 * h - 1 > 0 {
            var power = 1.0
            for _ in 0..<size { power *= 2 * h - 1 }
            matrix[(size - 1) * size] += power * inverse[size]
        }
        var vector = [Double](repeating: 0, count: size)
        vector[k - 1] = 1
        var next = vector
        for step in 1...count {
            for i in 0..<size {
                var sum = 0.0
                for j in 0...min(i + 1, size - 1) { sum += matrix[i * size + j] * vector[j] }
                // n!/nⁿ is spread over the steps, which keeps the numbers near 1.
                next[i] = sum * Double(step) / n
            }
            swap(&vector, &next)
        }
        return min(1, max(0, vector[k - 1]))
    }

    /// P(D < d): Kolmogorov's limit with corrections up to n^(−3/2).
    private static func pelzGood(_ d: Double, _ n: Double) -> Double {
        let z = d * n.squareRoot()
        let (z2, z3, z4) = (z * z, z * z * z, z * z * z * z)
        let z6 = z3 * z3
        let (z7, z8, z10) = (z4 * z3, z4 * z4, z6 * z4)
        let pi2 = Double.pi * Double.pi
        let pi4 = pi2 * pi2
        let pi6 = pi4 * pi2
        let rootTwoPi = (2 * Double.pi).squareRoot()
        let rootHalfPi = (Double.pi / 2).squareRoot()
        var (k0, k1, k2, k3) = (0.0, 0.0, 0.0, 0.0)
        for index in 0..<20 {
            let m = Double(index) + 0.5
            let m2 = m * m
            let weight = Double.exp(-m2 * pi2 / (2 * z2))
            k0 += weight
            k1 += (pi2 * m2 - z2) * weight
            k2 += (6 * z6 + 2 * z4 + pi2 * (2 * z4 - 5 * z2) * m2 + pi4 * (1 - 2 * z2) * m2 * m2) * weight
            let fourth = pi4 * (-60 * z2 + 212 * z4) * m2 * m2
            let second = pi2 * (135 * z4 - 96 * z6) * m2
            let sixth = pi6 * (5 - 30 * z2) * m2 * m2 * m2
            k3 += (sixth + fourth + second - 30 * z6 - 90 * z8) * weight
        }
        var (k2Rest, k3Rest) = (0.0, 0.0)
        for index in 1..<20 {
            let m2 = Double(index) * Double(index)
            let weight = Double.exp(-m2 * pi2 / (2 * z2))
            k2Rest += m2 * weight
            k3Rest += (3 * pi2 * m2 * z2 - pi4 * m2 * m2) * weight
        }
        let root = n.squareRoot()
        let first = rootTwoPi / z * k0
        let second = rootHalfPi / (3 * z4) * k1 / root
        let third = (rootHalfPi / (36 * z7) * k2 - pi2 * rootHalfPi / (18 * z3) * k2Rest) / n
        let fourth = (rootHalfPi / (3240 * z10) * k3 + rootHalfPi / (108 * z6) * k3Rest) / (n * root)
        return first + second + third + fourth
    }

    /// P(max|i·m − j·n| ≥ reach) over the random order of n and m values: the probability of the walks that
    /// reach it, added where they first do, so that thin tails keep their digits. O(nm).
    private static func exactTwoSampleTail(_ n: Int, _ m: Int, reach: Int) -> Double {
        if reach <= 0 { return 1 }
        var inside = [Double](repeating: 0, count: m + 1)
        var hit = 0.0
        for i in 0...n {
            for j in 0...m {
                if i == 0 && j == 0 {
                    inside[0] = 1
                    continue
                }
                let left = Double(n - i + m - j + 1)
                // From (i−1, j) the next value is of the first sample with probability (n−i+1)/left.
                let fromFirst = i > 0 ? inside[j] * Double(n - i + 1) / left : 0
                let fromSecond = j > 0 ? inside[j - 1] * Double(m - j + 1) / left : 0
                let probability = fromFirst + fromSecond
                if abs(i * m - j * n) >= reach {
                    hit += probability
                    inside[j] = 0
                } else {
                    inside[j] = probability
                }
            }
        }
        return min(1, hit)
    }
}
