import Benchmark
import StreamGenerator
import Workloads

/// Vectors a second that the generator makes.
func addGenerator() {
    for scenario in SampleStream.Scenario.allCases {
        let vectors = 20_000
        Benchmark.stream(
            "generator: \(scenario.rawValue)", vectors: vectors,
            setup: { try SampleStream.stream(scenario, count: 1).name },
            body: { _ in
                let stream = try SampleStream.stream(scenario, count: vectors)
                while !stream.next(upTo: 250).isEmpty {}
            })
    }
}
