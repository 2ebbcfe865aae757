/// How many letters apart two words are.
package enum EditDistance {
    /// Levenshtein's distance. O(|a|·|b|), on at most 64 letters each.
    package static func between(_ a: String, _ b: String) -> Int {
        let a = Array(a.lowercased().prefix(64))
        let b = Array(b.lowercased().prefix(64))
        var row = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in b.enumerated() {
                let replaced = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
            }
        }
        return row[b.count]
    }

    /// The word of `known` nearest to `word`, the first among equals.
    package static func nearest(to word: String, among known: [String]) -> String? {
        known.min { between(word, $0) < between(word, $1) }
    }

    /// A remedy for an unknown name: the nearest known one where one is near (no more than a third of its
    /// letters would have to change), and otherwise nil.
    package static func suggestion(for word: String, among known: [String]) -> String? {
        guard word.count <= 64, let nearest = nearest(to: word, among: known),
            between(word, nearest) <= max(2, word.count / 3)
        else { return nil }
        return "did you mean '\(nearest)'?"
    }
}
