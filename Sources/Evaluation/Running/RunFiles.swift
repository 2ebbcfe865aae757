import Foundation
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
    /// Where the JSON Schema of this file lies, seen from it.
    var schema = "summary.schema.json"
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
    var environment: EnvironmentDigest
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
        environment = EnvironmentDigest(record.environment)
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

    private enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case schemaVersion, suite, status, seed, configuration, shard, error, cells, cellsDone, started, ended
        case elapsedS, environment, files, notes, throughput, memoryGrowth, costGrowth, latency, accuracy
        case calibration, cascade, backends
    }

    /// What of the environment a program compares first.
    struct EnvironmentDigest: Encodable {
        var cpu: String
        var isa: String
        var cores: Int
        var architecture: String
        var memoryBytes: Int
        var system: String
        var compiler: String
        var buildConfiguration: String
        var gitCommit: String?
        var gitModified: Bool?
        var openblasVersion: String
        var openblasCore: String
        var peakGflops: Double?

        init(_ environment: Environment) {
            cpu = environment.cpu
            isa = environment.isa
            cores = environment.cores
            architecture = environment.architecture
            memoryBytes = environment.memoryBytes
            system = environment.system
            compiler = environment.compiler
            buildConfiguration = environment.buildConfiguration
            gitCommit = environment.gitCommit
            gitModified = environment.gitModified
            openblasVersion = environment.openblasVersion
            openblasCore = environment.openblasCore
            peakGflops = environment.peakGflops
        }
    }
}

extension RunRecord {
    /// `summary.json` of this record.
    ///
    /// - Parameter files: The names of the folder's files.
    package func summary(files: [String]) throws -> Data {
        try RunJSON.encoder(pretty: true).encode(RunSummary(self, files: files)) + Data("\n".utf8)
    }
}
