import CoherenceGraph
import Foundation
import StreamCore
import TestSupport
import Testing

@Suite("Algebraic connectivity")
struct AlgebraicConnectivityTests {
    private static let tight = 1e-11

    private func value(
        _ nodes: Int, _ edges: [TestEdge], _ method: AlgebraicConnectivity.Method, layout: GraphLayout? = nil
    ) throws -> Double {
        let graph = WeightedGraph(nodeCount: nodes, edges: edges, layout: layout)
        return try #require(
            AlgebraicConnectivity.compute(graph, tolerance: Self.tight, method: method)
        ).value
    }

    @Test("knows the spectra of textbook graphs", arguments: [3, 10, 60, 150])
    func known(nodes: Int) throws {
        let n = Double(nodes)
        let cases: [(String, [TestEdge], Double)] = [
            ("complete", GraphCases.complete(nodes: nodes, weight: 0.75), n / (n - 1)),
            ("path", GraphCases.path(nodes: nodes), 1 - cos(Double.pi / (n - 1))),
            ("cycle", GraphCases.cycle(nodes: nodes, weight: 0.5), 1 - cos(2 * Double.pi / n)),
            ("star", GraphCases.star(nodes: nodes), 1),
        ]
        for (name, edges, expected) in cases {
            for method in [AlgebraicConnectivity.Method.dense, .lanczos] {
                for layout in GraphLayout.allCases {
                    let found = try value(nodes, edges, method, layout: layout)
                    #expect(abs(found - expected) < 1e-9, "\(name) \(nodes) \(method) \(layout)")
                }
            }
        }
    }

    @Test("survives restarts: a long path and a long cycle need more than one basis")
    func restarts() throws {
        let nodes = 400
        let path = try value(nodes, GraphCases.path(nodes: nodes), .lanczos)
        #expect(abs(path - (1 - cos(Double.pi / Double(nodes - 1)))) < 1e-8)
        let cycle = try value(nodes, GraphCases.cycle(nodes: nodes), .lanczos)
        #expect(abs(cycle - (1 - cos(2 * Double.pi / Double(nodes)))) < 1e-8)
    }

    @Test("Lanczos agrees with LAPACK", arguments: [0.06, 0.3, 0.95])
    func agreement(density: Double) throws {
        var generator = SeededGenerator(seed: 41)
        for nodes in [2, 5, 40, 120, 230] {
            for clusters in [1, 3] {
                let edges = GraphCases.clustered(
                    nodes: nodes, clusters: clusters, inside: density, across: density / 6,
                    generator: &generator)
                for layout in GraphLayout.allCases {
                    let graph = WeightedGraph(nodeCount: nodes, edges: edges, layout: layout)
                    let exact = try #require(AlgebraicConnectivity.compute(graph, method: .dense))
                    let tight = try #require(
                        AlgebraicConnectivity.compute(graph, tolerance: Self.tight, method: .lanczos))
                    #expect(tight.isConverged)
                    #expect(abs(tight.value - exact.value) < 1e-8, "\(nodes) \(clusters) \(layout)")
                    let loose = try #require(AlgebraicConnectivity.compute(graph, method: .lanczos))
                    #expect(abs(loose.value - exact.value) < 1e-6, "\(nodes) \(clusters) \(layout)")
                }
            }
        }
    }

    @Test("returns an eigenvector")
    func eigenvector() throws {
        var generator = SeededGenerator(seed: 42)
        let nodes = 300
        let edges = GraphCases.clustered(
            nodes: nodes, clusters: 2, inside: 0.2, across: 0.01, generator: &generator)
        let graph = WeightedGraph(nodeCount: nodes, edges: edges)
        let result = try #require(AlgebraicConnectivity.compute(graph, tolerance: Self.tight))
        var image = result.vector
        for edge in edges {
            let scale =
                Double(edge.weight)
                / (graph.weightedDegree(of: edge.first) * graph.weightedDegree(of: edge.second)).squareRoot()
            image[edge.first] -= scale * result.vector[edge.second]
            image[edge.second] -= scale * result.vector[edge.first]
        }
        let residual = zip(image, result.vector).reduce(0) {
            $0 + ($1.0 - result.value * $1.1) * ($1.0 - result.value * $1.1)
        }.squareRoot()
        #expect(residual < 1e-5)
        #expect(abs(result.vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-12)
        let trivial = (0..<nodes).reduce(0) {
            $0 + result.vector[$1] * graph.weightedDegree(of: $1).squareRoot()
        }
        #expect(abs(trivial) < 1e-8)
    }

    @Test("a warm start changes the work, not the value, even a misleading one")
    func warmStart() throws {
        var generator = SeededGenerator(seed: 43)
        let nodes = 400
        let edges = GraphCases.clustered(
            nodes: nodes, clusters: 3, inside: 0.15, across: 0.004, generator: &generator)
        let graph = WeightedGraph(nodeCount: nodes, edges: edges)
        let cold = try #require(AlgebraicConnectivity.compute(graph, tolerance: Self.tight))
        let warm = try #require(
            AlgebraicConnectivity.compute(graph, tolerance: Self.tight, warmStart: cold.vector))
        #expect(abs(warm.value - cold.value) < 1e-10)
        #expect(warm.products <= cold.products)
        // An exact eigenvector of another eigenvalue: two cliques joined by an edge, a tail at one of them.
        var pairs = GraphCases.barbell(size: 20, bridges: 1)
        for node in 40..<300 { pairs.append((node - 1, node, 1)) }
        let tailed = WeightedGraph(nodeCount: 300, edges: pairs)
        let exact = try #require(AlgebraicConnectivity.compute(tailed, method: .dense))
        var misleading = [Double](repeating: 0, count: 300)
        misleading[1] = 1
        misleading[2] = -1
        let found = try #require(
            AlgebraicConnectivity.compute(tailed, tolerance: 1e-10, warmStart: misleading))
        #expect(abs(found.value - exact.value) < 1e-8)
        for useless in [[Double](repeating: 0, count: 300), [.nan] + [Double](repeating: 0, count: 299), [1]]
        {
            let again = try #require(
                AlgebraicConnectivity.compute(tailed, tolerance: 1e-10, warmStart: useless))
            #expect(abs(again.value - exact.value) < 1e-8)
        }
    }

    @Test("is 0 with an indicator when disconnected")
    func disconnected() throws {
        let edges: [TestEdge] = [(0, 1, 1), (1, 2, 1), (0, 2, 1), (3, 4, 0.5)]
        let result = try #require(AlgebraicConnectivity.compute(WeightedGraph(nodeCount: 5, edges: edges)))
        #expect(result.value == 0)
        #expect(result.vector[0] == result.vector[1] && result.vector[3] == result.vector[4])
        #expect(result.vector[0] * result.vector[3] < 0)
        let isolated = try #require(
            AlgebraicConnectivity.compute(WeightedGraph(nodeCount: 3, edges: [(0, 1, 1)])))
        #expect(isolated.value == 0 && isolated.vector == [0, 0, 1])
        let bare = try #require(AlgebraicConnectivity.compute(WeightedGraph(nodeCount: 3, edges: [])))
        #expect(bare.value == 0)
        #expect(AlgebraicConnectivity.compute(WeightedGraph(nodeCount: 1, edges: [])) == nil)
    }
}
