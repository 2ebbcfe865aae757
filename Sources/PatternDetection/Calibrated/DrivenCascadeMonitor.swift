import Statistics
import StreamCore

/// Watches a stream for domains whose fluctuations drive those of others: the lasting kind of cascade.
///
/// Each domain's blocks give a series (``FluctuationHistory``). Once in 80 blocks those series that fluctuate by more
/// than their vectors' scatter are whitened, and ``DrivenCascade`` looks for edges among them. Every look may
/// spend a share of α, and all shares together are at most 1, so the probability that any false edge is ever
/// stated is at most α however long the stream: the null is that the domains' fluctuations are independent.
/// An edge is stated once while it holds; when a look no longer shows it at all, it may be stated again.
///
/// A look costs O(G²·L·T) for G domains, L lags and T ≤ 240 blocks, once in 80 blocks; a block costs
/// O(vectors · clusters · dimension).
struct DrivenCascadeMonitor: Sendable {
    private struct Standing: Sendable, Hashable {
        var source: Int
        var target: Int
    }

    private let lookback: Int
    private let significance: Double
    private var histories: [FluctuationHistory] = []
    private var firstBlock: Int?
    private var standing: Set<Standing> = []
    private var looksTaken = 0

    /// - Parameters:
    ///   - lookback: L, the longest lag in blocks.
    ///   - significance: α.
    init(lookback: Int, significance: Double) {
        self.lookback = max(1, lookback)
        self.significance = significance
    }

    /// Notes that `domain` changed in block `block`.
    mutating func note(change domain: Int, at block: Int, now: Int) {
        guard histories.indices.contains(domain) else { return }
        histories[domain].cut(at: block, now: now)
    }

    /// Whether the domain fluctuates from block to block anyway: its alarms say little of changes that travel.
    func isRestless(_ domain: Int, at block: Int) -> Bool {
        histories.indices.contains(domain) && histories[domain].isRestless(at: block)
    }

    /// Takes in a domain's part of a block.
    ///
    /// - Parameters:
    ///   - centroids: The domain's unit centroids, once it has some.
    ///   - scored: The part's vectors against centroids, where they were scored already.
    mutating func add(
        _ part: DomainBlock, of domain: Int, centroids: [Float]?, scored: ScoredVectors?, dimension: Int
    ) {
        while histories.count <= domain {
            histories.append(FluctuationHistory(capacity: CalibrationConstants.drivenWindow))
        }
        histories[domain].add(part, centroids: centroids, scored: scored, dimension: dimension)
    }

    /// The edges that come to light with a block, all of whose parts were added.
    ///
    /// - Parameter beginnings: When the last blocks began, this one included.
    mutating func look(
        after block: DetectionBlock, beginnings: Latest<BlockBeginning>
    ) -> DetectedPattern? {
        typealias Constants = CalibrationConstants
        guard let end = block.end, let start = block.start else { return nil }
        if firstBlock == nil, histories.count(where: \.isReady) >= 2 { firstBlock = block.index }
        guard let firstBlock else { return nil }
        guard let share = Self.share(ofLookAfter: block.index - firstBlock + 1, taken: looksTaken) else {
            return nil
        }
        looksTaken += 1
        let from = max(firstBlock, block.index - Constants.drivenWindow + 1)
        let onset = beginnings.first { $0.block >= from }?.time ?? start
        return look(from..<block.index + 1, share: share, onset: onset, end: end, in: block)
    }

    /// The share of α that a look may spend once `steps` blocks have been seen; nil between looks.
    static func share(ofLookAfter steps: Int, taken: Int) -> Double? {
        typealias Constants = CalibrationConstants
        let first = Constants.drivenShares
        guard steps > 0, steps >= (taken + 1) * Constants.drivenStride else { return nil }
        if taken < first.count { return first[taken] }
        // What is left is spent as 1/(k(k + 1)), which adds up to all of it and falls no faster than it must.
        let k = Double(taken - first.count + 1)
        return (1 - first.reduce(0, +)) / (k * (k + 1))
    }

    private mutating func look(
        _ window: Range<Int>, share: Double, onset: EventTime, end: EventTime, in block: DetectionBlock
    ) -> DetectedPattern? {
        typealias Constants = CalibrationConstants
        var places: [Int] = []
        var series: [[Double]] = []
        for (domain, history) in histories.enumerated() {
            let (values, seen) = history.series(in: window)
            // What does not fluctuate beyond its vectors' scatter neither drives nor is driven; and a shock
            // that passed through steady domains must not be taken for a relation that lasts.
            guard Double(seen) >= Constants.drivenSeenShare * Double(window.count),
                history.isRestless(in: window)
            else { continue }
            places.append(domain)
            series.append(Prewhitening.whitened(values, order: Constants.drivenWhitening))
        }
        guard places.count >= 2 else { return nil }
        let found = DrivenCascade.edges(
            series: series, maximumLag: lookback, significance: significance * share)
        let direct = DrivenCascade.direct(found)
        let keys = Set(found.map { Standing(source: places[$0.source], target: places[$0.target]) })
        let fresh = direct.filter {
            !standing.contains(Standing(source: places[$0.source], target: places[$0.target]))
        }
        standing = standing.intersection(keys).union(
            direct.map { Standing(source: places[$0.source], target: places[$0.target]) })
        guard !fresh.isEmpty else { return nil }
        return pattern(
            fresh, places: places, share: share, steps: window.count, onset: onset, end: end, in: block)
    }

    private func pattern(
        _ edges: [DrivenCascade.Edge], places: [Int], share: Double, steps: Int, onset: EventTime,
        end: EventTime, in block: DetectionBlock
    ) -> DetectedPattern? {
        guard let strongest = edges.min(by: { $0.pValue < $1.pValue }),
            let weakest = edges.max(by: { $0.pValue < $1.pValue })
        else { return nil }
        let table = block.domainTable
        // Drivers before what they drive.
        var order: [Int] = []
        let targets = Set(edges.map(\.target))
        for edge in edges.sorted(by: {
            (targets.contains($0.source) ? 1 : 0) < (targets.contains($1.source) ? 1 : 0)
        }) {
            for place in [edge.source, edge.target] where !order.contains(place) { order.append(place) }
        }
        let domains = order.map { table[places[$0]] }
        let links = edges.map { edge in
            CrossDomainLink(
                source: table[places[edge.source]], target: table[places[edge.target]], lag: edge.lag,
                lagInterval: edge.lagInterval)
        }
        let arrows = links.map { "\($0.source) → \($0.target) after \($0.lag ?? 0)" }
        let adjusted = min(1, weakest.adjustedPValue / share)
        let degrees = Double(max(4, steps - 2 * lookback))
        let z = 1.959964 / (degrees - 3).squareRoot()
        let r = strongest.partialCorrelation
        return DetectedPattern(
            id: DetectedPattern.identifier(
                block: block.index, type: .cascade, domains: domains, member: "driven"),
            type: .cascade, block: block.index, onset: onset, detectedAt: end,
            windowStart: block.windowStart, windowEnd: block.windowEnd, domains: domains,
            confidence: 1 - adjusted, pValue: weakest.pValue, adjustedPValue: adjusted, effectSize: r,
            confidenceInterval: DrivenCascade.interval(of: r, halfWidth: z),
            isSignificant: adjusted <= significance,
            evidence: [
                EvidenceName.statistic: Double(edges.count), EvidenceName.drivenBlocks: Double(steps),
            ],
            links: links,
            summary: "one domain's fluctuations drive another's: \(arrows.joined(separator: ", ")) blocks "
                + "(over \(steps) blocks)")
    }
}
