import CoherenceGraph
import PatternDetection
import StreamCore
import Testing

@Suite("The original rule")
struct OriginalDetectorTests {
    private let table: DomainTable = {
        var table = DomainTable()
        _ = table.index(of: .climate)
        _ = table.index(of: .finance)
        return table
    }()

    private func block(_ index: Int, cut: Double?, similarities: [Double?] = []) -> DetectionBlock {
        var snapshot = CoherenceSnapshot(level: .full)
        snapshot.minimumCut = cut
        snapshot.minimumCutSide = [3]
        snapshot.conductance = 0.25
        for (domain, value) in similarities.enumerated() {
            snapshot.domains.append(
                DomainSummary(
                    domain: domain, count: 10, meanResultantLength: 0.5, meanWithinSimilarity: value))
        }
        return DetectionBlock(
            index: index, dimension: 1, vectors: [1, 1], domains: [1, 1], ids: ["a\(index)", "b\(index)"],
            timestamps: [
                EventTime(nanoseconds: Int64(2 * index)), EventTime(nanoseconds: Int64(2 * index + 1)),
            ],
            domainTable: table, coherence: snapshot)
    }

    private func detector(crossDomain: Bool = false) -> any PatternDetector {
        DetectorKind.original.make(DiscoveryConfiguration(crossDomain: crossDomain))
    }

    @Test func aFallIsABreakAndARiseAConsolidation() throws {
        var detector = detector()
        #expect(detector.requiredCoherence == .full)
        let history = [10, 10.5, 10, 10.4, 10.1, 10.3]
        for (index, cut) in history.enumerated() {
            #expect(detector.process(block(index, cut: cut)).isEmpty, "within the sensitivity")
        }
        let fall = try #require(detector.process(block(6, cut: 5)).first)
        #expect(fall.type == .coherenceBreak)
        #expect(fall.domains == [.finance])
        // The earlier changes .5, −.5, .4, −.3, .2 have mean .06 and deviation .3929: z = (−5.3 − .06)/.3929.
        #expect(abs(try #require(fall.evidence["z"]) + 13.6410) < 1e-3)
        #expect(try #require(fall.pValue) < 1e-30)
        #expect(fall.isSignificant)
        #expect(fall.evidence["min_cut"] == 5)
        #expect(fall.evidence["min_cut_side"] == 1)
        #expect(fall.evidence["conductance"] == 0.25)
        #expect(fall.detectedAt == EventTime(nanoseconds: 13))
        let rise = try #require(detector.process(block(7, cut: 20)).first)
        #expect(rise.type == .consolidation)
        #expect(abs(rise.confidence - 1) < 1e-12)
    }

    @Test func sensitivityIsRelative() {
        for (after, count) in [(88.5, 0), (87.5, 1), (111.5, 0), (112.5, 1)] {
            var detector = detector()
            _ = detector.process(block(0, cut: 100))
            #expect(detector.process(block(1, cut: after)).count == count, "100 to \(after)")
        }
    }

    @Test func withoutHistoryNothingIsSignificant() throws {
        var detector = detector()
        _ = detector.process(block(0, cut: 10))
        let early = try #require(detector.process(block(1, cut: 1)).first)
        #expect(early.pValue == 1)
        #expect(!early.isSignificant)
    }

    @Test func aLeadingDomainIsACascade() throws {
        var detector = detector(crossDomain: true)
        var generator = SeededGenerator(seed: 4)
        let cause = (0..<60).map { _ in generator.normal() }
        var last: [DetectedPattern] = []
        for index in 0..<60 {
            let effect = (index >= 3 ? cause[index - 3] : 0) + 0.1 * generator.normal()
            last = detector.process(block(index, cut: 10, similarities: [cause[index], effect]))
        }
        let cascade = try #require(last.first { $0.type == .cascade })
        #expect(cascade.links == [CrossDomainLink(source: .climate, target: .finance, lag: 3)])
        #expect(last.count == 1, "no link backwards")
        #expect(try #require(cascade.effectSize) > 0.95)
        #expect(cascade.isSignificant)
    }

    @Test func missingPartsDoNotStopIt() {
        var detector = detector(crossDomain: true)
        for index in 0..<30 {
            _ = detector.process(block(index, cut: nil, similarities: index % 2 == 0 ? [nil, 0.5] : []))
        }
        let empty = DetectionBlock(
            index: 30, dimension: 4, vectors: [], domains: [], ids: [], timestamps: [], domainTable: table)
        #expect(detector.process(empty).isEmpty)
        #expect(detector.finish().isEmpty)
    }
}
