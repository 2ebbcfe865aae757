import StreamCore

/// Joins the alarms that are one and the same.
///
/// A detector that stays alarmed says so more than once. Alarms of one domain within ``span`` blocks of
/// each other, with no planted onset in that domain between them, count once: as the first of them, with
/// its type and its block. So a detector cannot gain by saying several types in a row.
///
/// Anomalies name single vectors and are never joined, but split to one alarm a vector. Cascades are
/// joined with cascades alone, their links collected, since breaks in the same domains are no news of a
/// cascade's edges.
public struct AlarmMerging: Sendable, Hashable {
    /// How many blocks two alarms that are one may lie apart.
    public var span: Int

    /// Merging over `span` blocks.
    public init(span: Int = 20) {
        self.span = span
    }

    /// The alarms that remain, by block. O(a·(a + e)) for a alarms and e changes.
    public func merge(_ alarms: [Alarm], changes: [PlantedChange]) -> [Alarm] {
        var merged: [Alarm] = []
        let inOrder = alarms.enumerated().sorted {
            ($0.element.block, $0.offset) < ($1.element.block, $1.offset)
        }
        for (_, alarm) in inOrder {
            switch alarm.type {
            case .anomalousNode:
                for member in alarm.members {
                    var one = alarm
                    one.members = [member]
                    if !merged.contains(where: { $0.type == .anomalousNode && $0.members == one.members }) {
                        merged.append(one)
                    }
                }
                // Without a name it can match nothing, but it is still an alarm.
                if alarm.members.isEmpty { merged.append(alarm) }
            case .cascade:
                if let known = merged.lastIndex(where: { isSameCascade($0, alarm, changes) }) {
                    collect(alarm, into: &merged[known])
                } else {
                    merged.append(alarm)
                }
            default:
                if !merged.contains(where: { isSameChange($0, alarm, changes) }) { merged.append(alarm) }
            }
        }
        return merged
    }

    private func isSameChange(_ first: Alarm, _ later: Alarm, _ changes: [PlantedChange]) -> Bool {
        guard first.type != .cascade, first.type != .anomalousNode,
            let domain = first.domains.first, domain == later.domains.first,
            later.block - first.block <= span
        else { return false }
        return !changes.contains { change in
            change.domains.contains(domain) && first.block < change.observable
                && change.observable <= later.block
        }
    }

    private func isSameCascade(_ first: Alarm, _ later: Alarm, _ changes: [PlantedChange]) -> Bool {
        guard first.type == .cascade, later.block - first.block <= span,
            !Set(first.domains).isDisjoint(with: later.domains)
        else { return false }
        // A cascade that arrives somewhere is the same one still travelling; a new start is another.
        return !changes.contains { change in
            !Set(change.domains).isDisjoint(with: later.domains) && first.block < change.start
                && change.start <= later.block
        }
    }

    private func collect(_ alarm: Alarm, into known: inout Alarm) {
        for domain in alarm.domains where !known.domains.contains(domain) { known.domains.append(domain) }
        for link in alarm.links
        where !known.links.contains(where: { $0.source == link.source && $0.target == link.target }) {
            known.links.append(link)
        }
    }
}
