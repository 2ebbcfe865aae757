import Benchmark
import Workloads

/// A hundred vectors leave a window of a thousand and a hundred arrive with their edges.
func addGraph() {
    for (density, scenario) in [
        ("a tenth of the pairs", SampleStream.Scenario.topics), ("all pairs", .tight),
    ] {
        Benchmark(
            "graph: 100 of 1000 replaced, \(density)",
            closure: { (_: Benchmark, upkeep: GraphUpkeep) in upkeep.advance(steps: 1) },
            setup: { try GraphUpkeep(scenario) })
    }
}
