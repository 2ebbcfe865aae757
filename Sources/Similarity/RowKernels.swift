import CSimilarityKernels

/// Inner products and weighted sums of plain rows of floats: a few vectors against a few rows, which are not
/// worth packing.
///
/// Every instruction set gives the same bits: sums run over sixteen lanes in one order, and nothing is fused
/// (see `RowKernels.h`). Shapes and strides are in floats; nothing is checked.
package struct RowKernels: @unchecked Sendable {
    // Proof for Sendable: the pointer is to a constant table of pointers to functions without state.
    private let pointer: UnsafePointer<fl_rows>

    /// The kernels of an instruction set, or nil where this machine does not have it.
    package init?(_ isa: KernelISA) {
        guard let rows = fl_rows_for(isa.number) else { return nil }
        pointer = rows
    }

    /// The kernels of ``KernelISA/inForceOrFastest``.
    package static let inForce: RowKernels = KernelISA.kernelsInForce(RowKernels.init)

    /// ⟨`left`, `right`⟩. O(`count`).
    @inline(__always)
    package func dot(_ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int) -> Float {
        pointer.pointee.dot(left, right, Int64(count))
    }

    /// The inner products of `vectorCount` vectors with `rowCount` rows, a vector's one after the other.
    /// O(vectors · rows · `count`).
    @inline(__always)
    package func products(
        of vectors: UnsafePointer<Float>, vectorCount: Int, vectorStride: Int,
        rows: UnsafePointer<Float>, rowCount: Int, rowStride: Int, count: Int,
        into products: UnsafeMutablePointer<Float>
    ) {
        pointer.pointee.products(
            vectors, Int64(vectorCount), Int64(vectorStride), rows, Int64(rowCount), Int64(rowStride),
            Int64(count), products)
    }

    /// y += Σ weight · row, one row after the other. O(`rowCount` · `count`).
    @inline(__always)
    package func accumulate(
        rows: UnsafePointer<Float>, rowCount: Int, rowStride: Int, weights: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>, count: Int
    ) {
        pointer.pointee.accumulate(rows, Int64(rowCount), Int64(rowStride), weights, y, Int64(count))
    }

    /// x ·= `factor`. O(`count`).
    @inline(__always)
    package func scale(_ x: UnsafeMutablePointer<Float>, by factor: Float, count: Int) {
        pointer.pointee.scale(x, factor, Int64(count))
    }
}
