import Evaluation

/// What reports show of open loops.
struct LatencyTables {
    let rows: [LatencyRow]
    let sustainable: [SustainableRate]

    init(_ record: RunRecord) {
        rows = record.latency
        sustainable = record.sustainableRates
    }

    /// Rows that differ in nothing but their repetition.
    private func series(kind: String) -> [[LatencyRow]] {
        var groups: [[LatencyRow]] = []
        for row in rows where row.kind == kind {
            let place = groups.firstIndex {
                $0[0].isSameSubject(as: row) && $0[0].offeredPerS == row.offeredPerS
            }
            if let place { groups[place].append(row) } else { groups.append([row]) }
        }
        return groups.sorted { Self.name($0[0]) == Self.name($1[0]) && $0[0].offeredPerS < $1[0].offeredPerS }
    }

    private static func name(_ row: LatencyRow) -> [String] {
        [
            described(row), row.backend, "\(row.dimension)", row.window, "\(row.batchSize)",
            "\(row.bufferSize)", "\(row.concurrency)", row.schedule,
        ]
    }

    /// The scenario, with the settings that have no column.
    private static func described(_ row: LatencyRow) -> String {
        ([row.scenario] + row.settings).joined(separator: ", ")
    }

    private static let names = [
        "scenario", "backend", "d", "window", "batch", "buffer", "threads", "arrivals",
    ]

    /// The median of a figure over the valid rows; over all where none is valid.
    private static func median(
        _ rows: [LatencyRow], _ figure: (LatencyRow) -> Double?
    ) -> Double? {
        let valid = rows.filter(\.valid)
        let values = (valid.isEmpty ? rows : valid).compactMap(figure).sorted()
        guard !values.isEmpty else { return nil }
        return (values[(values.count - 1) / 2] + values[values.count / 2]) / 2
    }

    private static func verdict(_ rows: [LatencyRow]) -> String {
        let kept = rows.filter(\.sustained).count
        let word = kept == rows.count ? "yes" : kept == 0 ? "no" : "\(kept) of \(rows.count)"
        return rows.allSatisfy(\.valid) ? word : word + " (not valid)"
    }

    /// Latencies by offered rate, medians over repetitions.
    func curve() -> TextTable {
        var table = TextTable(
            Self.names + [
                "offered/s", "achieved/s", "samples", "p50", "p90", "p99", "p99.9", "max", "backlog",
                "sustained",
            ], numeric: Set(2...6).union(8...16))
        for rows in series(kind: "curve") {
            table.rows.append(
                Self.name(rows[0]) + [
                    Format.whole(rows[0].offeredPerS), Format.whole(Self.median(rows, \.achievedPerS) ?? 0),
                    Format.whole(rows.reduce(0) { $0 + $1.samples }),
                    Format.latency(Self.median(rows, \.p50S)), Format.latency(Self.median(rows, \.p90S)),
                    Format.latency(Self.median(rows, \.p99S)), Format.latency(Self.median(rows, \.p999S)),
                    Format.latency(rows.compactMap(\.maxS).max()),
                    Format.whole(Self.median(rows) { Double($0.backlogEnd) } ?? 0), Self.verdict(rows),
                ])
        }
        return table
    }

    /// The highest sustainable rates.
    func search() -> TextTable {
        var table = TextTable(
            Self.names + ["highest sustained/s", "min–max", "searches", "rates tried"],
            numeric: Set(2...6).union(8...11))
        for rate in sustainable {
            let tried = rows.filter { $0.kind == "search" && $0.isSameSubject(as: rate.factors) }
            table.rows.append(
                Self.name(rate.factors) + [
                    rate.median > 0 ? Format.whole(rate.median) : "none",
                    "\(Format.whole(rate.low))–\(Format.whole(rate.high))", "\(rate.repeats)",
                    "\(tried.count)",
                ])
        }
        return table
    }

    /// Recoveries from an overload.
    func recovery() -> TextTable {
        var table = TextTable(
            Self.names + ["before and after/s", "recovered after", "p50", "p99", "max", "recovered"],
            numeric: Set(2...6).union(8...12))
        for rows in series(kind: "recovery") {
            table.rows.append(
                Self.name(rows[0]) + [
                    Format.whole(rows[0].offeredPerS), Format.latency(Self.median(rows, \.recoveryS)),
                    Format.latency(Self.median(rows, \.p50S)), Format.latency(Self.median(rows, \.p99S)),
                    Format.latency(rows.compactMap(\.maxS).max()), Self.verdict(rows),
                ])
        }
        return table
    }

    /// The highest sustained rates, and the latency at half of each.
    func headline(into table: inout TextTable) {
        for rate in sustainable {
            let row = rate.factors
            let name =
                "\(Self.described(row)), d = \(row.dimension), \(row.backend), \(row.concurrency) "
                + "thread\(row.concurrency == 1 ? "" : "s"), \(row.schedule) arrivals"
            table.rows.append([
                "\(name): highest sustained rate",
                rate.median > 0 ? Format.whole(rate.median) + " vectors/s" : "none",
                rate.repeats > 1 ? "\(Format.whole(rate.low))–\(Format.whole(rate.high))" : "",
            ])
            let half = series(kind: "curve").first {
                $0[0].isSameSubject(as: row) && rate.median > 0
                    && abs($0[0].offeredPerS / rate.median - 0.5) < 0.05
            }
            guard let half, half.contains(where: \.valid) else { continue }
            table.rows.append([
                "\(name): latency at \(Format.whole(half[0].offeredPerS)) vectors/s, p50 / p99",
                "\(Format.latency(Self.median(half, \.p50S))) / \(Format.latency(Self.median(half, \.p99S)))",
                "p99.9 \(Format.latency(Self.median(half, \.p999S)))",
            ])
        }
    }
}

extension Format {
    /// A latency in microseconds, milliseconds or seconds, to three digits.
    package static func latency(_ seconds: Double?) -> String {
        guard let seconds, seconds.isFinite else { return "–" }
        let (value, unit) =
            seconds < 0.000_999_5
            ? (seconds * 1e6, "µs") : seconds < 0.999_5 ? (seconds * 1e3, "ms") : (seconds, "s")
        return decimal(value, value < 9.995 ? 2 : value < 99.95 ? 1 : 0) + " " + unit
    }
}

extension CSVReport {
    /// `latency.csv`; a percentile is empty where fewer than ten samples lie beyond it.
    public static func latency(_ rows: [LatencyRow]) -> String {
        render(
            [
                "schema_version", "scenario", "backend", "dimension", "window", "batch_size", "buffer_size",
                "concurrency", "offered_per_s", "achieved_per_s", "samples", "mean_s", "p50_s", "p90_s",
                "p99_s", "p999_s", "max_s", "backlog_end", "sustained", "schedule", "kind", "repeat", "seed",
                "recovery_s", "valid", "note",
            ],
            rows.map { row in
                [
                    "\(resultSchemaVersion)", row.scenario, row.backend, "\(row.dimension)", row.window,
                    "\(row.batchSize)", "\(row.bufferSize)", "\(row.concurrency)", number(row.offeredPerS),
                    number(row.achievedPerS), "\(row.samples)", number(row.meanS), number(row.p50S),
                    number(row.p90S), number(row.p99S), number(row.p999S), number(row.maxS),
                    "\(row.backlogEnd)", "\(row.sustained)", row.schedule, row.kind, "\(row.repeat)",
                    "\(row.seed)", number(row.recoveryS), "\(row.valid)", row.note,
                ]
            })
    }

    /// `latency_histogram.csv`: the buckets of two significant digits in which the latencies of curves and
    /// recoveries lie.
    public static func latencyHistogram(_ rows: [HistogramRow]) -> String {
        render(
            [
                "schema_version", "scenario", "backend", "offered_per_s", "schedule", "kind", "repeat",
                "latency_s", "count", "dimension", "window", "batch_size", "buffer_size", "concurrency",
                "seed",
            ],
            rows.map { bucket in
                let row = bucket.factors
                return [
                    "\(resultSchemaVersion)", row.scenario, row.backend, number(row.offeredPerS),
                    row.schedule, row.kind, "\(row.repeat)", number(bucket.latencyS), "\(bucket.count)",
                    "\(row.dimension)", row.window, "\(row.batchSize)", "\(row.bufferSize)",
                    "\(row.concurrency)", "\(row.seed)",
                ]
            })
    }
}
