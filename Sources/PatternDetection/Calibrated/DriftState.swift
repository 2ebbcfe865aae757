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
    /// The last blocks, a ring: a block's memory is that of the one that was there before.
    private var recent: [Half] = []
    /// Where the next block goes in the ring.
    private var next = 0
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

        /// Puts the sums of a block's vectors in place of what was there.
        mutating func sum(_ vectors: UnsafePointer<Float>, labels: [Int], dimension: Int) {
            for k in size.indices { size[k] = 0 }
            sums.withUnsafeMutableBufferPointer { sums in
                sums.update(repeating: 0)
                for (i, label) in labels.enumerated() {
                    size[label] += 1
                    VectorKernels.accumulate(
                        vectors + i * dimension, scale: 1, into: sums.baseAddress! + label * dimension,
                        count: dimension)
                }
            }
        }
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
    mutating func process(_ vectors: [Float], labels: [Int], _ scratch: inout DetectionScratch) -> Double? {
        vectors.withUnsafeBufferPointer { vectors in
            guard let vectors = vectors.baseAddress else { return nil }
            let z = judge(vectors, labels: labels, &scratch)
            if recent.count < CalibrationConstants.driftDelayBlocks {
                recent.append(
                    Half(
                        sums: [Float](repeating: 0, count: clusters * dimension),
                        size: [Double](repeating: 0, count: clusters)))
            } else {
                retire(next)
            }
            recent[next].sum(vectors, labels: labels, dimension: dimension)
            next = next + 1 < CalibrationConstants.driftDelayBlocks ? next + 1 : 0
            return z
        }
    }

    /// Lets a block that is old enough join its half.
    private mutating func retire(_ place: Int) {
        let half = blocksSeen & 1
        blocksSeen += 1
        // Each half gets every other block, so it fades twice as fast to reach back as far as the past does.
        let kept = 1 - 2 / CalibrationConstants.pastMemoryBlocks
        for k in 0..<clusters { halves[half].size[k] = kept * halves[half].size[k] + recent[place].size[k] }
        halves[half].sums.withUnsafeMutableBufferPointer { sums in
            VectorKernels.scale(sums.baseAddress!, by: Float(kept), count: sums.count)
            recent[place].sums.withUnsafeBufferPointer {
                VectorKernels.accumulate(
                    $0.baseAddress!, scale: 1, into: sums.baseAddress!, count: clusters * dimension)
            }
        }
    }

    private func judge(
        _ vectors: UnsafePointer<Float>, labels: [Int], _ scratch: inout DetectionScratch
    ) -> Double? {
        guard !recent.isEmpty else { return nil }
        scratch.row.resize(to: dimension, filler: 0)
        scratch.products.resize(to: max(scratch.products.count, labels.count, varianceCount), filler: 0)
        return scratch.row.withUnsafeMutableBufferPointer { u in
            scratch.products.withUnsafeMutableBufferPointer { products in
                guard let u = u.baseAddress, let products = products.baseAddress else { return nil }
                fillDirection(u)
                guard VectorKernels.normalise(u, count: dimension) > 0 else { return nil }
                VectorKernels.products(
                    rows: vectors, rowCount: labels.count, with: u, count: dimension, into: products)
                let (sum, spread) = excess(products, labels: labels, along: u)
                var variance = 0.0
                centredVariance.withUnsafeBufferPointer {
                    guard let rows = $0.baseAddress else { return }
                    VectorKernels.products(
                        rows: rows, rowCount: varianceCount, with: u, count: dimension, into: products)
                }
                for i in 0..<varianceCount { variance += Double(products[i]) * Double(products[i]) }
                variance /= varianceFreedom
                guard spread > 0, variance > 0 else { return nil }
                let t = sum / (variance * spread).squareRoot()
                return Self.normalised(t, freedom: varianceFreedom)
            }
        }
    }

    /// Puts the direction of the last blocks' deviations into `u`: Σ over their clusters of their vectors less A's
    /// mean, which is what the blocks have, less A's sums in the ratio of sizes. A cluster that A has never seen is
    /// left out.
    private func fillDirection(_ u: UnsafeMutablePointer<Float>) {
        u.update(repeating: 0, count: dimension)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * clusters) { weights in
            guard let known = weights.baseAddress else { return }
            let ratios = known + clusters
            for k in 0..<clusters {
                known[k] = halves[0].size[k] > 0 ? 1 : 0
                ratios[k] = 0
            }
            func add(_ half: Half, _ weights: UnsafePointer<Float>) {
                half.sums.withUnsafeBufferPointer {
                    guard let rows = $0.baseAddress else { return }
                    VectorKernels.accumulate(
                        rows: rows, rowCount: clusters, weights: weights, into: u, count: dimension)
                }
            }
            let count = min(recent.count, CalibrationConstants.memoryBlocks)
            for age in (1...count).reversed() {
                let place = next >= age ? next - age : next - age + recent.count
                add(recent[place], known)
                for k in 0..<clusters where known[k] > 0 {
                    ratios[k] -= Float(recent[place].size[k] / halves[0].size[k])
                }
            }
            add(halves[0], ratios)
        }
    }

    /// By how much the vectors' products with the direction exceed their clusters' means in half B, and the
    /// variance of that in units of one vector's.
    private func excess(
        _ products: UnsafePointer<Float>, labels: [Int], along u: UnsafePointer<Float>
    ) -> (sum: Double, spread: Double) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * clusters) { memory in
            guard let mean = memory.baseAddress else { return (0, 0) }
            let counts = mean + clusters
            memory.initialize(repeating: 0)
            halves[1].sums.withUnsafeBufferPointer { sums in
                for k in 0..<clusters where halves[1].size[k] > 0 {
                    mean[k] =
                        Double(VectorKernels.dot(sums.baseAddress! + k * dimension, u, dimension))
                        / halves[1].size[k]
                }
            }
            var sum = 0.0
            for (i, label) in labels.enumerated() where halves[1].size[label] > 0 {
                sum += Double(products[i]) - mean[label]
                counts[label] += 1
            }
            var spread = 0.0
            for k in 0..<clusters where counts[k] > 0 {
                spread += counts[k] + counts[k] * counts[k] / halves[1].size[k]
            }
            return (sum, spread)
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
