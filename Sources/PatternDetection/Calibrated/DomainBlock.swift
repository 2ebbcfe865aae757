import StreamCore

/// The vectors of one domain in one block, in order of arrival.
struct DomainBlock: Sendable {
    /// The stream's block; of several that were put together, the last.
    var index: Int
    /// The first of them.
    var firstIndex: Int
    /// The unit vectors, one after the other.
    var vectors: [Float] = []
    /// Their ids.
    var ids: [String] = []
    /// Their event times.
    var timestamps: [EventTime] = []

    /// An empty part of a block.
    init(index: Int) {
        self.index = index
        firstIndex = index
    }

    /// How many vectors.
    var count: Int { ids.count }

    /// The vectors of one domain in a block; there are `count`.
    init(_ block: DetectionBlock, of domain: Int, count: Int) {
        self.init(index: block.index)
        let dimension = block.dimension
        vectors.reserveCapacity(count * dimension)
        ids.reserveCapacity(count)
        timestamps.reserveCapacity(count)
        block.vectors.withUnsafeBufferPointer { all in
            for (i, own) in block.domains.enumerated() where own == domain {
                vectors.append(
                    contentsOf: UnsafeBufferPointer(
                        rebasing: all[i * dimension..<(i + 1) * dimension]))
                ids.append(block.ids[i])
                timestamps.append(block.timestamps[i])
            }
        }
    }

    /// Adds the vectors of a later block.
    mutating func append(_ later: DomainBlock) {
        index = later.index
        vectors += later.vectors
        ids += later.ids
        timestamps += later.timestamps
    }

    /// This block without the vectors at `places`.
    func removing(_ places: Set<Int>, dimension: Int) -> DomainBlock {
        var result = DomainBlock(index: index)
        result.firstIndex = firstIndex
        for i in 0..<count where !places.contains(i) {
            result.vectors += vectors[i * dimension..<(i + 1) * dimension]
            result.ids.append(ids[i])
            result.timestamps.append(timestamps[i])
        }
        return result
    }
}
