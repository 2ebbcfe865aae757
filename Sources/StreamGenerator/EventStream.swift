import StreamCore
import Synchronization

/// A generated stream that several parts of a program share: read it asynchronously or one by one, then
/// ask it for the truth.
///
/// One stream, one pass: every iterator takes from the same source, so each vector is handed out once.
public final class EventStream: AsyncSequence, Sendable {
    public typealias Element = SemanticVector
    public typealias Failure = any Error

    /// The scenario's name.
    public let name: String
    /// How many components an embedding has.
    public let dimension: Int
    /// The domains, in the scenario's order.
    public let domains: [Domain]
    /// Vectors in a block.
    public let block: Int
    /// The seed in use.
    public let seed: UInt64
    /// How many vectors there will be; nil when the length is a duration or unlimited.
    public let count: Int?

    /// Whether the stream ends by itself.
    let isBounded: Bool
    /// Metadata keys that its vectors have.
    let metadataColumns: [String]

    private let source: Mutex<any GeneratedSource>

    /// The stream of a synthetic scenario; see ``SyntheticStream/init(_:seed:count:)``.
    public convenience init(
        _ scenario: Scenario, seed: UInt64? = nil, count: Int? = nil
    ) throws(InputError) {
        let stream = try SyntheticStream(scenario, seed: seed, count: count)
        self.init(
            name: scenario.name, dimension: scenario.dimension,
            domains: scenario.domains.map(\.domain), timing: scenario.timing, seed: stream.seed,
            count: count, source: stream)
    }

    /// The error that ended the stream early: a recording can break off, what is generated cannot.
    public var failure: InputError? { source.withLock { $0.failure } }

    /// Whether ``truth`` says what changes: of a recording perhaps nobody knows.
    public var isTruthKnown: Bool { source.withLock { $0.isTruthKnown } }

    init(
        name: String, dimension: Int, domains: [Domain], timing: StreamTiming, seed: UInt64,
        count: Int?, metadataColumns: [String] = [], source: sending any GeneratedSource
    ) {
        self.name = name
        self.dimension = dimension
        self.domains = domains
        self.block = timing.block
        self.seed = seed
        self.count = count ?? timing.count
        isBounded = count != nil || timing.count != nil || timing.duration != nil
        self.metadataColumns = metadataColumns
        self.source = Mutex(source)
    }

    /// The next vector, or nil at the end.
    public func next() -> SemanticVector? { source.withLock { $0.next() } }

    /// Up to `limit` vectors, fewer only at the end: cheaper than one by one.
    public func next(upTo limit: Int) -> [SemanticVector] {
        source.withLock { source in
            var vectors: [SemanticVector] = []
            vectors.reserveCapacity(Swift.min(limit, 65_536))
            while vectors.count < limit, let vector = source.next() { vectors.append(vector) }
            return vectors
        }
    }

    /// What the vectors so far carried; complete when the stream has ended.
    public var truth: GroundTruth { source.withLock { $0.truth } }

    /// The rest of the stream and the truth. Memory: the whole stream.
    public func generate() -> GeneratedStream {
        var vectors: [SemanticVector] = []
        while true {
            let batch = next(upTo: 4096)
            if batch.isEmpty { break }
            vectors += batch
        }
        return GeneratedStream(vectors: vectors, truth: truth)
    }

    /// An iterator; all iterators take from the same source.
    public func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

    /// Takes vectors from the shared stream.
    public struct Iterator: AsyncIteratorProtocol {
        let stream: EventStream

        /// The next element, or nil at the end.
        public mutating func next() async throws -> SemanticVector? { stream.next() }

        /// The next element, or nil at the end.
        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(any Error) -> SemanticVector? {
            stream.next()
        }
    }
}

/// Anything that makes vectors and knows what it planted.
protocol GeneratedSource: Sendable {
    mutating func next() -> SemanticVector?
    var truth: GroundTruth { get }
    /// What ended the stream before its time.
    var failure: InputError? { get }
    /// Whether anybody knows what the truth is: of a recording perhaps nobody does.
    var isTruthKnown: Bool { get }
}

extension GeneratedSource {
    var failure: InputError? { nil }
    var isTruthKnown: Bool { true }
}

extension SyntheticStream: GeneratedSource {}
