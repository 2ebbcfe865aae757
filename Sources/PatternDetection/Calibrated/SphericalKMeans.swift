import StreamCore

/// Clusters of unit vectors by spherical k-means (Dhillon and Modha, Machine Learning 42, 2001): each vector
/// belongs to the centroid with the largest inner product, each centroid is the normalised sum of its
/// vectors.
enum SphericalKMeans {
    /// The centroids of `vectors` (count×dimension, unit rows): k-means with many starting clusters, small
    /// ones dropped, close ones merged. Never empty: a domain that has no cluster of its own has its mean.
    ///
    /// O(count·k·dimension) an iteration.
    static func centroids(
        of vectors: [Float], dimension: Int, generator: inout SeededGenerator
    ) -> [Float] {
        typealias Constants = CalibrationConstants
        let count = vectors.count / dimension
        let few = min(Constants.initialClusters, max(1, count / Constants.minimumClusterSize))
        var result = condensed(
            best(vectors, dimension, clusters: few, &generator), of: vectors, dimension)
        let many = min(Constants.manyClusters, count / (2 * Constants.minimumClusterSize))
        if result.count / dimension >= few, many > few,
            gain(vectors, dimension, from: few, to: many, &generator) > Constants.manyClustersGain
        {
            result = condensed(
                best(vectors, dimension, clusters: many, &generator), of: vectors, dimension)
        }
        return result
    }

    /// By how much more clusters raise the mean similarity of vectors that did not form them, as a ratio less
    /// one: splitting noise gains nothing there.
    private static func gain(
        _ vectors: [Float], _ dimension: Int, from few: Int, to many: Int,
        _ generator: inout SeededGenerator
    ) -> Double {
        var halves: [[Float]] = [[], []]
        for i in 0..<vectors.count / dimension {
            halves[i & 1] += vectors[i * dimension..<(i + 1) * dimension]
        }
        let scores = [few, many].map { clusters in
            assign(
                halves[1],
                to: condensed(
                    best(halves[0], dimension, clusters: clusters, &generator), of: halves[0], dimension),
                dimension
            ).score
        }
        return scores[0] > 0 ? scores[1] / scores[0] - 1 : 0
    }

    /// The best of a few seeded runs, by the sum of similarities to the own centroid.
    private static func best(
        _ vectors: [Float], _ dimension: Int, clusters: Int, _ generator: inout SeededGenerator
    ) -> [Float] {
        var best: [Float] = []
        var bestScore = -Double.infinity
        for _ in 0..<(clusters == 1 ? 1 : CalibrationConstants.kMeansRestarts) {
            var centroids = start(vectors, dimension, clusters, &generator)
            let score = refine(&centroids, vectors, dimension)
            if score > bestScore {
                bestScore = score
                best = centroids
            }
        }
        return best
    }

    /// k-means++ (Arthur and Vassilvitskii, SODA 2007): each further centroid is a vector drawn in
    /// proportion to 1 − its similarity to the nearest one so far.
    private static func start(
        _ vectors: [Float], _ dimension: Int, _ clusters: Int, _ generator: inout SeededGenerator
    ) -> [Float] {
        let count = vectors.count / dimension
        var centroids: [Float] = []
        var nearest = [Float](repeating: -1, count: count)
        var chosen = generator.below(count)
        while true {
            let row = Array(vectors[chosen * dimension..<(chosen + 1) * dimension])
            centroids.append(contentsOf: row)
            if centroids.count >= clusters * dimension { return centroids }
            var total = 0.0
            vectors.withUnsafeBufferPointer { all in
                row.withUnsafeBufferPointer { centroid in
                    for i in 0..<count {
                        let similarity = VectorKernels.dot(
                            all.baseAddress! + i * dimension, centroid.baseAddress!, dimension)
                        nearest[i] = max(nearest[i], similarity)
                        total += Double(max(0, 1 - nearest[i]))
                    }
                }
            }
            var target = generator.uniform() * total
            chosen = count - 1
            for i in 0..<count {
                target -= Double(max(0, 1 - nearest[i]))
                if target < 0 {
                    chosen = i
                    break
                }
            }
        }
    }

    /// Lloyd's iterations until no vector moves; returns the sum of similarities.
    private static func refine(_ centroids: inout [Float], _ vectors: [Float], _ dimension: Int) -> Double {
        var labels: [Int] = []
        var score = 0.0
        for _ in 0..<CalibrationConstants.kMeansIterations {
            let (assigned, sum) = assign(vectors, to: centroids, dimension)
            score = sum
            if assigned == labels { break }
            labels = assigned
            let sums = self.sums(of: vectors, labels, clusters: centroids.count / dimension, dimension)
            for k in 0..<centroids.count / dimension {
                var row = Array(sums[k * dimension..<(k + 1) * dimension])
                // A cluster that lost all its vectors keeps its place; it is dropped for its size later.
                let length = row.withUnsafeMutableBufferPointer {
                    VectorKernels.normalise($0.baseAddress!, count: dimension)
                }
                if length > 0 { centroids.replaceSubrange(k * dimension..<(k + 1) * dimension, with: row) }
            }
        }
        return score
    }

    /// Drops clusters that are too small and merges the closest two while they are too close.
    private static func condensed(_ centroids: [Float], of vectors: [Float], _ dimension: Int) -> [Float] {
        let (labels, _) = assign(vectors, to: centroids, dimension)
        let clusters = centroids.count / dimension
        let sums = self.sums(of: vectors, labels, clusters: clusters, dimension)
        var sizes = [Int](repeating: 0, count: clusters)
        for label in labels { sizes[label] += 1 }
        var groups: [[Float]] = []
        for k in 0..<clusters where sizes[k] >= CalibrationConstants.minimumClusterSize {
            groups.append(Array(sums[k * dimension..<(k + 1) * dimension]))
        }
        if groups.isEmpty {
            groups = [[Float](repeating: 0, count: dimension)]
            for k in 0..<clusters {
                for j in 0..<dimension { groups[0][j] += sums[k * dimension + j] }
            }
        }
        while groups.count > 1 {
            var closest = (left: 0, right: 0, cosine: -Float.infinity)
            let unit = groups.map(normalised)
            for left in 0..<groups.count {
                for right in (left + 1)..<max(left + 1, groups.count) {
                    var cosine: Float = 0
                    for j in 0..<dimension { cosine += unit[left][j] * unit[right][j] }
                    if cosine > closest.cosine { closest = (left, right, cosine) }
                }
            }
            guard closest.cosine >= CalibrationConstants.mergeCosine else { break }
            for j in 0..<dimension { groups[closest.left][j] += groups[closest.right][j] }
            groups.remove(at: closest.right)
        }
        return groups.flatMap(normalised)
    }

    private static func normalised(_ row: [Float]) -> [Float] {
        var row = row
        row.withUnsafeMutableBufferPointer { values in
            if VectorKernels.normalise(values.baseAddress!, count: values.count) == 0 { values[0] = 1 }
        }
        return row
    }

    private static func assign(
        _ vectors: [Float], to centroids: [Float], _ dimension: Int
    ) -> (labels: [Int], score: Double) {
        let count = vectors.count / dimension
        let clusters = centroids.count / dimension
        var labels = [Int](repeating: 0, count: count)
        var score = 0.0
        var products = [Float](repeating: 0, count: count * clusters)
        products.withUnsafeMutableBufferPointer { products in
            vectors.withUnsafeBufferPointer { all in
                centroids.withUnsafeBufferPointer { rows in
                    guard let all = all.baseAddress, let rows = rows.baseAddress else { return }
                    VectorKernels.products(
                        rows: rows, rowCount: clusters, withVectors: all, vectorCount: count,
                        vectorStride: dimension, count: dimension, into: products.baseAddress!)
                }
            }
            for i in 0..<count {
                var best = i * clusters
                for place in i * clusters..<(i + 1) * clusters where products[place] > products[best] {
                    best = place
                }
                labels[i] = best - i * clusters
                score += Double(products[best])
            }
        }
        return (labels, score)
    }

    private static func sums(
        of vectors: [Float], _ labels: [Int], clusters: Int, _ dimension: Int
    ) -> [Float] {
        var sums = [Float](repeating: 0, count: clusters * dimension)
        vectors.withUnsafeBufferPointer { all in
            sums.withUnsafeMutableBufferPointer { sums in
                for (i, label) in labels.enumerated() {
                    VectorKernels.accumulate(
                        all.baseAddress! + i * dimension, scale: 1,
                        into: sums.baseAddress! + label * dimension, count: dimension)
                }
            }
        }
        return sums
    }
}
