/// The kinds of structural change that are planted, detected and scored.
public enum PatternType: String, CaseIterable, Sendable, Hashable, Codable {
    /// What hung together falls apart.
    case coherenceBreak
    /// What was loose grows together.
    case consolidation
    /// A cluster appears that was not there.
    case emergingCluster
    /// A cluster scatters.
    case dissolvingCluster
    /// Domains that had nothing to do with each other connect.
    case bridgeFormation
    /// One vector fits nowhere.
    case anomalousNode
    /// The centre of a domain moves.
    case temporalShift
    /// A shock in one domain reaches another some time later.
    case cascade
}
