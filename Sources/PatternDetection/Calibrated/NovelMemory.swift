/// The residuals of recent novel vectors, and which of a block's are near another: a new cluster's members
/// are near each other, stray vectors are not.
struct NovelMemory: Sendable {
    private let dimension: Int
    private let threshold: Float
    /// Unit residuals of the last blocks' novel vectors, one array a block.
    private var recent: [[Float]] = []

    init(reference: DomainReference) {
        dimension = reference.geometry.dimension
        threshold = reference.linkCosine
    }

    /// The places of the block's novel vectors that are linked to another within the memory. O(m²·d) for m
    /// novel vectors in memory.
    mutating func process(
        _ vectors: UnsafePointer<Float>, _ block: JudgedVectors, _ geometry: DomainGeometry
    ) -> [Int] {
        var places: [Int] = []
        var rows: [Float] = []
        for i in 0..<block.count where block.isNovel(i) {
            places.append(i)
            rows.append(contentsOf: repeatElement(0, count: dimension))
            rows.withUnsafeMutableBufferPointer {
                _ = block.table.residual(
                    i, of: vectors, in: geometry, into: $0.baseAddress! + (places.count - 1) * dimension)
            }
        }
        var linked: [Int] = []
        rows.withUnsafeBufferPointer { own in
            for (a, place) in places.enumerated() {
                let x = own.baseAddress! + a * dimension
                var found = false
                for b in 0..<places.count where b != a && !found {
                    found = VectorKernels.dot(x, own.baseAddress! + b * dimension, dimension) > threshold
                }
                for earlier in recent where !found {
                    earlier.withUnsafeBufferPointer { old in
                        for b in 0..<earlier.count / dimension where !found {
                            found =
                                VectorKernels.dot(x, old.baseAddress! + b * dimension, dimension) > threshold
                        }
                    }
                }
                if found { linked.append(place) }
            }
        }
        recent.append(rows)
        if recent.count > CalibrationConstants.memoryBlocks { recent.removeFirst() }
        return linked
    }
}
