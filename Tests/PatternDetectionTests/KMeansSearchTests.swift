import PatternDetection
import StreamCore
import Testing

@Suite("The search for clusters")
struct KMeansSearchTests {
    private static let dimension = 24

    /// Unit vectors around this many centres.
    private static func vectors(_ count: Int, centres: Int, seed: UInt64) -> (
        vectors: [Float], centres: [[Float]]
    ) {
        var generator = SeededGenerator(seed: seed)
        func unit(_ row: [Double]) -> [Float] {
            let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return row.map { Float($0 / length) }
        }
        let rows = (0..<centres).map { _ in unit((0..<dimension).map { _ in generator.normal() }) }
        var result: [Float] = []
        for index in 0..<count {
            // In no order: the search takes every other vector apart.
            let row = rows[index < centres ? index : generator.below(centres)]
            result += unit(row.map { Double($0) + 0.08 * generator.normal() })
        }
        return (result, rows)
    }

    @Test("However the work is cut, the clusters are the same bits", arguments: [1, 4, 6, 11])
    func cutsDoNotMatter(centres: Int) {
        let sample = Self.vectors(400, centres: centres, seed: UInt64(centres)).vectors
        func search() -> KMeansSearch {
            KMeansSearch(sample, dimension: Self.dimension, generator: SeededGenerator(seed: 9))
        }
        var whole = search()
        let expected = whole.finish()
        for part in [1, 50_000, 1_000_000] {
            var cut = search()
            var found: [Float]?
            var calls = 0
            while found == nil {
                found = cut.advance(multiplications: part)
                calls += 1
            }
            #expect(found == expected)
            #expect(part > 1 || calls > 3)
        }
        var half = search()
        _ = half.advance(multiplications: 100_000)
        #expect(half.finish() == expected)
    }

    @Test("Twelve parts of the whole work suffice", arguments: [3, 11])
    func workIsBounded(centres: Int) {
        let sample = Self.vectors(500, centres: centres, seed: 40).vectors
        var search = KMeansSearch(
            sample, dimension: Self.dimension, generator: SeededGenerator(seed: 2))
        let part = search.work / 12
        var calls = 0
        while search.advance(multiplications: part) == nil { calls += 1 }
        #expect(calls < 12)
    }

    @Test("Every true cluster has a centroid", arguments: [2, 4, 6, 10])
    func findsClusters(centres: Int) {
        let sample = Self.vectors(600, centres: centres, seed: 70)
        var search = KMeansSearch(
            sample.vectors, dimension: Self.dimension, generator: SeededGenerator(seed: 5))
        let found = search.finish()
        for centre in sample.centres {
            let best = (0..<found.count / Self.dimension).map { k -> Float in
                (0..<Self.dimension).reduce(0) { $0 + centre[$1] * found[k * Self.dimension + $1] }
            }.max()
            #expect((best ?? 0) > 0.9)
        }
    }
}
