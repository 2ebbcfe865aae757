/// The two largest eigenvalues of a symmetric tridiagonal matrix, and the eigenvector to the largest: by
/// Sturm counts and bisection, then inverse iteration from just above, where the factors are positive.
struct TridiagonalTop {
    /// The largest eigenvalue, from above.
    private(set) var largest = 0.0
    /// The second largest; −∞ for a matrix of one row.
    private(set) var second = -Double.infinity
    /// The unit eigenvector to ``largest``.
    private(set) var vector: [Double] = []

    /// - Parameters:
    ///   - diagonal: At least one entry.
    ///   - offDiagonal: One entry fewer, at least.
    ///   - precision: How close to the eigenvalues bisection goes.
    init(diagonal: ArraySlice<Double>, offDiagonal: ArraySlice<Double>, precision: Double) {
        let alpha = Array(diagonal)
        let beta = Array(offDiagonal)
        let count = alpha.count
        var low = Double.infinity
        var high = -Double.infinity
        for index in 0..<count {
            let before = index > 0 ? abs(beta[index - 1]) : 0
            let after = index + 1 < count ? abs(beta[index]) : 0
            low = min(low, alpha[index] - before - after)
            high = max(high, alpha[index] + before + after)
        }
        let margin = 1e-14 * max(abs(low), abs(high)) + 1e-300
        high += margin
        low -= margin
        largest = Self.bisect(alpha, beta, low: low, high: high, rank: 1, precision: precision)
        if count > 1 {
            second = Self.bisect(alpha, beta, low: low, high: largest, rank: 2, precision: precision)
        }
        vector = Self.eigenvector(alpha, beta, above: largest)
    }

    /// The least x found with fewer than `rank` eigenvalues above it.
    private static func bisect(
        _ alpha: [Double], _ beta: [Double], low: Double, high: Double, rank: Int, precision: Double
    ) -> Double {
        var (low, high) = (low, high)
        while high - low > precision {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { break }
            var above = 0
            var pivot = 1.0
            for index in 0..<alpha.count {
                let coupling = index > 0 ? beta[index - 1] * beta[index - 1] / pivot : 0
                pivot = middle - alpha[index] - coupling
                if pivot == 0 { pivot = -1e-300 }
                if pivot < 0 { above += 1 }
                if above >= rank { break }
            }
            if above >= rank { low = middle } else { high = middle }
        }
        return high
    }

    /// Inverse iteration with x·I − T = L·D·Lᵀ, x above the spectrum.
    private static func eigenvector(_ alpha: [Double], _ beta: [Double], above value: Double) -> [Double] {
        let count = alpha.count
        var pivots = [Double](repeating: 0, count: count)
        for index in 0..<count {
            let coupling = index > 0 ? beta[index - 1] * beta[index - 1] / pivots[index - 1] : 0
            let pivot = value - alpha[index] - coupling
            pivots[index] = pivot > 1e-18 ? pivot : 1e-18
        }
        var vector = [Double](repeating: 1, count: count)
        for _ in 0..<3 {
            for index in 1..<max(count, 1) {
                vector[index] += beta[index - 1] * vector[index - 1] / pivots[index - 1]
            }
            for index in 0..<count { vector[index] /= pivots[index] }
            for index in stride(from: count - 2, through: 0, by: -1) {
                vector[index] += beta[index] * vector[index + 1] / pivots[index]
            }
            var norm = 0.0
            for entry in vector { norm = max(norm, abs(entry)) }
            for index in 0..<count { vector[index] /= norm }
        }
        var square = 0.0
        for entry in vector { square += entry * entry }
        for index in 0..<count { vector[index] /= square.squareRoot() }
        return vector
    }
}
