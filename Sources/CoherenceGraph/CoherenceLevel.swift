/// How much of a window's coherence is computed; each level includes those before it.
public enum CoherenceLevel: String, Sendable, CaseIterable, Comparable {
    /// Closed forms of the vectors' sums alone; no pair is compared.
    case moments
    /// The graph of similar pairs: its aggregates and connected components.
    case components
    /// Everything: minimum cuts, algebraic connectivity and effective rank.
    case full

    /// Whether `left` computes less than `right`.
    public static func < (left: CoherenceLevel, right: CoherenceLevel) -> Bool {
        left.depth < right.depth
    }

    private var depth: Int {
        switch self {
        case .moments: 0
        case .components: 1
        case .full: 2
        }
    }
}
