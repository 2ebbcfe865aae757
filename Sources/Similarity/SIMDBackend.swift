import CSimilarityKernels

/// The kernels of this package: queries against panels, thresholds taken in registers, so that no matrix
/// of products is written.
///
/// An inner product is the same bits on every instruction set, in every batch and on every path: sixteen
/// lanes, lane l a chain of fused multiply-adds over the components k ≡ l (mod 16), added in order 0…15.
/// Since a product commutes, it does not matter which of the two is the query. Packed panels with a
/// register tile are the scheme of Goto and van de Geijn ("Anatomy of high-performance matrix
/// multiplication", ACM TOMS 2008); the order of a sum is what is fixed here beyond it.
public struct SIMDBackend: SimilarityBackend {
    /// The instruction set in use.
    public let instructionSet: KernelISA
    /// When it screens.
    public let screening: Screening
    private let kernels: KernelTable
    private let screen: Screen?
    private let scratch = ScratchPool()

    /// The backend on the instruction set in force (see ``KernelISA/inForce()``), screening as the environment
    /// says (see ``Screening/inForce()``).
    ///
    /// - Throws: ``BackendError`` if `FAULTLINE_ISA` or `FAULTLINE_SCREENING` is not usable.
    public init() throws(BackendError) {
        try self.init(isa: KernelISA.inForce(), screening: Screening.inForce())
    }

    /// The backend on the instruction set given.
    ///
    /// - Parameters:
    ///   - isa: The instruction set.
    ///   - screening: When it screens.
    /// - Throws: ``BackendError/unsupportedISA(_:available:)`` if it cannot run here.
    public init(isa: KernelISA, screening: Screening = .automatic) throws(BackendError) {
        try self.init(isa: isa, screening: screening, inflation: 1)
    }

    /// As ``init(isa:screening:)``, the angles of the queries' codes shrunk by a factor: for tests.
    package init(isa: KernelISA, screening: Screening, inflation: Double) throws(BackendError) {
        guard let table = KernelTable(isa) else {
            throw .unsupportedISA(isa.rawValue, available: KernelISA.available.map(\.rawValue))
        }
        instructionSet = isa
        self.screening = screening
        kernels = table
        screen = Screen(isa, screening, inflation: inflation)
    }

    /// The name by which the command line and the reports know it.
    public var name: String { "simd" }
    /// What its kernels run on.
    public var isa: String { instructionSet.rawValue }
    /// How it wants the window stored: with codes where it screens.
    public var layout: StoreLayout { screen == nil ? .panels : .screenedPanels }

    /// All inner products with the store; see ``SimilarityBackend``.
    public func innerProducts(
        queries: UnsafePointer<Float>, count: Int, store: StoreView,
        into products: UnsafeMutablePointer<Float>
    ) {
        precondition(store.layout.isPanelled, "the simd backend reads panels")
        scratch.withFloats(count * store.geometry.rowStride) { packed in
            kernels.packQueries(queries, count: count, dimension: store.dimension, into: packed)
            var job = Self.job(packed, count, store)
            job.products = products
            job.product_stride = Int64(store.slotLimit)
            kernels.run(job)
        }
    }

    /// The similar pairs with the store; see ``SimilarityBackend``.
    public func similarPairs(
        queries: UnsafePointer<Float>, count: Int, store: StoreView, threshold: Float,
        into lists: NeighbourLists
    ) {
        precondition(store.layout.isPanelled, "the simd backend reads panels")
        lists.prepare(count: count, limit: store.slotLimit)
        guard count > 0 else { return }
        let first =
            screen?.similarPairs(
                queries: queries, count: count, store: store, threshold: threshold, into: lists) ?? 0
        guard first < store.panelCount else { return }
        let packed = lists.scratch.floats(count * store.geometry.rowStride)
        kernels.packQueries(queries, count: count, dimension: store.dimension, into: packed)
        var job = Self.job(packed, count, store)
        job.first_panel = Int64(first)
        job.live = store.liveMasks
        job.fill(lists, threshold: threshold)
        kernels.run(job)
    }

    /// The inner products of a block with itself; see ``SimilarityBackend``.
    public func selfInnerProducts(
        queries: UnsafePointer<Float>, count: Int, dimension: Int,
        into products: UnsafeMutablePointer<Float>
    ) {
        let geometry = StoreGeometry(layout: .panels, dimension: dimension)
        scratch.withFloats(Self.selfScratch(count, geometry)) { memory in
            var job = selfJob(queries, count, geometry, memory)
            job.products = products
            job.product_stride = Int64(count)
            kernels.run(job)
        }
    }

    /// The similar pairs within a block; see ``SimilarityBackend``.
    public func selfSimilarPairs(
        queries: UnsafePointer<Float>, count: Int, dimension: Int, threshold: Float,
        into lists: NeighbourLists
    ) {
        let geometry = StoreGeometry(layout: .panels, dimension: dimension)
        lists.prepare(count: count, limit: count)
        var job = selfJob(queries, count, geometry, lists.scratch.floats(Self.selfScratch(count, geometry)))
        job.fill(lists, threshold: threshold)
        kernels.run(job)
    }

    private static func job(_ packed: UnsafePointer<Float>, _ count: Int, _ store: StoreView) -> fl_job {
        var job = fl_job()
        job.queries = packed
        job.count = Int64(count)
        job.panels = store.base
        job.columns = Int64(store.slotLimit)
        job.steps = Int64(store.geometry.steps)
        return job
    }

    /// Room for a block both as queries and as panels.
    private static func selfScratch(_ count: Int, _ geometry: StoreGeometry) -> Int {
        (count + (count + 15) / 16 * 16) * geometry.rowStride
    }

    private func selfJob(
        _ queries: UnsafePointer<Float>, _ count: Int, _ geometry: StoreGeometry,
        _ memory: UnsafeMutablePointer<Float>
    ) -> fl_job {
        let panels = memory + count * geometry.rowStride
        kernels.packQueries(queries, count: count, dimension: geometry.dimension, into: memory)
        kernels.packPanels(queries, count: count, dimension: geometry.dimension, into: panels)
        var job = fl_job()
        job.queries = UnsafePointer(memory)
        job.count = Int64(count)
        job.panels = UnsafePointer(panels)
        job.columns = Int64(count)
        job.steps = Int64(geometry.steps)
        job.triangular = 1
        return job
    }
}

extension fl_job {
    fileprivate mutating func fill(_ lists: NeighbourLists, threshold: Float) {
        self.threshold = threshold
        slots = lists.slotBase
        weights = lists.weightBase
        counts = lists.countBase
        stride = Int64(lists.stride)
    }
}
