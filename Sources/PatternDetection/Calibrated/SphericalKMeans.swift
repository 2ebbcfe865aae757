import StreamCore

/// Clusters of unit vectors by spherical k-means (Dhillon and Modha, Machine Learning 42, 2001): each vector
/// belongs to the centroid with the largest inner product, each centroid is the normalised sum of its
/// vectors. The steps; ``KMeansSearch`` takes them.
enum SphericalKMeans {
    /// k-means++ (Arthur and Vassilvitskii, SODA 2007): each further centroid is a vector drawn in
    /// proportion to 1 − its similarity to the nearest one so far.
    static func start(
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

    /// Moves each centroid to where its vectors are.
    static func recentre(_ centroids: inout [Float], _ vectors: [Float], _ labels: [Int], _ dimension: Int) {
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

    /// Drops clusters that are too small and merges the closest two while they are too close.
    static func condensed(_ centroids: [Float], of vectors: [Float], _ dimension: Int) -> [Float] {
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

    /// Each vector's nearest centroid, and the sum of their similarities.
    static func assign(
        _ vectors: [Float], to centroids: [Float], _ dimension: Int
    ) -> (labels: [Int], score: Double) {
        let (labels, cosines) = nearest(vectors, to: centroids, dimension)
        return (labels, cosines.reduce(0) { $0 + Double($1) })
    }

    /// Each vector's nearest centroid, the first of several, and their inner product.
    static func nearest(
        _ vectors: [Float], to centroids: [Float], _ dimension: Int
    ) -> (labels: [Int], cosines: [Float]) {
        let count = vectors.count / dimension
        let clusters = centroids.count / dimension
        var labels = [Int](repeating: 0, count: count)
        var cosines = [Float](repeating: 0, count: count)
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
                cosines[i] = products[best]
            }
        }
        return (labels, cosines)
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
