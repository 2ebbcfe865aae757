import Benchmark
import CoherenceGraph
import Workloads

/// From the source to the last window and pattern, on one thread.
func addEngine() {
    for scenario in [SampleStream.Scenario.topics, .tight] {
        for (coherence, detects) in [
            (CoherenceLevel.components, false), (.components, true), (.full, true),
        ] {
            let vectors = coherence == .full ? 5000 : 20_000
            let detection = detects ? "with detection" : "no detection"
            Benchmark.stream(
                "engine: \(scenario.rawValue), \(coherence.rawValue), \(detection)", vectors: vectors,
                setup: { try SampleStream.batches(scenario, count: vectors) },
                body: { batches in
                    var engine = EngineRun()
                    engine.coherence = coherence
                    engine.detects = detects
                    try await engine.feed(batches)
                })
        }
    }
}
