import CoherenceGraph
import StreamCore

/// A test for change in a series of numbers, run on each domain's score: the baselines that streams of numbers
/// are usually watched with.
///
/// From a domain's first ``referenceSize`` vectors comes its mean direction m̂; every later vector x gives the
/// score y = ⟨x, m̂⟩, set in relation to the mean and the deviation that scores had on the reference where the
/// test asks for values of one scale. Where the test says that the series has changed, a fall of the mean score
/// is called a coherence break and a rise a consolidation: the score tells no other types apart, and a series
/// test gives no p-value that could be adjusted. After a change the domain is learnt anew.
public struct DomainScoreDetector: PatternDetector {
    /// The name by which the command line and the reports know it.
    public let name: String
    /// No graph is looked at.
    public var requiredCoherence: CoherenceLevel { .moments }

    /// Vectors of a domain that its direction is learnt from.
    public static let referenceSize = 200
    /// Values before and after the alarm whose means tell the direction.
    private static let recent = 30

    private let makeTest: @Sendable (Int) -> BaselineTest
    private let isStandardised: Bool
    private var domains: [DomainSeries?] = []

    /// A detector called `name` that runs `test` on every domain.
    ///
    /// - Parameters:
    ///   - isStandardised: Whether scores are set in relation to the reference's mean and deviation.
    ///   - test: Makes the test of the domain with this number.
    init(name: String, isStandardised: Bool, test: @escaping @Sendable (Int) -> BaselineTest) {
        self.name = name
        self.isStandardised = isStandardised
        makeTest = test
    }

    /// Takes in the next block; see ``PatternDetector``.
    public mutating func process(_ block: DetectionBlock) -> [DetectedPattern] {
        guard let time = block.end else { return [] }
        var patterns: [DetectedPattern] = []
        for row in 0..<block.count {
            let domain = block.domains[row]
            while domains.count <= domain { domains.append(nil) }
            var series = domains[domain] ?? DomainSeries(test: makeTest(domain))
            let vector = block.vectors[row * block.dimension..<(row + 1) * block.dimension]
            let change = series.add(vector, isStandardised: isStandardised)
            domains[domain] = change == nil ? series : nil
            guard let change, !patterns.contains(where: { $0.domains == [block.domainTable[domain]] }) else {
                continue
            }
            patterns.append(pattern(change, in: block.domainTable[domain], block, time))
        }
        return patterns
    }

    private func pattern(
        _ change: Double, in domain: Domain, _ block: DetectionBlock, _ time: EventTime
    ) -> DetectedPattern {
        let isFall = change < 0
        return DetectedPattern(
            type: isFall ? .coherenceBreak : .consolidation, block: block.index,
            onset: block.start ?? time, detectedAt: time, windowStart: block.windowStart,
            windowEnd: block.windowEnd, domains: [domain], confidence: 1, effectSize: change,
            isSignificant: true, evidence: [EvidenceName.statistic: change],
            summary: "\(name): the mean score of \(domain) \(isFall ? "fell" : "rose")")
    }

    /// One domain's scores.
    private struct DomainSeries: Sendable {
        private var test: BaselineTest
        private var isLearnt = false
        private var direction: [Double] = []
        private var reference: [[Float]] = []
        private var mean = 0.0
        private var deviation = 1.0
        /// Moments of the scores before the newest few, and the newest few.
        private var earlier = RunningMoments()
        private var newest: [Double] = []

        init(test: BaselineTest) { self.test = test }

        /// Takes in a vector; the change of the mean score in reference deviations where the test says that
        /// there is one.
        mutating func add(_ vector: ArraySlice<Float>, isStandardised: Bool) -> Double? {
            guard isLearnt else {
                reference.append(Array(vector))
                if reference.count == DomainScoreDetector.referenceSize { learn() }
                return nil
            }
            let score = score(vector)
            newest.append(score)
            if newest.count > DomainScoreDetector.recent { earlier.add(newest.removeFirst()) }
            guard test.add(isStandardised ? (score - mean) / deviation : score) else { return nil }
            let former = earlier.count > 0 ? earlier.mean : mean
            return (newest.reduce(0, +) / Double(newest.count) - former) / deviation
        }

        private mutating func learn() {
            direction = Array(repeating: 0, count: reference[0].count)
            for row in reference {
                for (place, value) in row.enumerated() { direction[place] += Double(value) }
            }
            let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
            if norm > 0 { for place in direction.indices { direction[place] /= norm } }
            var moments = RunningMoments()
            for row in reference { moments.add(score(row[...])) }
            mean = moments.mean
            deviation = max(moments.populationDeviation, 1e-9)
            reference = []
            isLearnt = true
        }

        private func score(_ vector: ArraySlice<Float>) -> Double {
            zip(direction, vector).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
    }
}
