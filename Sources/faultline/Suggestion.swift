import StreamCore

/// What the user probably meant.
enum Suggestion {
    /// The nearest known name; nil where none is near.
    static func nearest(to name: String, among known: [String]) -> String? {
        guard name.count <= 64, let nearest = EditDistance.nearest(to: name, among: known),
            EditDistance.between(name, nearest) <= max(2, name.count / 3)
        else { return nil }
        return nearest
    }

    /// A remedy for an unknown name: the nearest known one, or all of them.
    static func remedy(for name: String, among known: [String]) -> String {
        if let nearest = nearest(to: name, among: known) { return "did you mean '\(nearest)'?" }
        return "use one of \(known.joined(separator: ", "))"
    }
}
