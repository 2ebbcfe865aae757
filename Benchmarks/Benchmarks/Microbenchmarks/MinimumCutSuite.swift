import Benchmark
import CoherenceGraph
import Workloads

/// The exact minimum cut with its side.
func addMinimumCut() {
    for nodes in [500, 1000, 2000, 4000] {
        for percent in [5, 40] {
            let density = Double(percent) / 100
            Benchmark(
                "min-cut: random graph, n = \(nodes), \(percent) %",
                closure: { (_: Benchmark, graph: WeightedGraph) in blackHole(MinimumCut.compute(graph)) },
                setup: { SampleGraph.random(nodes: nodes, density: density) })
            Benchmark(
                "min-cut: similarity graph, n = \(nodes), \(percent) %",
                closure: { (_: Benchmark, graph: WeightedGraph) in blackHole(MinimumCut.compute(graph)) },
                setup: { try SampleGraph.similarity(nodes: nodes, density: density) })
        }
    }
}
