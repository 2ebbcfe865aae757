import RealModule
import Statistics

/// Tests whether a single vector belongs to its domain: Student's test of artanh(s), the cosine with a cluster's
/// centroid made normal by Fisher's transformation, against the cluster's calibration.
///
/// A vector is compared with the cluster that it lies nearest to; it fits nowhere only when it would be odd in
/// *every* cluster. The difference matters for text: a description unlike all others is as near to a tight topic
/// as to a loose one, and by chance of that choice would seem five standard deviations out. p is therefore the
/// largest over the clusters, and true or too large for a vector that comes from one of them.
package struct StrayTest: Sendable {
    private let means: [Double]
    /// The deviation of a new vector from the mean, both estimated.
    private let predictions: [Double]
    private let freedoms: [Double]
    private let tail: ExtremeTail?
    /// The shape of the calibration's scores.
    package let shape: ScoreShape

    /// The test that a calibration gives.
    ///
    /// A calibration vector that is itself odd would hide others like it, so the few that stray by the test are
    /// left out and the test is made once more. O(count).
    ///
    /// - Parameters:
    ///   - cosines: Each calibration vector's cosine with its cluster's centroid.
    ///   - labels: Each one's cluster.
    ///   - clusters: How many clusters.
    package init(_ cosines: [Double], labels: [Int], clusters: Int) {
        let scores = cosines.map(Self.transformed)
        let first = Estimates(scores, labels, clusters)
        let kept = scores.indices.filter {
            let student = StudentT(degreesOfFreedom: first.freedoms[labels[$0]])
            return student.cdf(first.standard(scores[$0], labels[$0]))
                > CalibrationConstants.calibrationStrayLevel
        }
        let estimates =
            kept.count == scores.count
            ? first : Estimates(kept.map { scores[$0] }, kept.map { labels[$0] }, clusters)
        means = estimates.means
        predictions = estimates.predictions
        freedoms = estimates.freedoms
        var shape = ScoreShape()
        var surprises: [Double] = []
        for i in kept {
            let t = estimates.standard(scores[i], labels[i])
            shape.add(t)
            surprises.append(
                Self.surprise(StudentT(degreesOfFreedom: estimates.freedoms[labels[i]]).cdf(t)))
        }
        self.shape = shape
        tail = ExtremeTail(surprises)
    }

    /// Student's t of a vector with this cosine to the centroid of a cluster.
    package func deviate(_ cosine: Double, cluster: Int) -> Double {
        (Self.transformed(cosine) - means[cluster]) / predictions[cluster]
    }

    /// The probability of a t so low in a cluster.
    ///
    /// - Parameter isHeavy: Whether the scores' tail is heavier than normal, as ``ScoreShape/isHeavy`` says of all
    ///   that was seen; then p is that of the tail fitted to the calibration's.
    package func probability(_ t: Double, cluster: Int, isHeavy: Bool) -> Double {
        let student = StudentT(degreesOfFreedom: freedoms[cluster]).cdf(t)
        return isHeavy ? tail?.probability(student) ?? student : student
    }

    /// The cluster in which a vector with these cosines is least odd, how odd, and the p-value.
    package func judge(_ cosines: [Double], isHeavy: Bool) -> (cluster: Int, t: Double, p: Double) {
        var best = (cluster: 0, t: -Double.infinity, p: -1.0)
        for (cluster, cosine) in cosines.enumerated() where cluster < means.count {
            let t = deviate(cosine, cluster: cluster)
            let p = probability(t, cluster: cluster, isHeavy: isHeavy)
            if p > best.p { best = (cluster, t, p) }
        }
        return best
    }

    /// −ln p.
    static func surprise(_ p: Double) -> Double { -Double.log(max(p, 1e-300)) }

    private static func transformed(_ cosine: Double) -> Double {
        Double.atanh(min(max(cosine, -0.999_999), 0.999_999))
    }

    /// Location, deviation and degrees of freedom by cluster.
    private struct Estimates {
        var means: [Double]
        var predictions: [Double]
        var freedoms: [Double]
        private let sizes: [Double]

        init(_ scores: [Double], _ labels: [Int], _ clusters: Int) {
            typealias Constants = CalibrationConstants
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
            let moderated = ModeratedVariance(squares: square, sizes: size)
            means = mean
            freedoms = moderated.freedoms
            predictions = (0..<clusters).map {
                (moderated.variances[$0] * (1 + 1 / max(1, size[$0]))).squareRoot()
            }
            sizes = size
        }

        /// A calibration score as a later one would stand: its share in its cluster's mean taken out.
        func standard(_ score: Double, _ label: Int) -> Double {
            let own = 1 / max(2, sizes[label])
            return (score - means[label]) / (predictions[label] * (1 - own))
        }
    }
}

/// The third and fourth moments of standardised scores, summed up as they come: whether their lower tail is
/// heavier than normal. Scores further out than three deviations count as three, so that a few odd vectors among
/// ordinary ones do not pass for a heavy tail, under which their like could hide.
package struct ScoreShape: Sendable {
    private var count = 0.0
    private var sums = (first: 0.0, second: 0.0, third: 0.0, fourth: 0.0)

    /// Of no scores.
    package init() {}

    /// Adds a score.
    package mutating func add(_ score: Double) {
        let limit = CalibrationConstants.shapeLimit
        let score = min(max(score, -limit), limit)
        let square = score * score
        count += 1
        sums.first += score
        sums.second += square
        sums.third += square * score
        sums.fourth += square * square
    }

    /// Half the excess kurtosis less the skewness: −.06 for normal scores, where its standard error is 2.8/√n, and
    /// large when the lower tail is heavy.
    var excess: Double {
        guard count > 8 else { return .infinity }
        let mean = sums.first / count
        let second = sums.second / count - mean * mean
        guard second > 0 else { return .infinity }
        let third = sums.third / count - 3 * mean * sums.second / count + 2 * mean * mean * mean
        let fourth =
            sums.fourth / count - 4 * mean * sums.third / count + 6 * mean * mean * sums.second / count
            - 3 * mean * mean * mean * mean
        return (fourth / (second * second) - 3) / 2 - third / (second * second.squareRoot())
    }

    /// Whether a normal tail must not be trusted: too heavy for it, or too few scores to tell.
    package var isHeavy: Bool { excess > CalibrationConstants.heavyTailExcess }
}
