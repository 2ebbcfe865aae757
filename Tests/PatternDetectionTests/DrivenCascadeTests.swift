import PatternDetection
import Statistics
import StreamCore
import Testing

@Suite("Driven cascades")
struct DrivenCascadeTests {
    /// Autoregressive series; `drives` are (source, target, lag, strength).
    private func series(
        _ count: Int, steps: Int, drives: [(Int, Int, Int, Double)] = [], seed: UInt64
    ) -> [[Double]] {
        var generator = SeededGenerator(seed: seed)
        var found = [[Double]](repeating: [], count: count)
        for step in 0..<steps {
            for index in 0..<count {
                var value = generator.normal() + (step > 0 ? 0.3 * found[index][step - 1] : 0)
                for (source, target, lag, strength) in drives where target == index && step >= lag {
                    value += strength * found[source][step - lag]
                }
                found[index].append(value)
            }
        }
        return found
    }

    private func names(_ edges: [DrivenCascade.Edge]) -> Set<String> {
        Set(edges.map { "\($0.source)>\($0.target)@\($0.lag)" })
    }

    @Test func aChainIsFoundWithoutItsShortcut() {
        for seed in 0..<10 as Range<UInt64> {
            let drives = [(0, 1, 3, 0.8), (1, 2, 4, 0.8)]
            let edges = DrivenCascade.edges(
                series: series(4, steps: 200, drives: drives, seed: seed), maximumLag: 10, significance: 0.01)
            #expect(names(edges) == ["0>1@3", "1>2@4"], "seed \(seed)")
        }
    }

    /// One false edge or more in at most about 5 % of null sets; binomially, 200 sets give 3…19 with high
    /// probability.
    @Test func familyWiseErrorUnderTheNull() {
        let sets = 200
        var wrong = 0
        for seed in 0..<UInt64(sets) {
            let edges = DrivenCascade.edges(
                series: series(3, steps: 160, seed: 5000 + seed), maximumLag: 10, significance: 0.05)
            if !edges.isEmpty { wrong += 1 }
        }
        #expect(Binomial(trials: sets, probability: 0.05).sf(wrong - 1) > 0.001, "\(wrong) of \(sets)")
        #expect(wrong >= 1, "never wrong: the level is not used")
    }

    /// The first step's p-value is that of an ordinary regression coefficient.
    @Test func thePValueIsTheRegressions() throws {
        let data = series(2, steps: 120, drives: [(0, 1, 2, 0.5)], seed: 9)
        let edge = try #require(
            DrivenCascade.edges(series: data, maximumLag: 5, significance: 0.05).first)
        let rows = 115
        func past(_ index: Int, _ lag: Int) -> [Double] { Array(data[index][(5 - lag)..<(120 - lag)]) }
        let fit = try LeastSquares.fit(
            columns: [
                [Double](repeating: 1, count: rows), past(1, 1), past(1, 2), past(0, 2),
            ], response: past(1, 0))
        #expect(abs(edge.pValue / fit.pValues[3] - 1) < 1e-6)
        #expect(edge.adjustedPValue == min(1, edge.pValue * 10))
    }

    @Test func theLagsIntervalHoldsTheLag() {
        var covered = 0
        var widths = 0
        for seed in 0..<40 as Range<UInt64> {
            let edges = DrivenCascade.edges(
                series: series(2, steps: 160, drives: [(0, 1, 4, 0.35)], seed: 100 + seed), maximumLag: 10,
                significance: 0.05)
            guard let edge = edges.first(where: { $0.source == 0 }) else { continue }
            if edge.lagInterval.contains(4) { covered += 1 }
            widths += edge.lagInterval.count
            #expect(edge.lagInterval.contains(edge.lag))
        }
        #expect(covered >= 30, "\(covered)")
        #expect(widths > covered, "never wider than one lag: the test could not fail")
    }

    private func edge(_ source: Int, _ target: Int, _ lag: Int, _ correlation: Double) -> DrivenCascade.Edge {
        DrivenCascade.Edge(
            source: source, target: target, lag: lag, lagInterval: lag...lag, partialCorrelation: correlation,
            pValue: 1e-6, adjustedPValue: 1e-4)
    }

    @Test func whatTwoStrongerEdgesExplainIsIndirect() {
        let chain = [edge(0, 1, 3, 0.6), edge(1, 2, 4, 0.5)]
        #expect(DrivenCascade.direct(chain + [edge(0, 2, 7, 0.3)]) == chain)
        #expect(DrivenCascade.direct(chain + [edge(0, 2, 6, -0.3)]) == chain)
        let star = [edge(0, 1, 2, 0.6), edge(0, 2, 5, 0.6)]
        #expect(DrivenCascade.direct(star + [edge(1, 2, 3, 0.2)]) == star)
        // Another lag, or as much strength as the path: an edge of its own.
        #expect(DrivenCascade.direct(chain + [edge(0, 2, 2, 0.3)]).count == 3)
        let strong = edge(0, 2, 7, 0.55)
        #expect(DrivenCascade.direct(chain + [strong]).contains(strong))
    }

    @Test func nonsenseFindsNothing() {
        #expect(DrivenCascade.edges(series: [], maximumLag: 5, significance: 0.05).isEmpty)
        #expect(DrivenCascade.edges(series: [[1, 2], [1]], maximumLag: 5, significance: 0.05).isEmpty)
        let flat = [[Double]](repeating: [Double](repeating: 1, count: 100), count: 3)
        #expect(DrivenCascade.edges(series: flat, maximumLag: 5, significance: 0.05).isEmpty)
        let same = series(1, steps: 100, seed: 3)[0]
        #expect(DrivenCascade.edges(series: [same, same], maximumLag: 5, significance: 0.01).isEmpty)
    }
}
