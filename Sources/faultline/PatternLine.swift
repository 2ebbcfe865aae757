import Foundation
import PatternDetection
import StreamCore

/// A pattern as `detect` prints it: one JSON object a line, keys in alphabetical order, null where a field
/// does not apply.
struct PatternLine: Encodable {
    let pattern: DetectedPattern

    private enum Key: String, CodingKey {
        case id, type, block, domains, members, confidence, significant, evidence, links, description
        case partitions
        case onset = "onset_ns"
        case earliestOnset = "onset_earliest_ns"
        case latestOnset = "onset_latest_ns"
        case detectedAt = "detected_at_ns"
        case strongestLinks = "strongest_links"
        case windowStart = "window_start_ns"
        case windowEnd = "window_end_ns"
        case pValue = "p_value"
        case adjustedPValue = "adjusted_p_value"
        case effectSize = "effect_size"
        case low = "ci_low"
        case high = "ci_high"
    }

    private struct Link: Encodable {
        let link: CrossDomainLink

        enum Key: String, CodingKey {
            case source = "source_domain"
            case target = "target_domain"
            case lag
            case lagLow = "lag_low"
            case lagHigh = "lag_high"
        }

        func encode(to encoder: any Encoder) throws {
            var fields = encoder.container(keyedBy: Key.self)
            try fields.encode(link.source.name, forKey: .source)
            try fields.encode(link.target.name, forKey: .target)
            try fields.encode(link.lag, forKey: .lag)
            try fields.encode(link.lagInterval?.lowerBound, forKey: .lagLow)
            try fields.encode(link.lagInterval?.upperBound, forKey: .lagHigh)
        }
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: Key.self)
        try fields.encode(pattern.id, forKey: .id)
        try fields.encode(pattern.type.rawValue, forKey: .type)
        try fields.encode(pattern.block, forKey: .block)
        try fields.encode(pattern.onset.nanoseconds, forKey: .onset)
        // `encode` of an optional writes null, where `encodeIfPresent` would leave the key out.
        try fields.encode(pattern.onsetInterval?.lowerBound.nanoseconds, forKey: .earliestOnset)
        try fields.encode(pattern.onsetInterval?.upperBound.nanoseconds, forKey: .latestOnset)
        try fields.encode(pattern.detectedAt.nanoseconds, forKey: .detectedAt)
        try fields.encode(pattern.windowStart?.nanoseconds, forKey: .windowStart)
        try fields.encode(pattern.windowEnd?.nanoseconds, forKey: .windowEnd)
        try fields.encode(pattern.domains.map(\.name), forKey: .domains)
        try fields.encode(pattern.members, forKey: .members)
        try fields.encode(finite(pattern.confidence), forKey: .confidence)
        try fields.encode(finite(pattern.pValue), forKey: .pValue)
        try fields.encode(finite(pattern.adjustedPValue), forKey: .adjustedPValue)
        try fields.encode(finite(pattern.effectSize), forKey: .effectSize)
        try fields.encode(finite(pattern.confidenceInterval?.low), forKey: .low)
        try fields.encode(finite(pattern.confidenceInterval?.high), forKey: .high)
        try fields.encode(pattern.isSignificant, forKey: .significant)
        try fields.encode(pattern.evidence.compactMapValues(finite), forKey: .evidence)
        try fields.encode(pattern.links.map(Link.init), forKey: .links)
        try fields.encode(pattern.partitions.map(PartitionLine.init), forKey: .partitions)
        try fields.encode(pattern.strongestLinks.map(VectorLinkLine.init), forKey: .strongestLinks)
        try fields.encode(pattern.summary, forKey: .description)
    }

    /// JSON has no infinity and no NaN.
    private func finite(_ number: Double?) -> Double? {
        number.flatMap { $0.isFinite ? $0 : nil }
    }

    /// The line, without its end.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
