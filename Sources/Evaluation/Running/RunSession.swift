import StreamCore
import StreamGenerator

/// A run under way: runs cells, keeps what they came to, writes each down as it finishes.
final class RunSession {
    private let folder: RunFolder
    private let options: RunOptions
    private let environment: Environment
    private let clock = ContinuousClock()

    private var throughput: [ThroughputRow] = []
    private var accuracy: [(cell: AccuracyCell, score: StreamScore)] = []
    private var channels: [(detector: String, counts: [ChannelCounts])] = []
    private var backends: [BackendRow] = []
    private var notes: [String] = []
    private(set) var cellsDone = 0

    init(folder: RunFolder, options: RunOptions, environment: Environment) {
        self.folder = folder
        self.options = options
        self.environment = environment
    }

    private var progress: Progress { options.progress }

    func run(_ plan: PlannedExperiment, index: Int) async throws {
        switch (plan.experiment, plan.cells) {
        case (.throughput, .throughput(let cells)): try await run(cells, index: index)
        case (.accuracy, .accuracy(let cells)): try await run(cells, index: index)
        case (.backends(let experiment), .backends(let cells)):
            try await run(experiment, cells, index: index)
        default: break
        }
    }

    /// Puts everything that was measured into `record`.
    func fill(_ record: inout RunRecord) {
        record.throughput = throughput
        record.accuracy = AccuracyRows.accuracy(accuracy)
        record.calibration = AccuracyRows.calibration(channels)
        record.cascade = AccuracyRows.cascade(accuracy)
        record.backends = backends
        record.notes = notes
    }

    private func note(_ text: String) {
        if !notes.contains(text) { notes.append(text) }
    }

    private func finish(_ event: RunEvent, cost: Double) throws {
        let line = try RunJSON.encoder(pretty: false).encode(event)
        try folder.append(line: line, to: "events.jsonl")
        cellsDone += 1
        progress.finish(cost: cost)
    }

    private func event(_ kind: String, _ index: Int, since start: ContinuousClock.Instant) -> RunEvent {
        RunEvent(
            experiment: index, kind: kind, finished: Environment.timestamp(),
            elapsedS: (clock.now - start).inSeconds)
    }

    // MARK: Throughput

    private func run(_ cells: [ThroughputCell], index: Int) async throws {
        let streams = PreparedStreams(for: cells.filter { $0.source == .generated })
        try await warmUp(cells, streams)
        for cell in cells {
            try Task.checkCancellation()
            progress.start(cell.label, cost: cell.cost)
            let start = clock.now
            let row: ThroughputRow
            if cell.source == .streamed, let command = options.worker {
                row = try await runApart(cell, command)
            } else {
                if cell.source == .streamed {
                    note("streamed cells shared one process, so their peak memory is not theirs alone")
                }
                row = try await ThroughputRun(
                    cell: cell, vectors: try streams.vectors(of: cell), peakGflops: environment.peakGflops
                ).run(progress: progress)
            }
            throughput.append(row)
            var event = event("throughput", index, since: start)
            event.throughputCell = cell
            event.throughput = row
            try finish(event, cost: cell.cost)
        }
    }

    /// Runs a short stretch of every combination of backend and coherence, so that code and tables are
    /// loaded and the clock has risen before the first measurement.
    private func warmUp(_ cells: [ThroughputCell], _ streams: PreparedStreams) async throws {
        var seen: Set<String> = []
        for var cell in cells where cell.source == .generated {
            guard seen.insert("\(cell.settings.backend) \(cell.settings.coherence)").inserted else {
                continue
            }
            progress.start("warm-up", cost: 0)
            let vectors = try streams.vectors(of: cell)?.prefix(2000)
            cell.vectors = vectors?.count
            _ = try await ThroughputRun(cell: cell, vectors: vectors.map(Array.init)).run(progress: nil)
        }
    }

    private func runApart(_ cell: ThroughputCell, _ command: WorkerCommand) async throws -> ThroughputRow {
        let process = try WorkerProcess(command)
        defer { process.close() }
        switch try await process.ask(.throughput(cell)) {
        case .throughput(var row):
            row.peakFraction = environment.peakGflops.map { row.gflops / ($0 * Double(row.concurrency)) }
            return row
        case .failure(let reason): throw WorkerError.failed(reason)
        default: throw WorkerError.failed("the worker process answered something else")
        }
    }

    // MARK: Accuracy

    private func run(_ cells: [AccuracyCell], index: Int) async throws {
        let width = max(environment.cores, 1)
        progress.start("accuracy, \(width) streams at a time", cost: AccuracyCell.cost)
        var outcomes = [AccuracyOutcome?](repeating: nil, count: cells.count)
        try await withThrowingTaskGroup(of: (Int, AccuracyOutcome, Double).self) { group in
            var next = 0
            func launch() {
                guard next < cells.count else { return }
                let place = next
                let cell = cells[place]
                next += 1
                group.addTask {
                    let clock = ContinuousClock()
                    let start = clock.now
                    let outcome = try await AccuracyRun(cell: cell).run()
                    return (place, outcome, (clock.now - start).inSeconds)
                }
            }
            for _ in 0..<width { launch() }
            while let (place, outcome, seconds) = try await group.next() {
                try Task.checkCancellation()
                outcomes[place] = outcome
                var event = event("accuracy", index, since: clock.now)
                event.elapsedS = seconds
                event.accuracyCell = cells[place]
                event.accuracy = outcome
                try finish(event, cost: AccuracyCell.cost)
                progress.start(cells[place].label, cost: AccuracyCell.cost)
                launch()
            }
        }
        // In the order of the plan, whatever the order in which they finished.
        for (cell, outcome) in zip(cells, outcomes) {
            guard let outcome else { continue }
            accuracy.append((cell, outcome.score))
            channels.append((cell.settings.detector, outcome.channels))
        }
    }

    // MARK: Backends

    private func run(_ experiment: BackendsExperiment, _ cells: [KernelCell], index: Int) async throws {
        var workers: [(core: String, process: WorkerProcess)] = []
        defer { for worker in workers { worker.process.close() } }
        let cores = BLASCores.alternatives(to: environment)
        if let command = options.worker {
            for core in cores {
                workers.append(
                    (core, try WorkerProcess(command, environment: ["OPENBLAS_CORETYPE": core])))
            }
        } else if !cores.isEmpty {
            note("OpenBLAS was measured with core type \(environment.openblasCore) alone")
        }
        for cell in cells {
            progress.start(cell.id, cost: KernelCell.cost)
            let start = clock.now
            let outcome = try await experiment.run(cell, workers: workers, progress: progress)
            let peaks = environment.peaks
            let fallback = environment.peakGflops
            backends += BackendsExperiment.rows(
                cell, outcome, peak: { isa in peaks.first { $0.isa == isa }?.gflops ?? fallback },
                seed: experiment.seed)
            var event = event("backends", index, since: start)
            event.kernelCell = cell
            event.kernel = outcome
            try finish(event, cost: KernelCell.cost)
        }
        backends.sort {
            ($0.operation, $0.window, $0.dimension, $0.batch, $0.backend, $0.isa)
                < ($1.operation, $1.window, $1.dimension, $1.batch, $1.backend, $1.isa)
        }
    }
}

extension AccuracyCell {
    /// About how many seconds a cell adds to a run.
    static let cost = 0.15
}

extension KernelCell {
    /// About how many seconds a cell adds to a run.
    static let cost = 0.7
}
