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
        // Of 1000 streams 999 are quiet: half an onset in 2000 blocks. 3 other domains; the newest link has a lag of 5.
        #expect(abs(try #require(third.pValue) - 0.003855742972) < 1e-10)
        // Together the two links are less likely than the newest alone, which therefore decides.
        #expect(third.adjustedPValue == third.pValue)
        #expect(third.links.map(\.lagInterval) == [3...3, 5...5])
        #expect(third.effectSize == 5)
    }

    @Test func theLagHasBounds() throws {
        var detector = detector()
        _ = detector.observe([onset(0, 50, slack: 1)], in: block(51))
        let pattern = try #require(detector.observe([onset(1, 54, slack: 2)], in: block(56)).first)
        #expect(pattern.confidenceInterval?.low == 1)
        #expect(pattern.confidenceInterval?.high == 7)
        #expect(abs(try #require(pattern.pValue) - 0.003090723438) < 1e-10)
        #expect(pattern.links.first?.lagInterval == 1...7)
    }

    /// One coincidence is weighed by the changes that it could have begun with.
    @Test func severalOriginsMakeACoincidenceLessSurprising() throws {
        var detector = detector()
        for place in 0..<3 { _ = detector.observe([onset(3, 20 * place)], in: block(20 * place)) }
        let seen = [Int](repeating: 900, count: 4)
        _ = detector.observe([onset(0, 100)], exposure: seen, in: block(100))
        let pattern = try #require(
            detector.observe([onset(1, 104)], exposure: seen, in: block(104)).first)
        let p = try #require(pattern.pValue)
        #expect(pattern.adjustedPValue.map { abs($0 - 4 * p) < 1e-12 } == true)
    }

    @Test func anotherKindOfChangeIsNoCause() {
        var detector = detector()
        _ = detector.observe([onset(0, 100)], in: block(100))
        var shift = onset(1, 103)
        shift.type = .temporalShift
        #expect(detector.observe([shift], in: block(103)).isEmpty)
        // The break before it, not the shift, is what the next break follows.
        #expect(edges(detector.observe([onset(2, 106)], in: block(106)).first) == ["climate>research@6"])
    }

    /// Onsets that were seen to come often make the next coincidence less surprising.
    @Test func theRateIsLearnt() throws {
        func pValue(_ earlier: [Int], exposure: Int) throws -> Double {
            var detector = detector()
            for (place, index) in earlier.enumerated() {
                _ = detector.observe([onset(place % 2, index)], in: block(index))
            }
            let seen = [Int](repeating: exposure, count: 4)
            _ = detector.observe([onset(0, 1000)], exposure: seen, in: block(1000))
            let pattern = try #require(
                detector.observe([onset(2, 1003)], exposure: seen, in: block(1003)).first)
            return try #require(pattern.pValue)
        }
        let quiet = try pValue([], exposure: 900)
        #expect(abs(quiet - 0.000956197130) < 1e-10)
        // Four onsets in the three other domains, 50 blocks apart.
        let busy = try pValue([700, 750, 800, 850], exposure: 900)
        #expect(abs(busy - 0.008583501680) < 1e-10)
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

    /// Without cascades onsets are linked significantly no more often than the level says, at the rate of false
    /// alarms and at one that real changes have raised fivefold.
    @Test(arguments: [1.0, 5]) func falseLinksKeepTheirLevel(factor: Double) {
        var generator = SeededGenerator(seed: 2024)
        var onsets = 0
        var significant = 0
        for _ in 0..<40 {
            // Onsets at ten times the usual rate, so that links are common enough to be counted.
            var detector = detector(rate: 1.0 / 400 / factor)
            for index in 0..<2000 {
                var found: [DomainOnset] = []
                for domain in 0..<4 where generator.uniform() < 1.0 / 400 {
                    found.append(onset(domain, index))
                }
                onsets += found.count
                let exposure = [Int](repeating: index + 1, count: 4)
                significant +=
                    detector.observe(found, exposure: exposure, in: block(index)).filter(\.isSignificant)
                    .count
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
