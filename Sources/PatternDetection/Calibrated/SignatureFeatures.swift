import StreamCore

/// What a sample of vectors looks like to a reference: the numbers that types are told apart by.
///
/// Each is about standard when nothing changed, and drawn in by asinh so that a strong event is not further
/// from a strong simulated one than a weak event from none.
struct SignatureFeatures: Sendable {
    /// How many there are.
    static let count = 29
    /// The most novel vectors whose pairs are looked at (bounds the cost).
    private static let novelLimit = 32
    /// How many of them are multiplied with the others at once.
    private static let novelStrip = 8

    private let reference: DomainReference
    /// Foreign centroids' unit residuals, one after the other.
    private let foreignResiduals: [Float]
    /// The standard deviation of the product of two residuals.
    private let pairDeviation: Double
    /// Mean y and mean squared deviation, for the resultant's change.
    private let calibrationResultant: Double
    private let resultantDeviation: Double
    private let rankQ: RankScore
    private let shares: [Double]

    init(reference: DomainReference) {
        self.reference = reference
        let geometry = reference.geometry
        let dimension = geometry.dimension
        var residuals: [Float] = []
        for other in geometry.foreign {
            for row in 0..<other.rows.count / dimension {
                var residual = geometry.residual(
                    of: Array(other.rows[row * dimension..<(row + 1) * dimension]))
                residual.withUnsafeMutableBufferPointer {
                    _ = VectorKernels.normalise($0.baseAddress!, count: dimension)
                }
                residuals += residual
            }
        }
        foreignResiduals = residuals
        let table = reference.judged.table
        rankQ = RankScore(
            table.q, labels: table.labels, clusters: geometry.clusterCount, table: reference.rankS.table,
            conditioned: false)
        var sizes = [Double](repeating: 0, count: geometry.clusterCount)
        for label in table.labels { sizes[label] += 1 }
        shares = sizes.map { max($0, 0.5) / Double(max(1, table.count)) }
        var square = 0.0
        var pairs = 0.0
        var products: [Double] = []
        reference.vectors.withUnsafeBufferPointer { all in
            let step = max(1, table.count / 60)
            var rows: [Float] = []
            for i in stride(from: 0, to: table.count, by: step) {
                var row = [Float](repeating: 0, count: dimension)
                row.withUnsafeMutableBufferPointer { row in
                    let length = table.residual(i, of: all.baseAddress!, in: geometry, into: row.baseAddress!)
                    for j in 0..<dimension { row[j] *= length }
                }
                rows += row
            }
            rows.withUnsafeBufferPointer { rows in
                for a in 0..<rows.count / dimension {
                    for b in 0..<a {
                        let product = Double(
                            VectorKernels.dot(
                                rows.baseAddress! + a * dimension, rows.baseAddress! + b * dimension,
                                dimension))
                        square += product * product
                        pairs += 1
                        products.append(
                            Double(
                                VectorKernels.dot(
                                    all.baseAddress! + a * step * dimension,
                                    all.baseAddress! + b * step * dimension, dimension)))
                    }
                }
            }
        }
        pairDeviation = max(square / max(1, pairs), 1e-12).squareRoot()
        let mean = products.reduce(0, +) / max(1, Double(products.count))
        calibrationResultant = mean
        resultantDeviation =
            max(
                products.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, Double(products.count)), 1e-9
            ).squareRoot()
    }

    /// Memory that samples after one another use again.
    struct Scratch: Sendable {
        fileprivate var factors: [Float] = []
        fileprivate var sum: [Float] = []
        fileprivate var rows: [Float] = []
        fileprivate var products: [Float] = []
        fileprivate var ordered: [Double] = []
    }

    /// The features of unit vectors, `stride` floats apart, that were judged by the reference.
    /// O(count · dimension + novel² · dimension).
    func values(
        _ vectors: UnsafePointer<Float>, stride: Int, _ judged: JudgedVectors, _ scratch: inout Scratch
    ) -> [Double] {
        let count = judged.count
        let geometry = reference.geometry
        let table = judged.table
        let foreign = geometry.foreignCount
        let clusters = geometry.clusterCount
        let n = Double(count)
        let root = n.squareRoot()
        var result = [Double](repeating: 0, count: Self.count)

        var sums = (s: 0.0, y: 0.0, plain: 0.0, low: 0.0, high: 0.0, q: 0.0, square: 0.0)
        var novel: [Int] = []
        var sizes = [Double](repeating: 0, count: clusters)
        var byCluster = sizes
        for i in 0..<count {
            let label = table.labels[i]
            sums.s += judged.s[i]
            sums.y += judged.y[i]
            sums.plain += judged.plain[i]
            sums.low += judged.low[i] - 1
            sums.high += judged.high[i] - 1
            sums.q += rankQ.deviate(table.q[i], label: label)
            sums.square += judged.s[i] * judged.s[i]
            if judged.isNovel(i) { novel.append(i) }
            byCluster[label] += judged.s[i]
            sizes[label] += 1
        }
        result[0] = sums.s / root
        result[1] = sums.y / root
        result[2] = sums.plain / root
        result[3] = sums.low / root
        result[4] = sums.high / root
        result[5] = sums.q / root
        var foreignMax = -Double.infinity
        var foreignMean = 0.0
        var foreignNovel = -Double.infinity
        for h in 0..<foreign {
            var sum = 0.0
            for i in 0..<count { sum += judged.foreign[i * foreign + h] }
            foreignMax = max(foreignMax, sum / root)
            foreignMean += sum / root / Double(foreign)
            var novelSum = 0.0
            for i in novel { novelSum += judged.foreign[i * foreign + h] }
            foreignNovel = max(foreignNovel, novelSum / max(1, Double(novel.count)).squareRoot())
        }
        if foreign > 0 {
            result[6] = foreignMax
            result[7] = foreignMean
            result[13] = novel.isEmpty ? 0 : foreignNovel
        }
        fillResiduals(&result, vectors, stride, judged, novel, &scratch)
        var novelY = 0.0
        for i in novel { novelY += judged.y[i] }
        result[14] = novelY / max(1, Double(novel.count)).squareRoot()
        // Clusters' shares among the familiar vectors, as deviates.
        var least = Double.infinity
        var most = -Double.infinity
        var familiar = sizes
        for i in novel { familiar[table.labels[i]] -= 1 }
        let familiarTotal = n - Double(novel.count)
        var lowest = Double.infinity
        var highest = -Double.infinity
        for k in 0..<clusters {
            let expected = familiarTotal * shares[k]
            let deviation = (familiarTotal * shares[k] * max(0.02, 1 - shares[k]) + 0.25).squareRoot()
            let z = (familiar[k] - expected) / deviation
            least = min(least, z)
            most = max(most, z)
            if sizes[k] > 0 {
                let score = byCluster[k] / sizes[k].squareRoot()
                lowest = min(lowest, score)
                highest = max(highest, score)
            }
        }
        result[15] = least
        result[16] = most
        scratch.ordered = judged.s
        let median = Self.select(count / 2, in: &scratch.ordered)
        result[18] = median * root / 2
        result[19] = (Double(novel.count) - n * CalibrationConstants.novelLevel) / root
        result[20] = lowest
        result[21] = highest
        let meanS = sums.s / n
        result[22] = (sums.square / n - meanS * meanS - 1) * root / 2
        let upper = scratch.ordered[(count / 2)...]
        result[23] = (upper.reduce(0, +) / Double(upper.count) - 0.8) * root / 2
        // How far the novel ones are, and how many are far beyond the calibration.
        var depth = 0.0
        var far = 0.0
        for i in novel {
            depth += judged.conditioned[i]
            if judged.conditioned[i] < CalibrationConstants.farDeviations { far += 1 }
        }
        result[26] = novel.isEmpty ? 0 : depth / Double(novel.count) + 2
        result[27] = far / root * 2
        result[28] = (Double(novel.count) - far) / root * 2
        for index in result.indices { result[index] = ChannelMath.asinh(result[index]) }
        return result
    }

    /// The value at `place` of the ascending order; those from there on are then at least as large (Hoare's
    /// FIND, 1961).
    private static func select(_ place: Int, in values: inout [Double]) -> Double {
        values.withUnsafeMutableBufferPointer { values in
            var low = 0
            var high = values.count - 1
            while low < high {
                let pivot = values[place]
                var i = low
                var j = high
                repeat {
                    while values[i] < pivot { i += 1 }
                    while pivot < values[j] { j -= 1 }
                    if i <= j {
                        values.swapAt(i, j)
                        i += 1
                        j -= 1
                    }
                } while i <= j
                if j < place { low = i }
                if place < i { high = j }
            }
            return values[place]
        }
    }

    /// The features made of residuals and of resultants.
    private func fillResiduals(
        _ result: inout [Double], _ vectors: UnsafePointer<Float>, _ stride: Int, _ judged: JudgedVectors,
        _ novel: [Int], _ scratch: inout Scratch
    ) {
        let geometry = reference.geometry
        let dimension = geometry.dimension
        let size = geometry.basis.count
        let table = judged.table
        let count = judged.count
        let n = Double(count)
        func square(_ x: [Float]) -> Double {
            x.withUnsafeBufferPointer {
                Double(VectorKernels.dot($0.baseAddress!, $0.baseAddress!, dimension))
            }
        }
        /// Σ factor·x over all vectors.
        func fillSum(_ scratch: inout Scratch) {
            if scratch.sum.count == dimension {
                for j in 0..<dimension { scratch.sum[j] = 0 }
            } else {
                scratch.sum = [Float](repeating: 0, count: dimension)
            }
            scratch.sum.withUnsafeMutableBufferPointer { sum in
                scratch.factors.withUnsafeBufferPointer {
                    VectorKernels.accumulate(
                        rows: vectors, rowCount: count, rowStride: stride, weights: $0.baseAddress!,
                        into: sum.baseAddress!, count: dimension)
                }
            }
        }
        /// Takes the projection of Σ factor·x away.
        func subtractProjection(_ scratch: inout Scratch) {
            var weights = [Double](repeating: 0, count: size)
            for i in 0..<count where scratch.factors[i] != 0 {
                for j in 0..<size { weights[j] += Double(scratch.factors[i]) * table.weights[i * size + j] }
            }
            scratch.sum.withUnsafeMutableBufferPointer {
                geometry.subtractProjection(weights: weights, from: $0.baseAddress!)
            }
        }
        var energy = 0.0
        for i in 0..<count { energy += max(0, 1 - table.q[i]) }
        scratch.factors = [Float](repeating: 1, count: count)
        fillSum(&scratch)
        let pairs = max(1, n * (n - 1)).squareRoot()
        result[17] =
            ((square(scratch.sum) - n) / max(1, n * (n - 1)) - calibrationResultant) / resultantDeviation
            * n.squareRoot() / 2
        subtractProjection(&scratch)
        result[8] = (square(scratch.sum) - energy) / (pairs * pairDeviation * 1.4142135623730951)

        // Novel vectors: how many are linked, how near the nearest, how near on average, and whether their
        // common direction points at another domain's cluster.
        guard !novel.isEmpty else { return }
        for i in 0..<count { scratch.factors[i] = 0 }
        for i in novel { scratch.factors[i] = Float(1 / max(1e-12, 1 - table.q[i]).squareRoot()) }
        fillSum(&scratch)
        subtractProjection(&scratch)
        let looked = novel.prefix(Self.novelLimit)
        let novelCount = looked.count
        let (nearest, total) = cosines(vectors, stride, table, looked, &scratch)
        let linked = nearest.filter { $0 > reference.linkCosine }.count
        result[9] = Double(linked) / n.squareRoot() * 2
        let length = square(scratch.sum)
        if novelCount > 1 {
            result[10] = nearest.reduce(0) { $0 + Double($1) } / Double(novelCount) * 6
            result[11] = total / Double(novelCount * (novelCount - 1) / 2) * 10
            result[12] = Double(novelCount) * length / Double(novelCount * novelCount) - 1
        }
        if !foreignResiduals.isEmpty {
            let rowCount = foreignResiduals.count / dimension
            var best = -Double.infinity
            withUnsafeTemporaryAllocation(of: Float.self, capacity: rowCount) { products in
                foreignResiduals.withUnsafeBufferPointer { rows in
                    scratch.sum.withUnsafeBufferPointer {
                        VectorKernels.products(
                            rows: rows.baseAddress!, rowCount: rowCount, with: $0.baseAddress!,
                            count: dimension, into: products.baseAddress!)
                    }
                }
                for product in products { best = max(best, Double(product)) }
            }
            result[24] = best / max(length.squareRoot(), 1e-6) * 6
            result[25] = best / Double(novelCount).squareRoot() * 2
        }
    }

    /// For each novel vector its residual's largest cosine with another's, and the sum over all pairs: the
    /// vectors' products less the projections' over the residuals' lengths, so that no residual is made.
    private func cosines(
        _ vectors: UnsafePointer<Float>, _ stride: Int, _ table: ScoreTable, _ novel: ArraySlice<Int>,
        _ scratch: inout Scratch
    ) -> (nearest: [Float], total: Double) {
        let dimension = reference.geometry.dimension
        let size = reference.geometry.basis.count
        var nearest = [Float](repeating: -1, count: novel.count)
        var total = 0.0
        if scratch.rows.count < Self.novelLimit * dimension {
            scratch.rows = [Float](repeating: 0, count: Self.novelLimit * dimension)
            scratch.products = [Float](repeating: 0, count: Self.novelStrip * Self.novelLimit)
        }
        let lengths = novel.map { Double(scratch.factors[$0]) }
        scratch.rows.withUnsafeMutableBufferPointer { rows in
            scratch.products.withUnsafeMutableBufferPointer { products in
                for (place, i) in novel.enumerated() {
                    (rows.baseAddress! + place * dimension).update(
                        from: vectors + i * stride, count: dimension)
                }
                var first = 0
                while first < novel.count {
                    // A strip of the lower triangle: these vectors with all up to the last of them.
                    let end = min(novel.count, first + Self.novelStrip)
                    VectorKernels.products(
                        rows: rows.baseAddress!, rowCount: end,
                        withVectors: rows.baseAddress! + first * dimension, vectorCount: end - first,
                        vectorStride: dimension, count: dimension, into: products.baseAddress!)
                    for a in first..<end {
                        for b in 0..<a {
                            var product = Double(products[(a - first) * end + b])
                            for j in 0..<size {
                                product -=
                                    table.weights[novel[a] * size + j] * table.products[novel[b] * size + j]
                            }
                            let cosine = Float(product * lengths[a] * lengths[b])
                            nearest[a] = max(nearest[a], cosine)
                            nearest[b] = max(nearest[b], cosine)
                            total += Double(cosine)
                        }
                    }
                    first = end
                }
            }
        }
        return (nearest, total)
    }
}
