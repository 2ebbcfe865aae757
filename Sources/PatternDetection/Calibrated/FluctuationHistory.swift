import StreamCore

/// How one domain's vectors lay about their clusters in each of the last blocks: one number a block, in which
/// a relation between domains can show.
///
/// A vector counts by its cosine with the nearest of the domain's centroids, less that cluster's mean, so that
/// it does not matter which topics a block happened to have. Where the domain changed, or its centroids did,
/// the series is cut and every piece is centred by itself: two domains that both changed once are not
/// related by that. While a domain fluctuates it is not cut: its alarms are those of its fluctuations.
struct FluctuationHistory: Sendable {
    private struct Entry: Sendable {
        var block: Int
        var counts: [Int]
        var sums: [Double]
        /// The sum of squares, whatever the cluster.
        var squares = 0.0
        var count: Int { counts.reduce(0, +) }

        /// Adds a vector's cosine with its nearest centroid.
        mutating func add(_ cosine: Double, cluster: Int) {
            counts[cluster] += 1
            sums[cluster] += cosine
            squares += cosine * cosine
        }
    }

    /// The longest window.
    private let capacity: Int
    private var rows: [Float] = []
    /// The centroids that the domain had last, whether or not they were taken over.
    private var offered: [Float] = []
    private var clusterCount = 0
    private var entries: [Entry] = []
    /// Blocks at which a new piece begins.
    private var cuts: [Int] = []

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Whether anything can be said of a block.
    var isReady: Bool { clusterCount > 0 }

    /// A new piece begins at `block`, where the domain was steady before; `now` is the latest block.
    mutating func cut(at block: Int, now: Int) {
        if !isRestless(in: recently(now)), !cuts.contains(block) { cuts.append(block) }
    }

    private func recently(_ now: Int) -> Range<Int> {
        now - CalibrationConstants.restlessBlocks + 1..<now + 1
    }

    /// Whether the domain fluctuated up to block `now`.
    func isRestless(at now: Int) -> Bool { isRestless(in: recently(now)) }

    /// Takes in the domain's vectors of a block. O(count), or O(count · clusters · dimension) where they were not
    /// scored against the centroids in use.
    ///
    /// - Parameters:
    ///   - centroids: The domain's unit centroids, once it has some.
    ///   - scored: The part's vectors against centroids, where they were scored already.
    mutating func add(
        _ part: DomainBlock, centroids: [Float]?, scored: ScoredVectors?, dimension: Int
    ) {
        if let centroids, centroids != offered {
            offered = centroids
            if rows.isEmpty || !isRestless(at: part.index) {
                rows = centroids
                clusterCount = centroids.count / dimension
                cuts.append(part.index)
            }
        }
        guard clusterCount > 0, part.count > 0 else { return }
        var entry = Entry(
            block: part.index, counts: [Int](repeating: 0, count: clusterCount),
            sums: [Double](repeating: 0, count: clusterCount))
        if let scored, scored.centroids == rows {
            for i in 0..<part.count { entry.add(scored.s[i], cluster: scored.labels[i]) }
        } else {
            let (labels, cosines) = SphericalKMeans.nearest(part.vectors, to: rows, dimension)
            for (cluster, cosine) in zip(labels, cosines) { entry.add(Double(cosine), cluster: cluster) }
        }
        entries.append(entry)
        forget(until: part.index - capacity)
    }

    /// Forgets what came before the longest window: entries now and then, since no window reaches so far back,
    /// and each time all that stay are moved.
    private mutating func forget(until outdated: Int) {
        if let first = entries.first, first.block <= outdated - capacity / 4 {
            entries.removeAll { $0.block <= outdated }
        }
        if !cuts.isEmpty { cuts.removeAll { $0 <= outdated } }
    }

    /// The scores of the blocks in `window`, 0 where there is none, and in how many blocks there was one.
    ///
    /// A block's score is the sum over its vectors divided by the root of their number, so that blocks of
    /// many and of few scatter alike; values beyond ``CalibrationConstants/drivenLimit`` deviations are drawn
    /// in. O(blocks · clusters).
    func series(in window: Range<Int>) -> (values: [Double], seen: Int) {
        var values = [Double](repeating: 0, count: window.count)
        var seen = 0
        for piece in pieces(in: window) {
            for (entry, score) in zip(piece, scores(of: piece).values) {
                values[entry.block - window.lowerBound] = score
                seen += 1
            }
        }
        return (Self.drawnIn(values, seen: seen), seen)
    }

    /// Whether the blocks of `window` differ by more than the scatter of their vectors explains.
    ///
    /// A robust variance of the blocks' scores, from the median of their sizes, is compared with the vectors'
    /// own; without fluctuation the ratio's standard error is about 2.3/√blocks. O(blocks · clusters).
    func isRestless(in window: Range<Int>) -> Bool {
        typealias Constants = CalibrationConstants
        var sizes: [Double] = []
        var within = 0.0
        var vectors = 0
        for piece in pieces(in: window) {
            let (values, squares) = scores(of: piece)
            sizes += values.map(abs)
            within += squares
            vectors += piece.reduce(0) { $0 + $1.count }
        }
        guard sizes.count >= Constants.restlessLeast, vectors > sizes.count, within > 0 else { return false }
        sizes.sort()
        let deviation = 1.4826 * sizes[sizes.count / 2]
        let ratio = deviation * deviation * Double(vectors) / within
        return ratio > Constants.restlessRatio
            + Constants.restlessErrors * 2.3 / Double(sizes.count).squareRoot()
    }

    /// The entries of `window` between cuts, where there are enough.
    private func pieces(in window: Range<Int>) -> [ArraySlice<Entry>] {
        let bounds = [Int.min] + cuts.sorted() + [Int.max]
        return zip(bounds, bounds.dropFirst()).compactMap { from, to in
            let low = max(from, window.lowerBound)
            let high = min(to, window.upperBound)
            guard let first = entries.firstIndex(where: { $0.block >= low }),
                let last = entries.lastIndex(where: { $0.block < high }),
                last - first + 1 >= CalibrationConstants.drivenPieceBlocks
            else { return nil }
            return entries[first...last]
        }
    }

    /// Each block's score, and the sum of its vectors' squared deviations from their clusters' means.
    private func scores(of piece: ArraySlice<Entry>) -> (values: [Double], squares: Double) {
        guard let first = piece.first else { return ([], 0) }
        var counts = [Int](repeating: 0, count: first.counts.count)
        var sums = [Double](repeating: 0, count: first.counts.count)
        var squares = 0.0
        for entry in piece {
            squares += entry.squares
            for k in counts.indices where k < entry.counts.count {
                counts[k] += entry.counts[k]
                sums[k] += entry.sums[k]
            }
        }
        for k in counts.indices where counts[k] > 0 { squares -= sums[k] * sums[k] / Double(counts[k]) }
        let values = piece.map { entry in
            var sum = 0.0
            for k in counts.indices where k < entry.counts.count && counts[k] > 0 {
                sum += entry.sums[k] - Double(entry.counts[k]) * sums[k] / Double(counts[k])
            }
            return sum / Double(max(1, entry.count)).squareRoot()
        }
        // The median, since a piece may begin with a shock that passed.
        let middle = values.sorted()[values.count / 2]
        return (values.map { $0 - middle }, max(squares, 0))
    }

    /// Outlying values drawn in to a few robust deviations: what an onset leaves must not pass for a relation.
    private static func drawnIn(_ values: [Double], seen: Int) -> [Double] {
        let sizes = values.filter { $0 != 0 }.map(abs).sorted()
        guard !sizes.isEmpty else { return values }
        let limit = CalibrationConstants.drivenLimit * 1.4826 * sizes[sizes.count / 2]
        return values.map { min(max($0, -limit), limit) }
    }
}
