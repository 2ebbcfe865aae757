/// A line of `events.jsonl`: a finished cell and what it came to.
struct RunEvent: Codable, Sendable {
    var schemaVersion = resultSchemaVersion
    /// The experiment's place in the plan, from 0.
    var experiment: Int
    /// The cell's place in the experiment, from 0.
    var cell: Int
    var kind: String
    var finished: String
    var elapsedS: Double
    /// What a reader of the report should know about the way in which the cell ran.
    var notes: [String]?
    /// Why a kernel cell cannot be trusted, beside what its samples show.
    var doubt: String?
    var throughput: ThroughputRow?
    var latency: LatencyOutcome?
    var accuracy: AccuracyOutcome?
    var kernel: [KernelSamples]?

    /// Where the event belongs in the plan.
    var place: CellPlace { CellPlace(experiment: experiment, cell: cell) }
}

/// A cell's place in a plan.
struct CellPlace: Hashable, Comparable, Sendable {
    var experiment: Int
    var cell: Int

    static func < (left: CellPlace, right: CellPlace) -> Bool {
        (left.experiment, left.cell) < (right.experiment, right.cell)
    }
}
