import CSimilarityKernels

/// Screened similar pairs: codes decide most pairs, the rest are computed in float32 in the order of the
/// `simd` kernels. `ScreenKernels.h` has the bound and its derivation.
struct Screen: Sendable {
    private let table: ScreenTable
    private let inflation: Double
    private let isForced: Bool
    private let record = ScreeningRecord()

    /// Screening on an instruction set; nil where it is not wanted or has nothing to offer.
    init?(_ isa: KernelISA, _ screening: Screening, inflation: Double) {
        guard screening != .never, let table = ScreenTable(isa) else { return nil }
        guard screening == .always || table.scanCost < 1 else { return nil }
        self.table = table
        self.inflation = inflation
        isForced = screening == .always
    }

    /// Pairs that tell whether screening pays.
    private static let enoughPairs = 1024

    /// Finds the similar pairs with the first panels of a store: as many as it pays for, which may be all or
    /// none. What it finds are the pairs, in the order and with the bits, of the float32 kernel.
    ///
    /// - Returns: The first panel that it left.
    func similarPairs(
        queries: UnsafePointer<Float>, count: Int, store: StoreView, threshold: Float,
        into lists: NeighbourLists
    ) -> Int {
        var level = fl_screen_level()
        guard let codes = store.codes, store.slotLimit > 0,
            fl_screen_level_for(threshold, Int64(store.dimension), inflation, &level) != 0,
            isForced || record.begins(count: count, columns: store.slotLimit, table: table)
        else { return 0 }
        var job = self.job(queries, count, store, codes, level, lists)
        job.threshold = threshold
        let panels = store.panelCount
        if !isForced {
            let width = StoreLayout.width
            let part = max(panels / 16, (Self.enoughPairs / count + width - 1) / width, 1)
            if part < panels {
                job.end_panel = Int64(part)
                table.run(&job)
                let columns = part * width
                guard record.continues(job, columns: columns, of: store.slotLimit, table: table) else {
                    return part
                }
                job.first_panel = Int64(part)
            }
        }
        job.end_panel = Int64(panels)
        table.run(&job)
        if !isForced { record.ends(job, columns: store.slotLimit, table: table) }
        return panels
    }

    /// The work with all memory that it needs, the queries coded.
    private func job(
        _ queries: UnsafePointer<Float>, _ count: Int, _ store: StoreView, _ codes: CodeView,
        _ level: fl_screen_level, _ lists: NeighbourLists
    ) -> fl_screen_job {
        let geometry = store.geometry
        let rowStride = geometry.rowStride
        let isPadded = geometry.dimension != rowStride
        let chunks = (geometry.steps * 4 + Int(FL_CODE_CHUNK) - 1) / Int(FL_CODE_CHUNK)
        let sizes = [
            // Unpacked rows, padded queries, codes, offsets, totals, A, B, masks, one vector's codes.
            geometry.panelStride, isPadded ? count * rowStride : 0, count * rowStride / 4, count * chunks,
            count, count, count, count * Int(FL_SCREEN_GROUP), rowStride / 4,
        ]
        // Each begins on a cache line.
        let starts = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + ($1 + 15) / 16 * 16) }
        let memory = lists.scratch.floats(starts[sizes.count])
        func part<Element>(_ index: Int, as type: Element.Type) -> UnsafeMutablePointer<Element> {
            UnsafeMutableRawPointer(memory + starts[index]).assumingMemoryBound(to: type)
        }
        var job = fl_screen_job()
        job.unpacked = memory
        job.rows = queries
        if isPadded {
            let padded = part(1, as: Float.self)
            for query in 0..<count {
                let row = padded + query &* rowStride
                row.update(from: queries + query &* geometry.dimension, count: geometry.dimension)
                (row + geometry.dimension).update(repeating: 0, count: rowStride - geometry.dimension)
            }
            job.rows = UnsafePointer(padded)
        }
        job.coded.codes = part(2, as: Int8.self)
        job.coded.offsets = part(3, as: Int16.self)
        job.coded.totals = part(4, as: Int32.self)
        job.coded.a = part(5, as: Float.self)
        job.coded.b = part(6, as: Float.self)
        job.masks = part(7, as: UInt16.self)
        table.codeQueries(
            queries, count: count, dimension: geometry.dimension, level: level,
            scratch: part(8, as: Int8.self), into: &job.coded)
        job.count = Int64(count)
        job.steps = Int64(geometry.steps)
        job.codes = codes.codes
        job.x = codes.x
        job.y = codes.y
        job.panels = store.base
        job.live = store.liveMasks
        job.slots = lists.slotBase
        job.weights = lists.weightBase
        job.counts = lists.countBase
        job.stride = Int64(lists.stride)
        return job
    }
}
