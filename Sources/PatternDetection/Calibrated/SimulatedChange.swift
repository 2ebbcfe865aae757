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
    /// A share belongs to something as wide as the domain: its own vectors with every direction of the span
    /// turned by this angle (degrees), and the clusters weighted anew.
    case newcomers(Double, angle: Double)
    /// A share of one cluster's vectors scatters, to centres of their own or to other clusters.
    case scatter(Double, toOthers: Bool)
    /// A share lies between an own and another domain's cluster, or in the other's.
    case bridge(Double, pure: Bool)
    /// Every vector is such a newcomer: something else has taken the domain's place.
    case supplant(angle: Double)
    /// All vectors turn by an angle (degrees) or move so that the mean turns by it, with some blur.
    case turn(Double, blur: Double)
    case move(Double, blur: Double)
    /// Another state of the domain: its clusters have other weights, the half most typical of it is gone, and
    /// the rest moves by an angle (degrees), leaning to where other domains lie by a share, with some blur.
    case restate(Double, lean: Double, blur: Double)

    /// The type that this is an example of.
    var type: PatternType {
        switch self {
        case .blur, .fringe: .coherenceBreak
        case .tighten, .core, .neighbourhood: .consolidation
        case .newCluster, .newcomers: .emergingCluster
        case .scatter: .dissolvingCluster
        case .bridge: .bridgeFormation
        case .turn, .move, .restate, .supplant: .temporalShift
        }
    }

    /// The changes that are acted out; bridges only where there is another domain, scattering only where
    /// there are several clusters.
    ///
    /// Shares and angles are the prototype's, but for newcomers, supplanting and restating: these were tuned on
    /// one half of real descriptions in three domains, as few as tell their shifts, breaks and new clusters
    /// apart.
    static func all(clusters: Int, foreign: Int) -> [SimulatedChange] {
        var result: [SimulatedChange] = []
        for level in [0.08, 0.2, 0.4, 0.65] {
            result += [.blur(level, isotropic: true), .blur(level, isotropic: false)]
        }
        for share in [0.25, 0.5, 0.75] { result += [.fringe(share)] }
        for level in [0.08, 0.2, 0.4] { result += [.tighten(level)] }
        for share in [0.25, 0.5, 0.75] { result += [.core(share)] }
        for share in [0.3, 0.6, 1] { result += [.neighbourhood(share)] }
        for share in [0.1, 0.2, 0.4, 0.7] { result += [.newCluster(share)] }
        for share in [0.2, 0.4] { result += [.newcomers(share, angle: 80)] }
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
        for blur in [0.2, 0.4] { result += [.move(40, blur: blur)] }
        result += [.turn(40, blur: 0.2), .move(40, blur: 0.3)]
        result += [.supplant(angle: 80)]
        // What turns and moves keep, the clusters and their weights, is what real text changes first.
        for lean in foreign > 0 ? [0, 0.2] : [0] {
            result += [.restate(20, lean: lean, blur: 0)]
            for angle in [40.0, 60] { result += [.restate(angle, lean: lean, blur: 0.3)] }
        }
        return result
    }
}
