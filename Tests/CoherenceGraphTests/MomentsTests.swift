import CoherenceGraph
import Similarity
import StreamCore
import TestSupport
import Testing

@Suite("Domain moments and effective rank")
struct MomentsTests {
    private func dot(_ left: [Float], _ right: [Float]) -> Double {
        zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    @Test("closed forms equal the means over all pairs, and panes add up")
    func closedForms() throws {
        var generator = SeededGenerator(seed: 51)
        let rows = (0..<60).map { _ in generator.unitVector(dimension: 13) }
        let domains = (0..<60).map { _ in [0, 1, 4][generator.below(3)] }
        var whole = DomainMoments(dimension: 13)
        var panes = [DomainMoments](repeating: DomainMoments(dimension: 13), count: 3)
        for (index, row) in rows.enumerated() {
            whole.add(row, domain: domains[index])
            panes[index / 20].add(row, domain: domains[index])
        }
        var merged = DomainMoments(dimension: 13)
        for pane in panes { merged.merge(pane) }
        func mean(_ accept: (Int, Int) -> Bool) -> Double {
            var (sum, count) = (0.0, 0)
            for second in rows.indices {
                for first in 0..<second where accept(domains[first], domains[second]) {
                    sum += dot(rows[first], rows[second])
                    count += 1
                }
            }
            return sum / Double(count)
        }
        for moments in [whole, merged] {
            #expect(moments.count == 60)
            #expect(abs(try #require(moments.meanSimilarity) - mean { _, _ in true }) < 1e-6)
            for domain in [0, 1, 4] {
                let within = try #require(moments.meanWithinSimilarity(of: domain))
                #expect(abs(within - mean { $0 == domain && $1 == domain }) < 1e-6)
                #expect(moments.count(of: domain) == domains.count { $0 == domain })
            }
            let between = try #require(moments.meanBetweenSimilarity(1, 4))
            #expect(abs(between - mean { Set([$0, $1]) == [1, 4] }) < 1e-6)
            #expect(moments.summaries.map(\.domain) == [0, 1, 4])
            #expect(moments.betweenSummaries.count == 3)
        }
        #expect(whole.meanWithinSimilarity(of: 2) == nil && whole.meanResultantLength(of: 99) == nil)
        whole.reset()
        #expect(whole.count == 0 && whole.meanSimilarity == nil && whole.summaries.isEmpty)
    }

    @Test("effective rank is 1 for copies, n for orthogonal vectors, and the spectrum's ratio between")
    func effectiveRank() throws {
        let copies = [[Float]](repeating: [0.6, 0.8, 0], count: 7)
        #expect(abs(try #require(rank(copies)) - 1) < 1e-5)
        let basis: [[Float]] = (0..<5).map { place in (0..<9).map { $0 == place ? 1 : 0 } }
        #expect(abs(try #require(rank(basis)) - 5) < 1e-5)
        var generator = SeededGenerator(seed: 52)
        for (count, dimension) in [(30, 8), (8, 30), (20, 20)] {
            let rows = (0..<count).map { _ in generator.unitVector(dimension: dimension) }
            var square = 0.0
            for first in rows { for second in rows { square += dot(first, second) * dot(first, second) } }
            #expect(abs(try #require(rank(rows)) - Double(count * count) / square) < 1e-4)
        }
        #expect(EffectiveRank.participationRatio(rows: [], count: 0, dimension: 4) == nil)
    }

    private func rank(_ rows: [[Float]]) -> Double? {
        EffectiveRank.participationRatio(
            rows: rows.flatMap { $0 }, count: rows.count, dimension: rows[0].count)
    }

    @Test("a full snapshot reads the vectors from the store")
    func snapshot() throws {
        var generator = SeededGenerator(seed: 53)
        let store = PanelStore(dimension: 12, capacity: 4, layout: .panels)
        let graph = WindowGraph()
        var moments = DomainMoments(dimension: 12)
        var rows: [[Float]] = []
        for index in 0..<20 {
            let row = generator.unitVector(dimension: 12)
            rows.append(row)
            moments.add(row, domain: index % 2)
            let slot = store.append(row)
            let empty = UnsafeBufferPointer<Int32>(start: nil, count: 0)
            graph.insert(
                slot: slot, domain: index % 2, timestamp: EventTime(nanoseconds: 0), neighbours: empty,
                weights: UnsafeBufferPointer(start: nil, count: 0))
        }
        let snapshot = graph.snapshot(level: .full, moments: moments, store: store)
        #expect(abs(try #require(snapshot.effectiveRank) - (try #require(rank(rows)))) < 1e-6)
        #expect(snapshot.meanSimilarity == moments.meanSimilarity)
        #expect(snapshot.componentCount == 20 && snapshot.minimumCut == 0 && snapshot.conductance == 0)
        #expect(snapshot.algebraicConnectivity == 0)
        #expect(CoherenceLevel.moments < .components && CoherenceLevel.components < .full)
        let least = graph.snapshot(level: .moments, moments: moments)
        #expect(least.nodeCount == 20 && least.componentCount == nil && least.domains.count == 2)
    }
}
