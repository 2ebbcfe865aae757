import StreamCore

extension SeededGenerator {
    /// A random direction: `dimension` normals, scaled to unit length.
    public mutating func unitVector(dimension: Int) -> [Float] {
        var components = (0..<dimension).map { _ in normal() }
        let norm = components.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for index in components.indices { components[index] /= max(norm, .leastNormalMagnitude) }
        return components.map(Float.init)
    }

    /// `count` random directions after one another, row by row.
    public mutating func unitRows(count: Int, dimension: Int) -> [Float] {
        (0..<count).flatMap { _ in unitVector(dimension: dimension) }
    }
}
