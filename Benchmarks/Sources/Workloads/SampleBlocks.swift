import PatternDetection
import StreamCore

/// A stream cut into the blocks that a detector is given.
public enum SampleBlocks {
    /// `count` blocks of `size` vectors each.
    ///
    /// - Throws: `InputError` when the scenario cannot be read.
    public static func make(
        _ scenario: SampleStream.Scenario, count: Int, size: Int = 100
    ) throws -> [DetectionBlock] {
        let vectors = try SampleStream.vectors(scenario, count: count * size)
        var table = DomainTable()
        return (0..<count).map { index in
            let members = vectors[index * size..<(index + 1) * size]
            let rows = UnitRows(members)
            let domains = members.map { table.index(of: $0.domain) }
            return DetectionBlock(
                index: index, dimension: rows.dimension, vectors: rows.components, domains: domains,
                ids: members.map(\.id), timestamps: members.map(\.timestamp), domainTable: table)
        }
    }
}
