/// One row of `latency.csv`: an open-loop cell at one offered rate.
///
/// Percentiles are nil where fewer than ten samples lie beyond them.
public struct LatencyRow: Sendable, Codable, Hashable {
    /// The scenario file's name without its ending.
    public var scenario: String
    /// The backend that computed similarities.
    public var backend: String
    /// Components of a vector.
    public var dimension: Int
    /// The window, as set: a number of vectors or a duration.
    public var window: String
    /// Vectors handed to the kernels at once, at most.
    public var batchSize: Int
    /// Vectors that the buffer holds.
    public var bufferSize: Int
    /// Tasks that share a batch.
    public var concurrency: Int
    /// Vectors that the schedule offers a second.
    public var offeredPerS: Double
    /// Vectors that were decided a second.
    public var achievedPerS: Double
    /// Latencies recorded, those of the warm-up left out.
    public var samples: Int
    /// Mean seconds from intended arrival to decision; nil without samples.
    public var meanS: Double?
    /// The median.
    public var p50S: Double?
    /// The 90th percentile.
    public var p90S: Double?
    /// The 99th percentile.
    public var p99S: Double?
    /// The 99.9th percentile.
    public var p999S: Double?
    /// The largest.
    public var maxS: Double?
    /// Vectors that had arrived by the schedule's end and were not decided.
    public var backlogEnd: Int
    /// Whether the engine kept up: achieved the offered rate, met the target, no growing backlog.
    public var sustained: Bool
    /// `fixed`, `poisson` or `bursty`.
    public var schedule: String
    /// `curve`, `search` or `recovery`.
    public var kind: String
    /// Which repetition, from 1.
    public var `repeat`: Int
    /// Seeds the stream and the schedule.
    public var seed: UInt64
    /// Seconds from the end of an overload to the backlog before it; nil where no overload was made or it
    /// did not recover.
    public var recoveryS: Double?
    /// Whether the row measures what it says.
    public var valid: Bool
    /// What to know about the row; why it is not valid.
    public var note: String
    /// The 99th percentile of the producer's own delay, in seconds. Not a column.
    public var lagP99S: Double?

    /// A row of these parts.
    public init(
        scenario: String, backend: String, dimension: Int, window: String, batchSize: Int, bufferSize: Int,
        concurrency: Int, offeredPerS: Double, achievedPerS: Double, samples: Int, meanS: Double?,
        p50S: Double?, p90S: Double?, p99S: Double?, p999S: Double?, maxS: Double?, backlogEnd: Int,
        sustained: Bool, schedule: String, kind: String, repeat: Int, seed: UInt64,
        recoveryS: Double? = nil, valid: Bool, note: String, lagP99S: Double? = nil
    ) {
        self.scenario = scenario
        self.backend = backend
        self.dimension = dimension
        self.window = window
        self.batchSize = batchSize
        self.bufferSize = bufferSize
        self.concurrency = concurrency
        self.offeredPerS = offeredPerS
        self.achievedPerS = achievedPerS
        self.samples = samples
        self.meanS = meanS
        self.p50S = p50S
        self.p90S = p90S
        self.p99S = p99S
        self.p999S = p999S
        self.maxS = maxS
        self.backlogEnd = backlogEnd
        self.sustained = sustained
        self.schedule = schedule
        self.kind = kind
        self.repeat = `repeat`
        self.seed = seed
        self.recoveryS = recoveryS
        self.valid = valid
        self.note = note
        self.lagP99S = lagP99S
    }
}
