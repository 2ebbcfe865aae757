import StreamCore

/// Finds what the user probably meant.
enum NearestName {
    /// A remedy for an unknown name: the nearest known one, or all of them where none is near (more than a
    /// third of its letters would have to change).
    static func remedy(for name: String, among known: [String]) -> String {
        EditDistance.suggestion(for: name, among: known) ?? "known: \(known.joined(separator: ", "))"
    }
}
