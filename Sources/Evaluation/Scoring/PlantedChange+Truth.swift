import StreamCore
import StreamGenerator

extension PlantedChange {
    /// The changes of `truth` in blocks of `interval` vectors.
    ///
    /// O(e·log n) for e events and n vectors.
    ///
    /// - Parameters:
    ///   - truth: What was planted.
    ///   - timestamps: Those of all the stream's vectors, ascending.
    ///   - interval: Vectors in a block.
    package static func changes(of truth: GroundTruth, timestamps: [Int64], interval: Int) -> [PlantedChange]
    {
        func block(_ time: EventTime) -> Int {
            countBelow(time.nanoseconds, in: timestamps) / interval
        }
        return truth.events.map { event in
            let start = block(event.start)
            var onset: [Domain: Int] = [:]
            var edges: [PlantedEdge] = []
            for link in event.links {
                // A truth read from a file knows lags alone, and those in its own blocks.
                let arrival =
                    link.targetOnset.map(block)
                    ?? ((onset[link.source] ?? start) + link.lag * truth.block / interval)
                let departure = link.sourceOnset.map(block) ?? onset[link.source] ?? start
                onset[link.target] = arrival
                // A lasting relation's lag is that of the fluctuations, not of where vectors first fell.
                let lag =
                    link.isLasting
                    ? Int((Double(link.lag * truth.block) / Double(interval)).rounded()) : arrival - departure
                edges.append(
                    PlantedEdge(
                        source: link.source.name, target: link.target.name, lag: lag, targetOnset: arrival,
                        isLasting: link.isLasting))
            }
            return PlantedChange(
                type: event.type, strength: event.strength.text, domains: event.domains.map(\.name),
                start: start,
                observable: event.observableIndex.map { $0 / interval } ?? block(event.observable),
                end: event.type == .anomalousNode ? nil : event.end.map(block),
                members: event.type == .anomalousNode ? event.members : [], edges: edges)
        }
    }

    /// How many of the ascending `values` are below `limit`: binary search.
    private static func countBelow(_ limit: Int64, in values: [Int64]) -> Int {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
