import CoherenceGraph
import PatternDetection
import Similarity
import StreamCore
import StreamEngine

/// One way to set the engine, and streams through it.
public struct EngineRun: Sendable {
    /// How the stream is cut.
    public var windows = WindowPolicy.count(size: 1000, slide: 100)
    /// What is computed at each block and window.
    public var coherence = CoherenceLevel.components
    /// Whether the calibrated detector runs.
    public var detects = false
    /// Which kernels run.
    public var backend = BackendKind.simd

    /// The engine that the suites measure, on one thread, without detection.
    public init() {}

    /// Runs the batches through a new engine.
    ///
    /// - Throws: What the engine throws.
    public func feed(_ batches: some Sequence<[SemanticVector]>) async throws {
        var configuration = Configuration()
        configuration.windows = windows
        configuration.blockCoherence = coherence
        configuration.windowCoherence = coherence
        configuration.autoDetectPatterns = detects
        configuration.maxConcurrency = 1
        configuration.backend = backend
        configuration.processingTimeout = nil
        let engine = try StreamingEngine(configuration: configuration)
        try await engine.ingest(batches: batches)
    }
}
