import CSimilarityKernels

/// Passes over the rows of a weighted graph's full matrix: what minimum cuts and spectra spend their time on.
///
/// Every instruction set gives the same bits (see `GraphKernels.h`). Counts of the passes are multiples of 32; nothing
/// is checked.
package struct GraphKernels: @unchecked Sendable {
    // Proof for Sendable: the pointer is to a constant table of pointers to functions without state.
    private let pointer: UnsafePointer<fl_graph>

    /// The kernels of an instruction set, or nil where this machine does not have it.
    package init?(_ isa: KernelISA) {
        guard let graph = fl_graph_for(isa.number) else { return nil }
        pointer = graph
    }

    /// The kernels of ``KernelISA/inForceOrFastest``.
    package static let inForce: GraphKernels = KernelISA.kernelsInForce(GraphKernels.init)

    /// Adds a row to the sums.
    ///
    /// - Parameters:
    ///   - hits: A bit a place, 32 an element: whether the place's sum reaches `bound` and its entry in the
    ///     row is positive.
    /// - Returns: The largest of the sums and the first place that has it.
    @inline(__always)
    package func advance(
        _ row: UnsafePointer<Float>, sums: UnsafeMutablePointer<Double>, count: Int, bound: Double,
        hits: UnsafeMutablePointer<UInt32>
    ) -> (sum: Double, place: Int) {
        var place: Int64 = 0
        let sum = pointer.pointee.advance_single(row, sums, Int64(count), bound, hits, &place)
        return (sum, Int(place))
    }

    /// Adds a row to the sums, as the other does with single precision.
    @inline(__always)
    package func advance(
        _ row: UnsafePointer<Double>, sums: UnsafeMutablePointer<Double>, count: Int, bound: Double,
        hits: UnsafeMutablePointer<UInt32>
    ) -> (sum: Double, place: Int) {
        var place: Int64 = 0
        let sum = pointer.pointee.advance_double(row, sums, Int64(count), bound, hits, &place)
        return (sum, Int(place))
    }

    /// Adds a row to the sums.
    @inline(__always)
    package func add(_ row: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Double>, count: Int) {
        pointer.pointee.add_single(row, sums, Int64(count))
    }

    /// Adds a row to the sums.
    @inline(__always)
    package func add(_ row: UnsafePointer<Double>, to sums: UnsafeMutablePointer<Double>, count: Int) {
        pointer.pointee.add_double(row, sums, Int64(count))
    }

    /// The sum of a row's entries and the largest of them.
    @inline(__always)
    package func total(_ row: UnsafePointer<Float>, count: Int) -> (sum: Double, highest: Float) {
        var highest: Float = 0
        let sum = pointer.pointee.total(row, Int64(count), &highest)
        return (sum, highest)
    }

    /// Copies what is below the diagonal of a matrix with `count` rows and columns to above it.
    @inline(__always)
    package func mirror(_ matrix: UnsafeMutablePointer<Float>, stride: Int, count: Int) {
        pointer.pointee.mirror(matrix, Int64(stride), Int64(count))
    }

    /// y = A·x for a symmetric matrix with `count` rows and columns.
    ///
    /// - Parameters:
    ///   - x: Readable and 0 from `count` to the next multiple of 8, as the matrix's rows are.
    ///   - y: `count` sums.
    @inline(__always)
    package func product(
        _ matrix: UnsafePointer<Float>, stride: Int, count: Int, _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>
    ) {
        pointer.pointee.product(matrix, Int64(stride), Int64(count), x, y)
    }
}
