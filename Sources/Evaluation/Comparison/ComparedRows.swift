/// The figures of two records that can be set side by side, and the cells that cannot.
struct ComparedRows {
    /// The figures, not yet judged.
    private(set) var cases: [Judge.Case] = []
    /// Cells that one of the runs lacks: the family, the cells of the baseline alone, of the candidate
    /// alone.
    private(set) var unmatched: [(family: String, baseline: [String], candidate: [String])] = []
    /// The same for cells that two runs of one plan need not have in common.
    private(set) var leftOut: [(family: String, baseline: [String], candidate: [String])] = []

    typealias Factor = MetricComparison.Factor

    init(_ baseline: RunRecord, _ candidate: RunRecord) {
        throughput(baseline.throughput, candidate.throughput)
        latency(baseline.latency, candidate.latency)
        kernels(baseline.backends, candidate.backends)
        accuracy(baseline.accuracy, candidate.accuracy)
        delays(baseline.delays, candidate.delays)
    }

    mutating func match<Row>(
        _ family: String, _ baseline: [Row], _ candidate: [Row], by factors: (Row) -> [Factor]
    ) -> [MatchedCells<Row>.Pair] {
        let matched = MatchedCells(baseline, candidate, by: factors)
        if !matched.onlyBaseline.isEmpty || !matched.onlyCandidate.isEmpty {
            func words(_ cells: [[Factor]]) -> [String] {
                cells.map { $0.map { "\($0.name)=\($0.value)" }.joined(separator: " ") }
            }
            unmatched.append((family, words(matched.onlyBaseline), words(matched.onlyCandidate)))
        }
        return matched.pairs
    }

    // MARK: Speed, processor time and memory, over repeats

    private mutating func throughput(_ baseline: [ThroughputRow], _ candidate: [ThroughputRow]) {
        let pairs = match("throughput", baseline, candidate) { row in
            [
                Factor("scenario", row.scenario), Factor("source", row.source),
                Factor("backend", row.backend), Factor("coherence", row.coherence),
                Factor("dimension", "\(row.dimension)"), Factor("window", row.window),
                Factor("batch_size", "\(row.batchSize)"), Factor("buffer_size", "\(row.bufferSize)"),
                Factor("concurrency", "\(row.concurrency)"), Factor("vectors", "\(row.vectors)"),
                Factor("seed", "\(row.seed)"), Factor("windowing", row.factors.windowing),
                Factor("slide", row.factors.slide), Factor("detector", row.factors.detector),
                Factor("detection_interval", "\(row.factors.detectionInterval)"),
                Factor("threshold", "\(row.factors.threshold)"), Factor("overflow", row.factors.overflow),
            ]
        }
        for pair in pairs {
            add("vectors_per_s", .higher, pair) { $0.vectorsPerS }
            add("cpu_s_per_vector", .lower, pair) { $0.vectors > 0 ? $0.cpuS / Double($0.vectors) : nil }
            add("peak_rss_bytes", .lower, pair) { $0.peakRssBytes.map(Double.init) }
        }
    }

    /// A figure that repeats measure; no case where neither run has it.
    mutating func add<Row: RepeatedRow>(
        _ metric: String, _ better: MetricComparison.Direction, _ pair: MatchedCells<Row>.Pair,
        note: String = "", _ figure: (Row) -> Double?
    ) {
        guard (pair.baseline + pair.candidate).contains(where: { figure($0) != nil }) else { return }
        let notes = Self.invalid(pair.baseline, "baseline") + Self.invalid(pair.candidate, "candidate")
        cases.append(
            Judge.Case(
                metric: metric, cell: pair.cell, better: better,
                evidence: .repeats(
                    baseline: pair.baseline.filter(\.valid).compactMap(figure),
                    candidate: pair.candidate.filter(\.valid).compactMap(figure)),
                note: (notes + [note]).filter { !$0.isEmpty }.joined(separator: "; ")))
    }

    /// Adds a figure that is not yet judged.
    mutating func add(_ one: Judge.Case) { cases.append(one) }

    /// Notes that cells were measured under conditions too unlike to be compared.
    mutating func leaveOut(_ family: String, baseline: [String], candidate: [String]) {
        leftOut.append((family, baseline, candidate))
    }

    /// What to say of the repeats that cannot be trusted.
    private static func invalid(_ rows: [some RepeatedRow], _ side: String) -> [String] {
        let bad = rows.filter { !$0.valid }
        guard !bad.isEmpty else { return [] }
        // The kinds of reasons without their figures, which differ from row to row.
        let kinds: [String] = bad.flatMap { row in
            row.note.split(separator: ";").map { reason in
                String(reason.drop { $0 == " " }.prefix { $0 != ":" })
            }
        }
        let reasons = Set(kinds.filter { !$0.isEmpty }).sorted().joined(separator: ", ")
        return ["\(side): \(bad.count) of \(rows.count) not valid" + (reasons.isEmpty ? "" : " (\(reasons))")]
    }

    // MARK: Kernels

    private mutating func kernels(_ baseline: [BackendRow], _ candidate: [BackendRow]) {
        // How fast the reference is, is nobody's concern.
        func fast(_ rows: [BackendRow]) -> [BackendRow] { rows.filter { $0.backend != "reference" } }
        let pairs = match("backends", fast(baseline), fast(candidate)) { row in
            [
                Factor("operation", row.operation), Factor("window", "\(row.window)"),
                Factor("dimension", "\(row.dimension)"), Factor("batch", "\(row.batch)"),
                Factor("backend", row.backend), Factor("isa", row.isa), Factor("threads", "\(row.threads)"),
            ]
        }
        for pair in pairs {
            guard let first = pair.baseline.first, let second = pair.candidate.first else { continue }
            var doubts: [String] = []
            if !first.valid { doubts.append("baseline: not valid (\(first.note))") }
            if !second.valid { doubts.append("candidate: not valid (\(second.note))") }
            cases.append(
                Judge.Case(
                    metric: "kernel_gflops", cell: pair.cell, better: .higher,
                    evidence: doubts.isEmpty
                        ? .medians(baseline: Self.median(first), candidate: Self.median(second)) : nil,
                    note: doubts.joined(separator: "; ")))
        }
    }

    private static func median(_ row: BackendRow) -> RatioEvidence.Median {
        RatioEvidence.Median(
            value: row.gflopsMedian, low: row.gflopsLow, high: row.gflopsHigh, count: row.repeats)
    }

    // MARK: Detection, over planted events and blocks

    private mutating func accuracy(_ baseline: [AccuracyRow], _ candidate: [AccuracyRow]) {
        let pairs = match("accuracy", baseline, candidate) { row in
            [
                Factor("scenario", row.scenario), Factor("detector", row.detector),
                Factor("pattern_type", row.patternType), Factor("strength", row.strength),
                Factor("backend", row.factors.backend), Factor("coherence", row.factors.coherence),
                Factor("dimension", "\(row.factors.dimension)"), Factor("window", row.factors.window),
                Factor("detection_interval", "\(row.factors.detectionInterval)"),
                Factor("threshold", "\(row.factors.threshold)"),
                Factor("average_run_length", "\(row.factors.averageRunLength)"),
                Factor("alpha", "\(row.factors.alpha)"),
            ]
        }
        for pair in pairs {
            guard let first = pair.baseline.first, let second = pair.candidate.first else { continue }
            let isIdentical = first.countsEqual(second)
            func add(_ metric: String, _ better: MetricComparison.Direction, _ evidence: RatioEvidence?) {
                guard let evidence else { return }
                cases.append(
                    Judge.Case(
                        metric: metric, cell: pair.cell, better: better, evidence: evidence,
                        isIdentical: isIdentical))
            }
            func found(_ row: AccuracyRow) -> (Int, of: Int) { (row.truePositives, of: row.events) }
            func claimed(_ row: AccuracyRow) -> (Int, of: Int) {
                (row.truePositives, of: row.events + row.falsePositives)
            }
            func alarms(_ row: AccuracyRow) -> (Int, per: Int) {
                (row.falsePositives, per: row.monitoredBlocks)
            }
            if first.events > 0, second.events > 0 {
                // F1 = 2J/(1 + J) with J = TP/(TP + FP + FN), a share.
                add(
                    "f1", .higher,
                    .shares(baseline: claimed(first), candidate: claimed(second)) { 2 * $0 / (1 + $0) })
                add("recall", .higher, .shares(baseline: found(first), candidate: found(second)))
            }
            add(
                "false_alarms_per_1000_blocks", .lower,
                .rates(baseline: alarms(first), candidate: alarms(second), unit: 1000))
        }
    }

    private mutating func delays(_ baseline: [DelayRow], _ candidate: [DelayRow]) {
        // A change that nothing found has no delay, so a cell may be missing without the plans differing.
        let matched = MatchedCells(baseline, candidate) { row in
            [
                Factor("scenario", row.scenario), Factor("detector", row.detector),
                Factor("pattern_type", row.patternType), Factor("strength", row.strength),
                Factor("average_run_length", "\(row.averageRunLength)"),
            ]
        }
        for pair in matched.pairs {
            let (first, second) = (Self.delays(pair.baseline), Self.delays(pair.candidate))
            cases.append(
                Judge.Case(
                    metric: "delay_blocks", cell: pair.cell, better: .lower,
                    evidence: .means(baseline: first, candidate: second), isIdentical: first == second))
        }
    }

    /// The delay of every change found, in rising order.
    private static func delays(_ rows: [DelayRow]) -> [Double] {
        rows.sorted { $0.delayBlocks < $1.delayBlocks }.flatMap {
            [Double](repeating: Double($0.delayBlocks), count: $0.events)
        }
    }
}

/// A row that one repeat of a measurement gave.
protocol RepeatedRow {
    var valid: Bool { get }
    var note: String { get }
}

extension ThroughputRow: RepeatedRow {}
extension LatencyRow: RepeatedRow {}

extension AccuracyRow {
    /// Whether two rows came to the same counts on the same number of streams. The engine and the detectors
    /// give the same answer to the same stream, so equal counts of equal streams are no coincidence of
    /// sampling.
    fileprivate func countsEqual(_ other: AccuracyRow) -> Bool {
        seeds == other.seeds && events == other.events && truePositives == other.truePositives
            && falsePositives == other.falsePositives && falseNegatives == other.falseNegatives
            && monitoredBlocks == other.monitoredBlocks && delayMeanBlocks == other.delayMeanBlocks
    }
}
