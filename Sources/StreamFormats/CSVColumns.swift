import StreamCore

/// Which column of a CSV file is which part of a vector.
struct CSVColumns: Sendable {
    /// Where the components are.
    enum Embedding: Sendable {
        /// A JSON list in one column.
        case list(Int)
        /// One column a component.
        case components([Int])
    }

    /// The header.
    let names: [String]
    private(set) var id: Int?
    private(set) var timestamp: Int?
    private(set) var domain: Int?
    /// Nil only where none was asked for.
    private(set) var embedding: Embedding?
    /// A column that numbers the rows from 0; only looked for beside vectors that are in another file.
    private(set) var row: Int?
    /// The columns that are none of these.
    private(set) var others: [Int] = []

    private let file: String
    private let line: Int

    /// Finds the columns in `header`.
    ///
    /// - Parameters:
    ///   - mapping: What was said of them.
    ///   - hasEmbedding: Whether there are components; otherwise they are in another file.
    /// - Throws: ``StreamCore/InputError`` that names the column that is missing, those that are there, and
    ///   the nearest of them.
    init(
        header: CSVRecord, mapping: ColumnMapping?, hasEmbedding: Bool, file: String
    ) throws(InputError) {
        names = header.fields
        line = header.line
        self.file = file
        let mapping = mapping ?? ColumnMapping()
        var taken: Set<Int> = []
        func keep(_ column: Int?) -> Int? {
            if let column { taken.insert(column) }
            return column
        }
        id = keep(try place(of: mapping.id, part: "id", usual: ["id"]))
        timestamp = keep(
            try place(
                of: mapping.timestamp, part: "timestamp",
                usual: ["timestamp", "timestamp_ns", "timestamp_us", "timestamp_ms", "timestamp_s"]))
        domain = keep(try place(of: mapping.domain, part: "domain", usual: ["domain"]))
        if hasEmbedding {
            let found = try components(mapping.embedding, besides: taken)
            embedding = found
            switch found {
            case .list(let column): taken.insert(column)
            case .components(let columns): taken.formUnion(columns)
            }
        } else {
            row = keep(try place(of: nil, part: "row", usual: ["row"]))
        }
        others = names.indices.filter { !taken.contains($0) }
    }

    private func place(of name: String?, part: String, usual: [String]) throws(InputError) -> Int? {
        guard let name else {
            for name in usual where names.contains(name) { return try only(name) }
            return nil
        }
        guard names.contains(name) else { throw missing(name, for: part) }
        return try only(name)
    }

    /// The place of a name that is there.
    private func only(_ name: String) throws(InputError) -> Int {
        guard let first = names.firstIndex(of: name), names.lastIndex(of: name) == first else {
            throw InputError(
                file: file, line: line, field: name, problem: "two columns have this name",
                remedy: "rename one of them")
        }
        return first
    }

    private func components(
        _ wanted: ColumnMapping.Embedding?, besides taken: Set<Int>
    ) throws(InputError) -> Embedding {
        switch wanted {
        case .list(let name):
            guard names.contains(name) else { throw missing(name, for: "embedding") }
            return .list(try only(name))
        case .prefix(let prefix):
            let columns = try prefixed(by: prefix, besides: taken)
            guard !columns.isEmpty else {
                throw missing(prefix + "*", for: "embedding", nearest: prefix + "0")
            }
            return .components(columns)
        case .range(let first, let last): return .components(try range(first, last))
        case nil:
            if names.contains("embedding") { return .list(try only("embedding")) }
            let columns = try prefixed(by: "e", numbersOnly: true, besides: taken)
            guard !columns.isEmpty else {
                throw InputError(
                    file: file, line: line, field: "embedding", problem: "the header names no embedding",
                    remedy: "name columns e0, e1, … or one column embedding, or say which they are with "
                        + "--columns embedding=…; " + whatIsThere)
            }
            return .components(columns)
        }
    }

    /// The columns `prefix` + number in the order of the numbers, which must have no gap; else those that
    /// just begin so.
    private func prefixed(
        by prefix: String, numbersOnly: Bool = false, besides taken: Set<Int>
    ) throws(InputError) -> [Int] {
        var numbered: [(number: Int, column: Int)] = []
        var named: [Int] = []
        for (column, name) in names.enumerated() where name.hasPrefix(prefix) && !taken.contains(column) {
            if let number = Self.number(name.dropFirst(prefix.count)) {
                numbered.append((number, column))
            } else {
                named.append(column)
            }
        }
        guard !numbered.isEmpty else { return numbersOnly ? [] : named }
        numbered.sort { ($0.number, $0.column) < ($1.number, $1.column) }
        for (before, after) in zip(numbered, numbered.dropFirst()) where after.number != before.number + 1 {
            let isTwice = after.number == before.number
            throw InputError(
                file: file, line: line, field: "\(prefix)\(isTwice ? after.number : before.number + 1)",
                problem: isTwice ? "two columns have this number" : "the header lacks this column",
                remedy: "number the components without a gap")
        }
        return numbered.map(\.column)
    }

    private func range(_ first: String, _ last: String) throws(InputError) -> [Int] {
        let prefix = Self.stem(first)
        if prefix == Self.stem(last), let low = Self.number(first.dropFirst(prefix.count)),
            let high = Self.number(last.dropFirst(prefix.count))
        {
            guard low <= high, high - low < SemanticVector.maximumDimension else {
                throw InputError(
                    file: "--columns", field: "embedding", problem: "\(first)..\(last) is no range",
                    remedy: "give 1 to \(SemanticVector.maximumDimension) columns, the lowest first")
            }
            var places: [String: Int] = [:]
            for (column, name) in names.enumerated() { places[name] = column }
            var columns: [Int] = []
            for number in low...high {
                // As the first one is written, or with its zeros in front.
                let plain = "\(prefix)\(number)"
                let width = first.count - prefix.count
                let digits = String(number)
                let padded = prefix + String(repeating: "0", count: max(0, width - digits.count)) + digits
                guard let column = places[plain] ?? places[padded] else {
                    throw missing(plain, for: "embedding")
                }
                columns.append(column)
            }
            return columns
        }
        for name in [first, last] where !names.contains(name) { throw missing(name, for: "embedding") }
        let (low, high) = (try only(first), try only(last))
        guard low <= high else {
            throw InputError(
                file: file, line: line, field: first, problem: "stands behind \(last)",
                remedy: "give the first column first")
        }
        return Array(low...high)
    }

    /// A name without the number at its end.
    private static func stem(_ name: String) -> String {
        var stem = name[...]
        while let last = stem.last, last.isASCII, last.isNumber { stem.removeLast() }
        return String(stem)
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int(text)
    }

    private func missing(_ name: String, for part: String, nearest: String? = nil) -> InputError {
        let suggestion = EditDistance.suggestion(for: nearest ?? name, among: names)
        return InputError(
            file: file, line: line, field: part, problem: "the header has no column '\(name.prefix(80))'",
            remedy: [suggestion, whatIsThere].compactMap { $0 }.joined(separator: " "))
    }

    private var whatIsThere: String {
        let shown = names.prefix(12).map { String($0.prefix(40)) }.joined(separator: ", ")
        return "there are: \(shown)" + (names.count > 12 ? " and \(names.count - 12) more" : "")
    }
}
