import Foundation
import StreamCore
import StreamFormats

/// Vectors that exist already, in a dataset folder or a file, with their truth where it is known: a
/// stream to measure with like a generated one, except that no seed changes it.
public struct Recording: Sendable, Hashable {
    /// Names it in reports.
    public let name: String
    /// The folder or file.
    public let path: String
    /// How it is laid out.
    public let layout: SourceLayout
    /// What is used where it leaves something out.
    public let defaults: SourceDefaults
    /// How many vectors there are.
    public let count: Int
    /// How many components an embedding has.
    public let dimension: Int
    /// The domains, in the order in which they first occur.
    public let domains: [Domain]
    /// Metadata keys that its vectors have, in order.
    public let metadataColumns: [String]
    /// What was planted, or is otherwise known to change; nil where nobody says.
    public let truth: GroundTruth?

    /// Reads the recording at `path` once from end to end, so that everything wrong with it shows here.
    /// O(n·d) time; memory is one row.
    ///
    /// - Parameters:
    ///   - path: The folder or file.
    ///   - name: Its name; nil for that of the folder or file without its ending.
    ///   - truth: The truth file; nil for the one that belongs to the data, if it has one.
    ///   - block: Vectors in a block, the unit of the truth's lags; nil for what the data says, else 50.
    ///   - layout: How the data is laid out.
    ///   - defaults: What is used where it leaves something out.
    /// - Throws: ``StreamCore/InputError`` for anything that cannot be read, a row that cannot be used, or
    ///   no vectors at all.
    public init(
        _ path: String, name: String? = nil, truth: String? = nil, block: Int? = nil,
        layout: SourceLayout = SourceLayout(), defaults: SourceDefaults = SourceDefaults()
    ) throws(InputError) {
        self.path = path
        self.name = name ?? ScenarioParser.stem(path)
        self.layout = layout
        self.defaults = defaults
        let source = try VectorSource.open(path, policy: .fail, layout: layout, defaults: defaults)
        var count = 0
        var dimension = 0
        var domains: [Domain] = []
        var known: Set<Domain> = []
        var keys: Set<String> = []
        while let vector = try source.next() {
            count += 1
            dimension = vector.embedding.count
            if known.insert(vector.domain).inserted { domains.append(vector.domain) }
            if !vector.metadata.isEmpty { keys.formUnion(vector.metadata.keys) }
        }
        guard count > 0 else { throw InputError(file: path, problem: "holds no vectors") }
        (self.count, self.dimension, self.domains) = (count, dimension, domains)
        metadataColumns = keys.sorted()
        if let file = truth ?? Self.truthFile(of: path) {
            self.truth = try GroundTruth.read(file, block: block ?? Self.block(of: path) ?? 50)
        } else {
            self.truth = nil
        }
    }

    /// The truth that belongs to the data at `path`: a folder's `truth.csv`, a file's `X.truth.csv`.
    public static func truthFile(of path: String) -> String? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        let file =
            isFolder.boolValue
            ? (path.hasSuffix("/") ? path : path + "/") + DatasetFolder.truthName : path + ".truth.csv"
        return FileManager.default.fileExists(atPath: file) ? file : nil
    }

    /// Vectors in a block of the data at `path`, the unit of its truth's lags; nil where it does not say.
    public static func block(of path: String) -> Int? {
        DatasetMetadata.beside(path)?.block
    }

    /// The vectors from the beginning.
    ///
    /// - Parameters:
    ///   - seed: What columns show; it changes nothing.
    ///   - count: How many vectors; nil for all.
    /// - Throws: ``StreamCore/InputError`` for more vectors than there are, or data that cannot be read any
    ///   more.
    public func stream(seed: UInt64, count: Int? = nil) throws(InputError) -> EventStream {
        if let count, count > self.count {
            throw InputError(
                file: path, field: "count", problem: "\(count) vectors are asked for, it has \(self.count)",
                remedy: "ask for fewer, or leave the number out")
        }
        let source = try VectorSource.open(path, policy: .fail, layout: layout, defaults: defaults)
        let taken = count ?? self.count
        return EventStream(
            name: name, dimension: dimension, domains: domains,
            timing: StreamTiming(count: taken, block: truth?.block ?? 50), seed: seed, count: taken,
            metadataColumns: metadataColumns,
            source: RecordedSource(source: source, left: taken, known: truth))
    }
}

/// Takes a recording's vectors in turn.
private struct RecordedSource: GeneratedSource {
    let source: VectorSource
    var left: Int
    let known: GroundTruth?
    var failure: InputError?
    private var last: EventTime?

    init(source: VectorSource, left: Int, known: GroundTruth?) {
        self.source = source
        self.left = left
        self.known = known
    }

    mutating func next() -> SemanticVector? {
        guard left > 0, failure == nil else { return nil }
        do throws(InputError) {
            guard let vector = try source.next() else {
                failure = InputError(
                    file: source.path, problem: "ends \(left) vectors before it did when it was first read",
                    remedy: "leave the data alone while it is measured")
                return nil
            }
            left -= 1
            last = max(last ?? vector.timestamp, vector.timestamp)
            return vector
        } catch {
            failure = error
            return nil
        }
    }

    var isTruthKnown: Bool { known != nil }

    /// The events that the vectors so far reach.
    var truth: GroundTruth {
        guard let last, let known else { return GroundTruth(block: known?.block ?? 50) }
        return GroundTruth(
            block: known.block, events: known.events.filter { $0.observable <= last },
            outliers: known.outliers)
    }
}
