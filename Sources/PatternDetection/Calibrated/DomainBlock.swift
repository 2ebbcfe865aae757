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

    /// The vectors of a block at `places`.
    private init(_ block: DetectionBlock, _ places: ArraySlice<Int>) {
        self.init(index: block.index)
        let dimension = block.dimension
        vectors = [Float](unsafeUninitializedCapacity: places.count * dimension) { rows, count in
            guard let rows = rows.baseAddress else { return }
            block.vectors.withUnsafeBufferPointer { all in
                guard let all = all.baseAddress else { return }
                for (own, place) in places.enumerated() {
                    (rows + own * dimension).initialize(from: all + place * dimension, count: dimension)
                }
            }
            count = places.count * dimension
        }
        ids = places.map { block.ids[$0] }
        timestamps = places.map { block.timestamps[$0] }
    }

    /// A block's parts by domain, nil for those without vectors: of as many domains as there are, `domains` at
    /// least. O(vectors · dimension + domains).
    static func parts(of block: DetectionBlock, domains: Int) -> [DomainBlock?] {
        // Places sorted by domain: where each domain's begin, then where its next one goes.
        var ends = [Int](repeating: 0, count: max(domains, (block.domains.max() ?? -1) + 1))
        for domain in block.domains { ends[domain] += 1 }
        var begin = 0
        for domain in ends.indices { (ends[domain], begin) = (begin, begin + ends[domain]) }
        var places = [Int](repeating: 0, count: block.count)
        for (i, domain) in block.domains.enumerated() {
            places[ends[domain]] = i
            ends[domain] += 1
        }
        begin = 0
        return ends.map { end in
            defer { begin = end }
            return begin < end ? DomainBlock(block, places[begin..<end]) : nil
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
