/// In what two runs differ beside their figures.
public struct RunDifference: Sendable, Hashable, Codable {
    /// Where the difference lies.
    public enum Place: String, Sendable, Hashable, Codable {
        /// The machine or the build.
        case environment
        /// What was measured, and with which settings.
        case plan
        /// Whether the run came to its end.
        case completeness
    }

    /// Where the difference lies.
    public var place: Place
    /// What differs: a field of environment.json or plan.json, or the cells of an experiment.
    public var field: String
    /// What the baseline has.
    public var baseline: String
    /// What the candidate has.
    public var candidate: String
    /// Whether figures cannot be compared across it; otherwise it is only to be known.
    public var isBlocking: Bool
}

extension RunDifference {
    /// The differences between two environments.
    ///
    /// - Parameter measuresTime: Whether the runs hold figures that depend on the machine. Detection does
    ///   not, so runs of accuracy alone can be compared across machines.
    static func between(
        _ baseline: Environment, _ candidate: Environment, measuresTime: Bool
    ) -> [RunDifference] {
        // What a new compiler or a switch does to speed is a fair question, so those only have to be known.
        let knowing = ["compiler", "variables"]
        var differences = candidate.differences(from: baseline).map { field, this, other in
            RunDifference(
                place: .environment, field: field, baseline: other, candidate: this,
                isBlocking: measuresTime && !knowing.contains(field))
        }
        if baseline.system != candidate.system {
            differences.append(
                RunDifference(
                    place: .environment, field: "system", baseline: baseline.system,
                    candidate: candidate.system, isBlocking: false))
        }
        return differences
    }

    /// The cells that one of the runs lacks.
    static func cells(
        _ cells: [(family: String, baseline: [String], candidate: [String])], isBlocking: Bool
    ) -> [RunDifference] {
        cells.map { family, baseline, candidate in
            RunDifference(
                place: .plan, field: isBlocking ? "\(family) cells" : family, baseline: list(baseline),
                candidate: list(candidate), isBlocking: isBlocking)
        }
    }

    private static func list(_ cells: [String]) -> String {
        guard let first = cells.first else { return "none of its own" }
        return "\(cells.count) of its own (" + first + (cells.count > 1 ? ", …)" : ")")
    }
}
