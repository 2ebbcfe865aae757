import StreamCore

/// Puts a finding into one sentence: what, since when, and what shows it.
enum FindingWords {
    /// The sentence.
    static func sentence(_ finding: DomainFinding, domains: [Domain]) -> String {
        let domain = domains[0].name
        guard finding.type != .anomalousNode else {
            return "\(finding.members.first ?? "a vector") fits nowhere in \(domain): "
                + "it lies \(rounded(-finding.z)) standard deviations further from its cluster than usual"
        }
        let what =
            switch finding.type {
            case .coherenceBreak: "\(domain) falls apart"
            case .consolidation: "\(domain) grows together"
            case .emergingCluster: "a new cluster appears in \(domain)"
            case .dissolvingCluster: "a cluster of \(domain) scatters"
            case .bridgeFormation:
                domains.count > 1
                    ? "\(domain) reaches towards \(domains[1].name)"
                    : "\(domain) reaches towards another domain"
            case .temporalShift: "the centre of \(domain) moves"
            case .anomalousNode, .cascade: "\(domain) changes"
            }
        return "\(what) since block \(finding.onsetBlock): \(reason(finding.channel)) "
            + "(\(finding.channel), z = \(rounded(finding.z))); "
            + "of the simulated changes this type looks most alike "
            + "(probability \(rounded(finding.confidence)))"
    }

    /// What a channel's rise means.
    private static func reason(_ channel: String) -> String {
        switch channel.prefix(while: { !$0.isNumber && $0 != "+" && $0 != "-" }) {
        case "s", "su":
            channel.hasSuffix("+")
                ? "its vectors lie closer to their clusters" : "its vectors lie further from their clusters"
        case "y":
            channel.hasSuffix("+")
                ? "its vectors lie closer to the domain's mean"
                : "its vectors lie further from the domain's mean"
        case "lo": "some vectors lie very far from every cluster"
        case "P": "its vectors keep deviating in one direction"
        case "NL": "vectors far from every cluster lie near each other"
        case "o": "its vectors lie closer to another domain's clusters"
        case "c": channel.hasSuffix("+") ? "one cluster's share rises" : "one cluster's share falls"
        default: "its vectors are not as before"
        }
    }

    /// Two decimals.
    private static func rounded(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
        let hundredths = (abs(value) * 100).rounded()
        let whole = Int(hundredths / 100)
        let rest = Int(hundredths) - whole * 100
        return (value < 0 ? "-" : "") + "\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
