import Evaluation

/// Latency rows put together: a curve a configuration, a point an offered rate, medians over repeats.
struct LatencyCurve {
    /// A row: its factors are the curve's.
    var factors: LatencyRow
    var facets: [String]
    var backend: String
    var points: [Point]

    /// One offered rate.
    struct Point {
        var offered: Double
        var achieved: Double
        /// Median, 90th, 99th, 99.9th percentile and maximum, in seconds; nil where samples are too few.
        var percentiles: [Double?]
        var isSustained: Bool
        var isValid: Bool
        var samples: Int
    }

    /// What ``Point/percentiles`` are called.
    static let names = ["p50", "p90", "p99", "p99.9", "max"]

    /// The curves of rows of one kind.
    static func of(_ record: RunRecord, kind: String) -> [LatencyCurve] {
        let rows = record.latency.filter { $0.kind == kind && $0.offeredPerS > 0 }
        return Facets.distinct(rows.map(facets)).compactMap { name in
            let own = rows.filter { facets($0) == name }
            guard let first = own.first else { return nil }
            let points = Facets.distinct(own.map(\.offeredPerS)).sorted().map { offered -> Point in
                let all = own.filter { $0.offeredPerS == offered }
                let valid = all.filter(\.valid)
                let same = valid.isEmpty ? all : valid
                let figures: [(LatencyRow) -> Double?] = [\.p50S, \.p90S, \.p99S, \.p999S, \.maxS]
                return Point(
                    offered: offered, achieved: Quantiles.median(same.map(\.achievedPerS)) ?? 0,
                    percentiles: figures.map { figure in Quantiles.median(same.compactMap(figure)) },
                    isSustained: same.allSatisfy(\.sustained), isValid: !valid.isEmpty,
                    samples: same.reduce(0) { $0 + $1.samples })
            }
            return LatencyCurve(
                factors: first, facets: name, backend: first.backend, points: points)
        }
    }

    private static func facets(_ row: LatencyRow) -> [String] {
        [
            row.scenario, row.backend, "\(row.concurrency) thread\(row.concurrency == 1 ? "" : "s")",
            "\(row.schedule) arrivals", "buffer \(Format.whole(row.bufferSize))",
            "batch \(Format.whole(row.batchSize))", "d \(row.dimension)", "window \(row.window)",
        ]
    }

    /// Ticks of a logarithmic axis in milliseconds.
    static func ticks(from low: Double, to high: Double) -> [(Double, String)] {
        FigureAxes.logarithmic(from: low, to: high).map { ($0, FigureAxes.label($0)) }
    }
}
