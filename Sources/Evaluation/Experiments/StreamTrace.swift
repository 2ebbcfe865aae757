import CoherenceGraph
import PatternDetection
import StreamCore

/// A stream as a detector saw it, block by block, with what was planted and what was said: what a timeline
/// is drawn from.
struct StreamTrace: Sendable, Codable, Hashable {
    var blocks: [Block]
    var marks: [Mark]

    /// The window at the end of one block.
    struct Block: Sendable, Codable, Hashable {
        var block: Int
        var endNs: Int64
        var vectors: Int
        var meanSimilarity: Double?
        var edgeDensity: Double?
        var largestComponentShare: Double?
        var minimumCut: Double?
        var algebraicConnectivity: Double?
        var monitored: Bool
    }

    /// Something planted or said.
    struct Mark: Sendable, Codable, Hashable {
        var kind: String
        var patternType: String
        var strength: String
        var domains: [String]
        var block: Int
        var endBlock: Int?
        var outcome: String
    }

    /// The trace of a stream whose alarms were judged with `outcome`.
    init(blocks: [Block], outcome: EventMatching.Outcome) {
        self.blocks = blocks
        let planted = zip(outcome.changes, outcome.alarmOfChange).map { change, alarm in
            Mark(
                kind: "planted", patternType: change.type.rawValue, strength: change.strength,
                domains: change.domains, block: change.observable, endBlock: change.end,
                outcome: alarm == nil ? "missed" : "found")
        }
        let detected = outcome.alarms.indices.map { index in
            let alarm = outcome.alarms[index]
            let isFalse = outcome.falseAlarms.contains(index)
            return Mark(
                kind: "detected", patternType: alarm.type.rawValue, strength: "", domains: alarm.domains,
                block: alarm.block, endBlock: nil,
                outcome: isFalse ? "false" : outcome.neutral.contains(index) ? "neutral" : "true")
        }
        marks = planted + detected
    }

    func timeline(of cell: AccuracyCell) -> [TimelineRow] {
        blocks.map { block in
            TimelineRow(
                scenario: cell.scenario.name, detector: cell.settings.detector, seed: cell.seed,
                block: block.block, endNs: block.endNs, vectors: block.vectors,
                meanSimilarity: block.meanSimilarity, edgeDensity: block.edgeDensity,
                largestComponentShare: block.largestComponentShare, minimumCut: block.minimumCut,
                algebraicConnectivity: block.algebraicConnectivity, monitored: block.monitored)
        }
    }

    func marks(of cell: AccuracyCell) -> [MarkRow] {
        marks.map { mark in
            MarkRow(
                scenario: cell.scenario.name, detector: cell.settings.detector, seed: cell.seed,
                kind: mark.kind, patternType: mark.patternType, strength: mark.strength,
                domains: mark.domains.joined(separator: ";"), block: mark.block, endBlock: mark.endBlock,
                outcome: mark.outcome)
        }
    }
}

extension StreamTrace.Block {
    /// The window as it is at the end of `block`.
    init(_ block: DetectionBlock, isMonitored: Bool) {
        let coherence = block.coherence
        // Without components there was no graph, and its density is not zero but unknown.
        let hasGraph = coherence?.largestComponentShare != nil
        self.init(
            block: block.index, endNs: block.timestamps.last?.nanoseconds ?? 0,
            vectors: coherence?.nodeCount ?? block.ids.count, meanSimilarity: coherence?.meanSimilarity,
            edgeDensity: hasGraph ? coherence?.edgeDensity : nil,
            largestComponentShare: coherence?.largestComponentShare,
            minimumCut: coherence?.minimumCut, algebraicConnectivity: coherence?.algebraicConnectivity,
            monitored: isMonitored)
    }
}
