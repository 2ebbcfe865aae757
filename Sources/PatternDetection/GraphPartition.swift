import StreamCore

/// Where the graph of a pattern's domains would part, at the moment the pattern was found.
///
/// The graph: the vectors of these domains in the live window, joined where they are at least as similar as
/// the threshold. Evidence for people, not a test: what raised the alarm stands in
/// ``DetectedPattern/evidence``.
public struct GraphPartition: Sendable, Hashable {
    /// How the two sides were found.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        /// The graph has already parted: its largest connected component, and all the other vectors that
        /// have an edge.
        case components
        /// The global minimum cut, which in a dense graph often parts one vector from the rest.
        case minimumCut = "minimum_cut"
        /// The cut of least conductance along the Fiedler vector.
        case sweep
    }

    /// One of the two sides.
    public struct Side: Sendable, Hashable {
        /// How many vectors it has.
        public var count: Int
        /// How many of them arrived since the pattern's onset: the side with more is what is new.
        public var sinceOnset: Int
        /// Their ids in order of arrival, the latest ones where there are more than
        /// ``GraphPartition/maximumMembers``.
        public var members: [String]

        /// A side of these parts.
        public init(count: Int, sinceOnset: Int, members: [String]) {
            self.count = count
            self.sinceOnset = sinceOnset
            self.members = members
        }
    }

    /// The most ids that a side, and the boundary, lists.
    public static let maximumMembers = 64
    /// The most cut edges that are listed.
    public static let maximumEdges = 16

    /// How the sides were found.
    public var method: Method
    /// Both sides, the one with more vectors first.
    public var sides: [Side]
    /// Vectors of the domains without any edge, which are on neither side.
    public var isolated: Int
    /// The weight of the edges between the sides.
    public var weight: Double
    /// How many edges that is.
    public var edgeCount: Int
    /// The heaviest of them.
    public var strongestEdges: [VectorLink]
    /// How many vectors have such an edge.
    public var boundaryCount: Int
    /// Their ids, in order of arrival.
    public var boundary: [String]
    /// The weight over the lesser of the two sides' volumes (sums of weighted degrees).
    public var conductance: Double
    /// λ₂ of the normalised Laplacian: 0 when the graph has parted.
    public var algebraicConnectivity: Double

    /// A partition of these parts.
    public init(
        method: Method, sides: [Side], isolated: Int, weight: Double, edgeCount: Int,
        strongestEdges: [VectorLink], boundaryCount: Int, boundary: [String], conductance: Double,
        algebraicConnectivity: Double
    ) {
        self.method = method
        self.sides = sides
        self.isolated = isolated
        self.weight = weight
        self.edgeCount = edgeCount
        self.strongestEdges = strongestEdges
        self.boundaryCount = boundaryCount
        self.boundary = boundary
        self.conductance = conductance
        self.algebraicConnectivity = algebraicConnectivity
    }
}

/// Two vectors and how alike they are.
public struct VectorLink: Sendable, Hashable {
    /// The id of the one that the pattern is about (of a cut edge: on the first side).
    public var source: String
    /// The other's id.
    public var target: String
    /// Their cosine similarity.
    public var similarity: Double

    /// The link of these vectors.
    public init(source: String, target: String, similarity: Double) {
        self.source = source
        self.target = target
        self.similarity = similarity
    }
}
