import StreamCore

/// How well a cascade's edges were found.
public struct EdgeScore: Sendable, Hashable, Codable {
    /// Edges planted.
    public var edges = 0
    /// Edges found in time, in their direction.
    public var truePositives = 0
    /// Edges claimed that were not there.
    public var falsePositives = 0
    /// For each edge found with a lag, how far that is from the true one, in blocks.
    public var lagErrors: [Int] = []

    /// The strength of the cascades.
    public var strength: String
    /// Streams in which an edge was claimed that was not there.
    public var streamsInError = 0

    /// No edges yet.
    public init(strength: String) {
        self.strength = strength
    }

    /// Judges the links of cascade alarms one to one, each at its target's onset:
    /// onset ≤ block < onset + `tolerance`, source and target equal. An edge of a lasting relation (a driven
    /// cascade) is judged from its target's onset until `tolerance` blocks after the relation ends, and a
    /// link that names it again is neither right nor wrong.
    ///
    /// - Parameter strengthAt: The strength under which a false link of a block counts.
    static func byStrength(
        changes: [PlantedChange], alarms: [Alarm], tolerance: Int, strengthAt: (Int) -> String
    ) -> [EdgeScore] {
        var scores: [String: EdgeScore] = [:]
        var planted: [(edge: PlantedEdge, until: Int, strength: String, isFound: Bool)] = []
        for change in changes {
            for edge in change.edges {
                planted.append((edge, change.deadline(of: edge, tolerance), change.strength, false))
                scores[change.strength, default: EdgeScore(strength: change.strength)].edges += 1
            }
        }
        let claimed = alarms.filter { $0.type == .cascade }.flatMap(\.links)
        for link in claimed.sorted(by: { $0.block < $1.block }) {
            let candidates = planted.indices.filter { place in
                let edge = planted[place].edge
                return edge.source == link.source && edge.target == link.target
                    && edge.targetOnset <= link.block && link.block < planted[place].until
            }
            let match = candidates.first { !planted[$0].isFound }
            if match == nil, candidates.contains(where: { planted[$0].edge.isLasting }) { continue }
            let strength = match.map { planted[$0].strength } ?? strengthAt(link.block)
            var score = scores[strength] ?? EdgeScore(strength: strength)
            if let match {
                planted[match].isFound = true
                score.truePositives += 1
                if let lag = link.lag { score.lagErrors.append(abs(lag - planted[match].edge.lag)) }
            } else {
                score.falsePositives += 1
                score.streamsInError = 1
            }
            scores[strength] = score
        }
        return scores.values.sorted { $0.strength < $1.strength }
    }

    /// Adds the edges of another stream.
    public mutating func add(_ other: EdgeScore) {
        edges += other.edges
        truePositives += other.truePositives
        falsePositives += other.falsePositives
        lagErrors += other.lagErrors
        streamsInError += other.streamsInError
    }

    /// TP / (TP + FP), or nil when no edge was claimed.
    public var precision: Double? {
        let claimed = truePositives + falsePositives
        return claimed == 0 ? nil : Double(truePositives) / Double(claimed)
    }

    /// TP / planted, or nil when none was planted.
    public var recall: Double? { edges == 0 ? nil : Double(truePositives) / Double(edges) }

    /// 2·TP / (claimed + planted), or nil when none was planted.
    public var f1: Double? {
        edges == 0 ? nil : 2 * Double(truePositives) / Double(truePositives + falsePositives + edges)
    }
}
