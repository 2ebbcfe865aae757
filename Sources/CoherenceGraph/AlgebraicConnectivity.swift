import COpenBLAS

/// λ₂ of the normalised Laplacian I − D^−½·A·D^−½ with its eigenvector: how far a graph is from falling
/// apart (Fiedler 1973; Chung, *Spectral Graph Theory*, 1997).
///
/// Up to ``denseLimit`` nodes LAPACK's `dsyevr` finds it; above that, Lanczos with full
/// re-orthogonalisation and thick restarts (Wu and Simon, SIAM J. Matrix Anal. Appl. 22, 2000), with the
/// trivial eigenvector D^½·1 deflated.
public enum AlgebraicConnectivity {
    /// How λ₂ is computed.
    public enum Method: Sendable, Hashable {
        /// By the number of nodes.
        case automatic
        /// LAPACK on the full matrix: O(n³).
        case dense
        /// Lanczos: a few dozen matrix–vector products as a rule.
        case lanczos
    }

    /// λ₂ and how well it is known.
    public struct Result: Sendable, Hashable {
        /// λ₂, in 0…2; exactly 0 when the graph is disconnected.
        public var value: Double
        /// The unit eigenvector, its largest component positive (the first of them on a tie). When
        /// disconnected, an indicator of the largest component, orthogonal to the trivial eigenvector.
        public var vector: [Double]
        /// The norm of the residual: an eigenvalue lies no further than this from ``value``. 0 where LAPACK
        /// or disconnection decided.
        public var residual: Double
        /// Matrix–vector products.
        public var products: Int
        /// Whether the tolerance was met.
        public var isConverged: Bool

        /// A result of these parts.
        public init(value: Double, vector: [Double], residual: Double, products: Int, isConverged: Bool) {
            self.value = value
            self.vector = vector
            self.residual = residual
            self.products = products
            self.isConverged = isConverged
        }
    }

    /// The most nodes for which ``Method/automatic`` takes LAPACK.
    public static let denseLimit = 256

    /// The default tolerance, ample for evidence and display.
    public static let defaultTolerance = 1e-6

    /// λ₂ and its eigenvector; nil with fewer than two nodes.
    ///
    /// - Parameters:
    ///   - graph: The graph.
    ///   - tolerance: The absolute error allowed in λ₂. At 1e-7 or more, dense products are computed in
    ///     single precision.
    ///   - method: How to compute it.
    ///   - warmStart: A guess of the eigenvector, an entry a node; it speeds Lanczos up and changes the
    ///     result within the tolerance only.
    public static func compute(
        _ graph: WeightedGraph, tolerance: Double = defaultTolerance, method: Method = .automatic,
        warmStart: [Double]? = nil
    ) -> Result? {
        guard graph.nodeCount >= 2 else { return nil }
        let components = ConnectedComponents(graph)
        if components.count > 1 { return disconnected(graph, components) }
        return connected(
            graph, tolerance: tolerance, method: method, warmStart: warmStart, solver: LanczosSolver())
    }

    static func connected(
        _ graph: WeightedGraph, tolerance: Double, method: Method, warmStart: [Double]?,
        solver: LanczosSolver
    ) -> Result {
        let isDense = method == .dense || (method == .automatic && graph.nodeCount <= denseLimit)
        var result: Result
        if isDense, let exact = lapack(graph) {
            result = exact
        } else {
            result = solver.solve(graph, tolerance: tolerance, start: warmStart)
        }
        result.value = min(max(result.value, 0), 2)
        orient(&result.vector)
        return result
    }

    /// λ₂ = 0 and an indicator of the largest component: constant on it and on the rest but for √degree.
    static func disconnected(_ graph: WeightedGraph, _ components: ConnectedComponents) -> Result {
        let largest = Int32(components.largest ?? 0)
        let degrees = graph.weightedDegrees
        var inside = 0.0
        var outside = 0.0
        for node in 0..<graph.nodeCount {
            if components.labels[node] == largest {
                inside += degrees[node]
            } else {
                outside += degrees[node]
            }
        }
        var vector = [Double](repeating: 0, count: graph.nodeCount)
        for node in vector.indices {
            let isInside = components.labels[node] == largest
            if inside > 0, outside > 0 {
                vector[node] =
                    degrees[node].squareRoot()
                    * (isInside
                        ? (outside / inside).squareRoot()
                        : -(inside / outside).squareRoot())
            } else {
                // Nodes without edges: any vector on them is an eigenvector to 0.
                vector[node] = degrees[node] == 0 ? (isInside ? 0 : 1) : 0
            }
        }
        var norm = 0.0
        for entry in vector { norm += entry * entry }
        if norm > 0 { for node in vector.indices { vector[node] /= norm.squareRoot() } }
        return Result(value: 0, vector: vector, residual: 0, products: 0, isConverged: true)
    }

    private static func orient(_ vector: inout [Double]) {
        guard var pivot = vector.first else { return }
        for entry in vector where abs(entry) > abs(pivot) { pivot = entry }
        guard pivot < 0 else { return }
        for node in vector.indices { vector[node] = -vector[node] }
    }

    /// The second eigenpair by LAPACK; nil if it reports a failure.
    private static func lapack(_ graph: WeightedGraph) -> Result? {
        let count = graph.nodeCount
        var matrix = [Double](repeating: 0, count: count * count)
        let scale = (0..<count).map { 1 / graph.weightedDegrees[$0].squareRoot() }
        for node in 0..<count {
            graph.forEachNeighbour(of: node) { other, weight in
                matrix[node * count + other] = -Double(weight) * scale[node] * scale[other]
            }
            matrix[node * count + node] = 1
        }
        var values = [Double](repeating: 0, count: count)
        var vector = [Double](repeating: 0, count: count)
        var support = [Int32](repeating: 0, count: 2)
        var found: Int32 = 0
        let size = Int32(count)
        let status = LAPACKE_dsyevr(
            LAPACK_COL_MAJOR, CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "I")), CChar(UInt8(ascii: "L")),
            size, &matrix, size, 0, 0, 2, 2, 0, &found, &values, &vector, size, &support)
        guard status == 0, found == 1 else { return nil }
        return Result(value: values[0], vector: vector, residual: 0, products: 0, isConverged: true)
    }
}
