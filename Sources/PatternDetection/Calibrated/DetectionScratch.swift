/// Memory that blocks after one another use again, so that none is allotted for each.
struct DetectionScratch: Sendable {
    /// The block's vectors as a reference judges them.
    var judged = JudgedVectors()
    /// The own centroids that ``judged`` scored a domain's part of a block with, all of it and nothing else; nil
    /// where it holds something else.
    var scoredCentroids: [Float]?
    /// The clusters of the domain that was processed last, if it has some.
    var centroids: [Float]?
    /// Products of vectors with rows, and one row.
    var products: [Float] = []
    var row: [Float] = []
    /// One number a vector, and one a cluster.
    var values: [Double] = []
    var sizes: [Double] = []
    var familiar: [Int] = []
    var means: [Double] = []

    /// The domain's part of a block as it was scored last, if it was.
    var scored: ScoredVectors? {
        scoredCentroids.map {
            ScoredVectors(centroids: $0, labels: judged.table.labels, s: judged.table.s)
        }
    }
}

extension DetectionScratch {
    /// Counts the judged vectors, and those that are not novel, by cluster.
    ///
    /// - Returns: How many are not novel.
    mutating func countClusters(_ clusters: Int) -> Int {
        sizes.resize(to: clusters, filler: 0)
        familiar.resize(to: clusters, filler: 0)
        for k in 0..<clusters { (sizes[k], familiar[k]) = (0, 0) }
        var total = 0
        for (i, label) in judged.table.labels.enumerated() {
            sizes[label] += 1
            if !judged.isNovel(i) {
                familiar[label] += 1
                total += 1
            }
        }
        return total
    }

    /// By how much the judged vectors' scores, `stride` apart, exceed the ``means`` of their clusters in all.
    func excess(_ values: [Double], first: Int = 0, stride: Int = 1) -> Double {
        var sum = 0.0
        for (i, label) in judged.table.labels.enumerated() {
            sum += values[first &+ i &* stride] - means[label]
        }
        return sum
    }
}

/// Vectors and the centroids nearest to them.
struct ScoredVectors: Sendable {
    /// The unit centroids, one after the other.
    let centroids: [Float]
    /// Each vector's nearest centroid, the first of several.
    let labels: [Int]
    /// Its inner product with it.
    let s: [Double]
}

extension Array {
    /// Makes the array `count` long; what was there stays, what is new is `filler`.
    @inline(__always)
    mutating func resize(to count: Int, filler: Element) {
        if count < self.count {
            removeLast(self.count - count)
        } else if count > self.count {
            append(contentsOf: repeatElement(filler, count: count - self.count))
        }
    }
}
