/// How much a domain's successive vectors resemble each other beyond having the same cluster: the lag-1
/// autocorrelation ρ of what is left when each one's cluster mean is taken out. The variance of a block's sums is
/// larger by about τ = (1 + ρ)/(1 − ρ) than for independent vectors.
///
/// Estimated from inner products of whole vectors, so ρ is known far better than from any one score. Of a phase so
/// long that only a sample of it is kept, neighbours in the sample are not neighbours in the stream, and ρ is too
/// small.
struct NoisePersistence: Sendable {
    /// √τ, 1 where no correlation is seen.
    let inflation: Double

    /// - Parameters:
    ///   - vectors: In order of arrival; `labels.count` rows.
    ///   - labels: Each one's cluster.
    ///   - means: The clusters' mean vectors.
    init(_ vectors: [Float], labels: [Int], means: [Float], dimension: Int) {
        typealias Constants = CalibrationConstants
        var products: [Double] = []
        var energy = 0.0
        var previous: [Float] = []
        var residual = [Float](repeating: 0, count: dimension)
        vectors.withUnsafeBufferPointer { all in
            for (i, label) in labels.enumerated() {
                for j in 0..<dimension {
                    residual[j] = all[i * dimension + j] - means[label * dimension + j]
                }
                residual.withUnsafeBufferPointer { own in
                    guard let own = own.baseAddress else { return }
                    energy += Double(VectorKernels.dot(own, own, dimension))
                    previous.withUnsafeBufferPointer {
                        if let earlier = $0.baseAddress, !$0.isEmpty {
                            products.append(Double(VectorKernels.dot(own, earlier, dimension)))
                        }
                    }
                }
                swap(&previous, &residual)
                if residual.isEmpty { residual = [Float](repeating: 0, count: dimension) }
            }
        }
        let pairs = Double(products.count)
        guard pairs > 1, energy > 0 else {
            inflation = 1
            return
        }
        let unit = energy / Double(labels.count)
        let mean = products.reduce(0, +) / pairs
        let variance = products.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (pairs - 1)
        let correlation = mean / unit
        let error = (variance / pairs).squareRoot() / unit
        guard correlation > Constants.noiseErrors * error else {
            inflation = 1
            return
        }
        let bound = min(0.95, correlation + Constants.noiseMargin * error)
        inflation = ((1 + bound) / (1 - bound)).squareRoot()
    }
}
