extension PortableMath {
    /// e to the power of `x`, to about 4 ulp, from +, −, × and ÷ alone, so the same bits everywhere.
    ///
    /// x = k·ln 2 + r with |r| ≤ ½ ln 2; the series of exp(r/4) is squared twice, then scaled by 2ᵏ.
    public static func exp(_ x: Double) -> Double {
        guard x > -745 else { return x.isNaN ? x : 0 }
        guard x < 709.782712893384 else { return x.isNaN ? x : .infinity }
        let high = 6.931471803691238e-01
        let low = 1.9082149292705877e-10
        let multiple = (x * 1.4426950408889634).rounded()
        let reduced = ((x - multiple * high) - multiple * low) / 4
        // |reduced| ≤ 0.087, so the term of degree 13 is below 1e-23.
        var series = 1.0
        for degree in stride(from: 12.0, through: 2.0, by: -1.0) { series = 1 + series * reduced / degree }
        // Squared as exp − 1, which keeps the digits that 1 + … would lose.
        var minusOne = series * reduced
        minusOne = minusOne * (2 + minusOne)
        minusOne = minusOne * (2 + minusOne)
        // In two steps, since 2ᵏ alone may lie beyond the normal numbers.
        let exponent = Int(multiple)
        let half = exponent / 2
        return (1 + minusOne) * Double(sign: .plus, exponent: half, significand: 1)
            * Double(sign: .plus, exponent: exponent - half, significand: 1)
    }
}
