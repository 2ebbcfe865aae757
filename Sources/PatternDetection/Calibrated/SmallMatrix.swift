/// Dense matrices of a few dozen rows: what a reference's basis and a signature's covariance need.
enum SmallMatrix {
    /// The lower Cholesky factor of a symmetric positive definite matrix (row-major, `size`²); a pivot that
    /// is not positive is lifted to a tiny one, so that a degenerate matrix gives a large but finite inverse.
    static func cholesky(_ matrix: [Double], size: Int) -> [Double] {
        var factor = [Double](repeating: 0, count: size * size)
        for j in 0..<size {
            var pivot = matrix[j * size + j]
            for k in 0..<j { pivot -= factor[j * size + k] * factor[j * size + k] }
            let root = max(pivot, 1e-12).squareRoot()
            factor[j * size + j] = root
            for i in (j + 1)..<max(j + 1, size) {
                var sum = matrix[i * size + j]
                for k in 0..<j { sum -= factor[i * size + k] * factor[j * size + k] }
                factor[i * size + j] = sum / root
            }
        }
        return factor
    }

    /// Solves L v = b in place for a lower factor L.
    static func forwardSubstitute(_ factor: [Double], size: Int, _ vector: inout [Double]) {
        for i in 0..<size {
            var sum = vector[i]
            for k in 0..<i { sum -= factor[i * size + k] * vector[k] }
            vector[i] = sum / factor[i * size + i]
        }
    }

    /// The inverse of a symmetric positive definite matrix. O(size³).
    static func inverse(_ matrix: [Double], size: Int) -> [Double] {
        let factor = cholesky(matrix, size: size)
        var result = [Double](repeating: 0, count: size * size)
        for column in 0..<size {
            var vector = [Double](repeating: 0, count: size)
            vector[column] = 1
            forwardSubstitute(factor, size: size, &vector)
            for i in stride(from: size - 1, through: 0, by: -1) {
                var sum = vector[i]
                for k in (i + 1)..<max(i + 1, size) { sum -= factor[k * size + i] * vector[k] }
                vector[i] = sum / factor[i * size + i]
            }
            for row in 0..<size { result[row * size + column] = vector[row] }
        }
        return result
    }
}
