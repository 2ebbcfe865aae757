import StreamCore

/// The vectors that are processed together: their unit rows one after the other, and what else the
/// pipeline needs of them. Its memory is used again for each batch.
struct VectorBatch: ~Copyable {
    let dimension: Int
    let capacity: Int
    private let matrix: AlignedBuffer<Float>
    private(set) var domains: [Int] = []
    private(set) var timestamps: [EventTime] = []
    private(set) var panes: [WindowTracker.PaneKey] = []
    private(set) var ids: [String] = []
    private let keepsIdentifiers: Bool

    /// An empty batch for up to `capacity` vectors.
    init(dimension: Int, capacity: Int, keepsIdentifiers: Bool) {
        self.dimension = dimension
        self.capacity = capacity
        self.keepsIdentifiers = keepsIdentifiers
        matrix = AlignedBuffer(count: dimension * capacity)
        domains.reserveCapacity(capacity)
        timestamps.reserveCapacity(capacity)
        panes.reserveCapacity(capacity)
    }

    var count: Int { domains.count }

    /// All rows; valid while the batch lives.
    var rows: UnsafePointer<Float> { UnsafePointer(matrix.base) }

    /// The row of the vector with this place in the batch.
    func row(_ index: Int) -> UnsafePointer<Float> { rows + index &* dimension }

    /// Takes a vector in, scaled to unit length.
    ///
    /// - Precondition: There is room, and the embedding has `dimension` components and this norm.
    mutating func append(_ vector: borrowing SemanticVector, norm: Double, domain: Int, pane: Int) {
        precondition(count < capacity)
        let row = matrix.base + count &* dimension
        let inverse = 1 / norm
        vector.embedding.withUnsafeBufferPointer { embedding in
            precondition(embedding.count == dimension)
            // Scaled in Double and rounded once.
            for component in 0..<dimension {
                row[component] = Float(Double(embedding[component]) * inverse)
            }
        }
        domains.append(domain)
        timestamps.append(vector.timestamp)
        panes.append(pane)
        if keepsIdentifiers { ids.append(vector.id) }
    }

    /// Empties the batch and keeps its memory.
    mutating func removeAll() {
        domains.removeAll(keepingCapacity: true)
        timestamps.removeAll(keepingCapacity: true)
        panes.removeAll(keepingCapacity: true)
        ids.removeAll(keepingCapacity: true)
    }
}
