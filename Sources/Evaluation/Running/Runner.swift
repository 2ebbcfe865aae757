import StreamCore

/// How a run is made.
public struct RunOptions: Sendable {
    /// The folder to write.
    public var output: String
    /// Whether an earlier run there may be replaced.
    public var overwrite: Bool
    /// What is shown meanwhile.
    public var progress: Progress
    /// How to start a worker process; nil runs everything in this one, and says so where that matters.
    public var worker: WorkerCommand?

    /// Options for a run into `output`.
    public init(
        output: String, overwrite: Bool = false, progress: Progress = Progress(style: .quiet),
        worker: WorkerCommand? = nil
    ) {
        self.output = output
        self.overwrite = overwrite
        self.progress = progress
        self.worker = worker
    }
}

/// Runs a suite: plans every experiment, runs the cells, writes the folder.
///
/// ```swift
/// let suite = try Suite(contentsOf: "datasets/suites/quick.yaml")
/// let run = try await Runner(suite: suite, options: RunOptions(output: "results/quick"))
///     .run(rendering: RunReport.files)
/// print(RunReport.terminal(run.record, paths: run.paths))
/// ```
public struct Runner: Sendable {
    /// The suite.
    public let suite: Suite
    /// How it is run.
    public let options: RunOptions

    /// A runner of `suite`.
    public init(suite: Suite, options: RunOptions) {
        self.suite = suite
        self.options = options
    }

    /// What a run came to, and the files that it wrote.
    public struct Result: Sendable {
        /// The rows and the environment.
        public var record: RunRecord
        /// The paths of the files, the report first.
        public var paths: [String]
    }

    /// Runs everything.
    ///
    /// The folder is made first. If a cell throws or the task is cancelled, what was finished stays in
    /// `events.jsonl`, `summary.json` says `failed` or `cancelled`, and no CSV file or report is written.
    ///
    /// - Parameter rendering: Makes the CSV files and reports from the record; `RunReport.files` of the
    ///   Reporting module.
    /// - Throws: ``StreamCore/InputError`` for what the user can mend; `CancellationError`; whatever a
    ///   cell throws.
    public func run(
        rendering: @Sendable (RunRecord) throws -> [RenderedFile]
    ) async throws -> Result {
        let folder = RunFolder(path: options.output)
        let plans = try suite.experiments.map { try PlannedExperiment($0) }
        try folder.create(overwrite: options.overwrite)
        let clock = ContinuousClock()
        let start = clock.now
        var record = RunRecord(
            suite: suite.name, suiteFile: suite.file, seed: suite.seed, environment: Environment.measured())
        let cells = plans.reduce(0) { $0 + $1.cellCount }
        var status = RunSummary(
            suite: suite.name, status: .running, cells: cells, cellsDone: 0,
            started: record.environment.started)
        try folder.writeJSON(status, to: "summary.json")
        try folder.writeJSON(record.environment, to: "environment.json")
        try folder.writeJSON(
            RunPlan(
                suite: suite.name, file: suite.file, seed: suite.seed,
                experiments: plans.map { RunPlan.Item(kind: $0.kind, cells: $0.cells) }),
            to: "plan.json")

        let session = RunSession(folder: folder, options: options, environment: record.environment)
        options.progress.begin(cells: cells, cost: plans.reduce(0) { $0 + $1.cost })
        do {
            try await options.progress.ticking {
                for (index, plan) in plans.enumerated() {
                    options.progress.phase(plan.title)
                    try await session.run(plan, index: index)
                }
            }
            options.progress.end()
            session.fill(&record)
            record.elapsedS = (clock.now - start).inSeconds
            record.environment.ended = Environment.timestamp()
            let rendered = try rendering(record)
            return try finish(record, rendered, cells: cells, in: folder)
        } catch {
            options.progress.end()
            status.status = error is CancellationError ? .cancelled : .failed
            status.error = "\(error)"
            status.cellsDone = session.cellsDone
            status.ended = Environment.timestamp()
            // The first error is the one to report, whatever becomes of this file.
            try? folder.writeJSON(status, to: "summary.json")
            throw error
        }
    }

    /// Writes what a whole run has, the summary that says so last.
    private func finish(
        _ record: RunRecord, _ rendered: [RenderedFile], cells: Int, in folder: RunFolder
    ) throws(InputError) -> Result {
        for file in rendered { try folder.write(file.content, to: file.name) }
        try folder.writeJSON(record.environment, to: "environment.json")
        let reports = rendered.map(\.name).sorted {
            ($0.hasPrefix("report") ? 0 : 1, $0) < ($1.hasPrefix("report") ? 0 : 1, $1)
        }
        let files = reports + ["plan.json", "environment.json", "events.jsonl", "summary.json"]
        try folder.writeJSON(RunSummary(record, cells: cells, files: files), to: "summary.json")
        return Result(record: record, paths: files.map(folder.file))
    }
}

/// An experiment with its cells.
struct PlannedExperiment {
    var experiment: Experiment
    var cells: RunPlan.Cells

    init(_ experiment: Experiment) throws(InputError) {
        self.experiment = experiment
        switch experiment {
        case .throughput(let throughput): cells = .throughput(try throughput.plan())
        case .accuracy(let accuracy): cells = .accuracy(accuracy.plan())
        case .backends(let backends): cells = .backends(backends.plan())
        }
    }

    var kind: String { experiment.kind }

    var cellCount: Int {
        switch cells {
        case .throughput(let cells): cells.count
        case .accuracy(let cells): cells.count
        case .backends(let cells): cells.count
        }
    }

    /// About how many seconds it will take: what the progress is weighed by.
    var cost: Double {
        switch cells {
        case .throughput(let cells): cells.reduce(0) { $0 + $1.cost }
        case .accuracy(let cells): Double(cells.count) * AccuracyCell.cost
        case .backends(let cells): Double(cells.count) * KernelCell.cost
        }
    }

    var title: String {
        let count = cellCount
        return "\(kind): \(count) cell\(count == 1 ? "" : "s")"
    }
}
