import PatternDetection
import Statistics

/// Tests every alarm once more, so that of all that are reported at most a stated share is false in the long
/// run, however long the stream.
///
/// A detector's own dial bounds how often false alarms come, which says nothing of their share among all
/// alarms: on a stream in which little ever changes, most are false. LORD++ spends a level on every alarm in
/// turn and compares with it the alarm's p-value over the stream
/// (``PatternDetection/EvidenceName/streamPValue``), or its adjusted one where the detector gives none. An alarm
/// without a p-value passes untested.
struct FalseDiscoveryFilter: Sendable {
    private var procedure: LORDPlusPlus

    /// - Parameter rate: The false discovery rate, in (0, 1).
    init(rate: Double) {
        procedure = LORDPlusPlus(rate: rate)
    }

    /// Marks the significant patterns that fail as not significant, and notes each one's level.
    mutating func apply(to patterns: inout [DetectedPattern]) {
        for index in patterns.indices where patterns[index].isSignificant {
            let pattern = patterns[index]
            guard let p = pattern.evidence[EvidenceName.streamPValue] ?? pattern.adjustedPValue else {
                continue
            }
            let outcome = procedure.test(p)
            patterns[index].evidence[EvidenceName.falseDiscoveryLevel] = outcome.level
            patterns[index].isSignificant = outcome.isRejected
        }
    }
}
