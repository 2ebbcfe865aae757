/// What is computed of vectors: what channels ask of each block, and what a change's type is told by.
struct ScoreParts: OptionSet, Sendable {
    let rawValue: Int
    /// What blocks are compared with the past by.
    static let channels = ScoreParts(rawValue: 1)
    /// What signatures are computed from.
    static let signatures = ScoreParts(rawValue: 2)
}

/// A block of vectors as a geometry sees them.
struct ScoreTable: Sendable {
    /// How many vectors.
    private(set) var count = 0
    /// Each vector's cluster: the centroid with the largest inner product.
    private(set) var labels: [Int] = []
    /// Its inner product with that centroid.
    private(set) var s: [Double] = []
    /// Its inner product with the mean direction.
    private(set) var y: [Double] = []
    /// For each other domain the largest inner product with one of its centroids; count × foreign.
    private(set) var foreign: [Double] = []
    /// Its inner products with the basis; count × basis.
    private(set) var products: [Double] = []
    /// For signatures: the coefficients of its projection, count × basis, and its energy in the basis, ‖Qᵀx‖².
    private(set) var weights: [Double] = []
    private(set) var q: [Double] = []

    /// A table of no vectors, to be filled.
    init() {}

    /// Scores `count` unit vectors. O(count · rows · dimension).
    init(
        _ vectors: UnsafePointer<Float>, count: Int, in geometry: DomainGeometry,
        for parts: ScoreParts = .signatures
    ) {
        var scratch: [Float] = []
        fill(vectors, count: count, in: geometry, for: parts, &scratch)
    }

    /// Scores `count` unit vectors by their inner products with the geometry's rows: a vector's are one after
    /// the other, `stride` floats from the next vector's. O(count · rows).
    init(products: UnsafePointer<Float>, stride: Int, count: Int, in geometry: DomainGeometry) {
        fill(products: products, stride: stride, count: count, in: geometry, for: .signatures)
    }

    /// Scores other vectors instead, with memory for the products. O(count · rows · dimension).
    mutating func fill(
        _ vectors: UnsafePointer<Float>, count: Int, in geometry: DomainGeometry, for parts: ScoreParts,
        _ products: inout [Float]
    ) {
        let rowCount = geometry.rowCount
        products.resize(to: max(products.count, count * rowCount), filler: 0)
        products.withUnsafeMutableBufferPointer { products in
            guard let products = products.baseAddress else { return }
            geometry.products(of: vectors, count: count, stride: geometry.dimension, into: products)
            fill(products: products, stride: rowCount, count: count, in: geometry, for: parts)
        }
    }

    private mutating func fill(
        products: UnsafePointer<Float>, stride: Int, count: Int, in geometry: DomainGeometry,
        for parts: ScoreParts
    ) {
        let clusters = geometry.clusterCount
        let basis = geometry.basis
        let size = basis.count
        self.count = count
        labels.resize(to: count, filler: 0)
        s.resize(to: count, filler: 0)
        y.resize(to: count, filler: 0)
        foreign.resize(to: count * geometry.foreignCount, filler: 0)
        self.products.resize(to: count * size, filler: 0)
        labels.withUnsafeMutableBufferPointer { labels in
            s.withUnsafeMutableBufferPointer { s in
                y.withUnsafeMutableBufferPointer { y in
                    for i in 0..<count {
                        let products = products + i &* stride
                        var best = 0
                        for k in 0..<clusters where products[k] > products[best] { best = k }
                        labels[i] = best
                        s[i] = Double(products[best])
                        y[i] = Double(products[clusters])
                    }
                }
            }
        }
        let isWhole = size == clusters + 1
        self.products.withUnsafeMutableBufferPointer { own in
            for i in 0..<count {
                let products = products + i &* stride
                for j in 0..<size { own[i &* size &+ j] = Double(products[isWhole ? j : basis[j]]) }
            }
        }
        fillForeign(products, stride: stride, in: geometry)
        if parts.contains(.signatures) { fillProjections(in: geometry) }
    }

    private mutating func fillForeign(
        _ products: UnsafePointer<Float>, stride: Int, in geometry: DomainGeometry
    ) {
        let others = geometry.foreignCount
        var row = geometry.clusterCount + 1
        foreign.withUnsafeMutableBufferPointer { foreign in
            for (h, size) in geometry.foreignSizes.enumerated() {
                for i in 0..<count {
                    let products = products + (i &* stride &+ row)
                    var largest = -Float.infinity
                    for k in 0..<size where products[k] > largest { largest = products[k] }
                    foreign[i &* others &+ h] = Double(largest)
                }
                row += size
            }
        }
    }

    private mutating func fillProjections(in geometry: DomainGeometry) {
        let size = geometry.basis.count
        weights.resize(to: count * size, filler: 0)
        q.resize(to: count, filler: 0)
        guard size > 0 else { return }
        weights.withUnsafeMutableBufferPointer { weights in
            products.withUnsafeBufferPointer { products in
                guard let weights = weights.baseAddress, let products = products.baseAddress else { return }
                for i in 0..<count {
                    q[i] = geometry.project(products + i &* size, into: weights + i &* size)
                }
            }
        }
    }

    /// Puts the unit residual of vector `i`, the part outside the basis, into `result`.
    ///
    /// - Returns: Its length before.
    func residual(
        _ i: Int, of vectors: UnsafePointer<Float>, in geometry: DomainGeometry,
        into result: UnsafeMutablePointer<Float>
    ) -> Float {
        let dimension = geometry.dimension
        let size = geometry.basis.count
        result.update(from: vectors + i * dimension, count: dimension)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, size)) { weights in
            products.withUnsafeBufferPointer { products in
                guard size > 0, let weights = weights.baseAddress, let products = products.baseAddress else {
                    return
                }
                _ = geometry.project(products + i * size, into: weights)
                geometry.subtractProjection(weights: weights, from: result)
            }
        }
        return VectorKernels.normalise(result, count: dimension)
    }
}
