/// One element of a stream: an embedding with its identity, domain and event time.
public struct SemanticVector: Sendable, Hashable {
    /// Names the vector; unique in its stream by intention, checked only on request.
    public var id: String
    /// The embedding's components, not necessarily of unit length. Its count is the stream's dimension,
    /// 1…65,536.
    public var embedding: [Float]
    /// The field it comes from.
    public var domain: Domain
    /// When it happened.
    public var timestamp: EventTime
    /// Anything else its source says of it; carried along, never interpreted.
    public var metadata: [String: String]

    /// A vector of these parts; nothing is checked here, the engine rejects what it cannot use.
    public init(
        id: String, embedding: [Float], domain: Domain = .unspecified, timestamp: EventTime,
        metadata: [String: String] = [:]
    ) {
        self.id = id
        self.embedding = embedding
        self.domain = domain
        self.timestamp = timestamp
        self.metadata = metadata
    }

    /// The largest dimension that any part of Faultline accepts.
    public static let maximumDimension = 65_536
}
