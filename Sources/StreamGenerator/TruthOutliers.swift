import StreamCore

/// The vectors that one nuisance of a scenario turned into outliers.
///
/// They are no event that a detector has to find: a share of a stream's vectors is always odd. But each of them
/// really fits nowhere, so an anomaly alarm that names one is not held against a detector either.
public struct TruthOutliers: Sendable, Hashable {
    /// Names the nuisance in its stream, by its place in the scenario: `n0`, `n1`, …
    public var id: String
    /// The domains that it befalls.
    public var domains: [Domain]
    /// The share of a vector's energy that is random, as in an anomaly's strength.
    public var energy: Double
    /// The timestamp of the first of them.
    public var first: EventTime
    /// The latest timestamp.
    public var last: EventTime
    /// Their ids, in order of arrival.
    public var members: [String]

    /// The type under which they stand in `truth.csv`.
    public static let typeName = "outliers"

    /// Outliers of these parts.
    public init(
        id: String, domains: [Domain], energy: Double, first: EventTime, last: EventTime,
        members: [String] = []
    ) {
        self.id = id
        self.domains = domains
        self.energy = energy
        self.first = first
        self.last = last
        self.members = members
    }

    mutating func add(_ member: String, at time: EventTime) {
        members.append(member)
        first = min(first, time)
        last = max(last, time)
    }
}

extension GroundTruth {
    /// The ids of all vectors that nuisances made outliers.
    public var outlierMembers: Set<String> { Set(outliers.flatMap(\.members)) }
}
