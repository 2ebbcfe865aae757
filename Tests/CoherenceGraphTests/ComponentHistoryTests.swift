import CoherenceGraph
import StreamCore
import TestSupport
import Testing

/// Components found with the help of the last search, against those of the same graph from scratch.
@Suite("Components from one snapshot to the next")
struct ComponentHistoryTests {
    /// How a vector is joined to those before it.
    enum Wiring: CaseIterable {
        /// A chain, which falls apart when its middle leaves.
        case chain
        /// Groups, with now and then an edge between two of them.
        case groups
        /// Few edges, to anyone.
        case sparse
        /// Most of the others.
        case dense
    }

    private func edges(
        _ wiring: Wiring, _ live: [Int], _ generator: inout SeededGenerator, arrival: Int
    ) -> [Int] {
        switch wiring {
        case .chain:
            return live.suffix(1).filter { _ in generator.uniform() < 0.95 }
        case .groups:
            let own = arrival % 5
            return live.filter { slot in
                generator.uniform() < (slot % 5 == own ? 0.3 : 0.004)
            }
        case .sparse:
            return live.filter { _ in generator.uniform() < 0.03 }
        case .dense:
            return live.filter { _ in generator.uniform() < 0.7 }
        }
    }

    @Test(
        "agree with a search from scratch, whoever leaves", arguments: Wiring.allCases, [1.0, 0.5, 0.0])
    func agreement(wiring: Wiring, inOrder: Double) {
        var generator = SeededGenerator(seed: 77, stream: UInt64(inOrder * 8))
        let graph = WindowGraph()
        let none = DomainMoments(dimension: 1)
        var live: [Int] = []
        var free = Array(0..<90)
        var sizes: Set<Int> = []
        for arrival in 0..<1200 {
            if live.count >= 70 {
                for _ in 0..<(1 + generator.below(12)) {
                    let place = generator.uniform() < inOrder ? 0 : generator.below(live.count)
                    let slot = live.remove(at: place)
                    graph.remove(slot: slot)
                    free.append(slot)
                }
            }
            let slot = free.removeFirst()
            let neighbours = edges(wiring, live, &generator, arrival: arrival).sorted().map(Int32.init)
            let weights = [Float](repeating: 0.75, count: neighbours.count)
            neighbours.withUnsafeBufferPointer { neighbours in
                weights.withUnsafeBufferPointer { weights in
                    graph.insert(
                        slot: slot, domain: arrival % 2, timestamp: EventTime(nanoseconds: Int64(arrival)),
                        neighbours: neighbours, weights: weights)
                }
            }
            live.append(slot)
            // Sometimes a few come and go between two snapshots, sometimes many.
            guard generator.uniform() < (arrival / 300 % 2 == 0 ? 0.5 : 0.05) else { continue }
            let snapshot = graph.snapshot(level: .components, moments: none)
            let (plain, slots) = graph.weightedGraph()
            let expected = ConnectedComponents(plain)
            #expect(slots == live)
            #expect(plain.edgeCount == graph.edgeCount)
            #expect(snapshot.componentCount == expected.count)
            #expect(
                snapshot.largestComponentShare
                    == expected.largest.map { Double(expected.sizes[$0]) / Double(live.count) })
            sizes.insert(expected.count)
        }
        // The streams do fall apart and grow together.
        #expect(wiring == .dense || sizes.count > 3)
    }
}
