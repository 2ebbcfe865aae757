import StreamCore

/// Writes vectors one after another to one file, which appears when it is whole.
protocol VectorFileWriter {
    /// How many have been written.
    var rows: Int { get }
    /// Components that lay outside what the format can hold.
    var clamped: Int { get }
    /// Where the file is until it is finished.
    var temporary: String { get }
    mutating func append(_ vector: SemanticVector) throws(InputError)
    /// Brings everything to the disk: afterwards ``finish()`` needs no more space.
    mutating func prepare() throws(InputError)
    /// Gives the file its name.
    mutating func finish() throws(InputError)
}

extension VectorFileWriter {
    var clamped: Int { 0 }
}

/// Turns components into bytes, and counts those that do not fit.
struct ComponentEncoder {
    let kind: ComponentKind
    private(set) var clamped = 0

    init(_ kind: ComponentKind) { self.kind = kind }

    mutating func encode(_ components: [Float], into bytes: inout [UInt8]) {
        switch kind {
        case .float32:
            for component in components {
                withUnsafeBytes(of: component.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
            }
        case .uint8:
            let quantisation = Quantisation.symmetric
            for component in components {
                // From −1 to 1 nothing is lost but precision.
                if !(abs(component) <= 1) { clamped += 1 }
                bytes.append(quantisation.byte(component))
            }
        }
    }
}

/// Writes `.npy`; what ``NPYWriter`` does, a vector at a time.
struct NPYVectorWriter: VectorFileWriter {
    private var file: NPYWriter

    init(_ path: String, dimension: Int) throws(InputError) {
        file = try NPYWriter(path, columns: dimension)
    }

    var rows: Int { file.rows }
    var temporary: String { file.temporary }
    mutating func append(_ vector: SemanticVector) throws(InputError) { try file.append(vector.embedding) }
    mutating func prepare() throws(InputError) { try file.prepare() }
    mutating func finish() throws(InputError) { try file.finish() }
}

/// Writes `.fvecs` and `.bvecs`.
struct VecsWriter: VectorFileWriter {
    private let file: AtomicFile
    private let dimension: Int
    private var encoder: ComponentEncoder
    private(set) var rows = 0

    init(_ path: String, dimension: Int, kind: ComponentKind) throws(InputError) {
        self.dimension = dimension
        file = try AtomicFile(path)
        encoder = ComponentEncoder(kind)
    }

    var clamped: Int { encoder.clamped }

    mutating func append(_ vector: SemanticVector) throws(InputError) {
        try checkDimension(vector, dimension, row: rows, file: file.path)
        var bytes = withUnsafeBytes(of: UInt32(dimension).littleEndian) { Array($0) }
        encoder.encode(vector.embedding, into: &bytes)
        try file.write(bytes)
        rows += 1
    }

    var temporary: String { file.temporary }
    mutating func prepare() throws(InputError) { try file.prepare() }
    mutating func finish() throws(InputError) { try file.finish() }
}

/// Writes `.fbin` and `.u8bin`.
struct BinWriter: VectorFileWriter {
    private let file: AtomicFile
    private let dimension: Int
    private var encoder: ComponentEncoder
    private(set) var rows = 0

    init(_ path: String, dimension: Int, kind: ComponentKind) throws(InputError) {
        self.dimension = dimension
        file = try AtomicFile(path)
        encoder = ComponentEncoder(kind)
        // The number of rows is not known yet; its place is kept and filled in at the end.
        try file.write(Self.header(rows: 0, dimension: dimension))
    }

    private static func header(rows: Int, dimension: Int) -> [UInt8] {
        [UInt32(rows), UInt32(dimension)].flatMap { word in
            withUnsafeBytes(of: word.littleEndian) { Array($0) }
        }
    }

    var clamped: Int { encoder.clamped }

    mutating func append(_ vector: SemanticVector) throws(InputError) {
        try checkDimension(vector, dimension, row: rows, file: file.path)
        guard rows < UInt32.max else {
            throw InputError(
                .unwritable, file: file.path, problem: "the format counts no more than \(UInt32.max) rows",
                remedy: "use npy or fvecs")
        }
        var bytes: [UInt8] = []
        encoder.encode(vector.embedding, into: &bytes)
        try file.write(bytes)
        rows += 1
    }

    var temporary: String { file.temporary }

    mutating func prepare() throws(InputError) {
        try file.overwrite(Self.header(rows: rows, dimension: dimension), at: 0)
        try file.prepare()
    }

    mutating func finish() throws(InputError) {
        try prepare()
        try file.finish()
    }
}

/// Writes CSV: `id,timestamp_ns,domain,e0,e1,…`, then metadata.
struct CSVVectorWriter: VectorFileWriter {
    private let file: CSVWriter
    private let path: String
    private let dimension: Int
    private let metadataColumns: [String]
    private(set) var rows = 0

    init(_ path: String, dimension: Int, metadataColumns: [String]) throws(InputError) {
        self.path = path
        self.dimension = dimension
        self.metadataColumns = metadataColumns
        file = try CSVWriter(path)
        try file.append(
            ["id", "timestamp_ns", "domain"] + (0..<dimension).map { "e\($0)" } + metadataColumns)
    }

    mutating func append(_ vector: SemanticVector) throws(InputError) {
        try checkDimension(vector, dimension, row: rows, file: path)
        var fields = [vector.id, String(vector.timestamp.nanoseconds), vector.domain.name]
        fields.reserveCapacity(3 + dimension + metadataColumns.count)
        // The shortest text that reads back as the same float.
        for component in vector.embedding { fields.append("\(component)") }
        for key in metadataColumns { fields.append(vector.metadata[key] ?? "") }
        try file.append(fields)
        rows += 1
    }

    var temporary: String { file.temporary }
    mutating func prepare() throws(InputError) { try file.prepare() }
    mutating func finish() throws(InputError) { try file.finish() }
}

/// Writes JSON Lines.
struct JSONLinesWriter: VectorFileWriter {
    private let file: AtomicFile
    private let dimension: Int
    private(set) var rows = 0

    init(_ path: String, dimension: Int) throws(InputError) {
        self.dimension = dimension
        file = try AtomicFile(path)
    }

    mutating func append(_ vector: SemanticVector) throws(InputError) {
        try checkDimension(vector, dimension, row: rows, file: file.path)
        var line = "{\"id\":\(Self.quoted(vector.id)),\"timestamp\":\(vector.timestamp.nanoseconds)"
        line += ",\"domain\":\(Self.quoted(vector.domain.name)),\"embedding\":["
        for (place, component) in vector.embedding.enumerated() {
            if place > 0 { line += "," }
            line += Self.number(component)
        }
        line += "]"
        if !vector.metadata.isEmpty {
            let pairs = vector.metadata.sorted { $0.key < $1.key }
            line += ",\"metadata\":{"
            line += pairs.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }.joined(separator: ",")
            line += "}"
        }
        try file.write(line + "}\n")
        rows += 1
    }

    var temporary: String { file.temporary }
    mutating func prepare() throws(InputError) { try file.prepare() }
    mutating func finish() throws(InputError) { try file.finish() }

    /// The shortest text that reads back as the same float; what JSON has no word for, as Python says it.
    private static func number(_ component: Float) -> String {
        if component.isFinite { return "\(component)" }
        return component.isNaN ? "NaN" : component < 0 ? "-Infinity" : "Infinity"
    }

    /// `text` as a JSON string.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

private func checkDimension(
    _ vector: SemanticVector, _ dimension: Int, row: Int, file: String
) throws(InputError) {
    guard vector.embedding.count == dimension else {
        throw InputError(
            .unwritable, file: file,
            problem: "row \(row) has \(vector.embedding.count) components where the file has \(dimension)")
    }
}
