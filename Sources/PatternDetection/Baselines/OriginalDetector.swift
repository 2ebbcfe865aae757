import CoherenceGraph
import Statistics
import StreamCore

/// The rule of the system that Faultline re-imagines, kept as a baseline to compare with.
///
/// - **Break, consolidation**: the window's minimum cut is compared with the one a block ago. When it moved by
///   more than `mincutSensitivity` of its former value, a fall is a coherence break and a rise a consolidation.
///   The p-value is a two-sided z-test of the change against the mean and deviation of all earlier changes.
/// - **Cascade**: each domain has a series, its mean within-domain similarity in the window. For every ordered
///   pair of domains the lag (up to `causalityLookback`) of the largest absolute correlation is taken; above
///   `causalityMinCorrelation` and with F = r²(n−2)/(1−r²) above 3 it is a cascade, with F's tail as p-value.
///
/// What is wrong with it is left as it is: windows overlap from block to block, so their changes are not
/// independent; a minimum cut mostly isolates a single vertex; the best of many lags and pairs is tested as
/// though it were the only one. The distribution functions are exact, where the model approximates them.
/// Its state is a few sums a pair of domains and lag, whatever the stream's length; pairs are followed for the
/// first ``maximumDomains`` domains.
public struct OriginalDetector: PatternDetector {
    /// The name by which the command line and the reports know it.
    public var name: String { DetectorKind.original.rawValue }
    /// How much of the window's coherence a block has to carry.
    public var requiredCoherence: CoherenceLevel { .full }

    private let configuration: DiscoveryConfiguration
    private var previousCut: Double?
    private var snapshots = 0
    private var changes = RunningMoments()
    private var correlations: [Pair: LaggedCorrelation] = [:]
    private var seriesStart: [Int?] = []
    private var step = 0

    /// How many domains' series are correlated, every one with every other.
    public static let maximumDomains = 32

    private struct Pair: Hashable, Sendable {
        let cause: Int
        let effect: Int
    }

    /// The detector with these settings.
    public init(configuration: DiscoveryConfiguration) {
        self.configuration = configuration
    }

    /// Takes in the next block; see ``PatternDetector``.
    public mutating func process(_ block: DetectionBlock) -> [DetectedPattern] {
        guard let snapshot = block.coherence, let time = block.end else { return [] }
        var patterns: [DetectedPattern] = []
        let cut = snapshot.minimumCut ?? 0
        if let former = previousCut {
            let change = cut - former
            if let pattern = judge(change: change, former: former, cut: cut, snapshot, block, time) {
                patterns.append(pattern)
            }
            changes.add(change)
        }
        previousCut = cut
        snapshots += 1
        if configuration.crossDomain {
            extendSeries(snapshot, domainCount: min(block.domainTable.count, Self.maximumDomains))
            patterns += cascades(block, time)
        }
        step += 1
        return patterns
    }

    // MARK: Minimum cut

    private func judge(
        change: Double, former: Double, cut: Double, _ snapshot: CoherenceSnapshot, _ block: DetectionBlock,
        _ time: EventTime
    ) -> DetectedPattern? {
        let relative = former > 0 ? abs(change) / former : abs(change)
        guard relative > configuration.mincutSensitivity else { return nil }
        let judgement = significance(of: change)
        let type: PatternType = change < 0 ? .coherenceBreak : .consolidation
        let verb = change < 0 ? "fell" : "rose"
        var pattern = DetectedPattern(
            type: type, block: block.index, onset: block.start ?? time, detectedAt: time,
            windowStart: block.windowStart, windowEnd: block.windowEnd,
            domains: changedDomains(snapshot, block), confidence: min(relative, 1) / 2 + 0.5,
            pValue: judgement.pValue, adjustedPValue: judgement.pValue, effectSize: judgement.effect,
            confidenceInterval: judgement.interval,
            isSignificant: judgement.pValue <= configuration.significanceThreshold,
            evidence: [EvidenceName.statistic: change],
            summary: "the window's minimum cut \(verb) from \(rounded(former)) to \(rounded(cut))")
        if let z = judgement.z { pattern.evidence[EvidenceName.z] = z }
        pattern.attachEvidence(from: snapshot)
        return pattern
    }

    private struct Judgement {
        var pValue: Double
        var effect: Double
        var interval: ConfidenceInterval
        var z: Double?
    }

    /// The z-test of the change against all earlier ones; without three snapshots nothing is said.
    private func significance(of change: Double) -> Judgement {
        guard snapshots >= 3 else {
            return Judgement(pValue: 1, effect: 0, interval: ConfidenceInterval(low: 0, high: 0))
        }
        let deviation = changes.populationDeviation
        guard deviation >= 1e-10 else {
            // All earlier changes were equal; the model then takes any change for significant at 0.01.
            return Judgement(
                pValue: abs(change) > 1e-10 ? 0.01 : 1, effect: change / (abs(change) + 1e-10),
                interval: ConfidenceInterval(low: change - 0.01, high: change + 0.01))
        }
        let z = (change - changes.mean) / deviation
        let margin = 1.96 * deviation / Double(changes.count).squareRoot()
        return Judgement(
            pValue: Normal.twoSided(z), effect: change / deviation,
            interval: ConfidenceInterval(low: change - margin, high: change + margin), z: z)
    }

    /// The block's domains, the one with the most of its vectors first: the rule itself names none.
    private func changedDomains(_ snapshot: CoherenceSnapshot, _ block: DetectionBlock) -> [Domain] {
        var counts = [Int](repeating: 0, count: block.domainTable.count)
        for domain in block.domains where domain < counts.count { counts[domain] += 1 }
        let order = counts.indices.filter { counts[$0] > 0 }.sorted { (-counts[$0], $0) < (-counts[$1], $1) }
        return order.map { block.domainTable[$0] }
    }

    // MARK: Cascades

    private mutating func extendSeries(_ snapshot: CoherenceSnapshot, domainCount: Int) {
        while seriesStart.count < domainCount { seriesStart.append(nil) }
        var values = [Double?](repeating: nil, count: domainCount)
        for summary in snapshot.domains where summary.domain < domainCount {
            values[summary.domain] = summary.meanWithinSimilarity
        }
        for domain in values.indices where values[domain] != nil && seriesStart[domain] == nil {
            seriesStart[domain] = step
        }
        for cause in values.indices where seriesStart[cause] != nil {
            for effect in values.indices where effect != cause && seriesStart[effect] != nil {
                correlations[
                    Pair(cause: cause, effect: effect),
                    default: LaggedCorrelation(maximumLag: configuration.causalityLookback)
                ].add(cause: values[cause], effect: values[effect])
            }
        }
    }

    private func cascades(_ block: DetectionBlock, _ time: EventTime) -> [DetectedPattern] {
        var patterns: [DetectedPattern] = []
        for cause in seriesStart.indices {
            for effect in seriesStart.indices where effect != cause {
                guard let start = seriesStart[cause], let other = seriesStart[effect],
                    let correlation = correlations[Pair(cause: cause, effect: effect)]
                else { continue }
                let length = step + 1 - max(start, other)
                let lookback = min(configuration.causalityLookback, length / 2)
                guard lookback >= 2, let best = correlation.strongest(lookback: lookback) else { continue }
                if let pattern = cascade(cause, effect, best, block, time) { patterns.append(pattern) }
            }
        }
        return patterns
    }

    private func cascade(
        _ cause: Int, _ effect: Int, _ best: (lag: Int, correlation: Double, count: Int),
        _ block: DetectionBlock, _ time: EventTime
    ) -> DetectedPattern? {
        let degrees = Double(best.count - 2)
        let square = best.correlation * best.correlation
        guard degrees >= 1, abs(best.correlation) > configuration.causalityMinCorrelation, square < 1 else {
            return nil
        }
        let f = square * degrees / (1 - square)
        guard f > 3 else { return nil }
        let pValue = FDistribution(numerator: 1, denominator: degrees).sf(f)
        let (source, target) = (block.domainTable[cause], block.domainTable[effect])
        return DetectedPattern(
            type: .cascade, block: block.index, onset: block.start ?? time, detectedAt: time,
            windowStart: block.windowStart, windowEnd: block.windowEnd, domains: [source, target],
            confidence: abs(best.correlation), pValue: pValue, adjustedPValue: pValue,
            effectSize: best.correlation,
            confidenceInterval: ConfidenceInterval(
                low: best.correlation - 0.1, high: best.correlation + 0.1),
            isSignificant: pValue <= configuration.significanceThreshold,
            evidence: [EvidenceName.statistic: f],
            links: [CrossDomainLink(source: source, target: target, lag: best.lag)],
            summary: "\(source) leads \(target) by \(best.lag) blocks (r = \(rounded(best.correlation)))")
    }

    private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}

/// Mean and deviation of a stream of numbers in O(1) memory (Welford, Technometrics 4, 1962).
struct RunningMoments: Sendable, Hashable {
    private(set) var count = 0
    private(set) var mean = 0.0
    private var squares = 0.0

    mutating func add(_ value: Double) {
        count += 1
        let difference = value - mean
        mean += difference / Double(count)
        squares += difference * (value - mean)
    }

    /// √(Σ(x − mean)²/n), 0 when empty.
    var populationDeviation: Double { count > 0 ? (max(0, squares) / Double(count)).squareRoot() : 0 }
}
