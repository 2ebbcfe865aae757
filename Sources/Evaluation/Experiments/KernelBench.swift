import Similarity
import StreamCore

/// Runs one variant of one cell: holds its store, its queries and room for its results.
final class KernelBench {
    let cell: KernelCell
    let backend: any SimilarityBackend
    private let store: PanelStore
    private let queries: AlignedBuffer<Float>
    private let products: AlignedBuffer<Float>
    private let lists = NeighbourLists()
    private let vectors: (store: [Float], queries: [Float])

    init(cell: KernelCell, backend: any SimilarityBackend) {
        self.cell = cell
        self.backend = backend
        vectors = cell.vectors()
        store = PanelStore(dimension: cell.dimension, capacity: cell.window, layout: backend.layout)
        Self.fill(store, with: vectors.store, cell: cell)
        queries = AlignedBuffer(count: cell.batch * cell.dimension)
        for (index, component) in vectors.queries.enumerated() { queries.base[index] = component }
        products = AlignedBuffer(count: cell.batch * max(store.slotLimit, cell.batch))
    }

    private static func fill(_ store: PanelStore, with rows: [Float], cell: KernelCell) {
        rows.withUnsafeBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            for row in 0..<cell.window { _ = store.append(base + row * cell.dimension) }
        }
    }

    /// One call of the operation.
    func call() {
        switch cell.operation {
        case .innerProducts:
            backend.innerProducts(
                queries: queries.base, count: cell.batch, store: store.view, into: products.base)
        case .similarPairs:
            backend.similarPairs(
                queries: queries.base, count: cell.batch, store: store.view,
                threshold: KernelCell.threshold, into: lists)
        case .selfSimilarPairs:
            backend.selfSimilarPairs(
                queries: queries.base, count: cell.batch, dimension: cell.dimension,
                threshold: KernelCell.threshold, into: lists)
        }
    }

    /// Seconds a call, over as many calls as take at least `duration`.
    func sample(atLeast duration: Double) -> Double {
        let clock = ContinuousClock()
        var calls = 0
        var elapsed = 0.0
        var burst = 1
        let start = clock.now
        repeat {
            for _ in 0..<burst { call() }
            calls += burst
            elapsed = (clock.now - start).inSeconds
            burst = min(burst * 2, 1024)
        } while elapsed < duration
        return elapsed / Double(calls)
    }

    /// The largest difference of a similarity from the reference backend's, over all pairs, or over those
    /// that are handed on where the operation hands on similar ones.
    func maxAbsDifference() -> Double {
        let reference = ReferenceBackend()
        let truth = PanelStore(dimension: cell.dimension, capacity: cell.window, layout: reference.layout)
        Self.fill(truth, with: vectors.store, cell: cell)
        let isSelf = cell.operation == .selfSimilarPairs
        let width = isSelf ? cell.batch : truth.slotLimit
        let expected = AlignedBuffer<Float>(count: cell.batch * width)
        if isSelf {
            reference.selfInnerProducts(
                queries: queries.base, count: cell.batch, dimension: cell.dimension, into: expected.base)
        } else {
            reference.innerProducts(
                queries: queries.base, count: cell.batch, store: truth.view, into: expected.base)
        }
        call()
        var largest: Float = 0
        if cell.operation == .innerProducts {
            for index in 0..<(cell.batch * width) {
                largest = max(largest, abs(products.base[index] - expected.base[index]))
            }
        } else {
            for query in 0..<lists.count {
                let slots = lists.slots(of: query)
                let weights = lists.weights(of: query)
                for place in slots.indices {
                    let truth = expected.base[query * width + Int(slots[place])]
                    largest = max(largest, abs(weights[place] - truth))
                }
            }
        }
        return Double(largest)
    }
}
