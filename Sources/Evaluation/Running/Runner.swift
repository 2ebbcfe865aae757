import StreamCore

/// How a run is made.
public struct RunOptions: Sendable {
    /// The folder to write.
    public var output: String
    /// Whether an earlier run there may be replaced.
    public var overwrite: Bool
    /// Whether a run that was interrupted there is gone on with; a folder without a run begins one.
    public var resume: Bool
    /// The part of the suite to run; nil for all of it.
    public var shard: Shard?
    /// What is shown meanwhile.
    public var progress: Progress
    /// How to start a worker process; nil runs everything in this one, and says so where that matters.
    public var worker: WorkerCommand?
    /// Whether the machine's peaks are measured at the start, half a second; without them no figure is set
    /// in relation to them.
    public var measuresPeaks = true

    /// Options for a run into `output`.
    public init(
        output: String, overwrite: Bool = false, resume: Bool = false, shard: Shard? = nil,
        progress: Progress = Progress(style: .quiet), worker: WorkerCommand? = nil
    ) {
        self.output = output
        self.overwrite = overwrite
        self.resume = resume
        self.shard = shard
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
        /// The rows and the environment; its status says whether the run is complete.
        public var record: RunRecord
        /// The paths of the files, the report first.
        public var paths: [String]
    }

    /// Runs everything that is not done yet.
    ///
    /// Every finished cell is in `events.jsonl` before the next begins, so that an interrupted run can be
    /// gone on with. A cancelled task ends the run after its cell with a result whose status is
    /// `cancelled`; a cell that throws ends it with that error. Either way the reports of what was done
    /// are written and say that they are not whole.
    ///
    /// - Parameter rendering: Makes the CSV files and reports from the record; `RunReport.files` of the
    ///   Reporting module.
    /// - Throws: ``StreamCore/InputError`` for what the user can mend; whatever a cell throws.
    public func run(
        rendering: @Sendable (RunRecord) throws -> [RenderedFile]
    ) async throws -> Result {
        let planned = try suite.experiments.map { try PlannedExperiment($0) }
        let plan = try RunPlan(suite: suite, experiments: planned, shard: options.shard)
        let folder = RunFolder(path: options.output)
        var start = try begin(plan, in: folder)
        defer { start.lock.release() }
        let clock = ContinuousClock()
        let began = clock.now
        let session = RunSession(
            folder: folder, options: options, environment: start.environment, plan: plan,
            after: start.events)
        let costs = planned.indices.map { index in
            let costs = planned[index].cells.costs(cores: start.environment.cores)
            return session.pending(index).reduce(0) { $0 + costs[$1] }
        }
        options.progress.begin(
            cells: plan.cellCount - start.events.count, cost: costs.reduce(0, +))
        var failure: (any Error)?
        do {
            try await options.progress.ticking {
                for index in planned.indices { try await session.run(planned[index], index: index) }
            }
        } catch {
            failure = error
        }
        options.progress.end()
        start.environment.ended = Environment.timestamp()
        var record = RunAssembly(plan: plan, environment: start.environment).record(of: session.events)
        record.elapsedS = start.elapsedS + (clock.now - began).inSeconds
        if let failure {
            record.status = failure is CancellationError || Task.isCancelled ? .cancelled : .failed
            record.failure = record.status == .failed ? "\(failure)" : nil
        }
        do {
            let paths = try RunReports(folder: folder, record: record).write(rendering)
            if let failure, record.status == .failed { throw failure }
            return Result(record: record, paths: paths)
        } catch {
            // The first error is the one to report.
            throw record.status == .failed ? failure ?? error : error
        }
    }

    /// Where a run begins: what was done before, and where it is measured.
    private struct Start {
        var environment: Environment
        var events: [RunEvent] = []
        var elapsedS = 0.0
        var lock: RunFolder.Lock
    }

    private func environment() -> Environment {
        options.measuresPeaks ? Environment.measured() : Environment.described()
    }

    private func begin(_ plan: RunPlan, in folder: RunFolder) throws(InputError) -> Start {
        if options.resume, folder.holdsRun {
            return try goOn(plan, in: folder)
        }
        try folder.create(overwrite: options.overwrite)
        let lock = try folder.lock()
        let environment = environment()
        let record = RunAssembly(plan: plan, environment: environment).record(of: [])
        try folder.writeJSON(RunSummary(record, files: []), to: "summary.json")
        try folder.writeJSON(environment, to: "environment.json")
        try folder.writeJSON(plan, to: "plan.json", pretty: false)
        return Start(environment: environment, lock: lock)
    }

    private func goOn(_ plan: RunPlan, in folder: RunFolder) throws(InputError) -> Start {
        let lock = try folder.lock()
        do throws(InputError) {
            return try goOn(plan, in: folder, lock)
        } catch {
            lock.release()
            throw error
        }
    }

    private func goOn(
        _ plan: RunPlan, in folder: RunFolder, _ lock: RunFolder.Lock
    ) throws(InputError) -> Start {
        // A run that was killed before its plan was written has done nothing.
        guard folder.has("plan.json"), folder.has("environment.json") else {
            try folder.truncate("events.jsonl", to: 0)
            let environment = environment()
            try folder.writeJSON(environment, to: "environment.json")
            try folder.writeJSON(plan, to: "plan.json", pretty: false)
            return Start(environment: environment, lock: lock)
        }
        let archive = try RunArchive(path: folder.path)
        guard archive.plan.configuration == plan.configuration else {
            throw InputError(
                file: folder.path,
                problem: "holds a run of another configuration: "
                    + archive.plan.difference(from: plan),
                remedy: "give another --output, or --force without --resume to start over")
        }
        guard archive.plan.shard == plan.shard else {
            let name = { (shard: Shard?) in shard.map { "shard \($0)" } ?? "the whole suite" }
            throw InputError(
                file: folder.path,
                problem: "holds \(name(archive.plan.shard)), not \(name(plan.shard))",
                remedy: "give the same --shard, or another --output")
        }
        var environment = archive.environment
        if let difference = environment.differences(from: .described()).first {
            throw InputError(
                file: folder.path, field: difference.field,
                problem: "the run began with '\(difference.this)' and this is '\(difference.other)'",
                remedy: "go on where it began, or run one --shard a machine and merge them")
        }
        try folder.truncate("events.jsonl", to: archive.log.wholeBytes)
        environment.resumed.append(Environment.timestamp())
        environment.ended = nil
        try folder.writeJSON(environment, to: "environment.json")
        var record = archive.record()
        record.status = .running
        try folder.writeJSON(RunSummary(record, files: []), to: "summary.json")
        return Start(
            environment: environment, events: archive.log.events, elapsedS: record.elapsedS, lock: lock)
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
        case .latency(let latency): cells = .latency(try latency.plan())
        case .accuracy(let accuracy): cells = .accuracy(accuracy.plan())
        case .backends(let backends): cells = .backends(backends.plan())
        }
    }

    var kind: String { experiment.kind }

    /// Settings that hold for all cells and are not in them.
    var settings: [String: String] {
        switch experiment {
        case .throughput, .latency, .accuracy: [:]
        case .backends(let backends):
            [
                "backend": backends.backends.joined(separator: ","), "repeats": "\(backends.repeats)",
                "sample_s": "\(backends.sampleSeconds)",
            ]
        }
    }

    func title(cells count: Int) -> String {
        let whole = count == cells.count ? "" : " of \(cells.count)"
        return "\(kind): \(count)\(whole) cell\(count == 1 && whole.isEmpty ? "" : "s")"
    }
}
