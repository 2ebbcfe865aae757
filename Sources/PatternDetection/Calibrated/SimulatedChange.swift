import StreamCore

/// One way in which a domain could change, as it can be acted out on calibration vectors.
///
/// Nothing here knows how a stream was made: only the reference's own clusters, residuals and neighbours
/// are used.
enum SimulatedChange: Sendable, Hashable {
    /// Every vector is mixed with noise: λ of its energy, isotropic or from other vectors' residuals.
    case blur(Double, isotropic: Bool)
    /// A share of the vectors comes from those least like the domain.
    case fringe(Double)
    /// Every residual is shorter by a factor.
    case tighten(Double)
    /// A share comes from the vectors most like the domain.
    case core(Double)
    /// A share comes from the neighbourhood of one vector.
    case neighbourhood(Double)
    /// A share belongs to a new cluster.
    case newCluster(Double)
    /// A share of one cluster's vectors scatters, to centres of their own or to other clusters.
    case scatter(Double, toOthers: Bool)
    /// A share lies between an own and another domain's cluster, or in the other's.
    case bridge(Double, pure: Bool)
    /// All vectors turn by an angle (degrees) or move so that the mean turns by it, with some blur.
    case turn(Double, blur: Double)
    case move(Double, blur: Double)

    /// The type that this is an example of.
    var type: PatternType {
        switch self {
        case .blur, .fringe: .coherenceBreak
        case .tighten, .core, .neighbourhood: .consolidation
        case .newCluster: .emergingCluster
        case .scatter: .dissolvingCluster
        case .bridge: .bridgeFormation
        case .turn, .move: .temporalShift
        }
    }

    /// The changes that are acted out; bridges only where there is another domain, scattering only where
    /// there are several clusters.
    static func all(clusters: Int, foreign: Int) -> [SimulatedChange] {
        var result: [SimulatedChange] = []
        for level in [0.08, 0.2, 0.4, 0.65] {
            result += [.blur(level, isotropic: true), .blur(level, isotropic: false)]
        }
        for share in [0.25, 0.5, 0.75] { result += [.fringe(share)] }
        for level in [0.08, 0.2, 0.4] { result += [.tighten(level)] }
        for share in [0.25, 0.5, 0.75] { result += [.core(share)] }
        for share in [0.3, 0.6, 1] { result += [.neighbourhood(share)] }
        for share in [0.1, 0.2, 0.4, 0.7] { result += [.newCluster(share), .newCluster(share)] }
        if clusters > 1 {
            for share in [0.3, 0.6, 1] {
                result += [.scatter(share, toOthers: false), .scatter(share, toOthers: true)]
            }
        } else {
            for share in [0.3, 0.6] { result += [.scatter(share, toOthers: false)] }
        }
        if foreign > 0 {
            for share in [0.1, 0.2, 0.4, 0.7] {
                result += [.bridge(share, pure: false), .bridge(share, pure: true)]
            }
        }
        for angle in [10.0, 20, 40] { result += [.turn(angle, blur: 0), .move(angle, blur: 0)] }
        for angle in [20.0, 40] { result += [.move(angle, blur: 0.2), .move(angle, blur: 0.4)] }
        for angle in [40.0, 80] { result += [.turn(angle, blur: 0.2), .move(angle, blur: 0.3)] }
        return result
    }
}
