import PatternDetection

/// A partition as it stands in a pattern's JSON.
struct PartitionLine: Encodable {
    let partition: GraphPartition

    private enum Key: String, CodingKey {
        case method, sides, isolated, weight, edges, boundary, conductance, lambda2
        case strongestEdges = "strongest_edges"
        case boundaryCount = "boundary_count"
    }

    private struct Side: Encodable {
        let side: GraphPartition.Side

        enum Key: String, CodingKey {
            case count, members
            case sinceOnset = "since_onset"
        }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: Key.self)
            try fields.encode(side.count, forKey: .count)
            try fields.encode(side.sinceOnset, forKey: .sinceOnset)
            try fields.encode(side.members, forKey: .members)
        }
    }

    init(_ partition: GraphPartition) {
        self.partition = partition
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(partition.method.rawValue, forKey: .method)
        try fields.encode(partition.sides.map(Side.init), forKey: .sides)
        try fields.encode(partition.isolated, forKey: .isolated)
        try fields.encode(partition.weight, forKey: .weight)
        try fields.encode(partition.edgeCount, forKey: .edges)
        try fields.encode(partition.strongestEdges.map(VectorLinkLine.init), forKey: .strongestEdges)
        try fields.encode(partition.boundaryCount, forKey: .boundaryCount)
        try fields.encode(partition.boundary, forKey: .boundary)
        try fields.encode(partition.conductance, forKey: .conductance)
        try fields.encode(partition.algebraicConnectivity, forKey: .lambda2)
    }
}

/// Two vectors and their similarity as they stand in a pattern's JSON.
struct VectorLinkLine: Encodable {
    let link: VectorLink

    private enum Key: String, CodingKey {
        case source, target, similarity
    }

    init(_ link: VectorLink) {
        self.link = link
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(link.source, forKey: .source)
        try fields.encode(link.target, forKey: .target)
        try fields.encode(link.similarity, forKey: .similarity)
    }
}
