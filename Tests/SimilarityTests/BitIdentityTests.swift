import Similarity
import StreamCore
import TestSupport
import Testing

/// `simd` has one summation order: the same bits on every instruction set and every path.
@Suite("Bit identity")
struct BitIdentityTests {
    static let shapes: [(dimension: Int, window: Int, batch: Int)] = [
        (1, 5, 3), (7, 17, 4), (16, 33, 5), (17, 40, 6), (31, 64, 7), (100, 50, 13),
        (384, 70, 17), (1537, 20, 9),
    ]

    @Test("the order is sixteen lanes of fused multiply-adds, added in order", arguments: KernelISA.available)
    func definedOrder(isa: KernelISA) throws {
        let backend = try SIMDBackend(isa: isa)
        for shape in Self.shapes {
            let fixture = StoreFixture(
                dimension: shape.dimension, window: shape.window, batch: shape.batch, layout: .panels, seed: 9
            )
            let products = backend.products(fixture)
            for query in 0..<shape.batch {
                for (slot, row) in fixture.rows.enumerated() {
                    guard let row else { continue }
                    let expected = laneProduct(fixture.queries.row(query), row)
                    #expect(products[query][slot].bitPattern == expected.bitPattern)
                }
            }
        }
    }

    @Test("instruction sets agree, also on numbers at the ends of the range", arguments: KernelISA.available)
    func extremes(isa: KernelISA) throws {
        let backend = try SIMDBackend(isa: isa)
        for seed in 0..<20 as Range<UInt64> {
            // Not unit vectors: exponents all over, so that products underflow, cancel and round in halves.
            let fixture = StoreFixture(
                dimension: 53, window: 20, batch: 6, layout: .panels, seed: seed, dead: false
            ) { generator, _ in
                (0..<53).map { _ in
                    let magnitude = Float(sign: .plus, exponent: generator.below(120) - 100, significand: 1)
                    let mantissa = Float(generator.below(16)) / 8 - 1
                    return magnitude * mantissa * Float(1 + generator.below(3))
                }
            }
            let products = backend.products(fixture)
            for query in 0..<6 {
                for (slot, row) in fixture.rows.enumerated() {
                    let expected = laneProduct(fixture.queries.row(query), row ?? [])
                    #expect(products[query][slot].bitPattern == expected.bitPattern)
                }
            }
        }
    }

    @Test("a sum a hair beside a rounding boundary goes to its own side", arguments: KernelISA.available)
    func roundedOnce(isa: KernelISA) throws {
        let backend = try SIMDBackend(isa: isa)
        // Products 2⁴⁶ ∓ 1, as (2²³ - 1)(2²³ + 1) and (2²³ - 2¹² + 1)(2²³ + 2¹² + 1), scaled to half the last
        // place of the addend: Double holds the sum as exactly half-way, and rounding that again is wrong.
        let factors: [(Float, Float)] = [
            (0x1p23 - 1, 0x1p23 + 1), (0x1p23 - 0x1p12 + 1, 0x1p23 + 0x1p12 + 1),
        ]
        for (a, b) in factors {
            for addend: Float in [1, 1 + 0x1p-23, -1, -1 - 0x1p-23, 2 - 0x1p-23] {
                for scale: Float in [0x1p-70, -0x1p-70] {
                    let first = [addend] + [Float](repeating: 0, count: 15) + [a * scale]
                    let second = [1] + [Float](repeating: 0, count: 15) + [b]
                    let fixture = StoreFixture(
                        dimension: 17, window: 1, batch: 1, layout: .panels, seed: 1
                    ) { _, index in index == 0 ? first : second }
                    let expected = laneProduct(second, first)
                    #expect(backend.products(fixture)[0][0].bitPattern == expected.bitPattern)
                }
            }
        }
    }

    @Test("pairs carry the bits of the products, in any batch", arguments: KernelISA.available)
    func pathsAgree(isa: KernelISA) throws {
        let backend = try SIMDBackend(isa: isa)
        for shape in Self.shapes {
            let fixture = StoreFixture(
                dimension: shape.dimension, window: shape.window, batch: shape.batch, layout: .panels, seed: 2
            )
            let products = backend.products(fixture)
            let pairs = backend.pairs(fixture, threshold: -2)
            for query in 0..<shape.batch {
                for pair in pairs[query] {
                    #expect(pair.bits == products[query][pair.slot].bitPattern)
                }
            }
            let lists = NeighbourLists()
            for first in 0..<shape.batch {
                for count in 1...(shape.batch - first) {
                    let part = AlignedRows(
                        (first..<first + count).map(fixture.queries.row), dimension: shape.dimension)
                    backend.similarPairs(
                        queries: part.base, count: count, store: fixture.store.view, threshold: -2,
                        into: lists)
                    #expect(lists.found == Array(pairs[first..<first + count]))
                }
            }
        }
    }

    @Test("a block with itself gives the bits of the block with a store", arguments: KernelISA.available)
    func selfAgrees(isa: KernelISA) throws {
        let backend = try SIMDBackend(isa: isa)
        for shape in Self.shapes {
            let store = StoreFixture(
                dimension: shape.dimension, window: 0, batch: shape.window, layout: .panels, seed: 6)
            for row in 0..<shape.window {
                _ = store.queries.row(row).withUnsafeBufferPointer { store.store.append($0.baseAddress!) }
            }
            // The store now holds the queries: product (i, j) must equal (j, i) and the block's own.
            let square = backend.products(store)
            let triangle = backend.selfProducts(store.queries)
            let pairs = backend.selfPairs(store.queries, threshold: 0)
            for i in 0..<shape.window {
                for j in 0...i {
                    #expect(square[i][j].bitPattern == square[j][i].bitPattern)
                    #expect(square[i][j].bitPattern == triangle[i][j].bitPattern)
                }
                let expected = (0..<i).filter { triangle[i][$0] >= 0 }
                    .map { FoundPair(slot: $0, bits: triangle[i][$0].bitPattern) }
                #expect(pairs[i] == expected)
            }
        }
    }

    @Test("calls at the same time do not meet")
    func concurrent() async throws {
        let backend = try SIMDBackend()
        let fixture = StoreFixture(dimension: 60, window: 200, batch: 12, layout: .panels, seed: 8)
        let expected = backend.pairs(fixture, threshold: 0.1)
        let view = fixture.store.view
        let rows = (0..<12).map(fixture.queries.row)
        let all = await withTaskGroup(of: [[FoundPair]].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let queries = AlignedRows(rows, dimension: 60)
                    let lists = NeighbourLists()
                    for _ in 0..<50 {
                        backend.similarPairs(
                            queries: queries.base, count: 12, store: view, threshold: 0.1, into: lists)
                    }
                    return lists.found
                }
            }
            var results: [[[FoundPair]]] = []
            for await result in group { results.append(result) }
            return results
        }
        #expect(all.allSatisfy { $0 == expected })
        withExtendedLifetime(fixture.store) {}
    }

    /// The definition, straight from its words.
    private func laneProduct(_ a: [Float], _ b: [Float]) -> Float {
        var total: Float = 0
        for lane in 0..<16 {
            var chain: Float = 0
            for k in stride(from: lane, to: a.count, by: 16) { chain.addProduct(a[k], b[k]) }
            if a.count % 16 != 0, lane >= a.count % 16 { chain.addProduct(0, 0) }
            total = lane == 0 ? chain : total + chain
        }
        return total
    }
}
