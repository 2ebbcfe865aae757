/// One test statistic of a domain, recomputed each block and N(0, 1) when nothing changes.
struct Channel: Sendable, Hashable {
    /// What a channel looks at.
    enum Kind: Sendable, Hashable {
        /// Vectors closer to (or further from) their cluster.
        case tighter, looser
        /// Vectors closer to (or further from) the domain's mean direction.
        case towardsMean, awayFromMean
        /// A few vectors very far from their cluster.
        case stragglers
        /// The same as tighter and looser, whatever the cluster: the mix of clusters counts.
        case plainTighter, plainLooser
        /// The same as away from the mean, whatever the cluster: real text loosens by what it is about, so that
        /// the clusters' shares take up much of a break.
        case plainAway
        /// Vectors keep deviating in the direction of the last blocks' deviations.
        case drift
        /// Vectors far from every cluster and near each other.
        case novel
        /// Vectors near the clusters of another domain.
        case foreign(Int)
        /// A cluster's share falls (or rises).
        case fading(Int), growing(Int)
    }

    /// What it looks at; a foreign channel has the other domain's place in the geometry.
    let kind: Kind
    /// Its share of the normal channels' mixture, before normalisation.
    var weight: Double

    /// The name in evidence and calibration reports.
    var name: String {
        switch kind {
        case .tighter: "s+"
        case .looser: "s-"
        case .towardsMean: "y+"
        case .awayFromMean: "y-"
        case .stragglers: "lo+"
        case .plainTighter: "su+"
        case .plainLooser: "su-"
        case .plainAway: "yu-"
        case .drift: "P+"
        case .novel: "NL+"
        case .foreign(let h): "o\(h)+"
        case .fading(let k): "c\(k)-"
        case .growing(let k): "c\(k)+"
        }
    }

    /// Whether it stays comparable while the reference's past is frozen (the drift channel's cluster means
    /// do not).
    var servesRecovery: Bool { kind != .drift }

    /// The channels of a reference with so many clusters and other domains. The groups of foreign and of
    /// fading channels count as one each, the plain s and the growing ones as half.
    static func all(clusters: Int, foreign: Int) -> [Channel] {
        var result: [Channel] = [
            Channel(kind: .tighter, weight: 1), Channel(kind: .looser, weight: 1),
            Channel(kind: .towardsMean, weight: 1), Channel(kind: .awayFromMean, weight: 1),
            Channel(kind: .stragglers, weight: 1), Channel(kind: .plainTighter, weight: 0.5),
            Channel(kind: .plainLooser, weight: 0.5), Channel(kind: .plainAway, weight: 1),
            Channel(kind: .drift, weight: 1),
            Channel(kind: .novel, weight: 1),
        ]
        for k in 0..<clusters where clusters > 1 {
            result.append(Channel(kind: .fading(k), weight: 1 / Double(clusters)))
            result.append(Channel(kind: .growing(k), weight: 1 / Double(2 * clusters)))
        }
        for h in 0..<foreign { result.append(Channel(kind: .foreign(h), weight: 1 / Double(foreign))) }
        return result
    }
}
