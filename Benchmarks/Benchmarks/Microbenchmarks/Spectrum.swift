import Benchmark
import CoherenceGraph
import Workloads

/// λ₂ of the normalised Laplacian, from nothing and from an eigenvector that knows nine nodes in ten.
func addSpectrum() {
    for percent in [5, 40] {
        let density = Double(percent) / 100
        Benchmark(
            "spectrum: lambda 2, n = 1000, \(percent) %, cold",
            closure: { (_: Benchmark, graph: WeightedGraph) in
                blackHole(AlgebraicConnectivity.compute(graph))
            },
            setup: { try SampleGraph.similarity(nodes: 1000, density: density) })
        Benchmark(
            "spectrum: lambda 2, n = 1000, \(percent) %, warm",
            closure: { (_: Benchmark, input: (graph: WeightedGraph, start: [Double]?)) in
                blackHole(AlgebraicConnectivity.compute(input.graph, warmStart: input.start))
            },
            setup: {
                let graph = try SampleGraph.similarity(nodes: 1000, density: density)
                return (graph: graph, start: SampleGraph.staleEigenvector(of: graph))
            })
    }
}
