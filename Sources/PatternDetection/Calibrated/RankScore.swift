import StreamCore

/// Turns a score into its rank among the calibration vectors, given the vector's cluster.
///
/// Clusters differ in how tightly their vectors sit; a stream that dwells on one topic would otherwise look
/// changed. A score v of cluster z becomes v′ = (v − location_z)/scale_z, both shrunk to the pooled ones; its
/// mid-rank among the calibration's v′ is p, and r = Φ⁻¹(p) is standard normal when nothing changed.
package struct RankScore: Sendable {
    /// The calibration's conditioned scores, ascending, and after them ∞, so that several can always be read.
    private let scores: [Double]
    private let location: [Double]
    private let inverseScale: [Double]
    /// What ranks mean.
    let table: RankTable
    /// How many scores lie in cells before each of equal width between the smallest and the largest, which is
    /// where the search for a score's rank begins; and how many cells there are to a unit.
    private let before: [Int32]
    private let cellsPerUnit: Double

    /// The calibration of `values`, whose clusters are `labels` and whose ranks mean what `table` says;
    /// `conditioned` false pools all clusters. With `known`, clusters differ as they do there, and only what they
    /// have in common is taken from `values`.
    package init(
        _ values: [Double], labels: [Int], clusters: Int, table: RankTable, conditioned: Bool = true,
        like known: RankScore? = nil
    ) {
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
        if let known, conditioned {
            // A cluster that is not known yet is taken to be as the known ones are on average.
            let clustersKnown = Double(known.location.count)
            let usualLocation = known.location.reduce(0, +) / clustersKnown
            let usualScale = known.inverseScale.reduce(0, +) / clustersKnown
            for k in 0..<clusters {
                location[k] = k < known.location.count ? known.location[k] : usualLocation
                inverse[k] = k < known.location.count ? known.inverseScale[k] : usualScale
            }
            let deviations = zip(values, labels).map { ($0 - location[$1]) * inverse[$1] }
            let mean = deviations.reduce(0, +) / count
            let square = deviations.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            let scale = max(square / count, 1e-18).squareRoot()
            for k in 0..<clusters {
                location[k] += mean / inverse[k]
                inverse[k] /= scale
            }
        }
        self.location = location
        inverseScale = inverse
        let scores = zip(values, labels).map { ($0 - location[$1]) * inverse[$1] }.sorted()
        self.scores = scores + [Double](repeating: .infinity, count: Search.step)
        self.table = table
        let cells = 2 * scores.count
        let width = (scores.last ?? 0) - (scores.first ?? 0)
        cellsPerUnit = width > 0 && width.isFinite ? Double(cells) / width : 0
        var before = [Int32](repeating: 0, count: cells + 1)
        for score in scores {
            let cell = min(cells - 1, Int((score - scores[0]) * cellsPerUnit))
            before[cell + 1] += 1
        }
        for cell in 0..<cells { before[cell + 1] += before[cell] }
        self.before = before
    }

    /// How many calibration scores there are.
    private var count: Int { scores.count - Search.step }
    /// The smallest of them.
    var smallest: Double? { count > 0 ? scores[0] : nil }

    /// Where the parts of a search lie in memory.
    private struct Search {
        /// How many calibration scores are compared at once.
        static let step = 4
        let scores: UnsafePointer<Double>
        let count: Int
        let before: UnsafePointer<Int32>
        let cellsPerUnit: Double
        let location: UnsafePointer<Double>
        let inverseScale: UnsafePointer<Double>

        /// The place of a score.
        @inline(__always)
        func place(of value: Double, label: Int) -> Place {
            let conditioned = (value - location[label]) * inverseScale[label]
            let below = below(conditioned)
            return Place(
                conditioned: conditioned, below: below, doubleRank: doubleRank(conditioned, below: below))
        }

        /// How many calibration scores are below v′.
        ///
        /// Equal cells between the smallest and the largest score lead next to the place, so a search takes a few
        /// steps whatever the calibration's size; comparing some at once nearly always makes it one, which a
        /// processor can foretell.
        @inline(__always)
        func below(_ conditioned: Double) -> Int {
            guard count > 0, conditioned > scores[0] else { return 0 }
            guard conditioned <= scores[count &- 1] else { return count }
            let cell = min(2 &* count &- 1, Int((conditioned - scores[0]) * cellsPerUnit))
            var place = Int(before[cell])
            while true {
                var smaller = 0
                for k in 0..<Self.step { smaller &+= scores[place &+ k] < conditioned ? 1 : 0 }
                place &+= smaller
                if smaller < Self.step { return place }
            }
        }

        /// Twice the mid-rank: the number of calibration scores below v′ plus the number at or below.
        @inline(__always)
        func doubleRank(_ conditioned: Double, below: Int) -> Int {
            var last = below
            while last < count, scores[last] <= conditioned { last &+= 1 }
            return below &+ last
        }
    }

    @inline(__always)
    private func withSearch<Result>(_ body: (Search) -> Result) -> Result {
        scores.withUnsafeBufferPointer { scores in
            before.withUnsafeBufferPointer { before in
                location.withUnsafeBufferPointer { location in
                    inverseScale.withUnsafeBufferPointer { inverseScale in
                        body(
                            Search(
                                scores: scores.baseAddress!, count: count, before: before.baseAddress!,
                                cellsPerUnit: cellsPerUnit, location: location.baseAddress!,
                                inverseScale: inverseScale.baseAddress!))
                    }
                }
            }
        }
    }

    /// A score's place in the calibration.
    package struct Place {
        /// v′.
        package let conditioned: Double
        /// How many calibration scores are below it.
        package let below: Int
        /// That plus the number at or below.
        package let doubleRank: Int
    }

    /// Tells the place of each of many scores, by its number.
    @inline(__always)
    func forEachPlace(_ values: [Double], labels: [Int], _ body: (Int, Place) -> Void) {
        precondition(values.count == labels.count)
        withSearch { search in
            for (i, label) in labels.enumerated() { body(i, search.place(of: values[i], label: label)) }
        }
    }

    /// r of many scores, `stride` apart like the results: one table after another stays in the cache.
    func fillDeviates(
        _ values: [Double], labels: [Int], first: Int = 0, stride: Int = 1, into results: inout [Double]
    ) {
        guard !labels.isEmpty else { return }
        precondition(
            values.count >= first + (labels.count - 1) * stride + 1 && results.count == values.count)
        withSearch { search in
            values.withUnsafeBufferPointer { values in
                results.withUnsafeMutableBufferPointer { results in
                    table.deviates.withUnsafeBufferPointer { deviates in
                        for (i, label) in labels.enumerated() {
                            let index = first &+ i &* stride
                            let place = search.place(of: values[index], label: label)
                            results[index] = deviates[place.doubleRank]
                        }
                    }
                }
            }
        }
    }

    /// A score's place.
    @inline(__always)
    package func place(of value: Double, label: Int) -> Place {
        withSearch { $0.place(of: value, label: label) }
    }

    /// r of a score.
    @inline(__always)
    func deviate(_ value: Double, label: Int) -> Double {
        table.deviates[place(of: value, label: label).doubleRank]
    }
}
