import CoherenceGraph
import StreamCore
import TestSupport
import Testing

/// A graph kept the plain way: a dictionary of edges.
private struct PlainGraph {
    var domains: [Int: Int] = [:]
    var weights: [[Int]: Float] = [:]
    var arrivals: [Int] = []

    mutating func insert(_ slot: Int, domain: Int, edges: [(Int, Float)]) {
        domains[slot] = domain
        arrivals.append(slot)
        for (other, weight) in edges where weight > 0 {
            weights[[min(slot, other), max(slot, other)]] = weight
        }
    }

    mutating func remove(_ slot: Int) {
        domains[slot] = nil
        arrivals.removeAll { $0 == slot }
        weights = weights.filter { !$0.key.contains(slot) }
    }

    func neighbours(of slot: Int) -> [Int: Float] {
        var found: [Int: Float] = [:]
        for (pair, weight) in weights where pair.contains(slot) {
            found[pair[0] == slot ? pair[1] : pair[0]] = weight
        }
        return found
    }
}

extension WindowGraph {
    fileprivate func insert(_ slot: Int, domain: Int, edges: [(Int, Float)]) {
        let sorted = edges.sorted { $0.0 < $1.0 }
        let slots = sorted.map { Int32($0.0) }
        let weights = sorted.map(\.1)
        slots.withUnsafeBufferPointer { slots in
            weights.withUnsafeBufferPointer { weights in
                insert(
                    slot: slot, domain: domain, timestamp: EventTime(nanoseconds: Int64(slot)),
                    neighbours: slots, weights: weights)
            }
        }
    }
}

@Suite("Window graph")
struct WindowGraphTests {
    private func check(_ graph: WindowGraph, _ plain: PlainGraph) {
        #expect(graph.slots == plain.arrivals)
        #expect(graph.nodeCount == plain.domains.count)
        #expect(graph.edgeCount == plain.weights.count)
        // Exact: not a tolerance in sight.
        #expect(graph.totalWeight == plain.weights.values.reduce(0) { $0 + Double($1) })
        var counts: [[Int]: Int] = [:]
        var sums: [[Int]: Double] = [:]
        for (pair, weight) in plain.weights {
            let key = [plain.domains[pair[0]] ?? -1, plain.domains[pair[1]] ?? -1].sorted()
            counts[key, default: 0] += 1
            sums[key, default: 0] += Double(weight)
        }
        #expect(graph.crossDomainEdgeCount == counts.filter { $0.key[0] != $0.key[1] }.values.reduce(0, +))
        #expect(graph.crossDomainWeight == sums.filter { $0.key[0] != $0.key[1] }.values.reduce(0, +))
        for slot in plain.arrivals {
            let expected = plain.neighbours(of: slot)
            let found = graph.neighbours(of: slot)
            #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.slot, $0.weight) }) == expected)
            #expect(graph.degree(of: slot) == expected.count)
            #expect(graph.weightedDegree(of: slot) == expected.values.reduce(0) { $0 + Double($1) })
            #expect(graph.domain(of: slot) == plain.domains[slot])
        }
    }

    @Test("keeps every aggregate exactly, whatever the order of leaving", arguments: [4, 300])
    func randomChanges(domains: Int) {
        var generator = SeededGenerator(seed: 21, stream: UInt64(domains))
        let graph = WindowGraph()
        var plain = PlainGraph()
        var free = Array(0..<40)
        for step in 0..<1500 {
            // Mostly the oldest leaves, sometimes anyone; the population swells and shrinks.
            let wanted = step / 300 % 2 == 0 ? 30 : 8
            if !plain.arrivals.isEmpty, plain.arrivals.count >= wanted || generator.uniform() < 0.3 {
                let place = generator.uniform() < 0.6 ? 0 : generator.below(plain.arrivals.count)
                let slot = plain.arrivals[place]
                graph.remove(slot: slot)
                plain.remove(slot)
                free.append(slot)
            } else if !free.isEmpty {
                let slot = free.remove(at: generator.below(free.count))
                let density = generator.uniform()
                let edges = plain.arrivals.filter { _ in generator.uniform() < density }.map {
                    ($0, Float(generator.uniform() < 0.03 ? -0.25 : 0.25 + 0.75 * generator.uniform()))
                }
                let domain = generator.below(domains)
                graph.insert(slot, domain: domain, edges: edges)
                plain.insert(slot, domain: domain, edges: edges)
            }
            if step % 50 == 49 { check(graph, plain) }
        }
    }

    @Test("comes back to nothing without a trace of rounding")
    func drift() {
        var generator = SeededGenerator(seed: 22)
        let graph = WindowGraph()
        for slot in 0..<200_000 {
            let own = slot % 20
            if slot >= 20 { graph.remove(slot: own) }
            let others = (0..<20).filter { $0 != own && graph.isLive($0) }
            graph.insert(
                own, domain: own % 3,
                edges: others.map { ($0, Float(0.65 + 0.35 * generator.uniform())) })
        }
        for slot in 0..<20 { graph.remove(slot: (slot * 7) % 20) }
        #expect(graph.nodeCount == 0)
        #expect(graph.edgeCount == 0)
        #expect(graph.totalWeight == 0)
        #expect(graph.crossDomainWeight == 0)
    }

    @Test("knows free slots from live ones")
    func liveness() {
        let graph = WindowGraph()
        graph.insert(5, domain: 0, edges: [])
        #expect(graph.isLive(5))
        #expect(!graph.isLive(4) && !graph.isLive(-1) && !graph.isLive(1_000_000))
        #expect(graph.timestamp(of: 5) == EventTime(nanoseconds: 5))
        graph.remove(slot: 5)
        #expect(!graph.isLive(5))
        #expect(graph.neighbours(of: 5).isEmpty && graph.timestamp(of: 5) == nil)
    }

    // MARK: Snapshots

    private func moments(_ rows: [[Float]], _ domains: [Int]) -> DomainMoments {
        var moments = DomainMoments(dimension: rows.first?.count ?? 1)
        for (row, domain) in zip(rows, domains) { moments.add(row, domain: domain) }
        return moments
    }

    /// The window's graph after some nodes left out of order, and the same edges from scratch.
    private func example(
        seed: UInt64, nodes: Int, density: Double
    ) -> (graph: WindowGraph, order: [Int], edges: [TestEdge]) {
        var generator = SeededGenerator(seed: seed)
        let graph = WindowGraph()
        var plain = PlainGraph()
        for slot in 0..<(nodes + nodes / 2) {
            if slot >= nodes {
                let leaving = plain.arrivals[generator.below(plain.arrivals.count)]
                graph.remove(slot: leaving)
                plain.remove(leaving)
            }
            let edges = plain.arrivals.filter { _ in generator.uniform() < density }.map {
                ($0, Float(0.5 + 0.5 * generator.uniform()))
            }
            graph.insert(slot, domain: slot % 3, edges: edges)
            plain.insert(slot, domain: slot % 3, edges: edges)
        }
        let place = Dictionary(uniqueKeysWithValues: plain.arrivals.enumerated().map { ($1, $0) })
        let edges = plain.weights.map { pair, weight -> TestEdge in
            (place[pair[0]] ?? -1, place[pair[1]] ?? -1, weight)
        }
        return (graph, plain.arrivals, edges)
    }

    @Test("describes the whole window and any part of it", arguments: [0.02, 0.1, 0.6])
    func snapshots(density: Double) throws {
        for nodes in [12, 50, 70] {
            let (graph, order, edges) = example(seed: UInt64(nodes), nodes: nodes, density: density)
            let none = DomainMoments(dimension: 3)
            let odd = order.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
            for slots in [nil, odd.reversed() + [odd[0], 100_000]] {
                let chosen = slots == nil ? order : odd
                let index = Dictionary(uniqueKeysWithValues: chosen.enumerated().map { ($1, $0) })
                let inside = edges.compactMap { edge -> TestEdge? in
                    guard let first = index[order[edge.first]], let second = index[order[edge.second]] else {
                        return nil
                    }
                    return (first, second, edge.weight)
                }
                let reference = WeightedGraph(nodeCount: chosen.count, edges: inside)
                let components = ConnectedComponents(reference)
                graph.resetWarmStart()
                let snapshot = graph.snapshot(level: .full, slots: slots, moments: none)
                #expect(snapshot.nodeSlots == chosen)
                #expect(snapshot.nodeCount == chosen.count)
                #expect(snapshot.edgeCount == inside.count)
                #expect(snapshot.totalWeight == reference.totalWeight)
                #expect(snapshot.componentCount == components.count)
                #expect(
                    snapshot.crossDomainEdgeCount
                        == inside.count { chosen[$0.first] % 3 != chosen[$0.second] % 3 })
                let cut = try #require(MinimumCut.compute(reference))
                #expect(snapshot.minimumCut == cut.value)
                #expect(snapshot.minimumCutSide == cut.side.map { chosen[$0] })
                #expect(
                    snapshot.minimumCut
                        == StoerWagner.minimumCut(nodeCount: chosen.count, edges: inside).value)
                #expect(snapshot.conductance == CutQuality(of: cut.side, in: reference).conductance)
                let spectrum = try #require(AlgebraicConnectivity.compute(reference))
                #expect(snapshot.algebraicConnectivity == spectrum.value)
                #expect(snapshot.fiedlerVector == spectrum.vector)
                let quick = graph.snapshot(level: .components, slots: slots, moments: none)
                #expect(quick.componentCount == components.count)
                #expect(quick.edgeCount == inside.count && quick.minimumCut == nil)
                #expect(quick.largestComponentShare == snapshot.largestComponentShare)
            }
        }
    }

    @Test("copes with windows of none, one and two")
    func tiny() {
        let graph = WindowGraph()
        let none = DomainMoments(dimension: 2)
        let empty = graph.snapshot(level: .full, moments: none)
        #expect(empty.nodeCount == 0 && empty.componentCount == 0 && empty.minimumCut == nil)
        #expect(empty.algebraicConnectivity == nil && empty.largestComponentShare == nil)
        graph.insert(3, domain: 0, edges: [])
        let single = graph.snapshot(level: .full, moments: none)
        #expect(single.componentCount == 1 && single.minimumCut == nil && single.algebraicConnectivity == nil)
        #expect(single.edgeDensity == 0 && single.largestComponentShare == 1)
        graph.insert(1, domain: 1, edges: [(3, 0.75)])
        let pair = graph.snapshot(level: .full, moments: none)
        #expect(pair.minimumCut == 0.75 && pair.minimumCutSide == [1] && pair.edgeDensity == 1)
        #expect(pair.trimmedNodeCount == 0 && pair.conductance == 1)
        #expect(abs((pair.algebraicConnectivity ?? 0) - 2) < 1e-12)
        #expect(graph.snapshot(level: .full, slots: [], moments: none).nodeCount == 0)
    }

    @Test("does not depend on how slots are numbered")
    func numbering() {
        var generator = SeededGenerator(seed: 31)
        let (first, second) = (WindowGraph(), WindowGraph())
        let renamed = generator.permutation(of: 400)
        for slot in 0..<400 {
            let edges = (0..<slot).filter { _ in generator.uniform() < 0.08 }.map {
                ($0, Float(0.5 + 0.5 * generator.uniform()))
            }
            first.insert(slot, domain: slot % 2, edges: edges)
            second.insert(renamed[slot], domain: slot % 2, edges: edges.map { (renamed[$0.0], $0.1) })
        }
        let none = DomainMoments(dimension: 1)
        let one = first.snapshot(level: .full, moments: none)
        let other = second.snapshot(level: .full, moments: none)
        #expect(one.minimumCutSide.map { $0.map { renamed[$0] } } == other.minimumCutSide)
        #expect(one.fiedlerVector == other.fiedlerVector)
        #expect(one.algebraicConnectivity == other.algebraicConnectivity)
        #expect(one.trimmedMinimumCut == other.trimmedMinimumCut)
    }
}
