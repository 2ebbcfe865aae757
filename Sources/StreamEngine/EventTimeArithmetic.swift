import StreamCore

// Timestamps come from outside and may be anywhere in Int64; window arithmetic on them saturates at the
// ends of the range instead of trapping.

/// The greatest common divisor of two positive numbers (Euclid).
func greatestCommonDivisor(_ a: Int64, _ b: Int64) -> Int64 {
    var (larger, smaller) = (max(a, b), min(a, b))
    while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
    return larger
}

extension Int64 {
    /// ⌊self / divisor⌋ for a positive divisor.
    func flooredQuotient(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }

    func saturatingAdding(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        if overflow { return other > 0 ? .max : .min }
        return sum
    }

    func saturatingMultiplied(by other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        if overflow { return (self > 0) == (other > 0) ? .max : .min }
        return product
    }
}
