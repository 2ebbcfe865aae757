/// What a window's coherence graph looks like at one moment.
///
/// A field is nil where the level does not compute it or where it has no meaning (the minimum cut of one
/// node). Node indices in ``fiedlerVector`` run over ``nodeSlots``, the nodes in order of arrival.
public struct CoherenceSnapshot: Sendable, Hashable {
    /// How much was computed.
    public var level: CoherenceLevel
    /// Vectors in the window.
    public var nodeCount = 0
    /// Pairs at least as similar as the threshold.
    public var edgeCount = 0
    /// Edges over possible pairs, in 0…1; 0 with fewer than two nodes.
    public var edgeDensity = 0.0
    /// The sum of the edges' weights.
    public var totalWeight = 0.0
    /// The mean weight of an edge; 0 without edges.
    public var meanWeight = 0.0
    /// Edges whose ends belong to different domains.
    public var crossDomainEdgeCount = 0
    /// The weight of those edges.
    public var crossDomainWeight = 0.0
    /// Connected components, isolated nodes included; from level `components`.
    public var componentCount: Int?
    /// The largest component's nodes over all nodes.
    public var largestComponentShare: Double?

    /// The weight of the global minimum cut: 0 when the graph is disconnected; nil with fewer than two
    /// nodes.
    public var minimumCut: Double?
    /// The slots of the side of the minimum cut with fewer nodes, in order of arrival.
    public var minimumCutSide: [Int]?
    /// How many edges cross the minimum cut.
    public var minimumCutEdgeCount: Int?
    /// How many nodes have an edge across the minimum cut.
    public var minimumCutBoundaryCount: Int?
    /// The minimum cut over the number of nodes on its smaller side.
    public var minimumCutNormalised: Double?
    /// The minimum cut over the smaller of the two sides' volumes (sums of weighted degrees); 0 when a
    /// side has no edges.
    public var conductance: Double?
    /// The minimum cut of the largest component; nil when that has fewer than two nodes.
    public var largestComponentMinimumCut: Double?
    /// The minimum cut of what is left of the largest component after cutting off outliers
    /// (``MinimumCut/trimmed(_:maximumTrims:)``).
    public var trimmedMinimumCut: Double?
    /// How many outliers were cut off for ``trimmedMinimumCut``.
    public var trimmedNodeCount: Int?

    /// λ₂ of the normalised Laplacian, in 0…2; 0 when disconnected, nil with fewer than two nodes.
    public var algebraicConnectivity: Double?
    /// The unit eigenvector to λ₂, an entry a node of ``nodeSlots``; divide by the square root of the
    /// weighted degree for the relaxed partition.
    public var fiedlerVector: [Double]?
    /// The slots in order of arrival; node index i is slot `nodeSlots[i]`. At level `full`.
    public var nodeSlots: [Int]?
    /// n²/‖XXᵀ‖², the participation ratio of the spectrum of the window's Gram matrix, from 1 (all vectors
    /// alike) to the dimension.
    public var effectiveRank: Double?

    /// The mean similarity of all distinct pairs, edges or not; nil with fewer than two vectors.
    public var meanSimilarity: Double?
    /// ‖Σx‖/n over all vectors.
    public var meanResultantLength: Double?
    /// The closed forms of each domain that has vectors.
    public var domains: [DomainSummary] = []
    /// The mean similarity between every two domains that have vectors.
    public var domainPairs: [DomainPairSummary] = []

    /// A snapshot of an empty window.
    public init(level: CoherenceLevel) {
        self.level = level
    }
}
