import StreamCore
import StreamEngine

/// Runs one latency cell: an **open loop**, whose arrivals know nothing of the engine.
///
/// In a closed loop the next vector waits for the engine, so an engine that stalls is asked for less, and
/// the latencies of everything that should have come meanwhile are never taken: Tene's *coordinated
/// omission* ("How NOT to Measure Latency", 2013). Here a schedule says beforehand when each vector is meant
/// to arrive (Schroeder, Wierman and Harchol-Balter, "Open Versus Closed: A Cautionary Tale", NSDI 2006, on
/// how far the two differ), and a vector's latency counts from that moment to the one at which the batch
/// that holds it is in the graph and any window and detection then due is done: waiting for the producer,
/// for the buffer and for the batch before is all part of it. What the engine does in a closed loop is told
/// as a rate only.
///
/// How it is done:
/// 1. Vectors are made ahead. The engine is given as many as fill its window and let its detector learn.
/// 2. The producer, on a thread of its own, sleeps until just before the next intended arrival and looks at
///    the clock for the last 30 µs; everything due is handed over at once. When the buffer is full it waits,
///    and the schedule goes on.
/// 3. The engine tells after each batch how many vectors it is done with, and when. That is all that happens
///    during the run; latencies, backlog and percentiles are worked out afterwards.
/// 4. The first part of the schedule (`warmup`) is not counted.
/// 5. By how much the producer itself was late is taken down too. Its lateness is part of the latency, which
///    it can only overstate; where its 99th percentile is more than half of the latencies', the row tells more
///    of the producer than of the engine, and says `valid=false`.
///
/// The rate that is offered, how far it is sustained, and the backlog stand beside every latency, as Gregg
/// advises ("Systems Performance", 2nd edition, 2020, chapters 2 and 12): a latency without its load says
/// nothing.
package struct LatencyRun {
    let cell: LatencyCell
    /// The vectors made ahead of the clock, at least one.
    let vectors: [SemanticVector]
    /// The rate that a search found sustainable, for loads that are a share of it.
    var sustainablePerS: Double?

    /// A run of `cell` over `vectors`, which repeat when the schedule is longer.
    package init(cell: LatencyCell, vectors: [SemanticVector], sustainablePerS: Double? = nil) {
        self.cell = cell
        self.vectors = vectors
        self.sustainablePerS = sustainablePerS
    }

    /// How much of a schedule's latency may be the producer's own: its p99 over the latencies' p99.
    static let toleratedLag = 0.5
    /// How long the closed loop runs that bounds a search, in seconds.
    private static let closedLoopSeconds = 0.5

    /// Measures the cell.
    package func run(progress: Progress?) async throws -> LatencyOutcome {
        guard let dimension = vectors.first?.embedding.count else {
            throw InputError(
                file: cell.subject.scenario.path, problem: "gives no vectors",
                remedy: "give a count, or a scenario that has some")
        }
        var bench = try await LatencyBench(cell.subject, vectors: vectors, dimension: dimension)
        switch cell.kind {
        case .curve: return try await curve(&bench, dimension)
        case .search: return try await search(&bench, dimension, progress)
        case .recovery: return try await recovery(&bench, dimension)
        }
    }

    // MARK: One rate

    private func curve(_ bench: inout LatencyBench, _ dimension: Int) async throws -> LatencyOutcome {
        let (rate, missing) = offeredRate
        guard let rate else { return LatencyOutcome(rows: [row(dimension, note: missing)]) }
        let schedule = steady(rate: rate, durationS: cell.durationS, part: 0)
        let measured = try await measure(&bench, schedule, rate: rate, dimension)
        return LatencyOutcome(rows: [measured.row], histograms: [measured.histogram])
    }

    /// The rate of a curve, or of a recovery's calm; nil, and why, when no rate was sustainable.
    private var offeredRate: (rate: Double?, missing: String) {
        switch cell.load {
        case .perSecond(let rate): return (rate, "")
        case .share(let share):
            guard let sustainablePerS else { return (nil, "no rate was sustainable") }
            return (SustainableRateSearch.rounded(share * sustainablePerS), "")
        case .searched: return (nil, "no rate was given")
        }
    }

    /// A schedule: the intended arrivals, and which of them count.
    private struct Schedule {
        var arrivals: [Int64]
        var measured: Range<Int64>
    }

    private func steady(rate: Double, durationS: Double, part: Int) -> Schedule {
        var generator = generator(part)
        let warmup = Int64(cell.warmupS * 1e9)
        let length = Int64(durationS * 1e9)
        let kind = cell.subject.schedule
        let arrivals =
            kind.offsets(rate: rate, nanoseconds: warmup, using: &generator)
            + kind.offsets(rate: rate, nanoseconds: length, using: &generator).map { $0 + warmup }
        return Schedule(arrivals: arrivals, measured: warmup..<warmup + length)
    }

    /// Chance for the `part`-th schedule of this cell: every repetition and probe has its own.
    private func generator(_ part: Int) -> SeededGenerator {
        SeededGenerator(
            seed: cell.subject.seed, stream: 1 << 32 + UInt64(clamping: cell.repeat) << 16 + UInt64(part))
    }

    private func measure(
        _ bench: inout LatencyBench, _ schedule: Schedule, rate: Double, _ dimension: Int
    ) async throws -> (row: LatencyRow, histogram: LatencyHistogram, trace: OpenLoopTrace) {
        let load = MachineLoad.Reading.now()
        let (trace, lags) = try await bench.offer(schedule.arrivals)
        let busy = MachineLoad.since(load)?.doubt
        let latencies = trace.latencies(in: schedule.measured)
        let span = schedule.measured
        let arrivals = trace.arrived(before: span.upperBound) - trace.arrived(before: span.lowerBound)
        let completed = trace.done(by: span.upperBound) - trace.done(by: span.lowerBound)
        // An overload is not sustained, by intention.
        let against =
            cell.kind == .recovery
            ? []
            : SustainedRule.reasonsAgainst(
                arrivals: arrivals, completed: completed, trend: trace.trend(in: span),
                latencies: latencies, target: cell.subject.targetS)
        var row = row(dimension, note: "")
        row.offeredPerS = rate
        row.achievedPerS = Double(completed) / (Double(span.upperBound - span.lowerBound) * 1e-9)
        row.samples = latencies.count
        row.meanS = latencies.mean
        row.p50S = latencies.quantile(permille: 500)
        row.p90S = latencies.quantile(permille: 900)
        row.p99S = latencies.quantile(permille: 990)
        row.p999S = latencies.quantile(permille: 999)
        row.maxS = latencies.longest
        row.backlogEnd = trace.backlog(at: span.upperBound)
        row.sustained = against.isEmpty
        row.lagP99S = lags.quantile(permille: 990) ?? lags.longest

        var problems: [String] = []
        if latencies.count < 20 { problems.append("\(latencies.count) samples are too few") }
        if trace.unfinished > 0 { problems.append("\(trace.unfinished) vectors were never done") }
        problems += bench.losses
        if let busy { problems.append(busy) }
        if let lag = row.lagP99S, let tail = row.p99S ?? row.maxS, lag > Self.toleratedLag * tail {
            problems.append("the producer itself was \(microseconds(lag)) late (p99)")
        }
        row.valid = problems.isEmpty
        row.note = (problems + against + settingsNotes).joined(separator: "; ")
        let (nanoseconds, counts) = latencies.buckets()
        let histogram = LatencyHistogram(row: 0, nanoseconds: nanoseconds, counts: counts)
        return (row, histogram, trace)
    }

    private func microseconds(_ seconds: Double) -> String { "\(Int((seconds * 1e6).rounded())) µs" }

    private var settingsNotes: [String] {
        let settings = cell.subject.settings
        let usual = EngineSettings()
        var notes: [String] = []
        if settings.coherence != usual.coherence { notes.append("coherence \(settings.coherence)") }
        if settings.detector != usual.detector { notes.append("detector \(settings.detector)") }
        if settings.averageRunLength != usual.averageRunLength {
            notes.append("average run length \(Int(settings.averageRunLength))")
        }
        return notes
    }

    /// A row with the cell's factors and no measurement.
    private func row(_ dimension: Int, note: String) -> LatencyRow {
        let settings = cell.subject.settings
        return LatencyRow(
            scenario: cell.subject.scenario.name, backend: settings.backend, dimension: dimension,
            window: settings.window, batchSize: settings.batchSize, bufferSize: settings.bufferSize,
            concurrency: settings.concurrency, offeredPerS: 0, achievedPerS: 0, samples: 0, meanS: nil,
            p50S: nil, p90S: nil, p99S: nil, p999S: nil, maxS: nil, backlogEnd: 0, sustained: false,
            schedule: cell.subject.schedule.kind.rawValue, kind: cell.kind.rawValue, repeat: cell.repeat,
            seed: cell.subject.seed, valid: false, note: note)
    }

    // MARK: The highest rate

    private func search(
        _ bench: inout LatencyBench, _ dimension: Int, _ progress: Progress?
    ) async throws -> LatencyOutcome {
        let ceiling = try await bench.closedLoop(seconds: Self.closedLoopSeconds)
        var rows: [LatencyRow] = []
        var search = SustainableRateSearch(ceiling: ceiling, tolerance: cell.tolerance)
        while let rate = search.candidate {
            // Long enough for the percentile that is judged, within reason.
            let duration = max(cell.durationS, min(1000 / rate, 30))
            let schedule = steady(rate: rate, durationS: duration, part: rows.count + 1)
            let row = try await measure(&bench, schedule, rate: rate, dimension).row
            rows.append(row)
            progress?.advance(1 - 1 / Double(rows.count + 1))
            search.note(isSustained: row.sustained)
        }
        return LatencyOutcome(rows: rows, sustainablePerS: search.found, closedLoopPerS: ceiling)
    }

    // MARK: Recovery

    private func recovery(_ bench: inout LatencyBench, _ dimension: Int) async throws -> LatencyOutcome {
        let (rate, missing) = offeredRate
        guard let rate else { return LatencyOutcome(rows: [row(dimension, note: missing)]) }
        let plan = RecoveryPlan(cell)
        var generator = generator(0)
        let kind = cell.subject.schedule
        var arrivals: [Int64] = []
        var end: Int64 = 0
        func add(_ seconds: Double, rate: Double) {
            let length = Int64(seconds * 1e9)
            let start = end
            arrivals += kind.offsets(rate: rate, nanoseconds: length, using: &generator).map { $0 + start }
            end += length
        }
        add(cell.warmupS, rate: rate)
        let calmStart = end
        add(plan.calmS, rate: rate)
        let calmEnd = end
        // The calm is half of the sustainable rate.
        add(plan.burstS, rate: 2 * rate * cell.overloadFactor)
        let burstEnd = end
        add(plan.afterS, rate: rate)
        let schedule = Schedule(arrivals: arrivals, measured: calmStart..<end)
        var measured = try await measure(&bench, schedule, rate: rate, dimension)
        let recovery = measured.trace.recovery(calm: calmStart..<calmEnd, burstEnd: burstEnd, end: end)
        measured.row.recoveryS = recovery.map { Double($0) * 1e-9 }
        measured.row.sustained = recovery != nil
        return LatencyOutcome(rows: [measured.row], histograms: [measured.histogram])
    }
}
