import StreamCore

/// The centroids of another domain, as a domain's reference knows them.
struct ForeignCentroids: Sendable {
    /// The other domain's number.
    let domain: Int
    /// Its unit centroids, one after the other.
    let rows: [Float]
}

/// Where a domain lives: its clusters, its mean direction, the span of both, and its neighbours' clusters.
///
/// A vector is scored against one stack of rows: the K own centroids, the mean direction m̂, then every
/// foreign centroid. Its projection onto Q = span(centroids, m̂) follows from the first K + 1 products alone
/// through the inverse of their Gram matrix, so no further pass over the vector is needed:
/// QQᵀx = Σ_j w_j b_j with w = G⁻¹⟨b, x⟩ and ‖Qᵀx‖² = ⟨b, x⟩ᵀ w.
struct DomainGeometry: Sendable {
    let dimension: Int
    /// K.
    let clusterCount: Int
    /// The own unit centroids, one after the other.
    let centroids: [Float]
    /// The stacked rows: centroids, mean, foreign centroids.
    private(set) var rows: [Float]
    /// The other domains, in the order of their rows.
    private(set) var foreign: [ForeignCentroids] = []
    /// How many centroids each of them has.
    private(set) var foreignSizes: [Int] = []
    /// Which of the first K + 1 rows form the basis (one that depends on the others is left out).
    let basis: [Int]
    /// The inverse of the basis rows' Gram matrix, row-major.
    let gramInverse: [Double]

    /// How many rows a vector is multiplied with.
    var rowCount: Int { rows.count / dimension }
    /// How many other domains there are.
    var foreignCount: Int { foreign.count }

    /// The geometry of `centroids` (unit rows) and `mean`, the direction of the domain's mean vector.
    init(dimension: Int, centroids: [Float], mean: [Float], foreign: [ForeignCentroids]) {
        self.dimension = dimension
        clusterCount = centroids.count / dimension
        self.centroids = centroids
        rows = centroids + mean
        (basis, gramInverse) = Self.independent(rows: rows, dimension: dimension)
        for other in foreign { add(other) }
    }

    /// Adds the rows of a domain that was not known before.
    mutating func add(_ other: ForeignCentroids) {
        rows += other.rows
        foreign.append(other)
        foreignSizes.append(other.rows.count / dimension)
    }

    /// The unit mean direction.
    var mean: ArraySlice<Float> { rows[clusterCount * dimension..<(clusterCount + 1) * dimension] }

    /// The inner products of `count` vectors, `stride` floats apart, with all rows: count × rows.
    func products(
        of vectors: UnsafePointer<Float>, count: Int, stride: Int,
        into products: UnsafeMutablePointer<Float>
    ) {
        rows.withUnsafeBufferPointer {
            VectorKernels.products(
                rows: $0.baseAddress!, rowCount: rowCount, withVectors: vectors, vectorCount: count,
                vectorStride: stride, count: dimension, into: products)
        }
    }

    /// The inner products of the `i`-th vector of a block with every own centroid.
    func cosines(of block: DomainBlock, _ i: Int) -> [Double] {
        rows.withUnsafeBufferPointer { rows in
            block.vectors.withUnsafeBufferPointer { vectors in
                (0..<clusterCount).map {
                    Double(
                        VectorKernels.dot(
                            rows.baseAddress! + $0 * dimension, vectors.baseAddress! + i * dimension,
                            dimension))
                }
            }
        }
    }

    /// The coefficients of a vector's projection, from its inner products with the basis, and its energy there,
    /// ‖Qᵀx‖². O(basis²).
    @inline(__always)
    func project(_ products: UnsafePointer<Double>, into weights: UnsafeMutablePointer<Double>) -> Double {
        let size = basis.count
        return gramInverse.withUnsafeBufferPointer { inverse in
            var energy = 0.0
            for j in 0..<size {
                var weight = 0.0
                for l in 0..<size { weight += inverse[j &* size &+ l] * products[l] }
                weights[j] = weight
                energy += weight * products[j]
            }
            return energy
        }
    }

    /// Subtracts from `x` its projection on the basis, whose coefficients are `weights`.
    func subtractProjection(weights: UnsafePointer<Double>, from x: UnsafeMutablePointer<Float>) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: clusterCount + 1) { factors in
            // A row outside the basis has no part: adding none of it changes nothing.
            factors.initialize(repeating: 0)
            for (j, row) in basis.enumerated() { factors[row] = Float(-weights[j]) }
            rows.withUnsafeBufferPointer {
                VectorKernels.accumulate(
                    rows: $0.baseAddress!, rowCount: clusterCount + 1, weights: factors.baseAddress!,
                    into: x, count: dimension)
            }
        }
    }

    /// The basis coefficients of an arbitrary row, and from them its residual.
    func residual(of row: [Float]) -> [Float] {
        var result = row
        var weights = [Double](repeating: 0, count: basis.count)
        rows.withUnsafeBufferPointer { rows in
            row.withUnsafeBufferPointer { x in
                let products = basis.map {
                    Double(VectorKernels.dot(rows.baseAddress! + $0 * dimension, x.baseAddress!, dimension))
                }
                for j in 0..<basis.count {
                    for i in 0..<basis.count { weights[j] += gramInverse[j * basis.count + i] * products[i] }
                }
            }
        }
        result.withUnsafeMutableBufferPointer { subtractProjection(weights: weights, from: $0.baseAddress!) }
        return result
    }

    /// The rows that are not (nearly) combinations of those before them, and their Gram matrix's inverse.
    private static func independent(rows: [Float], dimension: Int) -> (basis: [Int], inverse: [Double]) {
        let count = rows.count / dimension
        var chosen: [Int] = []
        var orthonormal: [[Double]] = []
        for row in 0..<count {
            var vector = (0..<dimension).map { Double(rows[row * dimension + $0]) }
            for direction in orthonormal {
                var product = 0.0
                for k in 0..<dimension { product += vector[k] * direction[k] }
                for k in 0..<dimension { vector[k] -= product * direction[k] }
            }
            var energy = 0.0
            for k in 0..<dimension { energy += vector[k] * vector[k] }
            guard energy > CalibrationConstants.basisTolerance, orthonormal.count + 1 < dimension else {
                continue
            }
            let length = energy.squareRoot()
            orthonormal.append(vector.map { $0 / length })
            chosen.append(row)
        }
        let size = chosen.count
        var gram = [Double](repeating: 0, count: size * size)
        for (i, left) in chosen.enumerated() {
            for (j, right) in chosen.enumerated() {
                var product = 0.0
                for k in 0..<dimension {
                    product += Double(rows[left * dimension + k]) * Double(rows[right * dimension + k])
                }
                gram[i * size + j] = product
            }
        }
        return (chosen, SmallMatrix.inverse(gram, size: size))
    }
}
