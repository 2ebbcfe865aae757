/// Makes a run's record from its plan and its finished cells, whether they have just run or were read back.
///
/// Rows follow the plan, whatever the order in which cells finished, so a run that was interrupted, shared
/// or merged gives the same rows as one that was not.
struct RunAssembly {
    var plan: RunPlan
    var environment: Environment

    /// The record of `events`. Its status is `complete` when no cell of the plan's shard is missing.
    func record(of events: [RunEvent]) -> RunRecord {
        var record = RunRecord(
            suite: plan.suite, suiteFile: plan.file, seed: plan.seed, environment: environment)
        record.configuration = plan.configuration
        record.shard = plan.shard
        record.cells = plan.cellCount
        record.cellsDone = events.count
        record.status = record.cellsDone == record.cells ? .complete : .running
        let events = events.sorted { $0.place < $1.place }
        record.throughput = events.compactMap(\.throughput)
        record.latency = events.flatMap { $0.latency?.rows ?? [] }
        record.latencyHistogram = events.flatMap { $0.latency?.histogramRows ?? [] }
        let scored = events.compactMap { event -> AccuracyRows.Scored? in
            guard case .accuracy(let cells) = plan.experiments[event.experiment].cells,
                let outcome = event.accuracy
            else { return nil }
            return AccuracyRows.Scored(cell: cells[event.cell], outcome: outcome)
        }
        record.accuracy = AccuracyRows.accuracy(scored)
        record.calibration = AccuracyRows.calibration(scored)
        record.cascade = AccuracyRows.cascade(scored)
        record.delays = AccuracyRows.delays(scored)
        record.timeline = AccuracyRows.timeline(scored)
        record.marks = AccuracyRows.marks(scored)
        record.backends = backends(events)
        for note in events.flatMap({ $0.notes ?? [] }) where !record.notes.contains(note) {
            record.notes.append(note)
        }
        return record
    }

    private func backends(_ events: [RunEvent]) -> [BackendRow] {
        let peaks = environment.peaks
        let fallback = environment.peakGflops
        let rows = events.flatMap { event -> [BackendRow] in
            guard case .backends(let cells) = plan.experiments[event.experiment].cells,
                let samples = event.kernel
            else { return [] }
            let cell = cells[event.cell]
            return BackendsExperiment.rows(
                cell, samples, peak: { isa in peaks.first { $0.isa == isa }?.gflops ?? fallback },
                seed: cell.seed, doubt: event.doubt)
        }
        return rows.sorted {
            ($0.operation, $0.window, $0.dimension, $0.batch, $0.backend, $0.isa)
                < ($1.operation, $1.window, $1.dimension, $1.batch, $1.backend, $1.isa)
        }
    }
}
