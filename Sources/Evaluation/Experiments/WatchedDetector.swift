import CoherenceGraph
import PatternDetection
import StreamCore
import Synchronization

/// A detector that is watched while it works: on how many blocks it could have alarmed, and what its
/// channels read. It passes everything on unchanged.
struct WatchedDetector: PatternDetector {
    private var detector: any PatternDetector
    private let record: DetectorRecord

    init(_ detector: any PatternDetector, record: DetectorRecord) {
        self.detector = detector
        self.record = record
    }

    var name: String { detector.name }
    var requiredCoherence: CoherenceLevel { detector.requiredCoherence }

    mutating func process(_ block: DetectionBlock) -> [DetectedPattern] {
        // Only the calibrated detector says when it is learning; the others judge from the start.
        let isMonitoring = (detector as? CalibratedDetector)?.isMonitoring ?? true
        let patterns = detector.process(block)
        record.add(StreamTrace.Block(block, isMonitored: isMonitoring))
        if let calibrated = detector as? CalibratedDetector {
            var present = [Int](repeating: 0, count: block.domainTable.count)
            for domain in block.domains { present[domain] += 1 }
            for reading in calibrated.channelReadings
            where reading.domain < present.count && present[reading.domain] >= Self.fewestVectors {
                record.add(z: reading.z, channel: reading.channel)
            }
        }
        return patterns
    }

    mutating func finish() -> [DetectedPattern] { detector.finish() }

    /// A domain with fewer vectors in a block may wait for the next one, its old reading still standing.
    private static let fewestVectors = 3
}

/// What a watched detector did.
final class DetectorRecord: Sendable {
    private struct State {
        var blocks: [StreamTrace.Block] = []
        var channels: [String: ChannelCounts] = [:]
    }

    private let state = Mutex(State())

    func add(_ block: StreamTrace.Block) {
        state.withLock { $0.blocks.append(block) }
    }

    func add(z: Double, channel: String) {
        state.withLock { $0.channels[channel, default: ChannelCounts(channel: channel)].add(z: z) }
    }

    /// For each block, whether the detector could have alarmed.
    var monitored: [Bool] { state.withLock { $0.blocks.map(\.monitored) } }

    /// Every block, in order.
    var blocks: [StreamTrace.Block] { state.withLock { $0.blocks } }

    /// What was read, by channel, in order of name.
    var channels: [ChannelCounts] {
        state.withLock { $0.channels.values.sorted { $0.channel < $1.channel } }
    }
}
