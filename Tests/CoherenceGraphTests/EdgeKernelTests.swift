import CoherenceGraph
import Similarity
import StreamCore
import TestSupport
import Testing

@Suite("Edge kernels")
struct EdgeKernelTests {
    @Test("keep the same sums on every instruction set", arguments: [0.1, 0.6, 1.0])
    func agreement(density: Double) {
        let graphs = KernelISA.available.map(WindowGraph.init)
        var generator = SeededGenerator(seed: 5, stream: UInt64(density * 10))
        var live: [Int] = []
        for arrival in 0..<600 {
            let slot = arrival % 130
            if live.count == 120 {
                let leaving = live.removeFirst()
                for graph in graphs { graph.remove(slot: leaving) }
            }
            let neighbours = live.filter { _ in generator.uniform() < density }.sorted().map(Int32.init)
            let weights = neighbours.map { _ in
                Float(generator.uniform() < 0.001 ? 0 : 0.5 + 0.5 * generator.uniform())
            }
            neighbours.withUnsafeBufferPointer { neighbours in
                weights.withUnsafeBufferPointer { weights in
                    for graph in graphs {
                        graph.insert(
                            slot: slot, domain: arrival % 3,
                            timestamp: EventTime(nanoseconds: Int64(arrival)), neighbours: neighbours,
                            weights: weights)
                    }
                }
            }
            live.append(slot)
        }
        for graph in graphs {
            // What the lists hold, against what the sums say.
            let edges = live.flatMap { slot in
                graph.neighbours(of: slot).map { (slot, $0) }
            }
            let crossing = edges.filter { graph.domain(of: $0.0) != graph.domain(of: $0.1.slot) }
            #expect(2 * graph.edgeCount == edges.count)
            #expect(2 * graph.totalWeight == edges.reduce(0) { $0 + Double($1.1.weight) })
            #expect(2 * graph.crossDomainEdgeCount == crossing.count)
            #expect(2 * graph.crossDomainWeight == crossing.reduce(0) { $0 + Double($1.1.weight) })
        }
    }
}
