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
    /// Vectors by cluster, older ones counting for less.
    private(set) var size: [Double]
    /// Sums by score and cluster; sums of squares by score.
    private var sums: [Double]
    private var squares: [Double]
    /// Sums and sums of squares of the unconditioned s and y, and how many vectors they count for.
    private var plainSums = [0.0, 0.0]
    private var plainSquares = [0.0, 0.0]
    private(set) var plainCount = 0.0
    /// All vectors, and the linked ones among them.
    private(set) var total = 0
    private(set) var linked = 0
    /// The vectors that are not novel, and those by cluster.
    private(set) var familiar = 0
    private(set) var familiarByCluster: [Int]

    init(clusters: Int, foreign: Int) {
        self.clusters = clusters
        scores = Self.firstForeign + foreign
        size = [Double](repeating: 0, count: clusters)
        sums = [Double](repeating: 0, count: clusters * scores)
        squares = [Double](repeating: 0, count: scores)
        familiarByCluster = [Int](repeating: 0, count: clusters)
    }

    /// Adds a block, `linked` of whose vectors were linked novel ones and whose unconditioned y are `plainY`.
    mutating func add(_ block: JudgedVectors, plainY: [Double], linked: Int) {
        let foreign = scores - Self.firstForeign
        fade()
        for i in 0..<block.count {
            let label = block.table.labels[i]
            size[label] += 1
            add(block.s[i], Self.s, label)
            add(block.y[i], Self.y, label)
            add(block.low[i], Self.low, label)
            for h in 0..<foreign { add(block.foreign[i * foreign + h], Self.firstForeign + h, label) }
            plainSums[0] += block.plain[i]
            plainSquares[0] += block.plain[i] * block.plain[i]
            plainSums[1] += plainY[i]
            plainSquares[1] += plainY[i] * plainY[i]
            plainCount += 1
            if !block.isNovel(i) {
                familiar += 1
                familiarByCluster[label] += 1
            }
        }
        total += block.count
        self.linked += linked
    }

    @inline(__always)
    private mutating func add(_ value: Double, _ score: Int, _ label: Int) {
        sums[score * clusters + label] += value
        squares[score] += value * value
    }

    /// Lets what is there count for a little less.
    private mutating func fade() {
        let kept = 1 - 1 / CalibrationConstants.pastMemoryBlocks
        for k in size.indices { size[k] *= kept }
        for place in sums.indices { sums[place] *= kept }
        for score in squares.indices { squares[score] *= kept }
        for score in plainSums.indices {
            plainSums[score] *= kept
            plainSquares[score] *= kept
        }
        plainCount *= kept
    }

    /// Begins a further foreign score, of which `block` (the calibration, all of it past) is the past; the
    /// sizes of the clusters stay those of all scores.
    mutating func addForeign(calibration block: JudgedVectors) {
        let foreign = scores - Self.firstForeign + 1
        let seen = Double(max(1, block.count))
        // What came after the calibration is not kept, so it is taken to be like the calibration.
        let scale = size.reduce(0, +) / seen
        sums += [Double](repeating: 0, count: clusters)
        squares.append(0)
        scores += 1
        for i in 0..<block.count {
            let value = block.foreign[i * foreign + foreign - 1]
            sums[(scores - 1) * clusters + block.table.labels[i]] += value * scale
            squares[scores - 1] += value * value * scale
        }
    }

    /// The past mean of a score in a cluster, pulled to `expected` by a few pseudo-counts.
    @inline(__always)
    func mean(_ score: Int, _ label: Int, expected: Double = 0) -> Double {
        let pseudo = CalibrationConstants.meanPseudoCount
        return (sums[score * clusters + label] + pseudo * expected) / (size[label] + pseudo)
    }

    /// The standard deviation of a score within clusters.
    func deviation(_ score: Int) -> Double {
        var within = squares[score]
        for k in 0..<clusters where size[k] > 0 {
            within -= sums[score * clusters + k] * sums[score * clusters + k] / size[k]
        }
        let freedom = max(1, size.reduce(0, +) - Double(clusters))
        return max(within / freedom, 1e-6).squareRoot()
    }

    /// Mean and standard deviation of the unconditioned s.
    var plain: (mean: Double, deviation: Double) { plain(0) }
    /// Those of the unconditioned y.
    var plainY: (mean: Double, deviation: Double) { plain(1) }

    private func plain(_ score: Int) -> (mean: Double, deviation: Double) {
        let count = max(2, plainCount)
        let mean = plainSums[score] / count
        return (
            mean, max((plainSquares[score] - count * mean * mean) / (count - 1), 1e-6).squareRoot()
        )
    }

    /// Σ_k(n_k + n_k²/N_k): the variance, in units of one vector's, of a block's sum of deviations from past
    /// means.
    func spread(of counts: [Double]) -> Double {
        var result = 0.0
        for k in 0..<clusters where counts[k] > 0 {
            result += counts[k] + counts[k] * counts[k] / max(1, size[k])
        }
        return result
    }
}
