import RealModule
import Statistics

/// Tests whether a single vector belongs to its domain: Student's test of artanh(s), the cosine with its
/// cluster's centroid made normal by Fisher's transformation, against the cluster's calibration.
struct StrayTest: Sendable {
    private struct Cluster: Sendable {
        var mean: Double
        /// The deviation of a new vector from the mean, both estimated.
        var prediction: Double
        var freedom: Double
        var limit: Double
    }

    /// A generalised Pareto lower tail, for scores whose tail is heavier than normal: what lies below a
    /// threshold, fitted by Hosking and Wallis's moments ("Parameter and quantile estimation for the
    /// generalized Pareto distribution", Technometrics 1987). Shape 0 is the exponential tail.
    private struct Tail: Sendable {
        /// Where it begins.
        var start: Double
        var scale: Double
        /// From 0 to ½.
        var shape: Double
        /// The share that lies below the start.
        var share: Double

        /// The tail of the lowest tenth of `values`, which ascend; nil when these are all the same.
        init?(_ values: [Double]) {
            let low = max(5, values.count / 10)
            guard values.count > low else { return nil }
            let start = values[low]
            let excesses = values.prefix(low).map { start - $0 }
            let mean = excesses.reduce(0, +) / Double(low)
            let variance = excesses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(low - 1)
            guard mean > 0, variance > 0 else { return nil }
            self.start = start
            shape = min(max(0.5 * (1 - mean * mean / variance), 0), 0.5)
            scale = mean * (1 - shape)
            share = Double(low) / Double(values.count)
        }

        func probability(_ t: Double) -> Double {
            guard t < start else { return share }
            let excess = (start - t) / scale
            if shape < 1e-6 { return share * Double.exp(-excess) }
            return share * Double.pow(1 + shape * excess, -1 / shape)
        }

        /// The t whose probability is `level`.
        func quantile(_ level: Double) -> Double {
            let ratio = Double.log(share / level)
            if shape < 1e-6 { return start - scale * ratio }
            return start - scale * (Double.exp(shape * ratio) - 1) / shape
        }
    }

    private let clusters: [Cluster]
    private let tail: Tail?

    init(_ values: [Double], labels: [Int], clusters: Int) {
        typealias Constants = CalibrationConstants
        let scores = values.map(Self.transformed)
        let pooledMean = scores.reduce(0, +) / Double(max(1, scores.count))
        var size = [Double](repeating: 0, count: clusters)
        var sum = size
        for (score, label) in zip(scores, labels) {
            size[label] += 1
            sum[label] += score
        }
        let mean = (0..<clusters).map {
            (sum[$0] + Constants.locationPseudoCount * pooledMean)
                / (size[$0] + Constants.locationPseudoCount)
        }
        var square = [Double](repeating: 0, count: clusters)
        for (score, label) in zip(scores, labels) {
            square[label] += (score - mean[label]) * (score - mean[label])
        }
        let pooledVariance = square.reduce(0, +) / Double(max(1, scores.count - clusters))
        let pseudo = Constants.strayScalePseudoCount
        var result = (0..<clusters).map { k -> Cluster in
            // The cluster's own variance spends one degree of freedom on its mean.
            let freedom = max(0, size[k] - 1) + pseudo
            let variance = (square[k] + pseudo * pooledVariance) / freedom
            let prediction = max(variance, 1e-18).squareRoot() * (1 + 1 / max(1, size[k])).squareRoot()
            return Cluster(
                mean: mean[k], prediction: prediction, freedom: freedom,
                limit: StudentT(degreesOfFreedom: freedom).quantile(Constants.anomalyLevel))
        }
        let standard = zip(scores, labels).map { ($0 - result[$1].mean) / result[$1].prediction }.sorted()
        // Where the calibration's tail is heavier than normal, as a text's is, a vector has to be further out:
        // beyond every calibration vector, and beyond the level of a tail fitted to the lowest.
        var bound = (standard.first ?? 0) - Constants.anomalyMargin
        tail = Self.isHeavy(standard) ? Tail(standard) : nil
        if let tail { bound = min(bound, tail.quantile(Constants.anomalyLevel)) }
        for k in result.indices { result[k].limit = min(result[k].limit, bound) }
        self.clusters = result
    }

    /// Whether scores are skewed to low values or have a kurtosis that normal ones seldom have.
    private static func isHeavy(_ values: [Double]) -> Bool {
        let count = Double(values.count)
        guard count > 8 else { return false }
        let mean = values.reduce(0, +) / count
        var moments = (second: 0.0, third: 0.0, fourth: 0.0)
        for value in values {
            let deviation = value - mean
            let square = deviation * deviation
            moments.second += square / count
            moments.third += square * deviation / count
            moments.fourth += square * square / count
        }
        guard moments.second > 0 else { return false }
        let skewness = moments.third / (moments.second * moments.second.squareRoot())
        let excess = moments.fourth / (moments.second * moments.second) - 3
        let errors = CalibrationConstants.heavyTailErrors
        return skewness < -errors * (6 / count).squareRoot() || excess > errors * (24 / count).squareRoot()
    }

    /// Student's t of a vector with cosine `s` to its cluster's centroid; nil when it may well belong there.
    func stray(_ s: Double, label: Int) -> Double? {
        let cluster = clusters[label]
        let t = (Self.transformed(s) - cluster.mean) / cluster.prediction
        return t < cluster.limit ? t : nil
    }

    /// The probability of a t so low for a vector like those of the calibration: Student's, or where the
    /// calibration's tail is heavier than normal that of the tail fitted to it, if larger.
    func probability(_ t: Double, label: Int) -> Double {
        let student = StudentT(degreesOfFreedom: clusters[label].freedom).cdf(t)
        return max(student, tail?.probability(t) ?? 0)
    }

    private static func transformed(_ s: Double) -> Double {
        Double.atanh(min(max(s, -0.999_999), 0.999_999))
    }
}
