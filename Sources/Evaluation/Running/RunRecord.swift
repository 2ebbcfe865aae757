import StreamCore

/// How far a run came.
public enum RunStatus: String, Sendable, Codable, Hashable {
    /// Under way, or left behind by a process that is gone.
    case running
    /// Every cell is done and every file is in place.
    case complete
    /// It ended with an error; what was done is kept.
    case failed
    /// It was cancelled; what was done is kept.
    case cancelled
}

/// Everything that a run came to: what reports are made from.
public struct RunRecord: Sendable {
    /// The suite's name.
    public var suite: String
    /// Where the suite was read from.
    public var suiteFile: String
    /// The suite's seed.
    public var seed: UInt64
    /// The machine and the program.
    public var environment: Environment
    /// Seconds from start to end.
    public var elapsedS: Double
    /// The digest of everything that decides what was measured: runs of one digest can be compared cell
    /// by cell.
    public var configuration = ""
    /// The part of the suite that was run; nil for all of it.
    public var shard: Shard?
    /// Whether every cell is done, and if not, why.
    public var status: RunStatus = .complete
    /// The error that ended the run early.
    public var failure: String?
    /// Cells that were to be run.
    public var cells = 0
    /// Cells that are done.
    public var cellsDone = 0
    /// Throughput rows, in the order in which cells ran.
    public var throughput: [ThroughputRow] = []
    /// Latency rows.
    public var latency: [LatencyRow] = []
    /// The buckets of the latencies behind those rows.
    public var latencyHistogram: [HistogramRow] = []
    /// Accuracy rows.
    public var accuracy: [AccuracyRow] = []
    /// Calibration rows.
    public var calibration: [CalibrationRow] = []
    /// Cascade rows.
    public var cascade: [CascadeRow] = []
    /// How long changes took to be found.
    public var delays: [DelayRow] = []
    /// One stream of each scenario and detector, block by block.
    public var timeline: [TimelineRow] = []
    /// What was planted in, and said of, those streams.
    public var marks: [MarkRow] = []
    /// Backend rows.
    public var backends: [BackendRow] = []
    /// What a reader should know: what was left out and why.
    public var notes: [String] = []

    /// A record without rows.
    public init(
        suite: String, suiteFile: String, seed: UInt64, environment: Environment, elapsedS: Double = 0
    ) {
        self.suite = suite
        self.suiteFile = suiteFile
        self.seed = seed
        self.environment = environment
        self.elapsedS = elapsedS
    }

    /// Throughput rows put together over repeats.
    public var throughputSeries: [ThroughputSeries] { ThroughputSeries.of(throughput) }

    /// Backends and numbers of threads side by side, end to end.
    public var throughputRatios: [ThroughputRatio] { ThroughputRatio.all(of: throughput) }

    /// For each set of streamed cells that differ in length alone: the longest stream's peak memory over
    /// the shortest's.
    public var memoryGrowth: [Growth] {
        growth(among: throughputSeries.filter { $0.factors.source == "streamed" }) {
            $0.peakRssBytes.map(Double.init)
        }
    }

    /// For each set of cells that differ in length alone: the longest stream's seconds a vector over the
    /// shortest's; 1 is a cost that does not grow.
    public var costGrowth: [Growth] {
        growth(among: throughputSeries.filter { $0.factors.source == "generated" }) { 1 / $0.median }
    }

    /// How a figure changes from the shortest stream to the longest.
    public struct Growth: Sendable, Codable, Hashable {
        /// The scenario.
        public var scenario: String
        /// The backend.
        public var backend: String
        /// How much of the graph was computed.
        public var coherence: String
        /// The shortest stream's vectors.
        public var shortVectors: Int
        /// The longest stream's vectors.
        public var longVectors: Int
        /// The figure at the shortest.
        public var short: Double
        /// The figure at the longest.
        public var long: Double
        /// `long` over `short`.
        public var ratio: Double
    }

    private func growth(
        among series: [ThroughputSeries], figure: (ThroughputSeries) -> Double?
    ) -> [Growth] {
        var groups: [[ThroughputSeries]] = []
        for one in series {
            if let place = groups.firstIndex(where: { $0[0].factors.isSame(butForLength: one.factors) }) {
                groups[place].append(one)
            } else {
                groups.append([one])
            }
        }
        return groups.compactMap { group in
            let sorted = group.sorted { $0.factors.vectors < $1.factors.vectors }
            guard let first = sorted.first, let last = sorted.last,
                first.factors.vectors < last.factors.vectors, let short = figure(first),
                let long = figure(last), short > 0
            else { return nil }
            return Growth(
                scenario: first.factors.scenario, backend: first.factors.backend,
                coherence: first.factors.coherence, shortVectors: first.factors.vectors,
                longVectors: last.factors.vectors, short: short, long: long, ratio: long / short)
        }
    }
}

extension ThroughputRow {
    /// Whether two rows have equal factors, leaving aside how long the stream is.
    func isSame(butForLength other: ThroughputRow) -> Bool {
        scenario == other.scenario && backend == other.backend && isa == other.isa
            && coherence == other.coherence && dimension == other.dimension && window == other.window
            && batchSize == other.batchSize && bufferSize == other.bufferSize
            && concurrency == other.concurrency && seed == other.seed && source == other.source
            && factors == other.factors
    }
}
