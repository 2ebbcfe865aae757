import StreamCore

/// The search for a domain's clusters, which can be done a little at a time: all at once it would hold a stream up
/// for tens of milliseconds.
///
/// k-means with a few clusters, from several starts; where none of them merged, k-means with many on one half of the
/// vectors, to see whether they serve the other half better, and if so on all. Small clusters are dropped and close
/// ones merged, but one is always left. However the work is cut, the result is the same.
package struct KMeansSearch: Sendable {
    /// One k-means problem after the other.
    private enum Stage: Sendable {
        case few, halfFew, halfMany, many
    }

    private let dimension: Int
    private let vectors: [Float]
    private let halves: [[Float]]
    private let few: Int
    private let many: Int
    private var generator: SeededGenerator
    private var stage = Stage.few
    /// Starts of the stage that are still to be made, and the best of those made.
    private var startsLeft: Int
    private var best: [Float] = []
    private var bestScore = -Double.infinity
    /// The start at work.
    private var run: Run?
    private var fewResult: [Float] = []
    private var fewScore = 0.0

    /// Lloyd's iterations from one start.
    private struct Run: Sendable {
        var centroids: [Float]
        var labels: [Int] = []
        var score = 0.0
        var iterations = 0
    }

    /// A search over `vectors`, count × dimension, unit rows, at least one.
    package init(_ vectors: [Float], dimension: Int, generator: SeededGenerator) {
        typealias Constants = CalibrationConstants
        self.dimension = dimension
        self.vectors = vectors
        self.generator = generator
        let count = vectors.count / dimension
        few = min(Constants.initialClusters, max(1, count / Constants.minimumClusterSize))
        many = min(Constants.manyClusters, count / (2 * Constants.minimumClusterSize))
        var halves: [[Float]] = [[], []]
        for i in 0..<count { halves[i & 1] += vectors[i * dimension..<(i + 1) * dimension] }
        self.halves = halves
        startsLeft = Self.starts(few)
    }

    /// The most multiplications that the whole search takes.
    package var work: Int {
        typealias Constants = CalibrationConstants
        let rounds = (Constants.kMeansIterations + 1) * Constants.kMeansRestarts
        return rounds * vectors.count * (3 * few + 3 * max(few, many)) / 2
    }

    /// Goes on for about so many multiplications, one iteration at least.
    ///
    /// - Returns: The centroids, once they are found; nil before.
    package mutating func advance(multiplications: Int) -> [Float]? {
        var left = multiplications
        repeat {
            left -= data.count * clusters
            if let result = step() { return result }
        } while left > 0
        return nil
    }

    /// Does what is left of it.
    package mutating func finish() -> [Float] {
        while true {
            if let result = step() { return result }
        }
    }

    private var data: [Float] {
        switch stage {
        case .few, .many: vectors
        case .halfFew, .halfMany: halves[0]
        }
    }

    private var clusters: Int {
        switch stage {
        case .few, .halfFew: few
        case .halfMany, .many: many
        }
    }

    private static func starts(_ clusters: Int) -> Int {
        clusters == 1 ? 1 : CalibrationConstants.kMeansRestarts
    }

    /// One start or one iteration.
    private mutating func step() -> [Float]? {
        guard var current = run else {
            run = Run(centroids: SphericalKMeans.start(data, dimension, clusters, &generator))
            return nil
        }
        run = nil
        let (labels, score) = SphericalKMeans.assign(data, to: current.centroids, dimension)
        current.score = score
        current.iterations += 1
        if labels != current.labels {
            current.labels = labels
            SphericalKMeans.recentre(&current.centroids, data, labels, dimension)
            if current.iterations < CalibrationConstants.kMeansIterations {
                run = current
                return nil
            }
        }
        startsLeft -= 1
        if current.score > bestScore { (best, bestScore) = (current.centroids, current.score) }
        return startsLeft > 0 ? nil : nextStage()
    }

    private mutating func nextStage() -> [Float]? {
        let found = SphericalKMeans.condensed(best, of: data, dimension)
        switch stage {
        case .few:
            guard found.count / dimension >= few, many > few else { return found }
            fewResult = found
            begin(.halfFew)
        case .halfFew:
            fewScore = SphericalKMeans.assign(halves[1], to: found, dimension).score
            begin(.halfMany)
        case .halfMany:
            // Splitting noise gains nothing for vectors that did not form the clusters.
            let score = SphericalKMeans.assign(halves[1], to: found, dimension).score
            let gain = fewScore > 0 ? score / fewScore - 1 : 0
            guard gain > CalibrationConstants.manyClustersGain else { return fewResult }
            begin(.many)
        case .many:
            return found
        }
        return nil
    }

    private mutating func begin(_ next: Stage) {
        stage = next
        (best, bestScore) = ([], -.infinity)
        startsLeft = Self.starts(clusters)
    }
}
