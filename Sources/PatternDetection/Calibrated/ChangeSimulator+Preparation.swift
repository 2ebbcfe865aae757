import StreamCore

/// What is made once for a reference, before changes are acted out on it.
extension ChangeSimulator {
    /// Writes each row's inner products with the geometry's rows behind its components.
    static func fillProducts(_ rows: inout [Float], _ geometry: DomainGeometry) {
        let width = geometry.dimension + geometry.rowCount
        let count = rows.count / width
        var products = [Float](repeating: 0, count: count * geometry.rowCount)
        products.withUnsafeMutableBufferPointer { products in
            rows.withUnsafeMutableBufferPointer { rows in
                guard count > 0 else { return }
                geometry.products(
                    of: rows.baseAddress!, count: count, stride: width, into: products.baseAddress!)
                for i in 0..<count {
                    (rows.baseAddress! + i * width + geometry.dimension).update(
                        from: products.baseAddress! + i * geometry.rowCount, count: geometry.rowCount)
                }
            }
        }
    }

    /// Random unit directions, some isotropic, then some spread like the residuals.
    static func directions(
        _ residuals: [Float], count: Int, _ dimension: Int, width: Int, _ random: inout SeededGenerator
    ) -> [Float] {
        let isotropic = CalibrationConstants.isotropicDirections
        let total = isotropic + CalibrationConstants.residualDirections
        var result = [Float](repeating: 0, count: total * width)
        result.withUnsafeMutableBufferPointer { result in
            residuals.withUnsafeBufferPointer { residuals in
                for place in 0..<total {
                    let row = result.baseAddress! + place * width
                    if place < isotropic {
                        for j in 0..<dimension { row[j] = nearlyNormal(&random) }
                    } else {
                        for _ in 0..<CalibrationConstants.directionResiduals {
                            VectorKernels.accumulate(
                                residuals.baseAddress! + random.below(count) * width,
                                scale: Float(random.normal()), into: row, count: dimension)
                        }
                    }
                    VectorKernels.normalise(row, count: dimension)
                }
            }
        }
        return result
    }

    /// The sum of four uniform integers, less its mean: near enough to normal for a component of a direction,
    /// and much cheaper.
    @inline(__always)
    private static func nearlyNormal(_ random: inout SeededGenerator) -> Float {
        let bits = random.next()
        let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
        return Float(Int(sum) - 2 * 0xFFFF)
    }

    /// The `near` acting vectors nearest to one of them, nearest first, `near` ≤ `count`.
    static func nearest(
        to index: Int, _ near: Int, _ vectors: [Float], _ count: Int, _ dimension: Int, _ width: Int
    ) -> [Int] {
        var similarity = [Float](repeating: 0, count: count)
        similarity.withUnsafeMutableBufferPointer { similarity in
            vectors.withUnsafeBufferPointer {
                VectorKernels.products(
                    rows: $0.baseAddress! + index * width, rowCount: 1, withVectors: $0.baseAddress!,
                    vectorCount: count, vectorStride: width, count: dimension,
                    into: similarity.baseAddress!)
            }
        }
        return Array(
            similarity.indices.sorted { (-similarity[$0], $0) < (-similarity[$1], $1) }.prefix(near))
    }
}
