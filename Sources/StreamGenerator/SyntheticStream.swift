import StreamCore

/// The stream that a scenario and a seed describe, made vector by vector.
///
/// A value: iterate over it (`for vector in stream` runs a copy), or call ``next()`` on a variable and
/// read ``truth`` afterwards. ``EventStream`` wraps one as a shared asynchronous sequence. Vectors have
/// unit length. About a microsecond a vector at d = 128; memory does not grow with the length, except
/// for the ids of vectors that carry events.
public struct SyntheticStream: Sequence, IteratorProtocol, Sendable {
    /// The scenario.
    public let scenario: Scenario
    /// The seed that decides everything random.
    public let seed: UInt64
    /// The events as this seed placed them.
    let schedule: EventSchedule
    private var assembler: StreamAssembler<ClusterMaker>

    /// The stream of `scenario`.
    ///
    /// - Parameters:
    ///   - scenario: The recipe.
    ///   - seed: Replaces the scenario's.
    ///   - count: Replaces the scenario's length.
    /// - Throws: ``StreamCore/InputError`` naming the field of the scenario that makes no sense.
    public init(_ scenario: Scenario, seed: UInt64? = nil, count: Int? = nil) throws(InputError) {
        try scenario.validate()
        let seed = seed ?? scenario.seed
        let profiles = scenario.domains
        let schedule = EventSchedule(
            events: scenario.events, domains: profiles.map(\.domain), timing: scenario.timing, seed: seed
        ) { event, domain in
            event.magnitude(coherence: profiles[domain].coherence)
        }
        self.scenario = scenario
        self.seed = seed
        self.schedule = schedule
        assembler = StreamAssembler(
            timing: scenario.timing, domains: profiles.map(\.domain), shares: profiles.map(\.share),
            nuisances: scenario.nuisances, schedule: schedule,
            maker: ClusterMaker(scenario: scenario, schedule: schedule, seed: seed), seed: seed,
            count: count)
    }

    /// The next vector, or nil at the end.
    public mutating func next() -> SemanticVector? { assembler.next() }

    /// What the vectors so far carried; complete when ``next()`` has returned nil.
    public var truth: GroundTruth { assembler.truth }

    /// All remaining vectors and the whole truth. Memory: the whole stream.
    public func generate() -> GeneratedStream {
        var stream = self
        var vectors: [SemanticVector] = []
        vectors.reserveCapacity(Swift.min(scenario.timing.count ?? 0, 1 << 24))
        while let vector = stream.next() { vectors.append(vector) }
        return GeneratedStream(vectors: vectors, truth: stream.truth)
    }
}

/// A stream generated whole.
public struct GeneratedStream: Sendable {
    /// The vectors, in the order of their arrival.
    public var vectors: [SemanticVector]
    /// What was planted into them.
    public var truth: GroundTruth

    /// A stream of these vectors.
    public init(vectors: [SemanticVector], truth: GroundTruth) {
        self.vectors = vectors
        self.truth = truth
    }
}
