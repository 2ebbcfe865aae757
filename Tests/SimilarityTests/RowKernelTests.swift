import Similarity
import StreamCore
import Testing

/// The row kernels have one summation order: the same bits on every instruction set.
@Suite("Row kernels")
struct RowKernelTests {
    /// Floats of all sizes and signs, zeros and subnormal ones among them.
    static func floats(_ count: Int, _ generator: inout SeededGenerator, wild: Bool) -> [Float] {
        (0..<count).map { _ in
            let value = Float(generator.normal())
            guard wild else { return value }
            switch generator.below(8) {
            case 0: return 0
            case 1: return -0.0
            case 2: return value * .leastNormalMagnitude
            case 3: return value * 1e15
            default: return value
            }
        }
    }

    /// The order that the header defines, one operation after the other.
    static func ordered(_ x: ArraySlice<Float>, _ y: ArraySlice<Float>) -> Float {
        let (x, y) = (Array(x), Array(y))
        var lanes = [Float](repeating: 0, count: 16)
        let whole = x.count / 16 * 16
        for k in 0..<whole { lanes[k % 16] += x[k] * y[k] }
        for half in [8, 4, 2, 1] {
            for lane in 0..<half { lanes[lane] += lanes[lane + half] }
        }
        var total = lanes[0]
        for k in whole..<x.count { total += x[k] * y[k] }
        return total
    }

    @Test("products are the defined sums, bit for bit", arguments: KernelISA.available)
    func products(isa: KernelISA) throws {
        let kernels = try #require(RowKernels(isa))
        var generator = SeededGenerator(seed: 5)
        for dimension in Array(1...70) + [127, 128, 384, 385, 768, 1023, 1536, 1600] {
            let (vectorCount, rowCount) = (1 + generator.below(6), 1 + generator.below(10))
            let stride = dimension + generator.below(3)
            let wild = dimension % 2 == 0
            let vectors = Self.floats(vectorCount * stride, &generator, wild: wild)
            let rows = Self.floats(rowCount * dimension, &generator, wild: wild)
            var result = [Float](repeating: .nan, count: vectorCount * rowCount)
            kernels.products(
                of: vectors, vectorCount: vectorCount, vectorStride: stride, rows: rows,
                rowCount: rowCount, rowStride: dimension, count: dimension, into: &result)
            for v in 0..<vectorCount {
                let vector = vectors[v * stride..<v * stride + dimension]
                for r in 0..<rowCount {
                    let expected = Self.ordered(vector, rows[r * dimension..<(r + 1) * dimension])
                    #expect(result[v * rowCount + r].bitPattern == expected.bitPattern)
                }
            }
            let first = kernels.dot(vectors, rows, dimension)
            #expect(first.bitPattern == result[0].bitPattern)
        }
    }

    @Test("weighted sums and scaling round every step", arguments: KernelISA.available)
    func sums(isa: KernelISA) throws {
        let kernels = try #require(RowKernels(isa))
        var generator = SeededGenerator(seed: 6)
        for dimension in Array(1...40) + [384, 1537] {
            let rowCount = generator.below(5)
            let rows = Self.floats(max(1, rowCount) * dimension, &generator, wild: true)
            let weights = Self.floats(max(1, rowCount), &generator, wild: false)
            var sum = Self.floats(dimension, &generator, wild: true)
            var expected = sum
            kernels.accumulate(
                rows: rows, rowCount: rowCount, rowStride: dimension, weights: weights, into: &sum,
                count: dimension)
            for r in 0..<rowCount {
                for k in 0..<dimension {
                    let product = weights[r] * rows[r * dimension + k]
                    expected[k] += product
                }
            }
            #expect(sum.map(\.bitPattern) == expected.map(\.bitPattern))
            kernels.scale(&sum, by: weights[0], count: dimension)
            #expect(sum.map(\.bitPattern) == expected.map { ($0 * weights[0]).bitPattern })
        }
    }
}
