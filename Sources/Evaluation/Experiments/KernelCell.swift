import StreamCore

/// One shape at which kernels are compared.
public struct KernelCell: Sendable, Hashable, Codable {
    /// What is computed.
    public enum Operation: String, Sendable, Hashable, Codable, CaseIterable {
        /// A batch against the store, every product written.
        case innerProducts = "inner_products"
        /// A batch against the store, only similar pairs handed on.
        case similarPairs = "similar_pairs"
        /// A block against itself, only similar pairs handed on.
        case selfSimilarPairs = "self_similar_pairs"
    }

    /// What is computed.
    public var operation: Operation
    /// Vectors in the store.
    public var window: Int
    /// Components of a vector.
    public var dimension: Int
    /// Queries in a call.
    public var batch: Int
    /// Seeds the vectors.
    public var seed: UInt64

    /// A shape.
    public init(operation: Operation, window: Int, dimension: Int, batch: Int, seed: UInt64) {
        self.operation = operation
        self.window = window
        self.dimension = dimension
        self.batch = batch
        self.seed = seed
    }

    /// Names the cell in plans and events.
    public var id: String { "\(operation.rawValue)-w\(window)-d\(dimension)-b\(batch)" }

    /// Floating-point operations of a call: a multiplication and an addition for each component of each
    /// pair; a block has B·(B − 1)/2 pairs with itself.
    public var operations: Double {
        let pairs =
            operation == .selfSimilarPairs
            ? Double(batch) * Double(batch - 1) / 2 : Double(batch) * Double(window)
        return 2 * pairs * Double(dimension)
    }

    /// The similarity from which pairs are handed on.
    public static let threshold: Float = 0.65

    /// The unit vectors of the store and of the batch, row by row.
    ///
    /// They gather about twenty centres, so that about one pair in twenty is similar: all far apart would
    /// flatter a threshold in registers, all alike would measure nothing but writing.
    func vectors() -> (store: [Float], queries: [Float]) {
        var generator = SeededGenerator(seed: seed, stream: UInt64(dimension))
        func unit(_ components: [Double]) -> [Double] {
            let norm = components.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return components.map { $0 / max(norm, .leastNormalMagnitude) }
        }
        var centres: [[Double]] = []
        for _ in 0..<20 { centres.append(unit((0..<dimension).map { _ in generator.normal() })) }
        func row() -> [Float] {
            let centre = centres[generator.below(centres.count)]
            let noise = unit((0..<dimension).map { _ in generator.normal() })
            // Similarity within a centre is about 0.8.
            return unit(zip(centre, noise).map { 0.8.squareRoot() * $0 + 0.2.squareRoot() * $1 })
                .map(Float.init)
        }
        let store = (0..<window).flatMap { _ in row() }
        let queries = (0..<batch).flatMap { _ in row() }
        return (store, queries)
    }
}

/// One way of computing a cell.
public struct KernelVariant: Sendable, Hashable, Codable {
    /// The backend.
    public var backend: String
    /// The instruction set to run on; nil is the backend's own choice.
    public var isa: String?
    /// The OpenBLAS core type to run in a process of its own with; nil is this process.
    public var blasCore: String?

    /// A way of computing a cell.
    public init(backend: String, isa: String? = nil, blasCore: String? = nil) {
        self.backend = backend
        self.isa = isa
        self.blasCore = blasCore
    }
}

/// What was measured of one variant.
public struct KernelSamples: Sendable, Hashable, Codable {
    /// The backend.
    public var backend: String
    /// The instruction set or core type that it ran on.
    public var isa: String
    /// Threads in a call.
    public var threads: Int
    /// Seconds a call, one for each sample.
    public var seconds: [Double]
    /// The largest difference from the reference backend.
    public var maxAbsDifference: Double?

    /// Samples of one variant.
    public init(
        backend: String, isa: String, threads: Int, seconds: [Double], maxAbsDifference: Double?
    ) {
        self.backend = backend
        self.isa = isa
        self.threads = threads
        self.seconds = seconds
        self.maxAbsDifference = maxAbsDifference
    }
}
