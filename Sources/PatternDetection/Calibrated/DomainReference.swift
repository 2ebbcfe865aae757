import StreamCore

/// What a domain looks like when nothing changes: its geometry, and the calibration that turns each score
/// of a vector into a standard normal one.
struct DomainReference: Sendable {
    private(set) var geometry: DomainGeometry
    /// The calibration's unit vectors, in order of arrival: what signatures are simulated from.
    let vectors: [Float]
    /// How many of them.
    let count: Int
    /// Which block of the calibration each came in, ascending.
    let blocks: [Int]
    /// The conditioned scores of s and y, and of s without conditioning.
    let rankS: RankScore
    let rankY: RankScore
    let rankPlain: RankScore
    /// The score of y without conditioning.
    let rankPlainY: RankScore
    /// One for each other domain.
    private(set) var rankForeign: [RankScore]
    /// The calibration as it judges itself.
    private(set) var judged: JudgedVectors
    /// The residual cosine above which two novel vectors are linked.
    let linkCosine: Float
    /// √τ of each cluster's share and of the plain s score: what persistence adds to their deviation.
    let shareInflation: [Double]
    let plainInflation: Double
    /// √τ of the vectors' noise: what its correlation in time adds to the deviation of a block's sums.
    let noiseInflation: Double
    /// The test for single vectors that fit nowhere.
    let strayTest: StrayTest
    /// Each cluster's mean vector in the calibration; clusters × dimension.
    let clusterMeans: [Float]

    /// The reference of a domain whose clusters come from one set of vectors and whose calibration from a
    /// later one. With `model`, a reference of the same clusters, scores are conditioned on the clusters as
    /// there, so that they owe nothing to these vectors. O(count · rows · dimension).
    init(
        geometry: DomainGeometry, vectors: [Float], blocks: [Int], like model: DomainReference? = nil,
        generator: inout SeededGenerator
    ) {
        let dimension = geometry.dimension
        let clusters = geometry.clusterCount
        count = blocks.count
        self.geometry = geometry
        self.vectors = vectors
        self.blocks = blocks
        let table = vectors.withUnsafeBufferPointer {
            ScoreTable($0.baseAddress!, count: blocks.count, in: geometry)
        }
        let ranks = RankTable(count: table.count)
        rankS = RankScore(
            table.s, labels: table.labels, clusters: clusters, table: ranks, like: model?.rankS)
        rankY = RankScore(
            table.y, labels: table.labels, clusters: clusters, table: ranks, like: model?.rankY)
        rankPlain = RankScore(
            table.s, labels: table.labels, clusters: clusters, table: ranks, conditioned: false)
        rankPlainY = RankScore(
            table.y, labels: table.labels, clusters: clusters, table: ranks, conditioned: false)
        rankForeign = (0..<geometry.foreignCount).map { h in
            let values = (0..<table.count).map { table.foreign[$0 * geometry.foreignCount + h] }
            return RankScore(
                values, labels: table.labels, clusters: clusters, table: ranks, like: model?.rankForeign[h])
        }
        let persistence = Persistence(labels: table.labels, clusters: clusters)
        // A few vectors say less about persistence than the model knows.
        shareInflation =
            persistence.inflation.enumerated().map { cluster, own in
                let known = model?.shareInflation ?? []
                return cluster < known.count ? max(own, known[cluster]) : own
            }
        plainInflation = max(model?.plainInflation ?? 1, persistence.overall)
        strayTest = StrayTest(table.s, labels: table.labels, clusters: clusters)
        clusterMeans = Self.means(of: vectors, labels: table.labels, clusters: clusters, dimension)
        noiseInflation =
            NoisePersistence(
                vectors, labels: table.labels, means: clusterMeans, dimension: dimension
            ).inflation
        linkCosine = Self.linkCosine(vectors, table, geometry, &generator)
        judged = JudgedVectors()
        judged = judge(table, for: [.channels, .signatures])
    }

    /// Judges `count` unit vectors: every score's rank in the calibration.
    func judge(_ vectors: UnsafePointer<Float>, count: Int) -> JudgedVectors {
        judge(ScoreTable(vectors, count: count, in: geometry))
    }

    /// Judges vectors by their scores.
    func judge(_ table: ScoreTable, for parts: ScoreParts = .signatures) -> JudgedVectors {
        var result = JudgedVectors(table: table)
        result.fill(by: self, for: parts)
        return result
    }

    /// Judges a block for the channels, in the scratch's memory.
    func judge(_ block: DomainBlock, _ scratch: inout DetectionScratch) {
        block.vectors.withUnsafeBufferPointer {
            guard let vectors = $0.baseAddress else { return }
            scratch.judged.table.fill(
                vectors, count: block.count, in: geometry, for: .channels, &scratch.products)
        }
        scratch.judged.fill(by: self, for: .channels)
    }

    /// Learns where a domain lies that became known after this reference was made.
    mutating func add(_ other: ForeignCentroids) {
        geometry.add(other)
        let table = vectors.withUnsafeBufferPointer {
            ScoreTable($0.baseAddress!, count: count, in: geometry)
        }
        let others = geometry.foreignCount
        let values = (0..<count).map { table.foreign[$0 * others + others - 1] }
        rankForeign.append(
            RankScore(
                values, labels: table.labels, clusters: geometry.clusterCount, table: rankS.table))
        judged = judge(table, for: [.channels, .signatures])
    }

    private static func means(
        of vectors: [Float], labels: [Int], clusters: Int, _ dimension: Int
    ) -> [Float] {
        var sums = [Float](repeating: 0, count: clusters * dimension)
        var sizes = [Float](repeating: 0, count: clusters)
        vectors.withUnsafeBufferPointer { all in
            sums.withUnsafeMutableBufferPointer { sums in
                for (i, label) in labels.enumerated() {
                    sizes[label] += 1
                    VectorKernels.accumulate(
                        all.baseAddress! + i * dimension, scale: 1,
                        into: sums.baseAddress! + label * dimension, count: dimension)
                }
            }
        }
        for k in 0..<clusters where sizes[k] > 0 {
            for j in 0..<dimension { sums[k * dimension + j] /= sizes[k] }
        }
        return sums
    }

    /// The residual cosine that only half a percent of calibration pairs exceed, and at least the constant.
    private static func linkCosine(
        _ vectors: [Float], _ table: ScoreTable, _ geometry: DomainGeometry,
        _ generator: inout SeededGenerator
    ) -> Float {
        typealias Constants = CalibrationConstants
        guard table.count > 1 else { return Constants.minimumLinkCosine }
        let dimension = geometry.dimension
        let sample = min(table.count, 200)
        let order = generator.permutation(of: table.count).prefix(sample)
        var residuals = [Float](repeating: 0, count: sample * dimension)
        var cosines: [Float] = []
        vectors.withUnsafeBufferPointer { all in
            residuals.withUnsafeMutableBufferPointer { rows in
                for (place, i) in order.enumerated() {
                    _ = table.residual(
                        i, of: all.baseAddress!, in: geometry, into: rows.baseAddress! + place * dimension)
                }
                cosines.reserveCapacity(Constants.linkPairs)
                for _ in 0..<Constants.linkPairs {
                    let left = generator.below(sample)
                    var right = generator.below(sample - 1)
                    if right >= left { right += 1 }
                    cosines.append(
                        VectorKernels.dot(
                            rows.baseAddress! + left * dimension, rows.baseAddress! + right * dimension,
                            dimension))
                }
            }
        }
        cosines.sort()
        let place = min(cosines.count - 1, Int(Constants.linkQuantile * Double(cosines.count)))
        return max(Constants.minimumLinkCosine, cosines[place])
    }
}

/// How much longer than a moment a stream dwells on a topic, from the labels' lag-1 autocorrelation ρ: the
/// variance of a cluster's count is larger by about τ = (1 + ρ)/(1 − ρ) than for independent draws.
struct Persistence: Sendable {
    /// √τ of each cluster, 1 where no persistence is seen.
    let inflation: [Double]
    /// √τ of the labels as a whole.
    let overall: Double

    init(labels: [Int], clusters: Int) {
        typealias Constants = CalibrationConstants
        let count = Double(labels.count)
        var size = [Double](repeating: 0, count: clusters)
        var pairs = size
        for (i, label) in labels.enumerated() {
            size[label] += 1
            if i > 0, labels[i - 1] == label { pairs[label] += 1 }
        }
        func inflation(_ correlation: Double, clusters: Double) -> Double {
            let error = 1 / max(1, count * clusters).squareRoot()
            guard correlation + 1 / max(1, count) > Constants.persistenceErrors * error else { return 1 }
            let bound = min(0.95, correlation + Constants.persistenceMargin * error)
            return ((1 + bound) / (1 - bound)).squareRoot()
        }
        var covariance = 0.0
        var variance = 0.0
        var result = [Double](repeating: 1, count: clusters)
        for k in 0..<clusters where count > 2 {
            let share = size[k] / count
            let own = share * (1 - share)
            let joint = pairs[k] / (count - 1) - share * share
            covariance += joint
            variance += own
            if own > 0 { result[k] = inflation(joint / own, clusters: 1) }
        }
        self.inflation = result
        overall =
            variance > 0 ? inflation(covariance / variance, clusters: Double(max(1, clusters - 1))) : 1
    }
}
