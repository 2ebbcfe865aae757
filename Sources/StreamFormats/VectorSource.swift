import Dispatch
import StreamCore
import Synchronization

/// What to do with a row that cannot be used.
public enum BadInputPolicy: String, CaseIterable, Sendable, Hashable {
    /// Count it and go on.
    case skip
    /// End with an error that names it.
    case fail
}

/// The rows of a source that were not taken.
public struct RejectionReport: Sendable, Hashable {
    /// How many.
    public var total = 0
    /// How many of each cause: the causes of ``StreamCore/VectorRejection``, and `malformed`.
    public var byCause: [String: Int] = [:]
    /// The first of them, one line each, at most ``exampleLimit``.
    public var examples: [String] = []

    /// How many examples are kept.
    public static let exampleLimit = 10

    /// A report of nothing.
    public init() {}
}

/// Vectors from a file, folder or pipe, read lazily in order: an asynchronous sequence for the engine, and
/// synchronous calls for everything else.
///
/// One pass: iterators take from the same reader. Reading happens on a queue of its own, so waiting for a
/// pipe never holds up the tasks that process what has come already.
public final class VectorSource: AsyncSequence, Sendable {
    public typealias Element = SemanticVector
    public typealias Failure = any Error

    /// The path, as given; `-` is standard input.
    public let path: String
    /// The format being read.
    public let format: VectorFormat
    /// What happens to rows that cannot be used.
    public let policy: BadInputPolicy
    /// How many vectors there are, where the source says so beforehand.
    public let expectedCount: Int?
    /// The dimension, where the source says so beforehand.
    public let expectedDimension: Int?

    private struct State {
        var reader: any VectorReader
        var report = RejectionReport()
        var failure: InputError?
    }

    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "faultline.vector-source")

    private init(
        path: String, format: VectorFormat, policy: BadInputPolicy, count: Int?, dimension: Int?,
        reader: sending any VectorReader
    ) {
        self.path = path
        self.format = format
        self.policy = policy
        expectedCount = count
        expectedDimension = dimension
        state = Mutex(State(reader: reader))
    }

    /// Opens a source.
    ///
    /// - Parameters:
    ///   - path: A dataset folder, a file, or `-` for standard input.
    ///   - policy: What happens to rows that cannot be used; nil for `skip` on standard input and pipes,
    ///     `fail` on files and folders.
    ///   - format: The format; nil to tell by the name's ending, or by the first byte on standard input.
    ///   - layout: How it is laid out, where its format leaves that open.
    ///   - defaults: What is used where the source leaves something out.
    /// - Throws: ``StreamCore/InputError`` when there is nothing readable, or not in this format.
    public static func open(
        _ path: String, policy: BadInputPolicy? = nil, format: VectorFormat? = nil,
        layout: SourceLayout = SourceLayout(), defaults: SourceDefaults = SourceDefaults()
    ) throws(InputError) -> VectorSource {
        if path != "-", format == .folder || FileKind.isFolder(path) {
            guard layout.columns == nil else {
                throw InputError(
                    file: "--columns", problem: "the columns of a dataset folder have their own names",
                    remedy: "leave it out for \(path)")
            }
            let folder = try DatasetFolder(path)
            return VectorSource(
                path: path, format: .folder, policy: policy ?? .fail, count: folder.count,
                dimension: folder.dimension,
                reader: try DatasetVectorReader(folder: folder, defaults: defaults))
        }
        // HDF5 is read by its own library, not as a stream of bytes.
        if format == .hdf5 || (format == nil && VectorFormat(path: path) == .hdf5) {
            let rows = try HDF5.rows(of: path, dataset: layout.dataset)
            return try binary(
                rows, path: path, format: .hdf5, policy: policy ?? .fail, layout: layout,
                defaults: defaults)
        }
        let bytes = try ByteSource(path)
        let chosen: VectorFormat
        if let format { chosen = format } else { chosen = try Self.format(of: path, bytes) }
        let policy = policy ?? (bytes.size == nil ? .skip : .fail)
        let rows: any RowReader
        switch chosen {
        case .folder, .hdf5:
            throw InputError(
                file: path, problem: "standard input is no folder", remedy: "give the folder's path")
        case .csv:
            let reader = try CSVVectorReader(source: bytes, layout: layout, defaults: defaults)
            return VectorSource(
                path: path, format: .csv, policy: policy, count: nil, dimension: nil, reader: reader)
        case .jsonLines:
            let reader = try JSONLinesReader(source: bytes, layout: layout, defaults: defaults)
            return VectorSource(
                path: path, format: .jsonLines, policy: policy, count: nil, dimension: nil,
                reader: reader)
        case .npy: rows = try NPYReader(source: bytes)
        case .fvecs: rows = try VecsReader(source: bytes, kind: .float32)
        case .bvecs: rows = try VecsReader(source: bytes, kind: .uint8)
        case .fbin: rows = try BinReader(source: bytes, kind: .float32)
        case .u8bin: rows = try BinReader(source: bytes, kind: .uint8)
        }
        return try binary(
            rows, path: path, format: chosen, policy: policy, layout: layout, defaults: defaults)
    }

    private static func binary(
        _ rows: sending any RowReader, path: String, format: VectorFormat, policy: BadInputPolicy,
        layout: SourceLayout, defaults: SourceDefaults
    ) throws(InputError) -> VectorSource {
        let reader = try BinaryVectorReader(
            rows, file: path, format: format, layout: layout, defaults: defaults)
        return VectorSource(
            path: path, format: format, policy: policy, count: reader.count, dimension: reader.dimension,
            reader: reader)
    }

    private static func format(of path: String, _ bytes: ByteSource) throws(InputError) -> VectorFormat {
        if let format = VectorFormat(path: path) { return format }
        switch try bytes.peek() {
        case 0x93: return .npy
        case UInt8(ascii: "{"), nil: return .jsonLines
        default:
            if path == "-" { return .csv }
            throw InputError(
                file: path, problem: "its format cannot be told from its name",
                remedy: "name it .npy, .fvecs, .bvecs, .fbin, .u8bin, .csv, .jsonl or .hdf5, or give a "
                    + "dataset folder")
        }
    }

    /// What was assumed of the input, and found beside it, so far: a sentence each.
    public var notes: [String] { state.withLock { $0.reader.notes } }

    /// What was not taken so far.
    public var rejections: RejectionReport { state.withLock { $0.report } }

    /// The next vector, or nil at the end.
    ///
    /// - Throws: ``StreamCore/InputError`` when the input breaks off, or for the first bad row under
    ///   ``BadInputPolicy/fail``.
    public func next() throws(InputError) -> SemanticVector? {
        let result: Result<SemanticVector?, InputError> = state.withLock { state in
            do throws(InputError) {
                return .success(try take(&state))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Up to `limit` vectors: as many as can be had without waiting, but at least one unless the source
    /// has ended.
    ///
    /// An error that comes after some vectors is thrown by the next call.
    public func next(upTo limit: Int) throws(InputError) -> [SemanticVector] {
        let result: Result<[SemanticVector], InputError> = state.withLock { state in
            var vectors: [SemanticVector] = []
            do throws(InputError) {
                while vectors.count < limit, vectors.isEmpty || state.reader.isReady {
                    guard let vector = try take(&state) else { break }
                    vectors.append(vector)
                }
            } catch {
                state.failure = error
                if vectors.isEmpty { return .failure(error) }
            }
            return .success(vectors)
        }
        return try result.get()
    }

    private func take(_ state: inout State) throws(InputError) -> SemanticVector? {
        if let failure = state.failure { throw failure }
        while let row = try state.reader.next() {
            switch row {
            case .vector(let vector): return vector
            case .rejected(let rejected):
                let error = InputError(
                    file: path, line: rejected.line, field: rejected.field, problem: rejected.problem,
                    remedy: "correct the row, or skip such rows with --on-bad-input skip")
                if policy == .fail { throw error }
                state.report.total += 1
                state.report.byCause[rejected.cause, default: 0] += 1
                if state.report.examples.count < RejectionReport.exampleLimit {
                    var example = error
                    example.remedy = nil
                    state.report.examples.append(example.description)
                }
            }
        }
        return nil
    }

    /// An iterator; all iterators take from the same source.
    public func makeAsyncIterator() -> Iterator { Iterator(source: self) }

    /// Takes vectors from the shared source, in batches behind the scenes.
    public struct Iterator: AsyncIteratorProtocol {
        let source: VectorSource
        private var batch: [SemanticVector] = []
        private var position = 0

        private static let batchSize = 256

        init(source: VectorSource) { self.source = source }

        /// The next element, or nil at the end.
        public mutating func next() async throws -> SemanticVector? {
            try await next(isolation: #isolation)
        }

        /// The next element, or nil at the end.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(any Error) -> SemanticVector? {
            if position == batch.count {
                let source = source
                batch = try await withCheckedThrowingContinuation { continuation in
                    source.queue.async {
                        continuation.resume(with: Result { try source.next(upTo: Self.batchSize) })
                    }
                }
                position = 0
                if batch.isEmpty { return nil }
            }
            let vector = batch[position]
            position += 1
            return vector
        }
    }
}
