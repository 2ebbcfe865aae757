import CoherenceGraph
import PatternDetection
import Workloads

/// A part of the engine with an input that never changes, run a number of times.
///
/// Everything is made for the longest run whatever the length, so that the difference between two lengths
/// is the work of the part and nothing else.
struct WorkPart: Sendable {
    let name: String
    /// What one time is.
    let unit: String
    let short: Int
    let long: Int
    /// Makes the input, and returns what runs the part so many times.
    let prepare: @Sendable (_ longest: Int) throws -> Run

    typealias Run = (_ times: Int) async throws -> Void

    static let all: [WorkPart] = [
        kernel, selfPairs, graph("graph at 10 %", .topics), graph("graph at all pairs", .tight),
        cut("cut of G(1000, 5 %)", density: 0.05), cut("cut of G(1000, 40 %)", density: 0.4),
        similarityCut, spectrum, detection,
        engine("engine", detects: false), engine("engine with detection", detects: true),
        engine("engine, full", coherence: .full, detects: false, short: 2000, long: 4000),
    ]

    private static let kernel = WorkPart(
        name: "pairs, 100 by 1000 by 128", unit: "call", short: 10, long: 60
    ) { _ in
        let call = try KernelCall(.simd, window: 1000, batch: 100, dimension: 128)
        return { for _ in 0..<$0 { call.pairs() } }
    }

    private static let selfPairs = WorkPart(
        name: "self pairs, 100 by 128", unit: "call", short: 10, long: 60
    ) { _ in
        let call = try KernelCall(.simd, window: 100, batch: 100, dimension: 128)
        return { for _ in 0..<$0 { call.selfPairs() } }
    }

    private static func graph(_ name: String, _ scenario: SampleStream.Scenario) -> WorkPart {
        WorkPart(name: name, unit: "vector", short: 2000, long: 4000) { _ in
            let upkeep = try GraphUpkeep(scenario)
            return { upkeep.advance(steps: $0 / upkeep.vectorsPerStep) }
        }
    }

    private static func cut(_ name: String, density: Double) -> WorkPart {
        WorkPart(name: name, unit: "call", short: 1, long: 3) { _ in
            let graph = SampleGraph.random(nodes: 1000, density: density)
            return { for _ in 0..<$0 { _ = MinimumCut.compute(graph) } }
        }
    }

    private static let similarityCut = WorkPart(
        name: "cut of 1000 vectors at 40 %", unit: "call", short: 1, long: 3
    ) { _ in
        let graph = try SampleGraph.similarity(nodes: 1000, density: 0.4)
        return { for _ in 0..<$0 { _ = MinimumCut.compute(graph) } }
    }

    private static let spectrum = WorkPart(
        name: "lambda 2 of 1000 vectors at 40 %", unit: "call", short: 1, long: 3
    ) { _ in
        let graph = try SampleGraph.similarity(nodes: 1000, density: 0.4)
        return { for _ in 0..<$0 { _ = AlgebraicConnectivity.compute(graph) } }
    }

    private static let detection = WorkPart(
        name: "detection, past what it learns from", unit: "block", short: 100, long: 200
    ) { longest in
        let blocks = try SampleBlocks.make(.topics, count: longest)
        return { times in
            var detector = CalibratedDetector(DiscoveryConfiguration())
            for block in blocks.prefix(times) { _ = detector.process(block) }
        }
    }

    private static func engine(
        _ name: String, coherence: CoherenceLevel = .components, detects: Bool, short: Int = 10_000,
        long: Int = 20_000
    ) -> WorkPart {
        WorkPart(name: name, unit: "vector", short: short, long: long) { longest in
            var engine = EngineRun()
            engine.coherence = coherence
            engine.detects = detects
            let run = engine
            let size = 250
            let batches = try SampleStream.batches(.topics, count: longest, size: size)
            return { try await run.feed(batches.prefix($0 / size)) }
        }
    }
}
