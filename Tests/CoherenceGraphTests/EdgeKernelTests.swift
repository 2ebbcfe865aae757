import CoherenceGraph
import Similarity
import StreamCore
import TestSupport
import Testing

@Suite("Edge kernels")
struct EdgeKernelTests {
    private func insert(
        _ slot: Int, domain: Int, _ neighbours: [Int32], mates: [Int32], _ weights: [Float], batch: [Int32],
        into graph: WindowGraph
    ) {
        neighbours.withUnsafeBufferPointer { neighbours in
            mates.withUnsafeBufferPointer { mates in
                weights.withUnsafeBufferPointer { weights in
                    batch.withUnsafeBufferPointer { batch in
                        graph.insert(
                            slot: slot, domain: domain, timestamp: EventTime(nanoseconds: 0),
                            neighbours: neighbours,
                            weights: UnsafeBufferPointer(rebasing: weights[..<neighbours.count]),
                            mates: mates,
                            mateWeights: UnsafeBufferPointer(rebasing: weights[neighbours.count...]),
                            batch: batch.baseAddress)
                    }
                }
            }
        }
    }

    @Test("keep the same sums on every instruction set", arguments: [0.1, 0.6, 1.0])
    func agreement(density: Double) {
        let graphs = KernelISA.available.map(WindowGraph.init)
        var generator = SeededGenerator(seed: 5, stream: UInt64(density * 10))
        var live: [Int] = []
        for arrival in 0..<600 {
            // Every two slots change places: runs of slots that begin and end as if they ascended.
            let slot = (arrival % 130) ^ 1
            if live.count == 120 {
                let leaving = live.removeFirst()
                for graph in graphs { graph.remove(slot: leaving) }
            }
            let batch = live.suffix(40).map(Int32.init)
            let mates = (0..<batch.count).filter { _ in generator.uniform() < density }.map(Int32.init)
            let neighbours = live.dropLast(40).filter { _ in generator.uniform() < density }.sorted()
                .map(Int32.init)
            let weights = (0..<neighbours.count + mates.count).map { _ in
                Float(generator.uniform() < 0.001 ? 0 : 0.5 + 0.5 * generator.uniform())
            }
            for graph in graphs {
                insert(
                    slot, domain: arrival % 3, neighbours, mates: mates, weights, batch: batch, into: graph)
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
