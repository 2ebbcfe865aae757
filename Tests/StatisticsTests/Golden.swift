import Foundation
import Testing

/// One of the tables in datasets/golden, which make_golden.py there writes.
struct Golden {
    let rows: [[String]]
    private let columns: [String: Int]

    init(_ name: String) throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.deletingLastPathComponent().appending(path: "datasets/golden/\(name).csv")
        let text = try String(contentsOf: file, encoding: .utf8)
        var lines = text.split(separator: "\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let header = lines.removeFirst()
        rows = lines
        columns = Dictionary(uniqueKeysWithValues: header.enumerated().map { ($1, $0) })
        #expect(rows.count > 3, "\(name).csv is nearly empty")
    }

    func text(_ row: [String], _ column: String) -> String { row[columns[column]!] }

    func number(_ row: [String], _ column: String) -> Double {
        let text = row[columns[column]!]
        return text == "-inf" ? -.infinity : Double(text) ?? .nan
    }

    func integer(_ row: [String], _ column: String) -> Int { Int(row[columns[column]!])! }
}

/// The largest relative error seen, and where.
struct WorstError: CustomStringConvertible {
    var value = 0.0
    var place = "nowhere"
    var count = 0

    /// Takes in one comparison. Values below `negligible` on both sides agree: they are subnormal or 0.
    mutating func compare(
        _ found: Double, with expected: Double, at place: @autoclosure () -> String,
        negligible: Double = 1e-305
    ) {
        count += 1
        if found == expected || (abs(found) < negligible && abs(expected) < negligible) { return }
        let error = abs(found - expected) / max(abs(expected), .leastNormalMagnitude)
        // Not `error > value`: a NaN has to count as the worst.
        if !(error <= value) {
            value = error.isNaN ? .infinity : error
            self.place = "\(place()): found \(found), expected \(expected)"
        }
    }

    var description: String { "\(value) over \(count) at \(place)" }

    /// Prints the error when GOLDEN_REPORT is set.
    func report(_ name: String) {
        if ProcessInfo.processInfo.environment["GOLDEN_REPORT"] != nil { print("golden \(name): \(self)") }
    }
}
