import RealModule
import Statistics
import StreamCore

/// Finds cascades: changes that reach one domain after another.
///
/// An onset is linked to the most recent earlier onset of the same kind in another domain within the look-back,
/// which keeps A → B and B → C and leaves A → C out. (From one shock alone a chain cannot be told from a source
/// that acts on B soon and on C later; the more recent one is named. Relations that last are told apart, see
/// ``DrivenCascade``.)
///
/// **p-value.** Its null: onsets of this kind come to the domains independently of each other and at any time
/// equally often. It is the probability that another domain then has an onset within the lag, as estimated, by
/// chance. Their rate is not known, and real changes add to false alarms; so it is learnt from the onsets of
/// the kind in the other domains so far (``OnsetRate``; what has followed from another onset does not count,
/// nor does the one that is tested). Until a stream has shown otherwise it is taken for quiet: where many
/// unrelated changes of one kind come soon after its beginning, the first p-values are too small.
///
/// **Adjusted.** Fisher's combination of the cascade's links says how surprising all are together when none is
/// there; it is multiplied by the number of onsets of the kind, of late, that followed from no other, since a
/// cascade could have begun with each. A link's adjusted p-value is the larger of that and its own. So one
/// coincidence must be close, while a change that reaches one domain after another may take its time.
///
/// Linked onsets form a tree, and each domain joins a tree once, so a domain that recovers is not taken for a
/// target. When an onset joins, the whole cascade so far is returned. An onset that is found late, but dated
/// early, takes over the links of which it is the more recent source. State is bounded: onsets older than
/// the horizon are forgotten.
public struct CascadeDetector: Sendable, Hashable {
    /// The longest lag, in blocks.
    public let lookback: Int
    /// The level of a link's adjusted p-value.
    public let significance: Double
    /// λ₀: how many false onsets one domain has per block.
    public let onsetRate: Double

    private var entries: [Entry] = []
    private var nextNumber = 0
    /// Onsets that followed from no other and were forgotten since, by domain and kind.
    private var settled: [Int: [PatternType: Int]] = [:]
    private struct Entry: Sendable, Hashable {
        /// Counts onsets, so that entries can refer to each other after others are forgotten.
        let number: Int
        let onset: DomainOnset
        var source: Int?
    }

    /// A detector of links between onsets.
    ///
    /// - Parameters:
    ///   - lookback: The longest lag in blocks.
    ///   - onsetRate: False onsets of one domain a block: 1/(ARL₀·G) when each of G domains alarms above ARL₀·G.
    ///   - significance: The level α.
    public init(lookback: Int, onsetRate: Double, significance: Double) {
        self.lookback = max(1, lookback)
        self.onsetRate = max(0, onsetRate)
        self.significance = significance
    }

    /// Takes in the onsets that were found in `block` and returns each cascade that they extend.
    ///
    /// O(onsets within the horizon) an onset.
    ///
    /// - Parameters:
    ///   - onsets: The changes found in this block, whenever they began.
    ///   - exposure: In how many blocks each domain, by number, was monitored so far; none for a rate that stays
    ///     at ``onsetRate``'s.
    ///   - block: The block at whose end they were found.
    public mutating func observe(
        _ onsets: [DomainOnset], exposure: [Int] = [], in block: DetectionBlock
    ) -> [DetectedPattern] {
        guard !onsets.isEmpty else { return [] }
        forget(before: block.index - CalibrationConstants.cascadeHorizon - lookback)
        var touched: [Int] = []
        // Earlier ones first, so that one block's onsets can be each other's sources.
        for onset in onsets.sorted(by: { ($0.position, $0.domain) < ($1.position, $1.domain) }) {
            let number = nextNumber
            nextNumber += 1
            entries.append(Entry(number: number, onset: onset, source: nil))
            if link(entries.count - 1) { touched.append(number) }
            touched += relinkTargets(of: entries.count - 1)
        }
        var patterns: [DetectedPattern] = []
        var described: Set<Int> = []
        for number in touched {
            let root = root(of: number)
            guard described.insert(root).inserted,
                let newest = touched.last(where: { self.root(of: $0) == root })
            else { continue }
            if let pattern = pattern(root: root, newest: newest, exposure: exposure, in: block) {
                patterns.append(pattern)
            }
        }
        return patterns
    }

    /// Forgets all onsets.
    public mutating func reset() {
        entries.removeAll()
        settled.removeAll()
    }

    private mutating func forget(before block: Int) {
        for entry in entries where entry.onset.onsetBlock < block && entry.source == nil {
            settled[entry.onset.domain, default: [:]][entry.onset.type, default: 0] += 1
        }
        entries.removeAll { $0.onset.onsetBlock < block }
    }

    /// The probability that another domain has an onset of the target's kind within `lag` blocks by chance, and
    /// the expected number of such onsets a block.
    private func chance(
        _ target: Entry, lag: Int, tree: [Entry], exposure: [Int], others: Int
    ) -> (probability: Double, rate: Double) {
        let domain = target.onset.domain
        let inTree = Set(tree.map(\.number))
        var seen = 0
        for (other, kinds) in settled where other != domain { seen += kinds[target.onset.type] ?? 0 }
        seen += entries.count { entry in
            entry.onset.domain != domain && entry.onset.type == target.onset.type && entry.source == nil
                && !inTree.contains(entry.number)
        }
        let monitored = exposure.indices.reduce(0) { $1 == domain ? $0 : $0 + exposure[$1] }
        let rate = OnsetRate(falseRate: onsetRate, seen: seen, blocks: monitored)
        let domains = Double(max(1, others))
        return (rate.probability(within: domains * Double(max(lag, 0))), rate.mean * domains)
    }

    /// Gives the entry its source, the most recent earlier onset elsewhere; false when there is none or when
    /// its cascade has had the entry's domain already.
    private mutating func link(_ index: Int) -> Bool {
        let onset = entries[index].onset
        var best: Entry?
        for candidate in entries where canCause(candidate.onset, onset) {
            guard let present = best else {
                best = candidate
                continue
            }
            // Of two in one block, the one found first: a fixed rule.
            if (candidate.onset.position, -candidate.number) > (present.onset.position, -present.number) {
                best = candidate
            }
        }
        guard let best, !domains(ofTree: root(of: best.number)).contains(onset.domain) else { return false }
        entries[index].source = best.number
        return true
    }

    private func lag(_ cause: DomainOnset, _ effect: DomainOnset) -> Int {
        Int((effect.position - cause.position).rounded())
    }

    private func canCause(_ cause: DomainOnset, _ effect: DomainOnset) -> Bool {
        let lag = lag(cause, effect)
        return cause.domain != effect.domain && cause.type == effect.type && lag >= 1 && lag <= lookback
    }

    /// Later onsets that this one precedes more closely than their present source do now follow from it.
    private mutating func relinkTargets(of index: Int) -> [Int] {
        let cause = entries[index]
        var moved: [Int] = []
        for target in entries.indices where canCause(cause.onset, entries[target].onset) {
            let present = entries[target].source.flatMap { number in
                entries.first { $0.number == number }?.onset.position
            }
            if let present, present >= cause.onset.position { continue }
            let subtree = domains(ofTree: entries[target].number)
            // The trees that the target would leave and join must not come to share a domain.
            let remaining = domains(
                ofTree: root(of: cause.number), without: entries[target].number)
            guard subtree.isDisjoint(with: remaining) else { continue }
            entries[target].source = cause.number
            moved.append(entries[target].number)
        }
        return moved
    }

    private func root(of number: Int) -> Int {
        var current = number
        while let source = entries.first(where: { $0.number == current })?.source,
            entries.contains(where: { $0.number == source })
        {
            current = source
        }
        return current
    }

    /// The tree below `number`, itself included and `excluded` with what is below it left out, in order of
    /// onset.
    private func tree(below number: Int, without excluded: Int? = nil) -> [Entry] {
        var members = entries.filter { $0.number == number }
        var index = 0
        while index < members.count {
            let parent = members[index].number
            members += entries.filter { $0.source == parent && $0.number != excluded }
            index += 1
        }
        return members.sorted { ($0.onset.position, $0.number) < ($1.onset.position, $1.number) }
    }

    private func domains(ofTree number: Int, without excluded: Int? = nil) -> Set<Int> {
        Set(tree(below: number, without: excluded).map(\.onset.domain))
    }

    /// Fisher's combination of independent p-values: the probability of a product as small.
    private static func combined(_ pValues: [Double]) -> Double {
        let log = pValues.reduce(0) { $0 + Double.log(max($1, 1e-300)) }
        var term = 1.0
        var sum = 0.0
        for index in pValues.indices {
            sum += term
            term *= -log / Double(index + 1)
        }
        return min(1, .exp(log) * sum)
    }

    /// How many onsets of the tree's kind, of those that are remembered, followed from no other.
    private func origins(of tree: [Entry]) -> Int {
        max(1, entries.count { $0.source == nil && $0.onset.type == tree.first?.onset.type })
    }

    private struct Link {
        let source: Entry
        let target: Entry
        let low: Int
        let high: Int
        let pValue: Double
        let rate: Double
        let lag: Int
    }

    private func pattern(
        root: Int, newest: Int, exposure: [Int], in block: DetectionBlock
    ) -> DetectedPattern? {
        let members = tree(below: root)
        let others = block.domainTable.count - 1
        let links: [Link] = members.compactMap { target in
            guard let source = members.first(where: { $0.number == target.source }) else { return nil }
            let lag = lag(source.onset, target.onset)
            let low = min(lag, max(0, target.onset.earliestBlock - source.onset.latestBlock))
            let high = max(lag, target.onset.latestBlock - source.onset.earliestBlock)
            let chance = chance(
                target, lag: lag, tree: members, exposure: exposure, others: others)
            return Link(
                source: source, target: target, low: low, high: high, pValue: chance.probability,
                rate: chance.rate, lag: lag)
        }
        let together = min(1, Self.combined(links.map(\.pValue)) * Double(origins(of: members)))
        let adjusted = links.map { max($0.pValue, together) }
        guard let last = links.indices.first(where: { links[$0].target.number == newest }),
            let first = members.first
        else { return nil }
        let kept = links.indices.filter { adjusted[$0] <= significance }
        let isSignificant = adjusted[last] <= significance
        // What is reported holds only links that pass; a cascade that does not pass shows them all.
        let shown = isSignificant ? kept.map { links[$0] } : links
        let table = block.domainTable
        let arrows = shown.map { link in
            "\(table[link.source.onset.domain]) → \(table[link.target.onset.domain]) after \(link.lag)"
        }
        return DetectedPattern(
            type: .cascade, block: block.index, onset: first.onset.onset,
            detectedAt: block.end ?? first.onset.onset, windowStart: block.windowStart,
            windowEnd: block.windowEnd, domains: members.map { table[$0.onset.domain] },
            confidence: 1 - adjusted[last], pValue: links[last].pValue, adjustedPValue: adjusted[last],
            effectSize: Double(links[last].lag),
            confidenceInterval: ConfidenceInterval(
                low: Double(links[last].low), high: Double(links[last].high)),
            isSignificant: isSignificant,
            evidence: [
                EvidenceName.statistic: Double(links.count), EvidenceName.onsetRate: links[last].rate,
            ],
            links: shown.map { link in
                CrossDomainLink(
                    source: table[link.source.onset.domain], target: table[link.target.onset.domain],
                    lag: link.lag, lagInterval: link.low...max(link.low, link.high))
            },
            summary: "a change travels: \(arrows.joined(separator: ", ")) blocks")
    }
}
