import CoherenceGraph
import PatternDetection
import Similarity
import StreamCore
import StreamEngine

extension EngineSettings {
    /// The engine's configuration: the engine's defaults, with these settings.
    ///
    /// `coherence` is what is computed at every block and at every window that closes. Batches may take
    /// as long as they need, since a slow one is what is being measured.
    ///
    /// - Throws: ``StreamEngine/ConfigurationError`` naming the field as the engine does.
    public func configuration(dimension: Int?, seed: UInt64) throws(ConfigurationError) -> Configuration {
        var configuration = Configuration()
        configuration.windows = try windowPolicy()
        configuration.allowedLateness = try Self.duration(lateness, field: "allowedLateness")
        configuration.maxBufferSize = bufferSize
        configuration.overflowPolicy = OverflowPolicy(rawValue: overflow) ?? .block
        configuration.batchSize = batchSize
        configuration.maxConcurrency = concurrency
        configuration.detectionInterval = detectionInterval
        configuration.backend = BackendKind(rawValue: backend) ?? .simd
        let level = CoherenceLevel(rawValue: coherence) ?? .components
        configuration.blockCoherence = level
        configuration.windowCoherence = level
        configuration.detectors = [.kind(DetectorKind(rawValue: detector) ?? .calibrated)]
        configuration.processingTimeout = nil
        configuration.dimension = dimension
        configuration.discovery = DiscoveryConfiguration(
            similarityThreshold: threshold, batchSize: batchSize, significanceThreshold: alpha,
            averageRunLength: averageRunLength, seed: seed)
        try configuration.validate()
        return configuration
    }

    private func windowPolicy() throws(ConfigurationError) -> WindowPolicy {
        switch windowing {
        case "count":
            let size = try Self.count(window, field: "windowSize")
            let slide = try slide.map { text throws(ConfigurationError) in
                try Self.count(text, field: "slideInterval")
            }
            return .count(size: size, slide: slide ?? max(size / 10, 1))
        case "tumbling": return .tumbling(size: try Self.duration(window, field: "windowSize"))
        case "session": return .session(gap: try Self.duration(gap, field: "sessionGap"))
        case "landmark": return .landmark
        default:
            let size = try Self.duration(window, field: "windowSize")
            let slide = try slide.map { text throws(ConfigurationError) in
                try Self.duration(text, field: "slideInterval")
            }
            return .sliding(size: size, slide: slide ?? size / 2)
        }
    }

    private static func count(_ text: String, field: String) throws(ConfigurationError) -> Int {
        guard let number = Int(text.filter { $0 != "_" }) else {
            throw ConfigurationError(
                field: field, problem: "'\(text.prefix(40))' is not a number of vectors",
                remedy: "give one such as 1000, or set windowing to sliding or tumbling for durations")
        }
        return number
    }

    private static func duration(_ text: String, field: String) throws(ConfigurationError) -> Duration {
        guard let duration = DurationText.parse(text) else {
            throw ConfigurationError(
                field: field, problem: "'\(text.prefix(40))' is not a duration",
                remedy: "give one such as 60s or 500ms")
        }
        return duration
    }

    /// The key by which a suite sets what the engine calls `field`.
    private static func key(ofField field: String) -> String {
        switch field {
        case "windowSize": "window"
        case "slideInterval": "slide"
        case "sessionGap": "gap"
        case "allowedLateness": "lateness"
        case "maxBufferSize": "buffer_size"
        case "batchSize": "batch_size"
        case "detectionInterval": "detection_interval"
        case "maxConcurrency": "concurrency"
        case "similarityThreshold": "threshold"
        case "significanceThreshold": "alpha"
        case "averageRunLength": "average_run_length"
        default: field
        }
    }

    /// Checks that these settings make sense together, as the engine sees it; the error names the place
    /// in `table` where the setting was written.
    func check(in table: SettingsTable, dimension: Int?) throws(InputError) {
        do {
            _ = try configuration(dimension: dimension, seed: 0)
        } catch {
            let key = Self.key(ofField: error.field)
            let place = table.entry(key) ?? table.sweep.first { $0.key == key }
            throw table.error(at: place, field: key, error.problem, remedy: error.remedy)
        }
    }
}
