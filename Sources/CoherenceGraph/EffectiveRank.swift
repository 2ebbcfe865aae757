import COpenBLAS

/// How many directions a set of vectors uses: the participation ratio (Σσ²)²/Σσ⁴ of its singular values,
/// which is the exponential of the Rényi entropy of order 2 of the spectrum (Roy and Vetterli, "The
/// effective rank", EUSIPCO 2007, use order 1).
public enum EffectiveRank {
    /// The participation ratio of `count` vectors: 1 when all are alike, at most min(count, dimension).
    ///
    /// Both sums follow from the Gram matrix, (Σσ²)²/Σσ⁴ = (tr G)²/‖G‖², and G = XXᵀ and XᵀX have the same;
    /// the smaller one is computed. O(count·dimension·min(count, dimension)).
    ///
    /// - Parameters:
    ///   - rows: `count` × `dimension` floats, row by row.
    ///   - gram: Room for the smaller of count² and dimension² floats.
    static func participationRatio(
        rows: UnsafePointer<Float>, count: Int, dimension: Int, gram: UnsafeMutablePointer<Float>
    ) -> Double? {
        guard count > 0 else { return nil }
        let order = min(count, dimension)
        let byRows = count <= dimension
        cblas_ssyrk(
            CblasRowMajor, CblasUpper, byRows ? CblasNoTrans : CblasTrans, Int32(order),
            Int32(byRows ? dimension : count), 1, rows, Int32(dimension), 0, gram, Int32(order))
        var trace = 0.0
        var diagonal = 0.0
        var upper = 0.0
        for row in 0..<order {
            let entries = gram + row * order
            trace += Double(entries[row])
            diagonal += Double(entries[row]) * Double(entries[row])
            var lanes = SIMD4<Double>.zero
            var column = row + 1
            while column + 4 <= order {
                let wide = SIMD4<Double>(
                    Double(entries[column]), Double(entries[column + 1]), Double(entries[column + 2]),
                    Double(entries[column + 3]))
                lanes += wide * wide
                column += 4
            }
            while column < order {
                upper += Double(entries[column]) * Double(entries[column])
                column += 1
            }
            upper += (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
        }
        let square = diagonal + 2 * upper
        return square > 0 ? trace * trace / square : nil
    }

    /// The participation ratio of `count` vectors; nil without any or when all are zero.
    ///
    /// - Parameters:
    ///   - rows: `count` × `dimension` floats, row by row.
    ///   - count: How many vectors.
    ///   - dimension: Components of a vector.
    public static func participationRatio(rows: [Float], count: Int, dimension: Int) -> Double? {
        precondition(rows.count == count * dimension)
        let order = min(count, dimension)
        var gram = [Float](repeating: 0, count: max(1, order * order))
        return rows.withUnsafeBufferPointer { rows -> Double? in
            guard let base = rows.baseAddress else { return nil }
            return gram.withUnsafeMutableBufferPointer { gram -> Double? in
                guard let room = gram.baseAddress else { return nil }
                return participationRatio(rows: base, count: count, dimension: dimension, gram: room)
            }
        }
    }
}
