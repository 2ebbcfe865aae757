/// A part of a run: the I-th of N, so that several machines can share one suite.
///
/// Whole seeds and whole repeats go to one shard, so that what is compared with each other was measured on
/// the same machine.
public struct Shard: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Which part, from 1.
    public var index: Int
    /// How many parts.
    public var count: Int

    /// The part `index` of `count`; nil unless 1 ≤ index ≤ count ≤ 10,000.
    public init?(index: Int, count: Int) {
        guard (1...10_000).contains(count), (1...count).contains(index) else { return nil }
        self.index = index
        self.count = count
    }

    /// Reads `I/N`.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]) else { return nil }
        self.init(index: index, count: count)
    }

    /// `I/N`.
    public var description: String { "\(index)/\(count)" }

    /// Whether the cells of `group` are this shard's.
    func includes(group: Int) -> Bool { group % count == index - 1 }
}
