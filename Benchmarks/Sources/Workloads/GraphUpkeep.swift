import CoherenceGraph
import Similarity
import StreamCore

/// A window's graph in its steady state: hundreds of vectors leave, as many arrive with their edges.
///
/// The stream is a cycle of two windows whose edges are known beforehand, so that only the graph works.
public final class GraphUpkeep {
    private let graph = WindowGraph()
    private var edges: [(neighbours: [Int32], weights: [Float])] = []
    private var domains: [Int] = []
    private var position = 0
    private let window = 1000
    private let step = 100

    /// A full window of this scenario.
    ///
    /// - Throws: `BackendError`, or `InputError` when the scenario cannot be read.
    public init(_ scenario: SampleStream.Scenario) throws {
        let backend = try BackendKind.simd.make()
        let vectors = try SampleStream.vectors(scenario, count: 2 * window)
        let rows = UnitRows(vectors)
        let store = PanelStore(dimension: rows.dimension, capacity: window, layout: backend.layout)
        let lists = NeighbourLists()
        var table = DomainTable()
        domains = vectors.map { table.index(of: $0.domain) }
        // The first lap fills the window; the edges of the second are those of every later one.
        for lap in 0..<2 {
            for start in stride(from: 0, to: rows.count, by: step) {
                if lap > 0 || start >= window {
                    for index in start..<start + step { store.release(index % window) }
                }
                for index in start..<start + step {
                    if lap > 0 {
                        backend.similarPairs(
                            queries: rows[index], count: 1, store: store.view, threshold: 0.65, into: lists)
                        edges.append((Array(lists.slots(of: 0)), Array(lists.weights(of: 0))))
                    }
                    let slot = store.append(rows[index])
                    precondition(slot == index % window, "slots are used again in their order")
                }
            }
        }
        // Without edges to vectors that are not there yet.
        for index in 0..<window {
            let live = edges[index].neighbours.prefix { $0 < index }
            insert(index, Array(live), Array(edges[index].weights.prefix(live.count)))
        }
        position = window
        advance(steps: 2 * window / step)
    }

    /// Edges in the window.
    public var edgeCount: Int { graph.edgeCount }
    /// Vectors that leave and arrive in a step.
    public var vectorsPerStep: Int { step }

    /// The window moves on.
    public func advance(steps: Int) {
        for _ in 0..<steps {
            for index in position..<position + step { graph.remove(slot: index % window) }
            for index in position..<position + step {
                insert(index, edges[index].neighbours, edges[index].weights)
            }
            position = (position + step) % (2 * window)
        }
    }

    private func insert(_ index: Int, _ neighbours: [Int32], _ weights: [Float]) {
        neighbours.withUnsafeBufferPointer { slots in
            weights.withUnsafeBufferPointer { weights in
                graph.insert(
                    slot: index % window, domain: domains[index], timestamp: .distantPast, neighbours: slots,
                    weights: weights)
            }
        }
    }
}
