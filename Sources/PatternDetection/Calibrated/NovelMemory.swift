/// The residuals of recent novel vectors, and which of a block's are near another: a new cluster's members
/// are near each other, stray vectors are not.
struct NovelMemory: Sendable {
    /// How many rows are multiplied with others at once.
    private static let strip = 8
    private let dimension: Int
    private let threshold: Float
    /// Unit residuals of the last blocks' novel vectors, one array a block.
    private var recent = Latest<[Float]>(CalibrationConstants.memoryBlocks)

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
            rows.append(contentsOf: UnsafeBufferPointer(start: vectors + i * dimension, count: dimension))
            rows.withUnsafeMutableBufferPointer {
                _ = block.table.residual(
                    i, of: vectors, in: geometry, into: $0.baseAddress! + (places.count - 1) * dimension)
            }
        }
        defer { recent.append(rows) }
        guard !places.isEmpty else { return [] }
        var found = [Bool](repeating: false, count: places.count)
        mark(&found, rows, rows, isOwn: true)
        for earlier in recent { mark(&found, rows, earlier, isOwn: false) }
        return zip(places, found).compactMap { $1 ? $0 : nil }
    }

    /// Marks the rows that are near one of `others`; of their own kind, near another.
    private func mark(_ found: inout [Bool], _ rows: [Float], _ others: [Float], isOwn: Bool) {
        let otherCount = others.count / dimension
        guard otherCount > (isOwn ? 1 : 0) else { return }
        rows.withUnsafeBufferPointer { rows in
            others.withUnsafeBufferPointer { others in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.strip * otherCount) { products in
                    for first in stride(from: 0, to: found.count, by: Self.strip) {
                        let end = min(found.count, first + Self.strip)
                        VectorKernels.products(
                            rows: others.baseAddress!, rowCount: otherCount,
                            withVectors: rows.baseAddress! + first * dimension, vectorCount: end - first,
                            vectorStride: dimension, count: dimension, into: products.baseAddress!)
                        for a in first..<end where !found[a] {
                            let cosines = products[(a - first) * otherCount..<(a - first + 1) * otherCount]
                            for (b, cosine) in cosines.enumerated() where !(isOwn && a == b) {
                                if cosine > threshold {
                                    found[a] = true
                                    break
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
