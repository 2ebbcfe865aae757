/// Finds what the user probably meant.
enum NearestName {
    /// The name of `known` with the fewest edits from `name`, or nil when none is near (more than a third
    /// of its letters would have to change).
    static func of(_ name: String, among known: [String]) -> String? {
        let written = Array(name.lowercased())
        guard written.count <= 64 else { return nil }
        let best = known.map { ($0, distance(written, Array($0.lowercased()))) }.min { $0.1 < $1.1 }
        guard let best, best.1 <= max(2, best.0.count / 3) else { return nil }
        return best.0
    }

    /// A remedy for an unknown name: the nearest known one, or all of them.
    static func remedy(for name: String, among known: [String]) -> String {
        if let nearest = of(name, among: known) { return "did you mean '\(nearest)'?" }
        return "known: \(known.joined(separator: ", "))"
    }

    /// Levenshtein's distance, two rows at a time.
    private static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var previous = Array(0...second.count)
        for (row, character) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                current.append(
                    min(
                        previous[column] + (character == other ? 0 : 1),
                        previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[second.count]
    }
}
