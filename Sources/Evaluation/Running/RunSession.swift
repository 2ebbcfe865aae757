import StreamCore

/// A run under way: runs the cells that are still to be done, and writes each down as it finishes.
///
/// How the cells of a kind are run is in a file of its own, `RunSession+Kind.swift`.
final class RunSession {
    let folder: RunFolder
    let options: RunOptions
    let environment: Environment
    let clock = ContinuousClock()
    private let plan: RunPlan
    private var done: Set<CellPlace>
    private(set) var events: [RunEvent]

    /// A session that goes on after `events`.
    init(
        folder: RunFolder, options: RunOptions, environment: Environment, plan: RunPlan,
        after events: [RunEvent]
    ) {
        self.folder = folder
        self.options = options
        self.environment = environment
        self.plan = plan
        self.events = events
        done = Set(events.map(\.place))
    }

    var progress: Progress { options.progress }

    /// The cells of an experiment that are this run's and not done yet.
    func pending(_ experiment: Int) -> [Int] {
        plan.places(of: experiment).filter { !done.contains(CellPlace(experiment: experiment, cell: $0)) }
    }

    /// Runs what is pending of an experiment.
    func run(_ planned: PlannedExperiment, index: Int) async throws {
        let pending = pending(index)
        if pending.isEmpty { return }
        progress.phase(planned.title(cells: pending.count))
        switch (planned.experiment, planned.cells) {
        case (.throughput, .throughput(let cells)): try await run(cells, pending, index: index)
        case (.latency, .latency(let cells)): try await run(cells, pending, index: index)
        case (.accuracy, .accuracy(let cells)): try await run(cells, pending, index: index)
        case (.backends(let experiment), .backends(let cells)):
            try await run(experiment, cells, pending, index: index)
        default: break
        }
    }

    /// The latency cell that an event finished; nil for events of other kinds.
    func latencyCell(of event: RunEvent) -> LatencyCell? {
        guard case .latency(let cells) = plan.experiments[event.experiment].cells else { return nil }
        return cells[event.cell]
    }

    /// Writes a finished cell down; only then is it done.
    func finish(_ event: RunEvent, cost: Double) throws {
        let line = try RunJSON.encoder(pretty: false).encode(event)
        try folder.append(line: line, to: "events.jsonl")
        events.append(event)
        done.insert(event.place)
        progress.finish(cost: cost)
    }

    /// The event of a cell that took `seconds`.
    func event(_ kind: String, experiment: Int, cell: Int, seconds: Double) -> RunEvent {
        RunEvent(
            experiment: experiment, cell: cell, kind: kind, finished: Environment.timestamp(),
            elapsedS: seconds)
    }
}
