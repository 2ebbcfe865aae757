import StreamCore

/// Reads a bare NumPy array as vectors: their ids are their rows, the rest is defaults.
struct NPYVectorReader: VectorReader {
    private var array: NPYReader
    private var rows: RowAssembler

    init(source: ByteSource, defaults: SourceDefaults) throws(InputError) {
        array = try NPYReader(source: source)
        var defaults = defaults
        if let wanted = defaults.dimension, wanted != array.header.columns {
            throw InputError(
                file: source.file, field: "shape",
                problem: "has dimension \(array.header.columns) where \(wanted) is expected")
        }
        defaults.dimension = array.header.columns
        rows = RowAssembler(defaults)
    }

    var isReady: Bool { true }

    mutating func next() throws(InputError) -> SourceRow? {
        let row = array.rowsRead
        guard let embedding = try array.next() else { return nil }
        return rows.assemble(
            line: nil, id: "row\(row)", timestamp: nil, domain: nil, embedding: embedding)
    }
}
