import StreamCore

/// A file that a report renders for a run's folder.
public struct RenderedFile: Sendable, Hashable {
    /// Its name in the folder.
    public var name: String
    /// All of it.
    public var content: String

    /// The file `name` with this content.
    public init(_ name: String, _ content: String) {
        self.name = name
        self.content = content
    }
}

/// `plan.json`: what a run is going to do.
struct RunPlan: Encodable {
    var schemaVersion = resultSchemaVersion
    var suite: String
    var file: String
    var seed: UInt64
    var experiments: [Item]

    struct Item: Encodable {
        var kind: String
        var cells: Cells
    }

    enum Cells: Encodable {
        case throughput([ThroughputCell])
        case accuracy([AccuracyCell])
        case backends([KernelCell])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .throughput(let cells): try container.encode(cells)
            case .accuracy(let cells): try container.encode(cells)
            case .backends(let cells): try container.encode(cells)
            }
        }
    }
}

/// A line of `events.jsonl`: a finished cell and what it came to.
struct RunEvent: Codable {
    var schemaVersion = resultSchemaVersion
    /// The experiment's place in the suite, from 0.
    var experiment: Int
    var kind: String
    var finished: String
    var elapsedS: Double
    var throughputCell: ThroughputCell?
    var throughput: ThroughputRow?
    var accuracyCell: AccuracyCell?
    var accuracy: AccuracyOutcome?
    var kernelCell: KernelCell?
    var kernel: [KernelSamples]?
}

/// `summary.json`: whether the run is whole, and its figures for programs.
struct RunSummary: Encodable {
    enum Status: String, Encodable {
        /// Under way, or left behind by a process that is gone.
        case running
        /// Every cell is done and every file is in place.
        case complete
        /// It ended with an error; `events.jsonl` has what was done.
        case failed
        /// It was cancelled; `events.jsonl` has what was done.
        case cancelled
    }

    var schemaVersion = resultSchemaVersion
    var suite: String
    var status: Status
    var error: String?
    var cells: Int
    var cellsDone: Int
    var started: String
    var ended: String?
    var elapsedS: Double?
    var files: [String] = []
    var notes: [String] = []
    var throughput: [Series] = []
    var memoryGrowth: [RunRecord.Growth] = []
    var costGrowth: [RunRecord.Growth] = []
    var accuracy: [AccuracyRow] = []
    var calibration: [CalibrationRow] = []
    var cascade: [CascadeRow] = []
    var backends: [BackendRow] = []

    /// Repeats of a throughput cell put together.
    struct Series: Encodable {
        var scenario: String
        var source: String
        var backend: String
        var isa: String
        var coherence: String
        var dimension: Int
        var window: String
        var batchSize: Int
        var bufferSize: Int
        var concurrency: Int
        var vectors: Int
        var repeats: Int
        var vectorsPerSMedian: Double
        var vectorsPerSLow: Double
        var vectorsPerSHigh: Double
        var peakRssBytes: Int?
        var backpressureEvents: Double

        init(_ series: ThroughputSeries) {
            let row = series.factors
            scenario = row.scenario
            source = row.source
            backend = row.backend
            isa = row.isa
            coherence = row.coherence
            dimension = row.dimension
            window = row.window
            batchSize = row.batchSize
            bufferSize = row.bufferSize
            concurrency = row.concurrency
            vectors = row.vectors
            repeats = series.repeats
            vectorsPerSMedian = series.median
            vectorsPerSLow = series.low
            vectorsPerSHigh = series.high
            peakRssBytes = series.peakRssBytes
            backpressureEvents = series.backpressureEvents
        }
    }

    init(suite: String, status: Status, cells: Int, cellsDone: Int, started: String) {
        self.suite = suite
        self.status = status
        self.cells = cells
        self.cellsDone = cellsDone
        self.started = started
    }

    /// The summary of a run that is whole.
    init(_ record: RunRecord, cells: Int, files: [String]) {
        suite = record.suite
        status = .complete
        self.cells = cells
        cellsDone = cells
        started = record.environment.started
        ended = record.environment.ended
        elapsedS = record.elapsedS
        self.files = files
        notes = record.notes
        throughput = record.throughputSeries.map(Series.init)
        memoryGrowth = record.memoryGrowth
        costGrowth = record.costGrowth
        accuracy = record.accuracy
        calibration = record.calibration
        cascade = record.cascade
        backends = record.backends
    }
}
