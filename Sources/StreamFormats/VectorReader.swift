import StreamCore

/// One row of an input: a vector, or why it is none.
enum SourceRow: Sendable {
    case vector(SemanticVector)
    case rejected(RejectedRow)
}

/// A row that was not taken.
struct RejectedRow: Sendable {
    /// The line in the file, where it has lines.
    var line: Int?
    /// The field at fault, where one is.
    var field: String?
    /// What it is counted by: a ``StreamCore/VectorRejection/Cause``'s name or `malformed`.
    var cause: String
    var problem: String

    static func malformed(line: Int?, field: String? = nil, _ problem: String) -> RejectedRow {
        RejectedRow(line: line, field: field, cause: "malformed", problem: problem)
    }
}

/// Reads vectors one after another. Throws when the input as a whole cannot be read on.
protocol VectorReader {
    mutating func next() throws(InputError) -> SourceRow?
    /// Whether the next row can be had without waiting for a pipe.
    var isReady: Bool { get }
    /// What was assumed or found beside the input so far, for the user to see.
    var notes: [String] { get }
}

/// How an input is laid out, where its format leaves that open.
public struct SourceLayout: Sendable, Hashable {
    /// What columns or keys are called: for CSV, JSON Lines, and the records beside binary files.
    public var columns: ColumnMapping?
    /// What timestamps are written in.
    public var timestampUnit: TimestampUnit
    /// The dataset to read from an HDF5 file.
    public var dataset: String

    /// A layout of these parts.
    public init(
        columns: ColumnMapping? = nil, timestampUnit: TimestampUnit = .auto, dataset: String = "train"
    ) {
        self.columns = columns
        self.timestampUnit = timestampUnit
        self.dataset = dataset
    }
}

/// What a source uses where its format or its rows leave something out.
public struct SourceDefaults: Sendable, Hashable {
    /// The domain of rows without one.
    public var domain: Domain
    /// Vectors a second, where there are no timestamps.
    public var rate: Double
    /// The time of the first vector, where there are no timestamps.
    public var start: EventTime
    /// The dimension that vectors must have; nil for that of the first good one.
    public var dimension: Int?

    /// The defaults: one domain, 50 vectors a second from 1970 on.
    public init(
        domain: Domain = .unspecified, rate: Double = 50, start: EventTime = EventTime(nanoseconds: 0),
        dimension: Int? = nil
    ) {
        self.domain = domain
        self.rate = rate
        self.start = start
        self.dimension = dimension
    }
}

/// Makes checked vectors from the parts that a row has.
struct RowAssembler: Sendable {
    private let defaults: SourceDefaults
    private(set) var dimension: Int?
    private var domains: [String: Domain] = [:]
    private var index = 0
    /// Settled by the first row: a file has timestamps or has none.
    private var hasTimestamps: Bool?

    init(_ defaults: SourceDefaults) {
        self.defaults = defaults
        dimension = defaults.dimension
    }

    mutating func assemble(
        line: Int?, id: String?, timestamp: EventTime?, domain: String?, embedding: [Float],
        metadata: [String: String] = [:]
    ) -> SourceRow {
        let row = index
        index += 1
        // Binary files have no lines; there the row says where.
        let place = line == nil ? "row \(row)" : "embedding"
        let found: Domain
        if let domain, !domain.isEmpty {
            if let known = domains[domain] {
                found = known
            } else {
                do throws(InvalidDomainName) {
                    found = try Domain(domain)
                } catch {
                    return .rejected(.malformed(line: line, field: "domain", error.description))
                }
                domains[domain] = found
            }
        } else {
            found = defaults.domain
        }
        if hasTimestamps == nil { hasTimestamps = timestamp != nil }
        guard hasTimestamps == (timestamp != nil) else {
            let problem =
                timestamp == nil
                ? "is missing, though earlier rows have one"
                : "is there, though earlier rows have none"
            return .rejected(.malformed(line: line, field: "timestamp", problem))
        }
        let expected = dimension ?? embedding.count
        guard expected >= 1, expected <= SemanticVector.maximumDimension else {
            return .rejected(
                .malformed(
                    line: line, field: place,
                    "has \(expected) components, outside 1…\(SemanticVector.maximumDimension)"))
        }
        do throws(VectorRejection) {
            _ = try VectorRejection.checkedNorm(of: embedding, dimension: expected)
        } catch {
            return .rejected(
                RejectedRow(
                    line: line, field: place, cause: error.cause.rawValue,
                    problem: error.description))
        }
        dimension = expected
        // Counted from the row's number, not added up, so that rounding does not accumulate. A rate may be
        // so low that time ends before the rows do.
        let offset = Int64(exactly: (Double(row) / defaults.rate * 1e9).rounded()) ?? .max
        return .vector(
            SemanticVector(
                id: id ?? "row\(row)", embedding: embedding, domain: found,
                timestamp: timestamp ?? defaults.start.advanced(byNanoseconds: offset),
                metadata: metadata))
    }
}
