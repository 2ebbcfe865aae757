import CoherenceGraph
import StreamCore
import TestSupport
import Testing

/// The weight between `side` and the rest, from the edge list alone.
private func cutValue(_ edges: [TestEdge], side: [Int]) -> Double {
    let inside = Set(side)
    return edges.reduce(0) {
        $0 + (inside.contains($1.first) != inside.contains($1.second) ? Double($1.weight) : 0)
    }
}

@Suite("Minimum cut")
struct MinimumCutTests {
    /// Both layouts against Stoer–Wagner, and the partition against the value.
    private func check(nodes: Int, _ edges: [TestEdge], _ label: String) throws {
        let reference = StoerWagner.minimumCut(nodeCount: nodes, edges: edges)
        for layout in GraphLayout.allCases {
            let graph = WeightedGraph(nodeCount: nodes, edges: edges, layout: layout)
            let cut = try #require(MinimumCut.compute(graph))
            #expect(cut.value == reference.value, "\(label) \(layout)")
            #expect(cutValue(edges, side: cut.side) == cut.value, "\(label) \(layout)")
            #expect(!cut.side.isEmpty && 2 * cut.side.count <= nodes, "\(label) \(layout)")
            #expect(cut.side == cut.side.sorted())
            let again = WeightedGraph(nodeCount: nodes, edges: edges.reversed(), layout: layout)
            #expect(MinimumCut.compute(again) == cut, "\(label) \(layout): depends on more than the graph")
        }
    }

    @Test("agrees with Stoer–Wagner on random graphs of all densities")
    func random() throws {
        var generator = SeededGenerator(seed: 11)
        for trial in 0..<1500 {
            let nodes = 2 + generator.below(trial % 10 == 0 ? 60 : 22)
            let density = generator.uniform()
            let levels = [nil, 1, 2, 4][trial % 4]
            let edges = GraphCases.random(
                nodes: nodes, density: density, levels: levels, generator: &generator)
            try check(nodes: nodes, edges, "random \(trial)")
        }
    }

    @Test("agrees with Stoer–Wagner on clustered graphs")
    func clustered() throws {
        var generator = SeededGenerator(seed: 12)
        for trial in 0..<800 {
            let nodes = 4 + generator.below(trial % 10 == 0 ? 90 : 36)
            let edges = GraphCases.clustered(
                nodes: nodes, clusters: 1 + generator.below(5), inside: 0.5 + 0.5 * generator.uniform(),
                across: 0.25 * generator.uniform(), levels: [nil, 1, 3][trial % 3], generator: &generator)
            try check(nodes: nodes, edges, "clustered \(trial)")
        }
    }

    @Test("agrees with Stoer–Wagner on graphs big enough to be compacted", arguments: [0.05, 0.12, 0.4, 0.9])
    func bigger(density: Double) throws {
        var generator = SeededGenerator(seed: 13)
        for nodes in [130, 220] {
            let edges = GraphCases.clustered(
                nodes: nodes, clusters: 2, inside: density, across: density / 4, generator: &generator)
            try check(nodes: nodes, edges, "bigger \(nodes)")
        }
    }

    /// Nearly complete clusters, joined about as strongly as a node is tied to its own, with stray nodes
    /// between them: where single nodes, clusters and clusters with a node more or less compete.
    private func nearlyComplete(nodes: Int, generator: inout SeededGenerator, levels: Int?) -> [TestEdge] {
        let clusters = 2 + generator.below(3)
        let across = Double(clusters) / Double(nodes) * (0.2 + 2 * generator.uniform())
        var edges = GraphCases.clustered(
            nodes: nodes, clusters: clusters, inside: 1 - 0.15 * generator.uniform(),
            across: min(across, 0.4), levels: levels, generator: &generator)
        for node in 0..<generator.below(4) {
            let share = 0.2 + 0.8 * generator.uniform()
            edges.removeAll { ($0.first == node || $0.second == node) && generator.uniform() > share }
        }
        return edges
    }

    @Test("agrees with Stoer–Wagner where clusters compete with single nodes")
    func competing() throws {
        var generator = SeededGenerator(seed: 15)
        for trial in 0..<400 {
            let nodes = 20 + generator.below(trial % 10 == 0 ? 120 : 50)
            let edges = nearlyComplete(
                nodes: nodes, generator: &generator, levels: [nil, 1, 3, nil][trial % 4])
            try check(nodes: nodes, edges, "competing \(trial)")
        }
    }

    @Test("finds the cut of graphs whose cut is known")
    func known() throws {
        let cases: [(String, Int, [TestEdge], Double)] = [
            ("path", 40, GraphCases.path(nodes: 40), 1),
            ("cycle", 41, GraphCases.cycle(nodes: 41), 2),
            ("star", 33, GraphCases.star(nodes: 33, weight: 0.75), 0.75),
            ("complete", 50, GraphCases.complete(nodes: 50), 49),
            ("barbell", 60, GraphCases.barbell(size: 30, bridges: 3), 3),
            ("heavy barbell", 20, GraphCases.barbell(size: 10, bridges: 10, bridgeWeight: 0.5), 5),
            ("two nodes", 2, [(0, 1, 0.5)], 0.5),
            ("no edges", 3, [], 0),
        ]
        for (name, nodes, edges, value) in cases {
            try check(nodes: nodes, edges, name)
            let cut = try #require(
                MinimumCut.compute(WeightedGraph(nodeCount: nodes, edges: edges)))
            #expect(cut.value == value, "\(name)")
        }
        #expect(MinimumCut.compute(WeightedGraph(nodeCount: 1, edges: [])) == nil)
        #expect(MinimumCut.compute(WeightedGraph(nodeCount: 0, edges: [])) == nil)
    }

    @Test("returns the smaller clique of a barbell and measures it")
    func quality() throws {
        var edges = GraphCases.barbell(size: 12, bridges: 2, bridgeWeight: 0.5)
        for node in 0..<12 { edges.append((node, 24, 1)) }
        let graph = WeightedGraph(nodeCount: 25, edges: edges)
        let cut = try #require(MinimumCut.compute(graph))
        #expect(cut.side == Array(12..<24))
        let quality = CutQuality(of: cut.side, in: graph)
        #expect(quality.value == 1)
        #expect(quality.edgeCount == 2)
        #expect(quality.boundaryCount == 4)
        #expect(quality.normalised == 1.0 / 12)
        #expect(quality.conductance == 1.0 / (12 * 11 + 1))
        #expect(
            graph.cutEdges(of: cut.side) == [
                CutEdge(inside: 12, outside: 0, weight: 0.5), CutEdge(inside: 13, outside: 1, weight: 0.5),
            ])
    }

    @Test("cuts the smallest component off a disconnected graph")
    func disconnected() throws {
        let edges: [TestEdge] = [(0, 1, 1), (1, 2, 1), (3, 4, 1), (5, 6, 1)]
        let cut = try #require(MinimumCut.compute(WeightedGraph(nodeCount: 7, edges: edges)))
        #expect(cut == MinimumCut.Cut(value: 0, side: [3, 4]))
    }

    // MARK: Trimming

    /// Trimming by its definition, one Stoer–Wagner after the other.
    private func naiveTrim(nodes: Int, _ edges: [TestEdge], limit: Int) -> (value: Double, dropped: [Int]) {
        var left = Array(0..<nodes)
        var dropped: [Int] = []
        while true {
            let place = Dictionary(uniqueKeysWithValues: left.enumerated().map { ($1, $0) })
            let rest = edges.compactMap { edge -> TestEdge? in
                guard let first = place[edge.first], let second = place[edge.second] else { return nil }
                return (first, second, edge.weight)
            }
            let cut = StoerWagner.minimumCut(nodeCount: left.count, edges: rest)
            var degrees = [Double](repeating: 0, count: left.count)
            for edge in rest {
                degrees[edge.first] += Double(edge.weight)
                degrees[edge.second] += Double(edge.weight)
            }
            let lightest = degrees.indices.min { degrees[$0] < degrees[$1] } ?? 0
            guard cut.value == degrees[lightest], dropped.count < limit, left.count > 2 else {
                return (cut.value, dropped)
            }
            dropped.append(left.remove(at: lightest))
        }
    }

    @Test("trims as the definition does, however it leaps")
    func trimming() throws {
        var generator = SeededGenerator(seed: 14)
        for trial in 0..<400 {
            let nodes = trial % 20 == 0 ? 80 + generator.below(40) : 3 + generator.below(40)
            let levels = trial % 2 == 0 ? nil : 2
            let edges =
                trial % 5 == 4 && nodes >= 20
                ? nearlyComplete(nodes: nodes, generator: &generator, levels: levels)
                : GraphCases.clustered(
                    nodes: nodes, clusters: 1 + generator.below(3), inside: 0.4 + 0.6 * generator.uniform(),
                    across: 0.5 * generator.uniform(), levels: levels, generator: &generator)
            for maximum in [1, 8] {
                let graph = WeightedGraph(nodeCount: nodes, edges: edges)
                guard ConnectedComponents(graph).count == 1 else {
                    #expect(MinimumCut.trimmed(graph, maximumTrims: maximum) == nil)
                    continue
                }
                let trimmed = try #require(MinimumCut.trimmed(graph, maximumTrims: maximum))
                let naive = naiveTrim(nodes: nodes, edges, limit: min(maximum, max(1, nodes / 10)))
                #expect(trimmed.cut.value == naive.value, "\(trial)")
                #expect(trimmed.trimmedNodes == naive.dropped, "\(trial)")
            }
        }
    }

    @Test("looks past an outlier at the break behind it")
    func outlier() throws {
        var edges = GraphCases.barbell(size: 20, bridges: 3)
        edges.append((0, 40, 0.5))
        let graph = WeightedGraph(nodeCount: 41, edges: edges)
        #expect(MinimumCut.compute(graph)?.value == 0.5)
        let trimmed = try #require(MinimumCut.trimmed(graph))
        #expect(trimmed.trimmedNodes == [40])
        #expect(trimmed.cut.value == 3)
        #expect(trimmed.cut.side == Array(20..<40))
    }
}
