import Similarity

/// A batch against a full window, or against itself.
public final class KernelCall {
    private let backend: any SimilarityBackend
    private let queries: UnitRows
    private let store: PanelStore
    private let lists = NeighbourLists()
    private let threshold: Float = 0.65

    /// - Parameters:
    ///   - backend: Which kernels run.
    ///   - window: Rows of the store.
    ///   - batch: Queries of a call.
    ///   - dimension: Components of a row.
    /// - Throws: `BackendError`, or `InputError` when the scenario cannot be read.
    public init(_ backend: BackendKind, window: Int, batch: Int, dimension: Int) throws {
        self.backend = try backend.make()
        let vectors = try SampleStream.vectors(.topics, count: window + batch, dimension: dimension)
        let rows = UnitRows(vectors.prefix(window))
        store = PanelStore(dimension: dimension, capacity: window, layout: self.backend.layout)
        for row in 0..<window { _ = store.append(rows[row]) }
        queries = UnitRows(vectors.suffix(batch))
    }

    /// All pairs of the batch and the window that reach the threshold.
    public func pairs() {
        backend.similarPairs(
            queries: queries[0], count: queries.count, store: store.view, threshold: threshold, into: lists)
    }

    /// All pairs inside the batch that reach the threshold.
    public func selfPairs() {
        backend.selfSimilarPairs(
            queries: queries[0], count: queries.count, dimension: queries.dimension, threshold: threshold,
            into: lists)
    }
}
