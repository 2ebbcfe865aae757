import CoherenceGraph

/// The names of the evidence that every detector spells alike.
public enum EvidenceName {
    /// The weight of the window graph's minimum cut.
    public static let minimumCut = "min_cut"
    /// How many vectors lie on the smaller side of that cut.
    public static let minimumCutSide = "min_cut_side"
    /// The cut's weight over the smaller side's volume.
    public static let conductance = "conductance"
    /// The second smallest eigenvalue of the normalised Laplacian.
    public static let algebraicConnectivity = "lambda2"
    /// How many pairs of the window are similar.
    public static let edges = "edges"
    /// Their share of all pairs.
    public static let edgeDensity = "edge_density"
    /// How many connected components the window graph has.
    public static let components = "components"
    /// The largest component's share of the window's vectors.
    public static let largestComponentShare = "largest_component_share"
    /// The mean cosine similarity of the window's pairs.
    public static let meanSimilarity = "mean_similarity"
    /// How many directions the window's vectors effectively span.
    public static let effectiveRank = "effective_rank"
    /// The statistic that the detector judged by.
    public static let statistic = "statistic"
    /// The standardised change: N(0, 1) without one.
    public static let z = "z"
    /// Over how many blocks a lasting relation between domains was seen; only such cascades have it.
    public static let drivenBlocks = "driven_blocks"
    /// How many onsets of a cascade's kind the domains beside its target are expected to have a block, when
    /// they are independent of each other.
    public static let onsetRate = "onset_rate"
    /// The probability of an alarm as strong at any time while its reference is at work and nothing changes.
    public static let streamPValue = "p_stream"
    /// The level that the control of false discoveries spent on the pattern.
    public static let falseDiscoveryLevel = "fdr_level"
}

extension DetectedPattern {
    /// Adds what `snapshot` says of the window as evidence, where it has been computed; evidence of the same
    /// name is replaced.
    public mutating func attachEvidence(from snapshot: CoherenceSnapshot) {
        let connectedToo = snapshot.level >= .components
        let numbers: [(String, Double?)] = [
            (EvidenceName.minimumCut, snapshot.minimumCut),
            (EvidenceName.minimumCutSide, snapshot.minimumCutSide.map { Double($0.count) }),
            (EvidenceName.conductance, snapshot.conductance),
            (EvidenceName.algebraicConnectivity, snapshot.algebraicConnectivity),
            (EvidenceName.edges, connectedToo ? Double(snapshot.edgeCount) : nil),
            (EvidenceName.edgeDensity, connectedToo ? snapshot.edgeDensity : nil),
            (EvidenceName.components, snapshot.componentCount.map(Double.init)),
            (EvidenceName.largestComponentShare, snapshot.largestComponentShare),
            (EvidenceName.meanSimilarity, snapshot.meanSimilarity),
            (EvidenceName.effectiveRank, snapshot.effectiveRank),
        ]
        for case (let name, let value?) in numbers where value.isFinite { evidence[name] = value }
    }
}
