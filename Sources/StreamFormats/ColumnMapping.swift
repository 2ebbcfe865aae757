import StreamCore

/// Where an input keeps the parts of a vector, when its columns have names of their own.
///
/// As text: `id=name,timestamp=time,domain=source,embedding=e*`, any of the four, in any order. What is not
/// named keeps its usual column: `id`, `timestamp` (or `timestamp_ns`, `_us`, `_ms`, `_s`), `domain`, and
/// `embedding` or `e0, e1, …`.
public struct ColumnMapping: Sendable, Hashable {
    /// Where the components are.
    public enum Embedding: Sendable, Hashable {
        /// One column that holds a JSON list; in JSON Lines the key.
        case list(String)
        /// The columns that begin with this, `e*`: those that go on with a number, in the number's order;
        /// where none does, all of them in the file's order.
        case prefix(String)
        /// From the first column to the last, `e0..e383`: numbered names by their numbers, others by their
        /// places in the file.
        case range(String, String)
    }

    /// The column of ids.
    public var id: String?
    /// The column of timestamps.
    public var timestamp: String?
    /// The column of domains.
    public var domain: String?
    /// The columns of components.
    public var embedding: Embedding?

    /// A mapping of these parts.
    public init(
        id: String? = nil, timestamp: String? = nil, domain: String? = nil, embedding: Embedding? = nil
    ) {
        self.id = id
        self.timestamp = timestamp
        self.domain = domain
        self.embedding = embedding
    }

    /// The parts that can be named.
    static let keys = ["id", "timestamp", "domain", "embedding"]

    /// The mapping that `text` says. A comma parts two entries only where one of the four keys and `=`
    /// follow it, so names may hold commas.
    ///
    /// - Throws: ``StreamCore/InputError`` that names the entry.
    public init(parsing text: String) throws(InputError) {
        func fail(_ entry: String, _ problem: String, _ remedy: String? = nil) -> InputError {
            InputError(
                file: "--columns", field: String(entry.prefix(80)), problem: problem,
                remedy: remedy ?? "write it as id=name,timestamp=time,domain=source,embedding=e*")
        }
        self.init()
        var entries: [String] = []
        for piece in text.split(separator: ",", omittingEmptySubsequences: false) {
            let key = piece.prefix { $0 != "=" }
            // What has an equals sign is an entry, or a mistyped one; a name with both is too rare to serve.
            if entries.isEmpty || key.count < piece.count {
                entries.append(String(piece))
            } else {
                entries[entries.count - 1] += "," + piece
            }
        }
        var seen: Set<String> = []
        for entry in entries {
            guard let equals = entry.firstIndex(of: "=") else { throw fail(entry, "names no column") }
            let key = String(entry[..<equals]).trimmed
            let name = String(entry[entry.index(after: equals)...]).trimmed
            guard Self.keys.contains(key) else {
                throw fail(
                    key, "is not a part of a vector",
                    EditDistance.suggestion(for: key, among: Self.keys)
                        ?? "the parts are \(Self.keys.joined(separator: ", "))")
            }
            guard !name.isEmpty else { throw fail(key, "names no column") }
            guard seen.insert(key).inserted else { throw fail(key, "is named twice") }
            switch key {
            case "id": id = name
            case "timestamp": timestamp = name
            case "domain": domain = name
            default: embedding = Self.embedding(name)
            }
        }
    }

    private static func embedding(_ name: String) -> Embedding {
        if name.hasSuffix("*") { return .prefix(String(name.dropLast())) }
        let characters = Array(name)
        for place in characters.indices.dropFirst().dropLast(2)
        where characters[place] == "." && characters[place + 1] == "." {
            return .range(String(characters[..<place]), String(characters[(place + 2)...]))
        }
        return .list(name)
    }
}

extension String {
    /// Without the blanks at its ends.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
