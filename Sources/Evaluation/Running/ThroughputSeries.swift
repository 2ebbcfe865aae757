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
    /// The lower end of the median's bootstrap 95 % interval over repeats; the median itself for one.
    public var intervalLow: Double
    /// Its upper end.
    public var intervalHigh: Double
    /// Whether at least one repeat is valid; otherwise the figures are those of the repeats that are not.
    public var isTrusted: Bool
    /// Why repeats are not valid, each reason once.
    public var doubts: [String]

    /// The series of `rows`, in the order in which their factors are sorted. Rows that are not valid are
    /// left out, unless a series has no other. O(n log n).
    public static func of(_ rows: [ThroughputRow]) -> [ThroughputSeries] {
        var groups: [Key: [ThroughputRow]] = [:]
        for row in rows { groups[Key(row), default: []].append(row) }
        return groups.sorted { $0.key < $1.key }.compactMap { _, all in
            let valid = all.filter(\.valid)
            let rows = (valid.isEmpty ? all : valid).sorted { $0.repeat < $1.repeat }
            guard let first = rows.first else { return nil }
            let speeds = rows.map(\.vectorsPerS)
            let interval = Intervals.median(speeds, seed: first.seed).interval
            var doubts: [String] = []
            for row in all where !row.valid && !doubts.contains(row.note) { doubts.append(row.note) }
            return ThroughputSeries(
                factors: first, repeats: rows.count, median: Quantiles.median(speeds) ?? 0,
                low: speeds.min() ?? 0, high: speeds.max() ?? 0,
                processorSecondsPerVector: Quantiles.median(
                    rows.map { $0.cpuS / Double(max($0.vectors, 1)) }) ?? 0,
                peakRssBytes: rows.compactMap(\.peakRssBytes).max(),
                backpressureEvents: Quantiles.median(rows.map { Double($0.backpressureEvents) }) ?? 0,
                peakBuffer: rows.map(\.peakBuffer).max() ?? 0,
                peakFraction: Quantiles.median(rows.compactMap(\.peakFraction)),
                intervalLow: interval.low, intervalHigh: interval.high, isTrusted: !valid.isEmpty,
                doubts: doubts)
        }
    }

    /// Whether two rows belong to one series.
    static func isSame(_ left: ThroughputRow, _ right: ThroughputRow) -> Bool { Key(left) == Key(right) }

    private struct Key: Hashable, Comparable {
        var texts: [String]
        var numbers: [Int]

        init(_ row: ThroughputRow) {
            let factors = row.factors
            texts = [
                row.scenario, row.source, row.coherence, row.backend, row.isa, row.window,
                factors.windowing, factors.slide, factors.detector, factors.overflow,
                "\(factors.threshold)",
            ]
            numbers = [
                row.dimension, row.vectors, row.concurrency, row.bufferSize, row.batchSize,
                factors.detectionInterval, Int(truncatingIfNeeded: row.seed),
            ]
        }

        static func < (left: Key, right: Key) -> Bool {
            if left.texts != right.texts { return left.texts.lexicographicallyPrecedes(right.texts) }
            return left.numbers.lexicographicallyPrecedes(right.numbers)
        }
    }
}
