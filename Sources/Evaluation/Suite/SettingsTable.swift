import StreamCore

/// Keys and values as the user wrote them, each with its place: what experiments read their settings
/// from, be it a suite's YAML or the command line.
struct SettingsTable {
    /// One key with what was written for it.
    struct Entry {
        var key: String
        var line: Int?
        /// One value, or a list's.
        var values: [String]
        var isList: Bool
    }

    /// The file that errors name.
    var file: String
    /// Where the table itself begins.
    var line: Int?
    /// What it belongs to, for errors: `throughput`.
    var name: String
    var entries: [Entry] = []
    /// The keys under `sweep`.
    var sweep: [Entry] = []

    /// The entry of `key`, if it was written.
    func entry(_ key: String) -> Entry? { entries.first { $0.key == key } }

    /// An error at `entry`, or at the table.
    func error(
        at entry: Entry? = nil, field: String? = nil, _ problem: String, remedy: String? = nil
    ) -> InputError {
        InputError(
            file: file, line: entry?.line ?? line, field: field ?? entry?.key ?? name, problem: problem,
            remedy: remedy)
    }

    /// Refuses the keys that are not known, naming the nearest that is.
    func checkKeys(settings: [String], columns: [String], csv: String) throws(InputError) {
        for entry in entries where !settings.contains(entry.key) {
            throw error(
                at: entry, "unknown key", remedy: NearestName.remedy(for: entry.key, among: settings))
        }
        for entry in sweep where !columns.contains(entry.key) {
            let known = settings.contains(entry.key)
            throw error(
                at: entry, known ? "cannot be swept: \(csv) has no such column" : "unknown sweep key",
                remedy: known
                    ? "set it beside sweep, or sweep one of \(columns.joined(separator: ", "))"
                    : NearestName.remedy(for: entry.key, among: columns))
        }
    }

    /// The single value of `key`, or nil when it was not written.
    func text(_ key: String) throws(InputError) -> String? {
        guard let entry = entry(key) else { return nil }
        guard !entry.isList, let value = entry.values.first else {
            throw error(at: entry, "is a list where one value is needed", remedy: "sweep it instead")
        }
        return value
    }

    /// The values of `key`, one or a list; empty when it was not written.
    func list(_ key: String) throws(InputError) -> [String] {
        guard let entry = entry(key) else { return [] }
        if entry.values.isEmpty { throw error(at: entry, "is empty", remedy: "give at least one value") }
        return entry.values
    }

    /// A whole number of `key` in `range`, or `fallback` when it was not written.
    func integer(
        _ key: String, in range: ClosedRange<Int>, default fallback: Int
    ) throws(InputError) -> Int {
        guard let value = try text(key) else { return fallback }
        return try integer(value, at: entry(key), in: range)
    }

    /// `value` as a whole number in `range`.
    func integer(_ value: String, at entry: Entry?, in range: ClosedRange<Int>) throws(InputError) -> Int {
        let digits = value.filter { $0 != "_" }
        guard let number = Int(digits) else {
            throw error(
                at: entry, "'\(value.prefix(40))' is not a whole number",
                remedy: "give a number from \(range.lowerBound) to \(range.upperBound)")
        }
        guard range.contains(number) else {
            throw error(
                at: entry, "\(number) is out of range",
                remedy: "give a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

/// One swept factor: a column's name and the values that it takes.
public struct SweepAxis: Sendable, Hashable, Codable {
    /// The column.
    public var key: String
    /// Its values, as written.
    public var values: [String]

    /// The sweep of `key` over `values`.
    public init(key: String, values: [String]) {
        self.key = key
        self.values = values
    }

    /// Every combination of the axes' values, the last axis fastest; one empty one without axes.
    static func combinations(of axes: [SweepAxis]) -> [[String: String]] {
        var combinations: [[String: String]] = [[:]]
        for axis in axes {
            combinations = combinations.flatMap { combination in
                axis.values.map { value in combination.merging([axis.key: value]) { $1 } }
            }
        }
        return combinations
    }
}
