import RealModule
import Statistics
import StreamCore

/// Finds cascades: changes that reach one domain after another.
///
/// An onset is linked to the most recent earlier onset of another domain within the look-back, which keeps
/// A → B and B → C and leaves A → C out. Without cascades onsets elsewhere come at a known rate λ, so one
/// lies within the lag by chance with probability 1 − exp(−λ·lag): that is the link's p-value, with the lag's
/// upper bound for the lag, and Holm's correction over the links of the cascade.
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
    /// How many false onsets one domain has per block.
    public let onsetRate: Double

    private var entries: [Entry] = []
    private var nextNumber = 0
    /// How many blocks after its onset a change may still be found and linked.
    private let horizon = 128

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
    public mutating func observe(_ onsets: [DomainOnset], in block: DetectionBlock) -> [DetectedPattern] {
        guard !onsets.isEmpty else { return [] }
        entries.removeAll { $0.onset.onsetBlock < block.index - horizon - lookback }
        var touched: [Int] = []
        // Earlier ones first, so that one block's onsets can be each other's sources.
        for onset in onsets.sorted(by: { ($0.onsetBlock, $0.domain) < ($1.onsetBlock, $1.domain) }) {
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
            if let pattern = pattern(root: root, newest: newest, in: block) { patterns.append(pattern) }
        }
        return patterns
    }

    /// Forgets all onsets.
    public mutating func reset() {
        entries.removeAll()
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
            if (candidate.onset.onsetBlock, -candidate.number) > (present.onset.onsetBlock, -present.number) {
                best = candidate
            }
        }
        guard let best, !domains(ofTree: root(of: best.number)).contains(onset.domain) else { return false }
        entries[index].source = best.number
        return true
    }

    private func canCause(_ cause: DomainOnset, _ effect: DomainOnset) -> Bool {
        let lag = effect.onsetBlock - cause.onsetBlock
        return cause.domain != effect.domain && lag >= 1 && lag <= lookback
    }

    /// Later onsets that this one precedes more closely than their present source do now follow from it.
    private mutating func relinkTargets(of index: Int) -> [Int] {
        let cause = entries[index]
        var moved: [Int] = []
        for target in entries.indices where canCause(cause.onset, entries[target].onset) {
            let present = entries[target].source.flatMap { number in
                entries.first { $0.number == number }?.onset.onsetBlock
            }
            if let present, present >= cause.onset.onsetBlock { continue }
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
        return members.sorted { ($0.onset.onsetBlock, $0.number) < ($1.onset.onsetBlock, $1.number) }
    }

    private func domains(ofTree number: Int, without excluded: Int? = nil) -> Set<Int> {
        Set(tree(below: number, without: excluded).map(\.onset.domain))
    }

    private struct Link {
        let source: Entry
        let target: Entry
        let low: Int
        let high: Int
        let pValue: Double
        var lag: Int { target.onset.onsetBlock - source.onset.onsetBlock }
    }

    private func pattern(root: Int, newest: Int, in block: DetectionBlock) -> DetectedPattern? {
        let members = tree(below: root)
        let rate = onsetRate * Double(max(1, block.domainTable.count - 1))
        let links: [Link] = members.compactMap { target in
            guard let source = members.first(where: { $0.number == target.source }) else { return nil }
            let low = max(0, target.onset.earliestBlock - source.onset.latestBlock)
            let high = target.onset.latestBlock - source.onset.earliestBlock
            return Link(
                source: source, target: target, low: low, high: high,
                pValue: -Double.expMinusOne(-rate * Double(high)))
        }
        let adjusted = MultipleTesting.holm(links.map(\.pValue))
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
            evidence: [EvidenceName.statistic: Double(links.count)],
            links: shown.map { link in
                CrossDomainLink(
                    source: table[link.source.onset.domain], target: table[link.target.onset.domain],
                    lag: link.lag)
            },
            summary: "a change travels: \(arrows.joined(separator: ", ")) blocks")
    }
}
