/// The few inner loops of the calibrated detector, over rows of floats.
///
/// Sums run over eight lanes in a fixed order and without fused multiplication, so they give the same bits
/// on every machine.
enum VectorKernels {
    /// The inner product of `left` and `right`, `count` floats each.
    @inline(__always)
    static func dot(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int) -> Float {
        var first = SIMD8<Float>(repeating: 0)
        var second = SIMD8<Float>(repeating: 0)
        let a = UnsafeRawPointer(left)
        let b = UnsafeRawPointer(right)
        var k = 0
        while k &+ 16 <= count {
            let offset = k &* 4
            first +=
                a.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
                * b.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
            second +=
                a.loadUnaligned(fromByteOffset: offset &+ 32, as: SIMD8<Float>.self)
                * b.loadUnaligned(fromByteOffset: offset &+ 32, as: SIMD8<Float>.self)
            k &+= 16
        }
        var sum = (first + second).sum()
        while k < count {
            sum += left[k] * right[k]
            k &+= 1
        }
        return sum
    }

    /// The inner products of `rowCount` rows of `count` floats with `x`, four rows at a time.
    static func products(
        rows: UnsafePointer<Float>, rowCount: Int, with x: UnsafePointer<Float>, count: Int,
        into result: UnsafeMutablePointer<Float>
    ) {
        let vector = UnsafeRawPointer(x)
        var row = 0
        while row &+ 4 <= rowCount {
            let base = UnsafeRawPointer(rows + row &* count)
            let stride = count &* 4
            var s0 = SIMD8<Float>(repeating: 0)
            var s1 = SIMD8<Float>(repeating: 0)
            var s2 = SIMD8<Float>(repeating: 0)
            var s3 = SIMD8<Float>(repeating: 0)
            var k = 0
            while k &+ 8 <= count {
                let offset = k &* 4
                let v = vector.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
                s0 += v * base.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self)
                s1 += v * base.loadUnaligned(fromByteOffset: offset &+ stride, as: SIMD8<Float>.self)
                s2 += v * base.loadUnaligned(fromByteOffset: offset &+ 2 &* stride, as: SIMD8<Float>.self)
                s3 += v * base.loadUnaligned(fromByteOffset: offset &+ 3 &* stride, as: SIMD8<Float>.self)
                k &+= 8
            }
            var (t0, t1, t2, t3) = (s0.sum(), s1.sum(), s2.sum(), s3.sum())
            while k < count {
                let v = x[k]
                t0 += v * rows[row &* count &+ k]
                t1 += v * rows[(row &+ 1) &* count &+ k]
                t2 += v * rows[(row &+ 2) &* count &+ k]
                t3 += v * rows[(row &+ 3) &* count &+ k]
                k &+= 1
            }
            result[row] = t0
            result[row &+ 1] = t1
            result[row &+ 2] = t2
            result[row &+ 3] = t3
            row &+= 4
        }
        while row < rowCount {
            result[row] = dot(rows + row &* count, x, count)
            row &+= 1
        }
    }

    /// y += `scale`·x, `count` floats each.
    @inline(__always)
    static func accumulate(
        _ x: UnsafePointer<Float>, scale: Float, into y: UnsafeMutablePointer<Float>, count: Int
    ) {
        for k in 0..<count { y[k] += scale * x[k] }
    }

    /// Scales x to unit length and returns the length it had; a zero row stays zero.
    @inline(__always) @discardableResult
    static func normalise(_ x: UnsafeMutablePointer<Float>, count: Int) -> Float {
        let length = dot(x, x, count).squareRoot()
        guard length > 0 else { return 0 }
        let inverse = 1 / length
        for k in 0..<count { x[k] *= inverse }
        return length
    }
}
