import StreamCore

/// The streams of an experiment, each made once and shared by the cells that read it.
///
/// A longer stream of the same scenario and seed begins with the shorter one, so one serves all lengths.
final class PreparedStreams {
    private struct Key: Hashable {
        var path: String
        var dimension: Int?
        var seed: UInt64
        /// Whether the scenario says how long the stream is; such a stream is made on its own.
        var isWhole: Bool

        init(_ cell: ThroughputCell) {
            path = cell.scenario.path
            dimension = cell.dimension
            seed = cell.seed
            isWhole = cell.vectors == nil
        }
    }

    private var longest: [Key: Int] = [:]
    private var made: [Key: [SemanticVector]] = [:]
    private var floats = 0

    /// The most floats that are kept for later cells: 2 GiB.
    private static let limit = 1 << 29

    init(for cells: [ThroughputCell]) {
        for cell in cells { longest[Key(cell), default: 0] = max(longest[Key(cell)] ?? 0, cell.vectors ?? 0) }
    }

    /// The vectors of `cell`, at least as many as it takes; nil for one that streams.
    func vectors(of cell: ThroughputCell) throws(InputError) -> [SemanticVector]? {
        guard cell.source == .generated else { return nil }
        let key = Key(cell)
        if let vectors = made[key] { return vectors }
        let count = key.isWhole ? nil : longest[key]
        let vectors = try cell.scenario.load()
            .stream(seed: cell.seed, count: count, dimension: cell.dimension).generate().vectors
        let size = vectors.count * (vectors.first?.embedding.count ?? 0)
        if floats + size <= Self.limit {
            made[key] = vectors
            floats += size
        }
        return vectors
    }
}
