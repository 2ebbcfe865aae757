/// Open loops: percentiles at about equal rates, the highest sustainable rate, the recovery.
extension ComparedRows {
    /// By how much the rates of two runs may differ, as a share, for their latencies to be compared.
    private static let rateTolerance = 0.1

    mutating func latency(_ baseline: [LatencyRow], _ candidate: [LatencyRow]) {
        func rows(_ kind: LatencyKind) -> ([LatencyRow], [LatencyRow]) {
            (baseline.filter { $0.kind == kind.rawValue }, candidate.filter { $0.kind == kind.rawValue })
        }
        let curve = rows(.curve)
        for pair in match("latency", curve.0, curve.1, by: Self.subject) { curves(pair) }
        // A search tries the rates that it is led to: only what it comes to can be compared.
        let search = rows(.search)
        for pair in match("latency search", search.0, search.1, by: Self.subject) {
            add(
                Judge.Case(
                    metric: "max_sustainable_per_s", cell: pair.cell, better: .higher,
                    evidence: .repeats(
                        baseline: LatencyRow.highestSustained(pair.baseline),
                        candidate: LatencyRow.highestSustained(pair.candidate))))
        }
        let recovery = rows(.recovery)
        for pair in match("latency recovery", recovery.0, recovery.1, by: Self.subject) {
            add("recovery_s", .lower, pair) { $0.recoveryS }
        }
    }

    /// Rates that are shares of what each run found sustainable are about equal at best: those next to each
    /// other are compared where they are near enough, since latency depends on the rate.
    private mutating func curves(_ pair: MatchedCells<LatencyRow>.Pair) {
        let first = Self.byRate(pair.baseline)
        let second = Self.byRate(pair.candidate)
        var alone: (baseline: [Double], candidate: [Double]) = ([], second.map(\.rate))
        for one in first {
            let near = second.filter { alone.candidate.contains($0.rate) }
                .min { abs($0.rate - one.rate) < abs($1.rate - one.rate) }
            guard let near, abs(near.rate - one.rate) <= Self.rateTolerance * one.rate else {
                alone.baseline.append(one.rate)
                continue
            }
            alone.candidate.removeAll { $0 == near.rate }
            let cell = MatchedCells<LatencyRow>.Pair(
                cell: pair.cell + [Factor("offered_per_s", "\(one.rate.rounded())")],
                baseline: one.rows, candidate: near.rows)
            let note = near.rate == one.rate ? "" : "at \(Int(near.rate)) against \(Int(one.rate)) a second"
            add("p50_s", .lower, cell, note: note) { $0.p50S }
            add("p90_s", .lower, cell, note: note) { $0.p90S }
            add("p99_s", .lower, cell, note: note) { $0.p99S }
            add("p999_s", .lower, cell, note: note) { $0.p999S }
        }
        if !alone.baseline.isEmpty || !alone.candidate.isEmpty {
            func words(_ rates: [Double]) -> [String] { rates.map { "\(Int($0)) a second" } }
            leaveOut("latency rates", baseline: words(alone.baseline), candidate: words(alone.candidate))
        }
    }

    private static func byRate(_ rows: [LatencyRow]) -> [(rate: Double, rows: [LatencyRow])] {
        Dictionary(grouping: rows, by: \.offeredPerS).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private static func subject(_ row: LatencyRow) -> [Factor] {
        [
            Factor("scenario", row.scenario), Factor("backend", row.backend),
            Factor("dimension", "\(row.dimension)"), Factor("window", row.window),
            Factor("batch_size", "\(row.batchSize)"), Factor("buffer_size", "\(row.bufferSize)"),
            Factor("concurrency", "\(row.concurrency)"), Factor("schedule", row.schedule),
            Factor("seed", "\(row.seed)"), Factor("settings", row.settings.joined(separator: ", ")),
        ]
    }
}
