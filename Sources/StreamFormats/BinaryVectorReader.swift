import Foundation
import StreamCore

/// Reads a file that holds nothing but numbers as vectors: ids, times and domains come from the records
/// beside it, or are the rows' numbers and defaults.
struct BinaryVectorReader: VectorReader {
    private var vectors: any RowReader
    private var rows: RowAssembler
    private var records: SideRecords?
    private let quantisation: Quantisation?
    private let file: String
    private let fixedNotes: [String]
    private var rowsRead = 0

    /// How many vectors there are, where that is known.
    let count: Int?
    /// Their dimension.
    let dimension: Int

    /// A reader of `vectors`, which are in `file`; standard input has nothing beside it.
    init(
        _ vectors: any RowReader, file: String, format: VectorFormat, layout: SourceLayout,
        defaults: SourceDefaults
    ) throws(InputError) {
        self.file = file
        self.vectors = vectors
        count = vectors.count
        dimension = vectors.dimension
        if let wanted = defaults.dimension, wanted != vectors.dimension {
            throw InputError(
                file: file, field: "dimension",
                problem: "is \(vectors.dimension) where \(wanted) is expected")
        }
        var notes: [String] = []
        var quantisation: Quantisation?
        if file != "-" {
            let sides = SideFiles(file)
            if let metadata = try sides.readMetadata() {
                if metadata.dimension != dimension || (count.map { $0 != metadata.count } ?? false) {
                    throw InputError(
                        file: file,
                        problem: "holds \(count ?? 0)×\(dimension) components where \(sides.metadata) says "
                            + "\(metadata.count)×\(metadata.dimension)",
                        remedy: "write it again, or remove \(sides.metadata)")
                }
                if format.isQuantised, let found = metadata.quantisation {
                    quantisation = found
                    notes.append(
                        "bytes are read as (byte − \(found.offset)) / \(found.scale), as \(sides.metadata) says"
                    )
                }
            }
            if FileManager.default.fileExists(atPath: sides.records) {
                records = try SideRecords(sides.records, layout: layout)
                notes.append("ids, times and domains are from \(sides.records)")
            }
        }
        if records == nil, layout.columns != nil {
            throw InputError(
                file: "--columns", problem: "\(file) has no columns",
                remedy: "put them into \(file).records.csv, one line a vector")
        }
        self.quantisation = quantisation
        fixedNotes = notes
        var defaults = defaults
        defaults.dimension = dimension
        rows = RowAssembler(defaults)
    }

    var isReady: Bool { true }
    var notes: [String] { fixedNotes + [records?.times.note].compactMap { $0 } }

    mutating func next() throws(InputError) -> SourceRow? {
        guard var embedding = try vectors.next() else {
            if let extra = try records?.next() {
                throw InputError(
                    file: SideFiles(file).records, line: extra.line,
                    problem: "has more rows than there are vectors (\(rowsRead))",
                    remedy: "write it again; it has one line a vector, in their order")
            }
            return nil
        }
        if let quantisation {
            for place in embedding.indices { embedding[place] = quantisation.value(embedding[place]) }
        }
        let row = rowsRead
        rowsRead += 1
        guard records != nil else {
            return rows.assemble(
                line: nil, id: "row\(row)", timestamp: nil, domain: nil, embedding: embedding)
        }
        guard let record = try records?.next() else {
            throw InputError(
                file: SideFiles(file).records,
                problem: "ends after \(row) rows, before the last vector",
                remedy: "write it again; it has one line a vector, in their order")
        }
        return rows.assemble(
            line: nil, id: record.id ?? "row\(row)", timestamp: record.timestamp, domain: record.domain,
            embedding: embedding, metadata: record.metadata)
    }
}
