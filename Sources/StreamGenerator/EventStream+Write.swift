import StreamCore
import StreamFormats

/// What writing a stream came to.
public struct WrittenStream: Sendable, Hashable {
    /// The files or the folder, in the order of their importance.
    public var files: [String]
    /// How many vectors.
    public var count: Int
    /// Components outside −1…1 that a format of single bytes held to it.
    public var clampedComponents: Int
}

extension EventStream {
    /// Writes the rest of the stream and, where it is known, its truth. Memory does not grow with it.
    ///
    /// - Parameters:
    ///   - path: Where it will be; it appears when it is whole. `-` is standard output.
    ///   - format: The format; those that hold no ids, times and domains get them beside the file, see
    ///     ``StreamFormats/VectorDataWriter``.
    ///   - replace: Whether data that is already there may be replaced.
    /// - Throws: ``StreamCore/InputError`` when it cannot be written, or the stream has no end.
    @discardableResult
    public func write(
        to path: String, format: VectorFormat = .folder, replace: Bool = false
    ) throws(InputError) -> WrittenStream {
        guard isBounded else {
            throw InputError(
                file: name, field: "count", problem: "the stream has no end",
                remedy: "give count or duration")
        }
        let writer = try VectorDataWriter(
            path, format: format, dimension: dimension, seed: seed, scenario: name, block: block,
            metadataColumns: metadataColumns, replace: replace)
        var count = 0
        while true {
            let batch = next(upTo: 1024)
            if batch.isEmpty { break }
            for vector in batch { try writer.append(vector) }
            count += batch.count
        }
        if let failure { throw failure }
        if isTruthKnown { try writer.add(truth: truth.csv) }
        try writer.finish()
        return WrittenStream(
            files: writer.files, count: count, clampedComponents: writer.clampedComponents)
    }
}
