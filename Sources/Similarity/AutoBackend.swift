/// The faster of `simd` and `blas` for a workload, by measurement on this machine.
///
/// The two read different store layouts, so the choice for products with a store is made once, when the
/// backend is made: both do the workload's shape (dimension, window, batch) in turn, and the quicker best
/// time wins. A block's product with itself needs no store; there the choice is made per batch size, when
/// that is first seen. `simd` is kept unless `blas` is more than 5 % faster: it needs no matrix in memory
/// and its sums have one order.
///
/// What was measured is kept for the process (see ``forgetMeasurements()``): shapes are put in buckets,
/// window and batch by powers of two, so a long-lived process measures each kind of shape once, for a few
/// milliseconds.
public struct AutoBackend: SimilarityBackend {
    /// What products with a store are computed by.
    public let selected: any SimilarityBackend
    private let simd: SIMDBackend
    private let blas: BLASBackend

    /// Measures both backends on the workload, unless that is already known, and takes the faster.
    ///
    /// - Throws: ``BackendError`` if the instruction set that the environment forces is not usable.
    public init(workload: Workload = .typical) throws(BackendError) {
        simd = try SIMDBackend()
        blas = try BLASBackend()
        let shape = CalibrationShape(
            operation: .store, dimension: workload.dimension, window: workload.window, batch: workload.batch,
            isa: simd.isa)
        selected = Calibration.shared.prefersBLAS(shape, simd: simd, blas: blas) ? blas : simd
    }

    /// Forgets every measurement of this process: the next use of a shape measures anew.
    public static func forgetMeasurements() {
        Calibration.shared.forget()
    }

    /// The name by which the command line and the reports know it.
    public var name: String { "auto" }
    /// What its kernels run on.
    public var isa: String { selected.isa }
    /// How it wants the window stored.
    public var layout: StoreLayout { selected.layout }

    /// All inner products with the store; see ``SimilarityBackend``.
    public func innerProducts(
        queries: UnsafePointer<Float>, count: Int, store: StoreView,
        into products: UnsafeMutablePointer<Float>
    ) {
        selected.innerProducts(queries: queries, count: count, store: store, into: products)
    }

    /// The similar pairs with the store; see ``SimilarityBackend``.
    public func similarPairs(
        queries: UnsafePointer<Float>, count: Int, store: StoreView, threshold: Float,
        into lists: NeighbourLists
    ) {
        selected.similarPairs(
            queries: queries, count: count, store: store, threshold: threshold, into: lists)
    }

    /// The inner products of a block with itself; see ``SimilarityBackend``.
    public func selfInnerProducts(
        queries: UnsafePointer<Float>, count: Int, dimension: Int,
        into products: UnsafeMutablePointer<Float>
    ) {
        forBlock(count, dimension).selfInnerProducts(
            queries: queries, count: count, dimension: dimension, into: products)
    }

    /// The similar pairs within a block; see ``SimilarityBackend``.
    public func selfSimilarPairs(
        queries: UnsafePointer<Float>, count: Int, dimension: Int, threshold: Float,
        into lists: NeighbourLists
    ) {
        forBlock(count, dimension).selfSimilarPairs(
            queries: queries, count: count, dimension: dimension, threshold: threshold, into: lists)
    }

    private func forBlock(_ count: Int, _ dimension: Int) -> any SimilarityBackend {
        guard count > 1 else { return simd }
        let shape = CalibrationShape(
            operation: .block, dimension: dimension, window: 0, batch: count, isa: simd.isa)
        return Calibration.shared.prefersBLAS(shape, simd: simd, blas: blas) ? blas : simd
    }
}
