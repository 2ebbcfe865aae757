import COpenBLAS

/// OpenBLAS and a threshold pass: `sgemm` for blocks, `ssyrk` for a block with itself, `sgemv` for one
/// query. The pass over the products uses the same vector code as the `simd` backend's.
///
/// OpenBLAS's thread count is one for the whole process: it is set when a backend is made, so the last one
/// made decides. Its kernels are chosen when the library loads (`OPENBLAS_CORETYPE` overrides that).
public struct BLASBackend: SimilarityBackend {
    /// Threads that OpenBLAS was told to use.
    public let threads: Int
    private let kernels: KernelTable
    private let scratch = ScratchPool()

    /// The backend on a number of OpenBLAS threads: one by default, since an engine that works on several
    /// batches at once brings its own.
    ///
    /// - Throws: ``BackendError`` if `FAULTLINE_ISA`, which the threshold pass obeys too, is not usable.
    public init(threads: Int = 1) throws(BackendError) {
        let isa = try KernelISA.inForce()
        guard let table = KernelTable(isa) else {
            throw .unsupportedISA(isa.rawValue, available: KernelISA.available.map(\.rawValue))
        }
        self.threads = max(1, threads)
        kernels = table
        openblas_set_num_threads(Int32(clamping: self.threads))
    }

    /// The name by which the command line and the reports know it.
    public var name: String { "blas" }
    /// What its kernels run on.
    public var isa: String { OpenBLASInfo.coreType }
    /// How it wants the window stored.
    public var layout: StoreLayout { .rows }

    /// All inner products with the store; see ``SimilarityBackend``.
    public func innerProducts(
        queries: UnsafePointer<Float>, count: Int, store: StoreView,
        into products: UnsafeMutablePointer<Float>
    ) {
        precondition(store.layout == .rows, "the blas backend reads rows")
        guard count > 0, store.slotLimit > 0 else { return }
        multiply(queries, count, store, products)
    }

    /// The similar pairs with the store; see ``SimilarityBackend``.
    public func similarPairs(
        queries: UnsafePointer<Float>, count: Int, store: StoreView, threshold: Float,
        into lists: NeighbourLists
    ) {
        precondition(store.layout == .rows, "the blas backend reads rows")
        lists.prepare(count: count, limit: store.slotLimit)
        guard count > 0, store.slotLimit > 0 else { return }
        let products = lists.scratch.floats(count * store.slotLimit)
        multiply(queries, count, store, products)
        for query in 0..<count {
            lists.countBase[query] = kernels.threshold(
                row: products + query &* store.slotLimit, columns: store.slotLimit, live: store.liveMasks,
                threshold: threshold, slots: lists.slotBase + query &* lists.stride,
                weights: lists.weightBase + query &* lists.stride)
        }
    }

    /// The inner products of a block with itself; see ``SimilarityBackend``.
    public func selfInnerProducts(
        queries: UnsafePointer<Float>, count: Int, dimension: Int,
        into products: UnsafeMutablePointer<Float>
    ) {
        guard count > 0 else { return }
        cblas_ssyrk(
            CblasRowMajor, CblasLower, CblasNoTrans, blasint(count), blasint(dimension), 1, queries,
            blasint(dimension), 0, products, blasint(count))
    }

    /// The similar pairs within a block; see ``SimilarityBackend``.
    public func selfSimilarPairs(
        queries: UnsafePointer<Float>, count: Int, dimension: Int, threshold: Float,
        into lists: NeighbourLists
    ) {
        lists.prepare(count: count, limit: count)
        guard count > 1 else { return }
        let products = lists.scratch.floats(count * count)
        selfInnerProducts(queries: queries, count: count, dimension: dimension, into: products)
        for query in 1..<count {
            lists.countBase[query] = kernels.threshold(
                row: products + query &* count, columns: query, live: nil, threshold: threshold,
                slots: lists.slotBase + query &* lists.stride,
                weights: lists.weightBase + query &* lists.stride)
        }
    }

    private func multiply(
        _ queries: UnsafePointer<Float>, _ count: Int, _ store: StoreView,
        _ products: UnsafeMutablePointer<Float>
    ) {
        let slots = blasint(store.slotLimit)
        let dimension = blasint(store.dimension)
        let stride = blasint(store.geometry.rowStride)
        if count == 1 {
            cblas_sgemv(
                CblasRowMajor, CblasNoTrans, slots, dimension, 1, store.base, stride, queries, 1, 0,
                products, 1)
        } else {
            cblas_sgemm(
                CblasRowMajor, CblasNoTrans, CblasTrans, blasint(count), slots, dimension, 1, queries,
                dimension, store.base, stride, 0, products, slots)
        }
    }
}

/// What OpenBLAS says about itself.
public enum OpenBLASInfo {
    /// Version and build options.
    public static var configuration: String { String(cString: openblas_get_config()) }
    /// The processor family whose kernels are in use.
    public static var coreType: String { String(cString: openblas_get_corename()) }
    /// Threads that it uses now.
    public static var threads: Int { Int(openblas_get_num_threads()) }
    /// The version alone, as `0.3.21`.
    public static var version: String {
        configuration.split(separator: " ").first { $0.first?.isNumber == true }.map(String.init) ?? "unknown"
    }
}
