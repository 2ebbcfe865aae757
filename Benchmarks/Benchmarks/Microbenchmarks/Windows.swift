import Benchmark
import CoherenceGraph
import StreamEngine
import Workloads

/// The same windows of a thousand, end to end and with ten-fold overlap: what panes are for.
func addWindows() {
    for coherence in CoherenceLevel.allCases {
        for (name, slide) in [("tumbling", 1000), ("sliding by 100", 100)] {
            let vectors = coherence == .full ? 5000 : 20_000
            Benchmark.stream(
                "window: \(name), \(coherence.rawValue)", vectors: vectors,
                setup: { try SampleStream.batches(.topics, count: vectors) },
                body: { batches in
                    var engine = EngineRun()
                    engine.windows = .count(size: 1000, slide: slide)
                    engine.coherence = coherence
                    try await engine.feed(batches)
                })
        }
    }
}
