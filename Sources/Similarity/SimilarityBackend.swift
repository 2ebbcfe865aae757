/// Inner products of a batch of unit vectors with a store of them, whole or thresholded.
///
/// Queries are `count` rows of the store's dimension, row-major without padding, unit length, the base
/// aligned to 64 bytes. Every call may run concurrently with others on the same backend. For unit vectors
/// each result is within 8·ε·√d of the exact inner product, ε = 2⁻²³ (see Higham, "Accuracy and Stability
/// of Numerical Algorithms", chapter 3, for why sums of rounded products behave so).
public protocol SimilarityBackend: Sendable {
    /// `reference`, `simd`, `blas` or `auto`.
    var name: String { get }
    /// What the kernels run on: `avx512`, `avx2`, `neon`, `portable`, OpenBLAS's core type, or `swift`.
    var isa: String { get }
    /// The layout of the stores that this backend reads.
    var layout: StoreLayout { get }

    /// All inner products: `count` × `slotLimit`, row-major; columns of dead slots hold anything.
    /// O(count · slots · dimension).
    func innerProducts(
        queries: UnsafePointer<Float>, count: Int, store: StoreView,
        into products: UnsafeMutablePointer<Float>)

    /// For each query the live slots with similarity ≥ `threshold`, ascending, with the similarities.
    /// May run concurrently as long as each call has its own lists. O(count · slots · dimension).
    func similarPairs(
        queries: UnsafePointer<Float>, count: Int, store: StoreView, threshold: Float,
        into lists: NeighbourLists)

    /// The inner products of a block with itself: `count` × `count` row-major, of which the lower triangle
    /// with its diagonal is written and the rest holds anything.
    func selfInnerProducts(
        queries: UnsafePointer<Float>, count: Int, dimension: Int,
        into products: UnsafeMutablePointer<Float>)

    /// For each query i the j < i of the same block with similarity ≥ `threshold`, ascending.
    func selfSimilarPairs(
        queries: UnsafePointer<Float>, count: Int, dimension: Int, threshold: Float,
        into lists: NeighbourLists)
}
