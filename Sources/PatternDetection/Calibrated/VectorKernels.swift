import Similarity

/// The few inner loops of the calibrated detector, over rows of floats.
///
/// Sums run over sixteen lanes in a fixed order and without fused multiplication, so they give the same bits
/// on every machine and instruction set.
enum VectorKernels {
    private static let kernels = RowKernels.inForce

    /// The inner product of `left` and `right`, `count` floats each.
    @inline(__always)
    static func dot(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int) -> Float {
        kernels.dot(left, right, count)
    }

    /// The inner products of `rowCount` rows of `count` floats with `x`.
    @inline(__always)
    static func products(
        rows: UnsafePointer<Float>, rowCount: Int, with x: UnsafePointer<Float>, count: Int,
        into result: UnsafeMutablePointer<Float>
    ) {
        kernels.products(
            of: x, vectorCount: 1, vectorStride: count, rows: rows, rowCount: rowCount, rowStride: count,
            count: count, into: result)
    }

    /// The inner products of `vectorCount` vectors, `vectorStride` floats apart, with `rowCount` rows of
    /// `count` floats: vectors × rows.
    @inline(__always)
    static func products(
        rows: UnsafePointer<Float>, rowCount: Int, withVectors vectors: UnsafePointer<Float>,
        vectorCount: Int, vectorStride: Int, count: Int, into result: UnsafeMutablePointer<Float>
    ) {
        kernels.products(
            of: vectors, vectorCount: vectorCount, vectorStride: vectorStride, rows: rows,
            rowCount: rowCount, rowStride: count, count: count, into: result)
    }

    /// y += `scale`·x, `count` floats each.
    @inline(__always)
    static func accumulate(
        _ x: UnsafePointer<Float>, scale: Float, into y: UnsafeMutablePointer<Float>, count: Int
    ) {
        withUnsafePointer(to: scale) {
            kernels.accumulate(
                rows: x, rowCount: 1, rowStride: count, weights: $0, into: y, count: count)
        }
    }

    /// y += Σ `weights`·row over `rowCount` rows of `count` floats, `rowStride` apart (nil: without gaps), one
    /// after the other.
    @inline(__always)
    static func accumulate(
        rows: UnsafePointer<Float>, rowCount: Int, rowStride: Int? = nil, weights: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>, count: Int
    ) {
        kernels.accumulate(
            rows: rows, rowCount: rowCount, rowStride: rowStride ?? count, weights: weights, into: y,
            count: count)
    }

    /// x ·= `factor`.
    @inline(__always)
    static func scale(_ x: UnsafeMutablePointer<Float>, by factor: Float, count: Int) {
        kernels.scale(x, by: factor, count: count)
    }

    /// Scales x to unit length and returns the length it had; a zero row stays zero.
    @inline(__always) @discardableResult
    static func normalise(_ x: UnsafeMutablePointer<Float>, count: Int) -> Float {
        let length = dot(x, x, count).squareRoot()
        guard length > 0 else { return 0 }
        scale(x, by: 1 / length, count: count)
        return length
    }
}
