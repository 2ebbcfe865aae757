import StreamGenerator

/// Finds what the user probably meant.
enum NearestName {
    /// A remedy for an unknown name: the nearest known one, or all of them where none is near (more than a
    /// third of its letters would have to change).
    static func remedy(for name: String, among known: [String]) -> String {
        if name.count <= 64, let nearest = EditDistance.nearest(to: name, among: known),
            EditDistance.between(name, nearest) <= max(2, name.count / 3)
        {
            return "did you mean '\(nearest)'?"
        }
        return "known: \(known.joined(separator: ", "))"
    }
}
