/// The repeats of one throughput cell, put together.
public struct ThroughputSeries: Sendable, Codable, Hashable {
    /// The first repeat's row: its factors are the series'.
    public var factors: ThroughputRow
    /// How many repeats are valid.
    public var repeats: Int
    /// The median vectors a second.
    public var median: Double
    /// The slowest repeat's.
    public var low: Double
    /// The fastest repeat's.
    public var high: Double
    /// The median processor seconds a vector.
    public var processorSecondsPerVector: Double
    /// The largest peak memory of any repeat, in bytes.
    public var peakRssBytes: Int?
    /// The median number of times that the source had to wait.
    public var backpressureEvents: Double
    /// The most vectors that waited in any repeat.
    public var peakBuffer: Int
    /// The median share of the measured peak.
    public var peakFraction: Double?

    /// The series of `rows`, in the order in which their factors are sorted; rows that are not valid are
    /// left out. O(n log n).
    public static func of(_ rows: [ThroughputRow]) -> [ThroughputSeries] {
        var groups: [Key: [ThroughputRow]] = [:]
        for row in rows where row.valid { groups[Key(row), default: []].append(row) }
        return groups.sorted { $0.key < $1.key }.compactMap { _, rows in
            let rows = rows.sorted { $0.repeat < $1.repeat }
            guard let first = rows.first else { return nil }
            let speeds = rows.map(\.vectorsPerS)
            return ThroughputSeries(
                factors: first, repeats: rows.count, median: Quantiles.median(speeds) ?? 0,
                low: speeds.min() ?? 0, high: speeds.max() ?? 0,
                processorSecondsPerVector: Quantiles.median(
                    rows.map { $0.cpuS / Double(max($0.vectors, 1)) }) ?? 0,
                peakRssBytes: rows.compactMap(\.peakRssBytes).max(),
                backpressureEvents: Quantiles.median(rows.map { Double($0.backpressureEvents) }) ?? 0,
                peakBuffer: rows.map(\.peakBuffer).max() ?? 0,
                peakFraction: Quantiles.median(rows.compactMap(\.peakFraction)))
        }
    }

    private struct Key: Hashable, Comparable {
        var texts: [String]
        var numbers: [Int]

        init(_ row: ThroughputRow) {
            texts = [row.scenario, row.source, row.coherence, row.note, row.backend, row.isa, row.window]
            numbers = [
                row.dimension, row.vectors, row.concurrency, row.bufferSize, row.batchSize,
                Int(truncatingIfNeeded: row.seed),
            ]
        }

        static func < (left: Key, right: Key) -> Bool {
            if left.texts != right.texts { return left.texts.lexicographicallyPrecedes(right.texts) }
            return left.numbers.lexicographicallyPrecedes(right.numbers)
        }
    }
}
