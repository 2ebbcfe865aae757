/// Whether vectors keep deviating in the direction in which the last blocks deviated: the signature of a
/// centre that moves.
///
/// Direction and judgement use cluster means from disjoint halves of the past (A and B, from even and odd
/// blocks), so their errors are independent; blocks join a half only when they are old, so an event cannot
/// hide itself in the means.
struct DriftState: Sendable {
    private let dimension: Int
    private let clusters: Int
    private var halves: [Half]
    private var recent: [Half] = []
    private var blocksSeen = 0
    /// Calibration vectors less their cluster's mean: what the direction's variance is estimated from.
    private let centredVariance: [Float]
    private let varianceCount: Int
    /// Of how many independent ones they are worth: their means took some, but spread over all of the
    /// calibration.
    private let varianceFreedom: Double

    /// Sums by cluster.
    private struct Half: Sendable {
        var sums: [Float]
        var size: [Double]
    }

    init(reference: DomainReference) {
        let labels = reference.judged.table.labels
        let dimension = reference.geometry.dimension
        let clusters = reference.geometry.clusterCount
        let limit = CalibrationConstants.driftVarianceVectors
        let pick = max(1, (reference.count + limit - 1) / limit)
        var halves = [
            Half(
                sums: [Float](repeating: 0, count: clusters * dimension),
                size: [Double](repeating: 0, count: clusters)),
            Half(
                sums: [Float](repeating: 0, count: clusters * dimension),
                size: [Double](repeating: 0, count: clusters)),
        ]
        var centred: [Float] = []
        reference.vectors.withUnsafeBufferPointer { all in
            for (i, label) in labels.enumerated() {
                let row = all.baseAddress! + i * dimension
                let half = reference.blocks[i] & 1
                halves[half].size[label] += 1
                halves[half].sums.withUnsafeMutableBufferPointer {
                    VectorKernels.accumulate(
                        row, scale: 1, into: $0.baseAddress! + label * dimension, count: dimension)
                }
                if i % pick == 0 {
                    for j in 0..<dimension {
                        centred.append(row[j] - reference.clusterMeans[label * dimension + j])
                    }
                }
            }
        }
        self.dimension = dimension
        self.clusters = clusters
        centredVariance = centred
        varianceCount = centred.count / dimension
        let own = 1 - Double(clusters) / Double(max(clusters + 1, reference.count))
        varianceFreedom = max(1, own * Double(centred.count / dimension))
        self.halves = halves
    }

    /// The block's z, then the block joins the recent ones. Nil while there is no direction yet.
    mutating func process(_ vectors: UnsafePointer<Float>, labels: [Int]) -> Double? {
        let z = judge(vectors, labels: labels)
        var block = Half(
            sums: [Float](repeating: 0, count: clusters * dimension),
            size: [Double](repeating: 0, count: clusters))
        block.sums.withUnsafeMutableBufferPointer { sums in
            for (i, label) in labels.enumerated() {
                block.size[label] += 1
                VectorKernels.accumulate(
                    vectors + i * dimension, scale: 1, into: sums.baseAddress! + label * dimension,
                    count: dimension)
            }
        }
        recent.append(block)
        if recent.count > CalibrationConstants.driftDelayBlocks {
            let old = recent.removeFirst()
            let half = blocksSeen & 1
            blocksSeen += 1
            // Each half gets every other block, so it fades twice as fast to reach back as far as the past does.
            let kept = 1 - 2 / CalibrationConstants.pastMemoryBlocks
            for k in 0..<clusters { halves[half].size[k] = kept * halves[half].size[k] + old.size[k] }
            halves[half].sums.withUnsafeMutableBufferPointer { sums in
                VectorKernels.scale(sums.baseAddress!, by: Float(kept), count: sums.count)
                old.sums.withUnsafeBufferPointer {
                    VectorKernels.accumulate(
                        $0.baseAddress!, scale: 1, into: sums.baseAddress!, count: clusters * dimension)
                }
            }
        }
        return z
    }

    private func judge(_ vectors: UnsafePointer<Float>, labels: [Int]) -> Double? {
        guard !recent.isEmpty else { return nil }
        var direction = [Float](repeating: 0, count: dimension)
        // Σ over the blocks' clusters of their vectors less A's mean: what the blocks have, less A's sums in
        // the ratio of sizes. A cluster that A has never seen is left out.
        let known = halves[0].size.map { Float($0 > 0 ? 1 : 0) }
        var ratios = [Float](repeating: 0, count: clusters)
        direction.withUnsafeMutableBufferPointer { direction in
            func add(_ sums: [Float], _ weights: [Float]) {
                sums.withUnsafeBufferPointer {
                    VectorKernels.accumulate(
                        rows: $0.baseAddress!, rowCount: clusters, weights: weights,
                        into: direction.baseAddress!, count: dimension)
                }
            }
            for block in recent.suffix(CalibrationConstants.memoryBlocks) {
                add(block.sums, known)
                for k in 0..<clusters where known[k] > 0 {
                    ratios[k] -= Float(block.size[k] / halves[0].size[k])
                }
            }
            add(halves[0].sums, ratios)
        }
        return direction.withUnsafeMutableBufferPointer { u -> Double? in
            guard VectorKernels.normalise(u.baseAddress!, count: dimension) > 0 else { return nil }
            // Each cluster's mean in half B, along the direction.
            var mean = [Double](repeating: 0, count: clusters)
            halves[1].sums.withUnsafeBufferPointer { sums in
                for k in 0..<clusters where halves[1].size[k] > 0 {
                    mean[k] =
                        Double(
                            VectorKernels.dot(sums.baseAddress! + k * dimension, u.baseAddress!, dimension))
                        / halves[1].size[k]
                }
            }
            var sum = 0.0
            var counts = [Double](repeating: 0, count: clusters)
            withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, labels.count)) { products in
                VectorKernels.products(
                    rows: vectors, rowCount: labels.count, with: u.baseAddress!, count: dimension,
                    into: products.baseAddress!)
                for (i, label) in labels.enumerated() where halves[1].size[label] > 0 {
                    sum += Double(products[i]) - mean[label]
                    counts[label] += 1
                }
            }
            var variance = 0.0
            withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, varianceCount)) { products in
                centredVariance.withUnsafeBufferPointer {
                    VectorKernels.products(
                        rows: $0.baseAddress!, rowCount: varianceCount, with: u.baseAddress!,
                        count: dimension, into: products.baseAddress!)
                }
                for i in 0..<varianceCount { variance += Double(products[i]) * Double(products[i]) }
            }
            variance /= varianceFreedom
            var spread = 0.0
            for k in 0..<clusters where counts[k] > 0 {
                spread += counts[k] + counts[k] * counts[k] / halves[1].size[k]
            }
            guard spread > 0, variance > 0 else { return nil }
            let t = sum / (variance * spread).squareRoot()
            return Self.normalised(t, freedom: varianceFreedom)
        }
    }

    /// The normal deviate of a Student's t, since the variance is estimated (Wallace, "Bounds on normal
    /// approximations to Student's and the chi-square distributions", Annals of Mathematical Statistics 30,
    /// 1959).
    private static func normalised(_ t: Double, freedom: Double) -> Double {
        let size = (freedom * ChannelMath.log(1 + t * t / freedom)).squareRoot()
        let z = (8 * freedom + 1) / (8 * freedom + 3) * size
        return t < 0 ? -z : z
    }
}
