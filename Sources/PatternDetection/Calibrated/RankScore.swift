import StreamCore

/// Turns a score into its rank among the calibration vectors, given the vector's cluster.
///
/// Clusters differ in how tightly their vectors sit; a stream that dwells on one topic would otherwise look
/// changed. A score v of cluster z becomes v′ = (v − location_z)/scale_z, both shrunk to the pooled ones; its
/// mid-rank among the calibration's v′ is p, and r = Φ⁻¹(p) is standard normal when nothing changed.
struct RankScore: Sendable {
    /// The calibration's conditioned scores, ascending.
    let sorted: [Double]
    private let location: [Double]
    private let inverseScale: [Double]
    /// Φ⁻¹ of the mid-rank, indexed by (number below) + (number at or below).
    private let deviates: [Double]

    /// The calibration of `values`, whose clusters are `labels`; `conditioned` false pools all clusters.
    init(_ values: [Double], labels: [Int], clusters: Int, conditioned: Bool = true) {
        typealias Constants = CalibrationConstants
        let count = Double(values.count)
        let pooledMean = values.reduce(0, +) / count
        var size = [Double](repeating: 0, count: clusters)
        var sum = size
        for (value, label) in zip(values, labels) {
            size[label] += 1
            sum[label] += value
        }
        var location = [Double](repeating: pooledMean, count: clusters)
        if conditioned {
            for k in 0..<clusters {
                location[k] =
                    (sum[k] + Constants.locationPseudoCount * pooledMean)
                    / (size[k] + Constants.locationPseudoCount)
            }
        }
        var square = [Double](repeating: 0, count: clusters)
        for (value, label) in zip(values, labels) {
            let deviation = value - location[label]
            square[label] += deviation * deviation
        }
        let pooledVariance = square.reduce(0, +) / count
        var inverse = [Double](repeating: 0, count: clusters)
        for k in 0..<clusters {
            let variance =
                conditioned
                ? (square[k] + Constants.scalePseudoCount * pooledVariance)
                    / (size[k] + Constants.scalePseudoCount) : pooledVariance
            inverse[k] = 1 / max(variance, 1e-18).squareRoot()
        }
        self.location = location
        inverseScale = inverse
        sorted = zip(values, labels).map { ($0 - location[$1]) * inverse[$1] }.sorted()
        let total = values.count
        deviates = (0...2 * total).map {
            NormalQuantile.value(at: Double($0 + 1) / Double(2 * (total + 1)))
        }
    }

    /// v′.
    @inline(__always)
    func conditioned(_ value: Double, label: Int) -> Double {
        (value - location[label]) * inverseScale[label]
    }

    /// Twice the mid-rank: the number of calibration scores below v′ plus the number at or below.
    @inline(__always)
    func doubleRank(_ conditioned: Double) -> Int {
        let first = lowerBound(conditioned)
        var last = first
        while last < sorted.count, sorted[last] <= conditioned { last += 1 }
        return first + last
    }

    /// How many calibration scores are below v′.
    @inline(__always)
    func lowerBound(_ conditioned: Double) -> Int {
        sorted.withUnsafeBufferPointer { values in
            var low = 0
            var high = values.count
            while low < high {
                let middle = (low &+ high) >> 1
                if values[middle] < conditioned { low = middle &+ 1 } else { high = middle }
            }
            return low
        }
    }

    /// p, in (0, 1).
    @inline(__always)
    func probability(doubleRank: Int) -> Double {
        Double(doubleRank + 1) / Double(2 * (sorted.count + 1))
    }

    /// r = Φ⁻¹(p).
    @inline(__always)
    func deviate(doubleRank: Int) -> Double { deviates[doubleRank] }

    /// r of a score.
    @inline(__always)
    func deviate(_ value: Double, label: Int) -> Double {
        deviates[doubleRank(conditioned(value, label: label))]
    }
}
