import PatternDetection
import StreamCore

/// What a detector said, in blocks: the part of a pattern that scoring looks at.
public struct Alarm: Sendable, Hashable, Codable {
    /// The kind of change that was claimed.
    public var type: PatternType
    /// The block at whose end it was claimed.
    public var block: Int
    /// The domains named, the one that changed first.
    public var domains: [String]
    /// The vectors named.
    public var members: [String]
    /// The edges named, for a cascade.
    public var links: [AlarmLink]

    /// An alarm of these parts.
    public init(
        type: PatternType, block: Int, domains: [String], members: [String] = [], links: [AlarmLink] = []
    ) {
        self.type = type
        self.block = block
        self.domains = domains
        self.members = members
        self.links = links
    }

    /// The alarm that `pattern` raises.
    public init(_ pattern: DetectedPattern) {
        self.init(
            type: pattern.type, block: pattern.block, domains: pattern.domains.map(\.name),
            members: pattern.members,
            links: pattern.links.map {
                AlarmLink(
                    source: $0.source.name, target: $0.target.name, lag: $0.lag, block: pattern.block)
            })
    }
}

/// A directed edge that a detector claimed.
public struct AlarmLink: Sendable, Hashable, Codable {
    /// Where the change was first.
    public var source: String
    /// Where it arrived.
    public var target: String
    /// How many blocks later, where that was said.
    public var lag: Int?
    /// The block at whose end it was claimed.
    public var block: Int

    /// The link from `source` to `target`, claimed at the end of `block`.
    public init(source: String, target: String, lag: Int?, block: Int) {
        self.source = source
        self.target = target
        self.lag = lag
        self.block = block
    }
}
