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
}
