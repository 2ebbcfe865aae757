import StreamCore

/// Unit vectors as the kernels want them: one after the other, the first at a multiple of 64 bytes.
public final class UnitRows {
    /// Rows.
    public let count: Int
    /// Components of a row.
    public let dimension: Int
    private let memory: UnsafeMutableRawPointer

    /// The vectors of a stream, scaled to unit length.
    public init(_ vectors: some Collection<SemanticVector>) {
        count = vectors.count
        dimension = vectors.first?.embedding.count ?? 0
        memory = .allocate(byteCount: max(count * dimension, 1) * MemoryLayout<Float>.stride, alignment: 64)
        let components = memory.bindMemory(to: Float.self, capacity: count * dimension)
        var next = 0
        for vector in vectors {
            let squares = vector.embedding.reduce(into: 0.0) { $0 += Double($1) * Double($1) }
            let scale = 1 / squares.squareRoot()
            for component in vector.embedding {
                (components + next).initialize(to: Float(Double(component) * scale))
                next += 1
            }
        }
    }

    deinit { memory.deallocate() }

    /// A row's first component.
    public subscript(row: Int) -> UnsafePointer<Float> {
        UnsafePointer(memory.assumingMemoryBound(to: Float.self) + row * dimension)
    }

    /// All components, for those who keep arrays.
    public var components: [Float] {
        Array(UnsafeBufferPointer(start: self[0], count: count * dimension))
    }
}
