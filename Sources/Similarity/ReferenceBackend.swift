/// Plain Swift with sums in Double: the oracle that the others are tested against.
///
/// A product of two floats is exact in Double, so a sum's error is far below a float's resolution; the
/// result is rounded once, and thresholds are compared with the rounded value.
public struct ReferenceBackend: SimilarityBackend {
    /// The reference; it reads stores of either layout and has nothing to configure.
    public init() {}

    /// The name by which the command line and the reports know it.
    public var name: String { "reference" }
    /// What its kernels run on.
    public var isa: String { "swift" }
    /// How it wants the window stored.
    public var layout: StoreLayout { .panels }

    /// All inner products with the store; see ``SimilarityBackend``.
    public func innerProducts(
        queries: UnsafePointer<Float>, count: Int, store: StoreView,
        into products: UnsafeMutablePointer<Float>
    ) {
        forEachRow(of: store) { slot, row in
            for query in 0..<count {
                products[query &* store.slotLimit &+ slot] = dot(
                    queries + query &* store.dimension, row, store.dimension)
            }
        }
    }

    /// The similar pairs with the store; see ``SimilarityBackend``.
    public func similarPairs(
        queries: UnsafePointer<Float>, count: Int, store: StoreView, threshold: Float,
        into lists: NeighbourLists
    ) {
        lists.prepare(count: count, limit: store.slotLimit)
        forEachRow(of: store) { slot, row in
            for query in 0..<count {
                let similarity = dot(queries + query &* store.dimension, row, store.dimension)
                if similarity >= threshold { lists.append(query: query, slot: slot, weight: similarity) }
            }
        }
    }

    /// The inner products of a block with itself; see ``SimilarityBackend``.
    public func selfInnerProducts(
        queries: UnsafePointer<Float>, count: Int, dimension: Int,
        into products: UnsafeMutablePointer<Float>
    ) {
        for i in 0..<count {
            for j in 0...i {
                products[i &* count &+ j] = dot(queries + i &* dimension, queries + j &* dimension, dimension)
            }
        }
    }

    /// The similar pairs within a block; see ``SimilarityBackend``.
    public func selfSimilarPairs(
        queries: UnsafePointer<Float>, count: Int, dimension: Int, threshold: Float,
        into lists: NeighbourLists
    ) {
        lists.prepare(count: count, limit: count)
        for i in 0..<count {
            for j in 0..<i {
                let similarity = dot(queries + i &* dimension, queries + j &* dimension, dimension)
                if similarity >= threshold { lists.append(query: i, slot: j, weight: similarity) }
            }
        }
    }

    /// Calls `body` with each live slot and its row, ascending.
    private func forEachRow(of store: StoreView, _ body: (Int, UnsafePointer<Float>) -> Void) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: store.dimension) { row in
            guard let base = row.baseAddress else { return }
            for slot in 0..<store.slotLimit where store.isLive(slot) {
                store.copyRow(slot, into: base)
                body(slot, UnsafePointer(base))
            }
        }
    }

    private func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ dimension: Int) -> Float {
        var sum = 0.0
        for k in 0..<dimension { sum += Double(a[k]) * Double(b[k]) }
        return Float(sum)
    }
}
