import CoherenceGraph
import Statistics
import StreamCore

/// Finds changes in each domain against a reference that it learns from the stream itself.
///
/// The first blocks of a domain (20 for its clusters, 20 for calibration) teach it what the domain looks
/// like. Each later block is compared with all that came before by a dozen channels, every one standard
/// normal without change; their Shiryaev–Roberts mixture raises the alarm when it exceeds ARL₀ times the
/// number of domains. The type is that of the change which, acted out on the reference's own vectors, looks
/// most like the vectors since the onset. Then a new reference is learnt, and the old one waits for its state
/// to return.
///
/// **p-values.** An alarm's is 1/M, with M the statistic that raised it; its null: the domain is as it was
/// when its reference was learnt. Then the mean number of blocks until the statistic first reaches M is at
/// least M, so 1/M bounds the long-run rate, a block, of alarms this strong (it is not the probability of one
/// in a whole stream: over T blocks that is about T/M at most). The adjusted one is multiplied by the number of
/// domains. An anomaly's is Student's lower tail of artanh of the vector's cosine with a cluster, in the
/// cluster where it is largest, under the null that the vector comes from one of them and that this score is
/// normal; where the scores so far have a heavier tail, it is that of a tail fitted to the calibration's. It is
/// adjusted by the vectors of its domain in the block. A cascade's: see ``CascadeDetector`` where a shock
/// travels. Where a relation lasts it is Student's, two-sided, for the partial correlation of the least sure of
/// its edges with the blocks before, under the null that the domains fluctuate independently; it is adjusted by
/// all pairs of domains and lags, and by the share of the level that the look may spend, so that the probability
/// of ever stating a false edge is at most the level.
///
/// **Effect size**: the leading channel's mean deviate since the onset over the root of the vectors, that is,
/// by how many standard deviations the score of one vector moved, with a 95 % interval. It is conditional on
/// the alarm and so somewhat too large for changes that were only just seen. A cascade's is its newest lag in
/// blocks, or the largest partial correlation of a lasting relation.
///
/// It sees blocks alone, so its findings do not depend on batches, buffers or concurrency; all that it draws
/// at random comes from the configuration's seed. A block costs O(vectors · centroids · dimension).
/// `detection_s` over `elapsed_s` in `throughput.csv` says what share of the engine's time that is.
public struct CalibratedDetector: PatternDetector {
    /// `calibrated`.
    public var name: String { "calibrated" }
    /// Nothing but the vectors is judged, so the cheapest level is enough.
    public var requiredCoherence: CoherenceLevel { .moments }

    private let configuration: DiscoveryConfiguration
    private var monitors: [DomainMonitor?] = []
    private var table = DomainTable()
    private var cascade: CascadeDetector?
    private var driven: DrivenCascadeMonitor?
    /// Where the last blocks began, for dating onsets within a block.
    private var beginnings = Latest<BlockBeginning>(CalibrationConstants.drivenWindow)
    /// In how many blocks each domain was monitored.
    private var exposure: [Int] = []
    /// Memory that blocks after one another use again.
    private var scratch = DetectionScratch()
    private var latest: (block: Int, end: EventTime, windowStart: EventTime?, windowEnd: EventTime?)?

    /// A detector that has seen nothing.
    public init(_ configuration: DiscoveryConfiguration) {
        self.configuration = configuration
    }

    /// Takes in the next block.
    public mutating func process(_ block: DetectionBlock) -> [DetectedPattern] {
        table = block.domainTable
        guard let end = block.end else { return [] }
        latest = (block.index, end, block.windowStart, block.windowEnd)
        beginnings.append(BlockBeginning(block: block.index, time: block.start ?? end))
        let parts = DomainBlock.parts(of: block, domains: table.count)
        while monitors.count < parts.count { monitors.append(nil) }
        let surroundings = surroundings(of: parts)
        var patterns: [DetectedPattern] = []
        var onsets: [DomainOnset] = []
        for (domain, part) in parts.enumerated() {
            guard let part else { continue }
            if monitors[domain] == nil {
                monitors[domain] = DomainMonitor(
                    domain: domain, dimension: block.dimension, seed: configuration.seed)
            }
            // In place: a monitor is large, and a copy of it would hold on to all that it is about to change.
            let findings = monitors[domain]?.process(part, surroundings, &scratch) ?? []
            let begun = findings.compactMap { onset($0, domain: domain) }
            if configuration.crossDomain { follow(domain, part, begun, in: block) }
            if findings.isEmpty { continue }
            patterns += findings.map { pattern($0, domain: domain) }
            onsets += begun
        }
        if configuration.crossDomain {
            let relation = driven?.look(after: block, beginnings: beginnings)
            // Of a domain that fluctuates anyway an alarm does not tell a change that travels.
            patterns += cascades(
                onsets.filter { driven?.isRestless($0.domain, at: block.index) != true }, in: block)
            if let relation { patterns.append(relation) }
        }
        return patterns
    }

    /// Says the types that are still open.
    public mutating func finish() -> [DetectedPattern] {
        var patterns: [DetectedPattern] = []
        for domain in monitors.indices {
            let findings = monitors[domain]?.finish() ?? []
            patterns += findings.map { pattern($0, domain: domain) }
        }
        return patterns
    }

    /// The onset that a cascade may pass through; single vectors do not travel.
    private func onset(_ finding: DomainFinding, domain: Int) -> DomainOnset? {
        guard finding.type != .anomalousNode else { return nil }
        return DomainOnset(
            domain: domain, type: finding.type, onsetBlock: finding.onsetBlock, onset: finding.onset,
            earliestBlock: finding.onsetBlocks.lowerBound, latestBlock: finding.onsetBlocks.upperBound,
            position: position(of: finding))
    }

    /// Where in the stream a change began, in blocks and parts of one.
    private func position(of finding: DomainFinding) -> Double {
        guard let moment = finding.moment,
            let place = beginnings.lastIndex(where: { $0.time <= moment })
        else {
            return Double(finding.onsetBlock)
        }
        let from = beginnings[place]
        let until = place + 1 < beginnings.count ? beginnings[place + 1].time : latest?.end ?? from.time
        let length = Double(until.nanoseconds - from.time.nanoseconds)
        let part = length > 0 ? Double(moment.nanoseconds - from.time.nanoseconds) / length : 0
        let position = Double(from.block) + min(max(part, 0), 1)
        // Where times are out of order the block is the better witness.
        return abs(position - Double(finding.onsetBlock)) <= 3 ? position : Double(finding.onsetBlock)
    }

    /// What the domains know of each other: all of them see the clusters as they were before the block, whatever
    /// their order.
    private func surroundings(of parts: [DomainBlock?]) -> DomainMonitor.Surroundings {
        var seen = 0
        var clusters: [ForeignCentroids] = []
        for domain in parts.indices {
            if parts[domain] != nil || monitors[domain] != nil { seen += 1 }
            if configuration.crossDomain, let rows = monitors[domain]?.centroids {
                clusters.append(ForeignCentroids(domain: domain, rows: rows))
            }
        }
        return DomainMonitor.Surroundings(
            threshold: configuration.averageRunLength * Double(max(1, seen)), clusters: clusters)
    }

    /// Adds a domain's part of a block, and the onsets found in it, to what relations that last are sought in.
    private mutating func follow(
        _ domain: Int, _ part: DomainBlock, _ onsets: [DomainOnset], in block: DetectionBlock
    ) {
        if driven == nil {
            driven = DrivenCascadeMonitor(
                lookback: configuration.causalityLookback, significance: configuration.significanceThreshold)
        }
        for onset in onsets { driven?.note(change: domain, at: onset.onsetBlock, now: block.index) }
        driven?.add(
            part, of: domain, centroids: scratch.centroids, scored: scratch.scored,
            dimension: block.dimension)
    }

    private mutating func cascades(_ onsets: [DomainOnset], in block: DetectionBlock) -> [DetectedPattern] {
        while exposure.count < monitors.count { exposure.append(0) }
        for domain in monitors.indices where monitors[domain]?.isMonitoring == true { exposure[domain] += 1 }
        guard table.count > 1, !onsets.isEmpty else { return [] }
        if cascade == nil {
            cascade = CascadeDetector(
                lookback: configuration.causalityLookback,
                onsetRate: 1 / (configuration.averageRunLength * Double(table.count)),
                significance: configuration.significanceThreshold)
        }
        return cascade?.observe(onsets, exposure: exposure, in: block) ?? []
    }

    /// One channel's deviate in one block of one domain: standard normal without change.
    package struct ChannelReading: Sendable {
        /// The domain's number.
        package var domain: Int
        /// The channel's name.
        package var channel: String
        /// The deviate.
        package var z: Double
    }

    /// The deviates of the block processed last, of every domain that was monitored then.
    package var channelReadings: [ChannelReading] {
        var result: [ChannelReading] = []
        for (domain, monitor) in monitors.enumerated() {
            guard let monitor, let reading = monitor.lastReading, let active = monitor.active else {
                continue
            }
            for (channel, z) in zip(active.channels, reading.z) where z.isFinite {
                result.append(ChannelReading(domain: domain, channel: channel.name, z: z))
            }
        }
        return result
    }

    /// Whether every domain seen so far has a reference at work.
    package var isMonitoring: Bool {
        !monitors.isEmpty && monitors.allSatisfy { $0?.isMonitoring ?? true }
    }

    // MARK: Patterns

    private func pattern(_ finding: DomainFinding, domain: Int) -> DetectedPattern {
        let names = ([domain] + (finding.partner.map { [$0] } ?? [])).map { table[$0] }
        let p = finding.pValue ?? min(1, 1 / max(finding.statistic, 1))
        // A vector's p-value is one of its block's; a domain's is one of all domains'.
        let tests = finding.type == .anomalousNode ? finding.tests : max(1, table.count)
        let adjusted = min(1, p * Double(tests))
        var evidence: [String: Double] = [
            EvidenceName.statistic: finding.statistic, EvidenceName.z: finding.z,
            "alarm_block": Double(finding.alarmBlock), "onset_block": Double(finding.onsetBlock),
            "onset_earliest_block": Double(finding.onsetBlocks.lowerBound),
            "onset_latest_block": Double(finding.onsetBlocks.upperBound),
            "type_posterior": finding.confidence,
        ]
        evidence[EvidenceName.streamPValue] = StreamPValue.value(
            finding.type == .anomalousNode ? adjusted : p, age: finding.age, domains: max(1, table.count))
        for (name, z) in finding.channels { evidence["z_\(name)"] = z }
        return DetectedPattern(
            type: finding.type, block: latest?.block ?? 0, onset: finding.onset,
            onsetInterval: finding.onsetInterval, detectedAt: latest?.end ?? finding.onset,
            windowStart: latest?.windowStart, windowEnd: latest?.windowEnd, domains: names,
            members: finding.members,
            confidence: finding.confidence, pValue: p, adjustedPValue: adjusted,
            effectSize: finding.effect,
            confidenceInterval: ConfidenceInterval(
                low: finding.effect - 1.959964 * finding.effectError,
                high: finding.effect + 1.959964 * finding.effectError),
            isSignificant: adjusted <= configuration.significanceThreshold, evidence: evidence,
            summary: FindingWords.sentence(finding, domains: names))
    }
}
