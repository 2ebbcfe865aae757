import Similarity
import StreamCore
import Testing

/// The graph kernels against their definitions, one operation after the other.
@Suite("Graph kernels")
struct GraphKernelTests {
    private static let counts = [32, 64, 96, 160, 1024]

    private func check<Scalar: BinaryFloatingPoint>(
        _ isa: KernelISA, _ row: [Scalar], _ start: [Double], bound: Double, _ label: String,
        advance: (GraphKernels, [Scalar], inout [Double], inout [UInt32]) -> (sum: Double, place: Int),
        add: (GraphKernels, [Scalar], inout [Double]) -> Void
    ) throws {
        let kernels = try #require(GraphKernels(isa))
        let expected = zip(start, row).map { $0 + Double($1) }
        var sums = start
        var hits = [UInt32](repeating: .max, count: row.count / 32)
        let best = advance(kernels, row, &sums, &hits)
        #expect(sums.map(\.bitPattern) == expected.map(\.bitPattern), "\(label)")
        let highest = try #require(expected.max())
        #expect(best.sum == highest, "\(label)")
        #expect(best.place == expected.firstIndex(of: highest), "\(label)")
        for place in row.indices {
            let isHit = hits[place / 32] >> UInt32(place % 32) & 1 == 1
            #expect(isHit == (expected[place] >= bound && row[place] > 0), "\(label) \(place)")
        }
        sums = start
        add(kernels, row, &sums)
        #expect(sums.map(\.bitPattern) == expected.map(\.bitPattern), "\(label)")
    }

    @Test(
        "a pass adds, finds the first largest sum and marks what reaches the bound",
        arguments: KernelISA.available)
    func passes(isa: KernelISA) throws {
        var generator = SeededGenerator(seed: 7)
        for count in Self.counts {
            for levels in [1, 3, 1000] {
                let row = (0..<count).map { _ in Float(generator.below(levels + 1)) / Float(levels) }
                let start = (0..<count).map { _ in
                    generator.below(4) == 0 ? -Double.infinity : Double(generator.below(levels)) / 4
                }
                for bound in [0.5, 1, Double(levels), .infinity] {
                    try check(
                        isa, row, start, bound: bound, "single \(count) \(levels) \(bound)",
                        advance: { $0.advance($1, sums: &$2, count: count, bound: bound, hits: &$3) },
                        add: { $0.add($1, to: &$2, count: count) })
                    try check(
                        isa, row.map(Double.init), start, bound: bound, "double \(count) \(levels) \(bound)",
                        advance: { $0.advance($1, sums: &$2, count: count, bound: bound, hits: &$3) },
                        add: { $0.add($1, to: &$2, count: count) })
                }
            }
        }
    }

    /// A symmetric matrix with zeros on the diagonal and past its columns; eighths, so that sums are exact.
    private func symmetric(_ count: Int, stride: Int, _ generator: inout SeededGenerator) -> [Float] {
        var matrix = [Float](repeating: 0, count: stride * count)
        for row in 0..<count {
            for column in 0..<row {
                matrix[row * stride + column] = Float(generator.below(9)) / 8
                matrix[column * stride + row] = matrix[row * stride + column]
            }
        }
        return matrix
    }

    @Test("matrices are mirrored, multiplied and summed up at every size", arguments: KernelISA.available)
    func matrices(isa: KernelISA) throws {
        let kernels = try #require(GraphKernels(isa))
        var generator = SeededGenerator(seed: 8)
        for count in Array(1...40) + [63, 64, 65, 127, 130] {
            let stride = (count + 31) / 32 * 32 + 32 * generator.below(2)
            let matrix = symmetric(count, stride: stride, &generator)
            var lower = matrix
            for row in 0..<count {
                for column in (row + 1)..<max(row + 1, count) { lower[row * stride + column] = .nan }
            }
            kernels.mirror(&lower, stride: stride, count: count)
            #expect(lower == matrix, "\(count)")

            var x = (0..<count).map { _ in Float(generator.below(9)) / 4 - 1 }
            x += [Float](repeating: 0, count: stride - count)
            var y = [Float](repeating: .nan, count: count)
            kernels.product(matrix, stride: stride, count: count, x, into: &y)
            for row in 0..<count {
                let entries = matrix[(row * stride)..<(row * stride + stride)]
                #expect(y[row] == zip(entries, x).reduce(0) { $0 + $1.0 * $1.1 }, "\(count)")
                let total = kernels.total(Array(entries), count: stride)
                #expect(total.sum == entries.reduce(0) { $0 + Double($1) })
                #expect(total.highest == entries.max())
            }
        }
    }

    @Test("rounded products have the same bits on every instruction set")
    func bits() throws {
        var generator = SeededGenerator(seed: 9)
        let (count, stride) = (75, 96)
        let matrix = symmetric(count, stride: stride, &generator).map { $0 * 0.7 }
        let x = (0..<stride).map { $0 < count ? Float(generator.normal()) : 0 }
        let results = try KernelISA.available.map { isa in
            var y = [Float](repeating: 0, count: count)
            try #require(GraphKernels(isa)).product(matrix, stride: stride, count: count, x, into: &y)
            return y.map(\.bitPattern)
        }
        #expect(Set(results).count == 1)
    }
}
