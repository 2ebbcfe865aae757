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

/// `summary.json`: whether the run is whole, and its figures for programs.
struct RunSummary: Encodable {
    var schemaVersion = resultSchemaVersion
    var suite: String
    var status: RunStatus
    var seed: UInt64 = 0
    var configuration: String = ""
    var shard: Shard?
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
    var latency: [LatencyRow] = []
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
        var intervalLow: Double
        var intervalHigh: Double
        var trusted: Bool
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
            intervalLow = series.intervalLow
            intervalHigh = series.intervalHigh
            trusted = series.isTrusted
            peakRssBytes = series.peakRssBytes
            backpressureEvents = series.backpressureEvents
        }
    }

    /// The summary of a run that came this far.
    init(_ record: RunRecord, files: [String]) {
        suite = record.suite
        status = record.status
        seed = record.seed
        configuration = record.configuration
        shard = record.shard
        error = record.failure
        cells = record.cells
        cellsDone = record.cellsDone
        started = record.environment.started
        ended = record.environment.ended
        elapsedS = record.elapsedS
        self.files = files
        notes = record.notes
        throughput = record.throughputSeries.map(Series.init)
        memoryGrowth = record.memoryGrowth
        costGrowth = record.costGrowth
        latency = record.latency
        accuracy = record.accuracy
        calibration = record.calibration
        cascade = record.cascade
        backends = record.backends
    }
}
