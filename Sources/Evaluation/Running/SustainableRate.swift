/// The highest rate that an engine sustained, over the repetitions of a search.
public struct SustainableRate: Sendable, Codable, Hashable {
    /// A row of the search: its factors are the rate's.
    public var factors: LatencyRow
    /// The median over repetitions, vectors a second; 0 stands for a repetition that sustained no rate.
    public var median: Double
    /// The lowest repetition's.
    public var low: Double
    /// The highest repetition's.
    public var high: Double
    /// How many repetitions there were.
    public var repeats: Int

    /// The sustainable rates that the searches among `rows` found, in the rows' order.
    public static func of(_ rows: [LatencyRow]) -> [SustainableRate] {
        var groups: [[LatencyRow]] = []
        for row in rows where row.kind == LatencyKind.search.rawValue {
            if let place = groups.firstIndex(where: { $0[0].isSameSubject(as: row) }) {
                groups[place].append(row)
            } else {
                groups.append([row])
            }
        }
        return groups.map { group in
            let highest = LatencyRow.highestSustained(group)
            return SustainableRate(
                factors: group[0], median: Quantiles.median(highest) ?? 0, low: highest.min() ?? 0,
                high: highest.max() ?? 0, repeats: highest.count)
        }
    }
}

extension LatencyRow {
    /// Whether two rows are of the same stream, engine and schedule, whatever was offered.
    public func isSameSubject(as other: LatencyRow) -> Bool {
        scenario == other.scenario && backend == other.backend && dimension == other.dimension
            && window == other.window && batchSize == other.batchSize && bufferSize == other.bufferSize
            && concurrency == other.concurrency && schedule == other.schedule && seed == other.seed
            && settings == other.settings
    }

    /// The highest rate that each repetition of a search sustained, 0 where it sustained none.
    static func highestSustained(_ rows: [LatencyRow]) -> [Double] {
        Set(rows.map(\.repeat)).sorted().map { number in
            rows.filter { $0.repeat == number && $0.sustained }.map(\.offeredPerS).max() ?? 0
        }
    }

    /// The parts of the note that name settings without a column.
    public var settings: [String] {
        note.split(separator: ";").map { String($0.drop { $0 == " " }) }.filter {
            $0.hasPrefix("coherence ") || $0.hasPrefix("detector ")
                || $0.hasPrefix("average run length ")
        }
    }
}

extension RunRecord {
    /// The highest sustainable rates that the run's searches found.
    public var sustainableRates: [SustainableRate] { SustainableRate.of(latency) }
}
