import StreamCore

/// Vectors made ahead of the clock, given out one after the other and over again from the beginning, with
/// timestamps that go on: an endless stream that costs nothing to make while something is measured.
///
/// Nothing in a window is there twice as long as the window is shorter than the vectors.
package struct RepeatedStream {
    private let vectors: [SemanticVector]
    /// How far timestamps move on from one round to the next: the vectors' span and one mean gap.
    private let span: Int64
    private var place = 0
    private var shift: Int64 = 0

    /// - Parameter vectors: At least one.
    package init(_ vectors: [SemanticVector]) {
        self.vectors = vectors
        var earliest = Int64.max
        var latest = Int64.min
        for vector in vectors {
            earliest = min(earliest, vector.timestamp.nanoseconds)
            latest = max(latest, vector.timestamp.nanoseconds)
        }
        let covered = vectors.count > 1 ? latest - earliest : 0
        span = covered + max(1, covered / Int64(max(vectors.count - 1, 1)))
    }

    /// The next `count` vectors.
    package mutating func take(_ count: Int) -> [SemanticVector] {
        var taken: [SemanticVector] = []
        taken.reserveCapacity(count)
        while taken.count < count {
            let end = min(place + count - taken.count, vectors.count)
            if shift == 0 {
                taken += vectors[place..<end]
            } else {
                for vector in vectors[place..<end] {
                    var moved = vector
                    moved.timestamp = EventTime(nanoseconds: vector.timestamp.nanoseconds &+ shift)
                    taken.append(moved)
                }
            }
            place = end
            if place == vectors.count {
                place = 0
                shift &+= span
            }
        }
        return taken
    }
}
