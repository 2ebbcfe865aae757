import CoherenceGraph
import PatternDetection
import Similarity
import StreamCore

/// The parts of a pipeline whose sizes depend on the dimension, which the first vector tells.
final class PipelineCore {
    let dimension: Int
    var batch: VectorBatch
    let window: LiveWindow
    /// Nil when no pair is compared.
    let similarity: SimilarityStage?
    /// Nil when detection is off.
    let detection: DetectionStage?
    private let keepsIdentifiers: Bool
    private let attachesEvidence: Bool
    private var slots: [Int32] = []

    /// - Throws: `BackendError` when the backend cannot be made.
    init(
        configuration: Configuration, dimension: Int, backend given: (any SimilarityBackend)?
    ) throws {
        self.dimension = dimension
        attachesEvidence = configuration.attachesGraphEvidence
        let detectors =
            configuration.autoDetectPatterns
            ? configuration.detectors.map { $0.make(configuration.discovery) } : []
        let blockLevel = detectors.map(\.requiredCoherence).reduce(configuration.blockCoherence, max)
        detection =
            detectors.isEmpty
            ? nil
            : DetectionStage(
                detectors: detectors, interval: configuration.detectionInterval, dimension: dimension,
                level: blockLevel, falseDiscoveryRate: configuration.falseDiscoveryRate)
        // A batch's rows take 64 MB at most, and more than a block at a time is never processed.
        var capacity = min(configuration.batchSize, max(1, (16 << 20) / dimension))
        if !detectors.isEmpty { capacity = min(capacity, configuration.detectionInterval) }
        batch = VectorBatch(
            dimension: dimension, capacity: capacity,
            keepsIdentifiers: configuration.checksDuplicateIdentifiers || !detectors.isEmpty)
        let needsGraph =
            configuration.windowCoherence > .moments || (!detectors.isEmpty && blockLevel > .moments)
        // Evidence names the vectors of the window that it speaks of.
        keepsIdentifiers =
            configuration.checksDuplicateIdentifiers || (needsGraph && !detectors.isEmpty)
        if needsGraph {
            let backend =
                try given
                ?? configuration.backend.make(
                    for: Workload(
                        dimension: dimension, window: Self.expectedWindow(configuration), batch: capacity))
            similarity = SimilarityStage(
                backend: backend, threshold: Float(configuration.discovery.similarityThreshold),
                maxConcurrency: configuration.maxConcurrency)
            window = LiveWindow(dimension: dimension, layout: backend.layout)
        } else {
            similarity = nil
            window = LiveWindow(dimension: dimension, layout: nil)
        }
    }

    /// Vectors in a window, where that is known beforehand.
    private static func expectedWindow(_ configuration: Configuration) -> Int {
        if case .count(let size, _) = configuration.windows { return size }
        return Workload.typical.window
    }

    var backendName: String { similarity?.backend.name ?? "none" }
    var isa: String { similarity?.backend.isa ?? "none" }

    /// Takes the batch's vectors into the live window and the detection block.
    func absorbBatch(isolation: isolated (any Actor)? = #isolation) async {
        if let similarity, let store = window.store {
            await similarity.compute(
                queries: batch.rows, count: batch.count, dimension: dimension, store: store.view)
            insert(similarity, store)
        }
        for index in 0..<batch.count {
            let pane = window.pane(batch.panes[index])
            window.add(
                batch.row(index), domain: batch.domains[index], timestamp: batch.timestamps[index], pane: pane
            )
            if !slots.isEmpty { pane.slots.append(slots[index]) }
            if keepsIdentifiers { pane.ids.append(batch.ids[index]) }
        }
        detection?.add(batch)
    }

    private func insert(_ similarity: SimilarityStage, _ store: PanelStore) {
        slots.removeAll(keepingCapacity: true)
        for index in 0..<batch.count {
            slots.append(Int32(truncatingIfNeeded: store.append(batch.row(index))))
        }
        slots.withUnsafeBufferPointer { slots in
            guard let base = slots.baseAddress else { return }
            for index in 0..<batch.count {
                let found = similarity.found(for: index)
                window.graph.insert(
                    slot: Int(slots[index]), domain: batch.domains[index], timestamp: batch.timestamps[index],
                    neighbours: found.slots, weights: found.weights, mates: found.mates,
                    mateWeights: found.mateWeights, batch: base)
            }
        }
    }

    /// Adds to the significant patterns what the window and its graph have to say of them.
    func addEvidence(to patterns: inout [DetectedPattern], domains: DomainTable) {
        guard attachesEvidence else { return }
        let snapshot = window.snapshot(.full)
        let graph = similarity.map {
            GraphEvidence(window: window, backend: $0.backend, domains: domains)
        }
        for index in patterns.indices where patterns[index].isSignificant {
            patterns[index].attachEvidence(from: snapshot)
            graph?.complete(&patterns[index])
        }
    }

    func describe(_ statistics: inout EngineStatistics) {
        statistics.backend = backendName
        statistics.isa = isa
        statistics.dimension = dimension
        statistics.nodeCount = window.count
        statistics.edgeCount = window.graph.edgeCount
        statistics.totalWeight = window.graph.totalWeight
        statistics.crossDomainEdgeCount = window.graph.crossDomainEdgeCount
        statistics.edgesInserted = UInt64(window.graph.insertedEdgeCount)
        statistics.comparisons = similarity?.comparisons ?? 0
        statistics.paneCount = window.paneCount
    }
}
