import Similarity
import StreamCore
import TestSupport

/// A store with a history (released slots in the middle, recycled ones, a partly filled last panel), a block
/// of queries, and the plain truth about both.
struct StoreFixture {
    let dimension: Int
    let queries: AlignedRows
    let store: PanelStore
    /// The row that each slot holds now, or nil where it is dead.
    let rows: [[Float]?]

    /// `window` slots in use at the end, of which about a tenth are dead unless `dead` is false.
    init(
        dimension: Int, window: Int, batch: Int, layout: StoreLayout, seed: UInt64, dead: Bool = true,
        codeInflation: Double = 1,
        make: ((inout SeededGenerator, Int) -> [Float])? = nil
    ) {
        self.dimension = dimension
        var generator = SeededGenerator(seed: seed)
        var drawn = 0
        func next() -> [Float] {
            defer { drawn += 1 }
            return make?(&generator, drawn) ?? generator.unitVector(dimension: dimension)
        }
        let store = PanelStore(
            dimension: dimension, capacity: 1, layout: layout, codeInflation: codeInflation)
        var rows: [[Float]?] = []
        func append() {
            let row = next()
            let slot = row.withUnsafeBufferPointer { store.append($0.baseAddress!) }
            while rows.count <= slot { rows.append(nil) }
            rows[slot] = row
        }
        for _ in 0..<window { append() }
        if dead, window > 2 {
            for slot in stride(from: 1, to: window - 1, by: 3) {
                store.release(slot)
                rows[slot] = nil
            }
            // Some of those are used again.
            for _ in 0..<(window / 5) { append() }
        }
        self.store = store
        self.rows = rows
        queries = AlignedRows((0..<batch).map { _ in next() }, dimension: dimension)
    }

    /// The inner product of a query and a slot's row in Double, nil for a dead slot.
    func truth(query: Int, slot: Int) -> Double? {
        rows[slot].map { plainProduct(queries.row(query), $0) }
    }
}

/// Rows one after another in memory aligned to 64 bytes, as backends want queries.
final class AlignedRows {
    let count: Int
    let dimension: Int
    private let buffer: AlignedBuffer<Float>

    init(_ rows: [[Float]], dimension: Int) {
        count = rows.count
        self.dimension = dimension
        buffer = AlignedBuffer(count: rows.count * dimension)
        for (row, values) in rows.enumerated() {
            for (k, value) in values.enumerated() { buffer[row * dimension + k] = value }
        }
    }

    var base: UnsafePointer<Float> { UnsafePointer(buffer.base) }

    func row(_ index: Int) -> [Float] {
        (0..<dimension).map { buffer[index * dimension + $0] }
    }
}

/// The oracle: products exact in Double, one sum.
func plainProduct(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}

/// How far a float32 inner product of unit vectors may be from the oracle's: 8·ε·√d.
func agreement(dimension: Int) -> Double {
    8 * Double(Float.ulpOfOne) * Double(dimension).squareRoot()
}

/// One query's pairs, taken out of the lists.
struct FoundPair: Hashable {
    var slot: Int
    var bits: UInt32

    var weight: Float { Float(bitPattern: bits) }
}

extension NeighbourLists {
    /// All lists as plain arrays.
    var found: [[FoundPair]] {
        (0..<count).map { query in
            zip(slots(of: query), weights(of: query)).map {
                FoundPair(slot: Int($0), bits: $1.bitPattern)
            }
        }
    }
}

extension SimilarityBackend {
    /// All products, query by query, slot by slot.
    func products(_ fixture: StoreFixture) -> [[Float]] {
        let slots = fixture.store.slotLimit
        let out = AlignedBuffer<Float>(count: fixture.queries.count * slots)
        innerProducts(
            queries: fixture.queries.base, count: fixture.queries.count, store: fixture.store.view,
            into: out.base)
        return (0..<fixture.queries.count).map { query in (0..<slots).map { out[query * slots + $0] } }
    }

    /// The pairs with the store that reach the threshold.
    func pairs(_ fixture: StoreFixture, threshold: Float) -> [[FoundPair]] {
        let lists = NeighbourLists()
        similarPairs(
            queries: fixture.queries.base, count: fixture.queries.count, store: fixture.store.view,
            threshold: threshold, into: lists)
        return lists.found
    }

    /// The lower triangle of the block's products with itself.
    func selfProducts(_ block: AlignedRows) -> [[Float]] {
        let out = AlignedBuffer<Float>(count: block.count * block.count)
        selfInnerProducts(
            queries: block.base, count: block.count, dimension: block.dimension, into: out.base)
        return (0..<block.count).map { i in (0...i).map { out[i * block.count + $0] } }
    }

    /// The pairs within the block that reach the threshold.
    func selfPairs(_ block: AlignedRows, threshold: Float) -> [[FoundPair]] {
        let lists = NeighbourLists()
        selfSimilarPairs(
            queries: block.base, count: block.count, dimension: block.dimension, threshold: threshold,
            into: lists)
        return lists.found
    }
}
