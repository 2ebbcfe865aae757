/// All that a reference has seen without change: the baseline that a block is compared with.
///
/// Sums only, so memory does not grow with the stream. What scores are compared with fades slowly: a drift of a
/// few degrees in hundreds of blocks, no change of structure, would in the end be significant against all that
/// ever was. Counts of clusters and linked vectors, which a drift leaves alone, are kept whole.
struct ReferencePast: Sendable {
    /// The conditioned scores that are averaged by cluster: s, y, −ln p, then one for each other domain.
    static let s = 0
    static let y = 1
    static let low = 2
    static let firstForeign = 3

    private let clusters: Int
    private(set) var scores: Int
    /// All that fades, in one piece, since it is copied at every block: how many vectors the unconditioned s and y
    /// count for, their sums and sums of squares; vectors by cluster; then by score the sum of squares and the sums
    /// by cluster.
    private var fading: [Double]
    private static let plainSum = 1
    private static let plainSquare = 3
    private static let size = 5
    /// All vectors, and the linked ones among them.
    private(set) var total = 0
    private(set) var linked = 0
    /// The vectors that are not novel, and those by cluster.
    private(set) var familiar = 0
    private(set) var familiarByCluster: [Int]

    init(clusters: Int, foreign: Int) {
        self.clusters = clusters
        scores = Self.firstForeign + foreign
        fading = [Double](repeating: 0, count: Self.size + clusters + scores * (clusters + 1))
        familiarByCluster = [Int](repeating: 0, count: clusters)
    }

    /// Where a score's sum of squares is; its sums by cluster follow.
    @inline(__always)
    private func square(_ score: Int) -> Int { Self.size + clusters + score * (clusters + 1) }

    /// Adds a block, `linked` of whose vectors were linked novel ones.
    mutating func add(_ block: JudgedVectors, linked: Int) {
        let kept = 1 - 1 / CalibrationConstants.pastMemoryBlocks
        for place in fading.indices { fading[place] *= kept }
        let labels = block.table.labels
        for (i, label) in labels.enumerated() {
            fading[Self.size + label] += 1
            if !block.isNovel(i) {
                familiar += 1
                familiarByCluster[label] += 1
            }
        }
        add(block.s, Self.s, labels)
        add(block.y, Self.y, labels)
        add(block.low, Self.low, labels)
        let foreign = scores - Self.firstForeign
        for h in 0..<foreign { add(block.foreign, Self.firstForeign + h, labels, first: h, stride: foreign) }
        addPlain(block.plain, 0)
        addPlain(block.plainY, 1)
        for _ in labels { fading[0] += 1 }
        total += block.count
        self.linked += linked
    }

    /// Adds one score's values, `stride` apart.
    private mutating func add(
        _ values: [Double], _ score: Int, _ labels: [Int], first: Int = 0, stride: Int = 1
    ) {
        let square = square(score)
        values.withUnsafeBufferPointer { values in
            fading.withUnsafeMutableBufferPointer { fading in
                for (i, label) in labels.enumerated() {
                    let value = values[first &+ i &* stride]
                    fading[square &+ 1 &+ label] += value
                    fading[square] += value * value
                }
            }
        }
    }

    private mutating func addPlain(_ values: [Double], _ score: Int) {
        for value in values {
            fading[Self.plainSum + score] += value
            fading[Self.plainSquare + score] += value * value
        }
    }

    /// Begins a further foreign score, of which `block` (the calibration, all of it past) is the past; the
    /// sizes of the clusters stay those of all scores.
    mutating func addForeign(calibration block: JudgedVectors) {
        let foreign = scores - Self.firstForeign + 1
        let seen = Double(max(1, block.count))
        // What came after the calibration is not kept, so it is taken to be like the calibration.
        let scale = size.reduce(0, +) / seen
        let square = square(scores)
        fading += [Double](repeating: 0, count: clusters + 1)
        scores += 1
        for i in 0..<block.count {
            let value = block.foreign[i * foreign + foreign - 1]
            fading[square + 1 + block.table.labels[i]] += value * scale
            fading[square] += value * value * scale
        }
    }

    /// Vectors by cluster, older ones counting for less.
    private var size: ArraySlice<Double> { fading[Self.size..<Self.size + clusters] }

    /// The past mean of a score in each cluster, pulled to `expected` by a few pseudo-counts.
    func means(_ score: Int, expected: Double = 0, into means: inout [Double]) {
        let pseudo = CalibrationConstants.meanPseudoCount
        let first = square(score) + 1
        means.resize(to: clusters, filler: 0)
        for k in 0..<clusters {
            means[k] = (fading[first + k] + pseudo * expected) / (fading[Self.size + k] + pseudo)
        }
    }

    /// The standard deviation of a score within clusters.
    func deviation(_ score: Int) -> Double {
        let square = square(score)
        var within = fading[square]
        for k in 0..<clusters where fading[Self.size + k] > 0 {
            let sum = fading[square + 1 + k]
            within -= sum * sum / fading[Self.size + k]
        }
        let freedom = max(1, size.reduce(0, +) - Double(clusters))
        return max(within / freedom, 1e-6).squareRoot()
    }

    /// How many vectors the unconditioned scores count for, older ones counting for less.
    var plainCount: Double { fading[0] }
    /// Mean and standard deviation of the unconditioned s.
    var plain: (mean: Double, deviation: Double) { plain(0) }
    /// Those of the unconditioned y.
    var plainY: (mean: Double, deviation: Double) { plain(1) }

    private func plain(_ score: Int) -> (mean: Double, deviation: Double) {
        let count = max(2, plainCount)
        let mean = fading[Self.plainSum + score] / count
        return (
            mean,
            max((fading[Self.plainSquare + score] - count * mean * mean) / (count - 1), 1e-6).squareRoot()
        )
    }

    /// Σ_k(n_k + n_k²/N_k): the variance, in units of one vector's, of a block's sum of deviations from past
    /// means.
    func spread(of counts: [Double]) -> Double {
        var result = 0.0
        for k in 0..<clusters where counts[k] > 0 {
            result += counts[k] + counts[k] * counts[k] / max(1, fading[Self.size + k])
        }
        return result
    }
}
