import CoherenceGraph
import StreamCore
import Testing

@Suite("Sweep cuts")
struct SweepCutTests {
    private func random(_ nodes: Int, density: Double, seed: UInt64) -> WeightedGraph {
        var generator = SeededGenerator(seed: seed)
        var edges: [(first: Int, second: Int, weight: Float)] = []
        for first in 0..<nodes {
            for second in (first + 1)..<nodes where generator.uniform() < density {
                edges.append((first, second, Float(generator.uniform() * 0.9 + 0.1)))
            }
        }
        return WeightedGraph(nodeCount: nodes, edges: edges)
    }

    /// The least conductance over all prefixes, each one measured on its own.
    private func plain(_ graph: WeightedGraph, _ scores: [Double]) -> Double? {
        let order = (0..<graph.nodeCount).filter { graph.weightedDegree(of: $0) > 0 }
            .sorted { (scores[$0], $0) < (scores[$1], $1) }
        guard order.count >= 2 else { return nil }
        return (1..<order.count).map { length -> Double in
            let side = Array(order.prefix(length))
            let quality = CutQuality(of: side, in: graph)
            return quality.value == 0 ? 0 : quality.conductance
        }.min()
    }

    @Test("The best prefix is the best of all prefixes", arguments: 0..<40 as Range<UInt64>)
    func bestPrefix(seed: UInt64) throws {
        let graph = random(4 + Int(seed) % 37, density: [0.08, 0.3, 0.9][Int(seed) % 3], seed: seed)
        var generator = SeededGenerator(seed: seed + 1000)
        // Few distinct scores, so that ties occur.
        let scores = (0..<graph.nodeCount).map { _ in Double(generator.below(9)) }
        let cut = SweepCut.compute(graph, scores: scores)
        let expected = plain(graph, scores)
        #expect((cut == nil) == (expected == nil))
        guard let cut, let expected else { return }
        let quality = CutQuality(of: cut.side, in: graph)
        #expect(abs(quality.value - cut.value) < 1e-6)
        #expect(abs((quality.value == 0 ? 0 : quality.conductance) - expected) < 1e-6)
        #expect(2 * cut.side.count <= graph.nodeCount)
        #expect(cut.side == cut.side.sorted())
    }

    @Test("Two groups are parted where a minimum cut takes a single node, within Cheeger's bound")
    func twoGroups() throws {
        var edges: [(first: Int, second: Int, weight: Float)] = []
        for group in 0..<2 {
            for first in 0..<20 {
                for second in (first + 1)..<20 {
                    edges.append((group * 20 + first, group * 20 + second, 0.9))
                }
            }
        }
        for node in 0..<20 { edges.append((node, 20 + node, 0.3)) }
        edges.append((0, 40, 0.5))  // a straggler
        let graph = WeightedGraph(nodeCount: 41, edges: edges)
        let spectrum = try #require(AlgebraicConnectivity.compute(graph))
        let scores = spectrum.vector.indices.map {
            spectrum.vector[$0] / graph.weightedDegree(of: $0).squareRoot()
        }
        let sweep = try #require(SweepCut.compute(graph, scores: scores))
        #expect(sweep.side == Array(20..<40))
        #expect(try #require(MinimumCut.compute(graph)).side == [40])
        let conductance = CutQuality(of: sweep.side, in: graph).conductance
        #expect(conductance <= (2 * spectrum.value).squareRoot())
        #expect(conductance >= spectrum.value / 2)
    }

    @Test("A graph without edges has no sweep cut")
    func noEdges() {
        let graph = WeightedGraph(nodeCount: 5, edges: [])
        #expect(SweepCut.compute(graph, scores: [1, 2, 3, 4, 5]) == nil)
    }
}
