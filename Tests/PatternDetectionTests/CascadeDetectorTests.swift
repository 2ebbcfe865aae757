import PatternDetection
import StreamCore
import Testing

@Suite("Cascades by propagation")
struct CascadeDetectorTests {
    private let table: DomainTable = {
        var table = DomainTable()
        for domain in [Domain.climate, .finance, .research, .medical] { _ = table.index(of: domain) }
        return table
    }()

    private func block(_ index: Int) -> DetectionBlock {
        DetectionBlock(
            index: index, dimension: 1, vectors: [1], domains: [0], ids: ["v\(index)"],
            timestamps: [EventTime(nanoseconds: Int64(index))], domainTable: table)
    }

    private func onset(_ domain: Int, _ at: Int, slack: Int = 0) -> DomainOnset {
        DomainOnset(
            domain: domain, type: .coherenceBreak, onsetBlock: at, onset: EventTime(nanoseconds: Int64(at)),
            earliestBlock: at - slack, latestBlock: at + slack)
    }

    private func detector(rate: Double = 1.0 / 4000) -> CascadeDetector {
        CascadeDetector(lookback: 10, onsetRate: rate, significance: 0.05)
    }

    private func edges(_ pattern: DetectedPattern?) -> [String] {
        (pattern?.links ?? []).map { "\($0.source)>\($0.target)@\($0.lag ?? -1)" }
    }

    @Test func aChainGrowsByItsMostRecentSource() throws {
        var detector = detector()
        #expect(detector.observe([onset(0, 100)], in: block(100)).isEmpty)
        let second = detector.observe([onset(1, 103)], in: block(104))
        #expect(edges(second.first) == ["climate>finance@3"])
        let third = try #require(detector.observe([onset(2, 108)], in: block(108)).first)
        #expect(edges(third) == ["climate>finance@3", "finance>research@5"])
        #expect(third.domains == [.climate, .finance, .research])
        #expect(third.onset == EventTime(nanoseconds: 100))
        #expect(third.type == .cascade)
        #expect(third.isSignificant)
        // λ = 3 other domains at 1/4000 a block; the newest link has a lag of 5.
        #expect(abs(try #require(third.pValue) - 0.0037429776) < 1e-9)
        // Holm: of 2 links the one with lag 5 has the larger p, which is not multiplied.
        #expect(third.adjustedPValue.map { abs($0 - 2 * 0.0022474705) < 1e-9 } == true)
        #expect(third.effectSize == 5)
    }

    @Test func theLagsBoundsEnterThePValue() throws {
        var detector = detector()
        _ = detector.observe([onset(0, 50, slack: 1)], in: block(51))
        let pattern = try #require(detector.observe([onset(1, 54, slack: 2)], in: block(56)).first)
        #expect(pattern.confidenceInterval?.low == 1)
        #expect(pattern.confidenceInterval?.high == 7)
        #expect(abs(try #require(pattern.pValue) - 0.0052362429) < 1e-9)
    }

    @Test func noLinkWithoutAnEarlierOnsetElsewhere() {
        var same = detector()
        _ = same.observe([onset(0, 10)], in: block(10))
        #expect(same.observe([onset(0, 13)], in: block(13)).isEmpty)
        var far = detector()
        _ = far.observe([onset(0, 10)], in: block(10))
        #expect(far.observe([onset(1, 21)], in: block(21)).isEmpty)
        var together = detector()
        #expect(together.observe([onset(0, 10), onset(1, 10)], in: block(10)).isEmpty)
    }

    @Test func aRecoveryIsNoTarget() {
        var detector = detector()
        _ = detector.observe([onset(0, 10)], in: block(10))
        _ = detector.observe([onset(1, 13)], in: block(13))
        #expect(detector.observe([onset(0, 16)], in: block(16)).isEmpty)
    }

    @Test func aLateFoundOnsetTakesItsPlace() throws {
        var detector = detector()
        _ = detector.observe([onset(0, 100)], in: block(100))
        let hasty = detector.observe([onset(2, 107)], in: block(107))
        #expect(edges(hasty.first) == ["climate>research@7"])
        // Finance changed at 103, but was found only now: the chain is corrected.
        let corrected = try #require(detector.observe([onset(1, 103)], in: block(109)).first)
        #expect(edges(corrected) == ["climate>finance@3", "finance>research@4"])
    }

    @Test func theOrderWithinABlockDoesNotMatter() {
        var forwards = detector()
        var backwards = detector()
        let onsets = [onset(0, 40), onset(1, 42), onset(2, 45)]
        let first = forwards.observe(onsets, in: block(46))
        let second = backwards.observe(onsets.reversed(), in: block(46))
        #expect(first == second)
        #expect(edges(first.last) == ["climate>finance@2", "finance>research@3"])
    }

    /// Without cascades, onsets of the stated rate are linked significantly no more often than the level says.
    @Test func falseLinksKeepTheirLevel() {
        var generator = SeededGenerator(seed: 2024)
        var onsets = 0
        var significant = 0
        for _ in 0..<40 {
            // Onsets at ten times the usual rate, so that links are common enough to be counted.
            var detector = detector(rate: 1.0 / 400)
            for index in 0..<2000 {
                var found: [DomainOnset] = []
                for domain in 0..<4 where generator.uniform() < 1.0 / 400 {
                    found.append(onset(domain, index))
                }
                onsets += found.count
                significant += detector.observe(found, in: block(index)).filter(\.isSignificant).count
            }
        }
        let share = Double(significant) / Double(onsets)
        #expect(share <= 0.05, "\(significant) of \(onsets)")
        #expect(significant > 0, "nothing is ever linked: the test could not fail")
    }

    @Test func memoryIsBounded() {
        var detector = detector()
        for index in 0..<3000 { _ = detector.observe([onset(index % 4, index)], in: block(index)) }
        // Quadratic work over a growing list would take minutes here.
        #expect(detector.observe([onset(0, 3000)], in: block(3000)).isEmpty)
        #expect(edges(detector.observe([onset(1, 3001)], in: block(3001)).first) == ["climate>finance@1"])
    }
}
