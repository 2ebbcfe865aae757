import StreamCore

/// A change that is known to be in a stream, in blocks: what an alarm is judged against.
///
/// The block of a time is the number of vectors before it divided by the detection interval, rounded
/// down.
public struct PlantedChange: Sendable, Hashable, Codable {
    /// What kind of change it is.
    public var type: PatternType
    /// How strong, as its scenario says it: `weak`, `medium`, `strong` or a number.
    public var strength: String
    /// The domains it touches, the one that changes first.
    public var domains: [String]
    /// The block in which it begins.
    public var start: Int
    /// The block of the first vector that carries it; delays count from here.
    public var observable: Int
    /// The block in which it ends, or nil when it lasts.
    public var end: Int?
    /// The vectors that carry it; an anomaly has exactly one.
    public var members: [String]
    /// A cascade's edges; empty for every other type.
    public var edges: [PlantedEdge]

    /// A change of these parts.
    public init(
        type: PatternType, strength: String, domains: [String], start: Int, observable: Int,
        end: Int? = nil, members: [String] = [], edges: [PlantedEdge] = []
    ) {
        self.type = type
        self.strength = strength
        self.domains = domains
        self.start = start
        self.observable = observable
        self.end = end
        self.members = members
        self.edges = edges
    }
}

extension PlantedChange {
    /// Whether it is a lasting relation between domains, which can be found at any time while it holds.
    var isLasting: Bool { edges.contains(where: \.isLasting) }

    /// The block from which an alarm that names it comes too late.
    func deadline(_ tolerance: Int) -> Int {
        guard isLasting else { return observable + tolerance }
        return end.map { $0 + tolerance } ?? .max
    }

    /// The block from which a link that names `edge` comes too late.
    func deadline(of edge: PlantedEdge, _ tolerance: Int) -> Int {
        edge.isLasting ? deadline(tolerance) : edge.targetOnset + tolerance
    }
}

/// One step of a planted cascade.
public struct PlantedEdge: Sendable, Hashable, Codable {
    /// Where the change was first.
    public var source: String
    /// Where it arrived.
    public var target: String
    /// How many blocks later.
    public var lag: Int
    /// The block in which it arrived; the edge is judged from here.
    public var targetOnset: Int
    /// Whether it is a lasting relation rather than a shock that passed: it may be found while it holds.
    public var isLasting: Bool

    /// The edge from `source` to `target`, `lag` blocks later.
    public init(source: String, target: String, lag: Int, targetOnset: Int, isLasting: Bool = false) {
        self.source = source
        self.target = target
        self.lag = lag
        self.targetOnset = targetOnset
        self.isLasting = isLasting
    }
}
