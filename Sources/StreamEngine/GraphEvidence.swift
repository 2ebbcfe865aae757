import CoherenceGraph
import PatternDetection
import Similarity
import StreamCore

/// Looks up what the live window's graph has to say about a pattern: where its domains part, and which of
/// its vectors reach furthest into another domain.
///
/// Made when a significant pattern is found, not before: O(window) to find the ids, then what the pattern's
/// own domains' subgraph takes (a minimum cut, λ₂, one pass over the edges).
struct GraphEvidence {
    private let window: LiveWindow
    private let backend: any SimilarityBackend
    private let domains: DomainTable
    private let identifiers: [Int: String]
    private let slotOfIdentifier: [String: Int]

    /// How many of a pattern's members are compared with the other domain, the latest ones.
    static let comparedMembers = 32
    /// How many links a pattern names.
    static let namedLinks = 8

    init(window: LiveWindow, backend: any SimilarityBackend, domains: DomainTable) {
        self.window = window
        self.backend = backend
        self.domains = domains
        identifiers = window.liveIdentifiers
        slotOfIdentifier = Dictionary(
            identifiers.map { ($0.value, $0.key) }, uniquingKeysWith: { max($0, $1) })
    }

    /// Adds partitions and links to a pattern, those that its type has a use for.
    func complete(_ pattern: inout DetectedPattern) {
        switch pattern.type {
        case .anomalousNode:
            pattern.strongestLinks = links(from: pattern.members, to: pattern.domains.first)
        case .bridgeFormation:
            pattern.partitions = partitions(of: pattern.domains, since: pattern.onset)
            if pattern.domains.count > 1 {
                pattern.strongestLinks = links(from: pattern.members, to: pattern.domains[1])
            }
        default:
            pattern.partitions = partitions(of: pattern.domains, since: pattern.onset)
        }
    }

    // MARK: Partitions

    private func partitions(of chosen: [Domain], since onset: EventTime) -> [GraphPartition] {
        let numbers = Set(chosen.compactMap { domains.existingIndex(of: $0) })
        let nodes = window.graph.slots.filter { slot in
            window.graph.domain(of: slot).map(numbers.contains) ?? false
        }
        let (whole, slots) = window.graph.weightedGraph(slots: nodes)
        let components = ConnectedComponents(whole)
        let joined = components.sizes.indices.filter { components.sizes[$0] > 1 }
        let isolated = components.count - joined.count
        guard let largest = components.largest, components.sizes[largest] > 1 else { return [] }
        if joined.count > 1 {
            let side = components.nodes(of: largest)
            let others = joined.filter { $0 != largest }.flatMap { components.nodes(of: $0) }.sorted()
            let parted = GraphPartition(
                method: .components,
                sides: ordered(side.map { slots[$0] }, others.map { slots[$0] }, since: onset),
                isolated: isolated, weight: 0, edgeCount: 0, strongestEdges: [], boundaryCount: 0,
                boundary: [], conductance: 0, algebraicConnectivity: 0)
            return [parted]
        }
        let kept = components.nodes(of: largest).map { slots[$0] }
        let (graph, members) = isolated == 0 ? (whole, slots) : window.graph.weightedGraph(slots: kept)
        guard let cut = MinimumCut.compute(graph), let spectrum = AlgebraicConnectivity.compute(graph)
        else { return [] }
        func partition(_ method: GraphPartition.Method, _ cut: MinimumCut.Cut) -> GraphPartition {
            describe(
                cut, method, graph, members, isolated: isolated, lambda: spectrum.value, since: onset)
        }
        var result = [partition(.minimumCut, cut)]
        let scores = spectrum.vector.indices.map {
            spectrum.vector[$0] / max(graph.weightedDegree(of: $0), .leastNormalMagnitude).squareRoot()
        }
        if let sweep = SweepCut.compute(graph, scores: scores) { result.append(partition(.sweep, sweep)) }
        return result
    }

    private func describe(
        _ cut: MinimumCut.Cut, _ method: GraphPartition.Method, _ graph: WeightedGraph, _ slots: [Int],
        isolated: Int, lambda: Double, since onset: EventTime
    ) -> GraphPartition {
        let quality = CutQuality(of: cut.side, in: graph)
        let inside = Set(cut.side)
        let rest = (0..<graph.nodeCount).filter { !inside.contains($0) }
        let edges = graph.cutEdges(of: rest)
        let boundary = Set(edges.flatMap { [$0.inside, $0.outside] }).sorted()
        let strongest = edges.sorted {
            $0.weight != $1.weight
                ? $0.weight > $1.weight : ($0.inside, $0.outside) < ($1.inside, $1.outside)
        }
        return GraphPartition(
            method: method,
            sides: ordered(rest.map { slots[$0] }, cut.side.map { slots[$0] }, since: onset),
            isolated: isolated, weight: quality.value, edgeCount: quality.edgeCount,
            strongestEdges: strongest.prefix(GraphPartition.maximumEdges).map {
                VectorLink(
                    source: name(slots[$0.inside]), target: name(slots[$0.outside]),
                    similarity: Double($0.weight))
            }, boundaryCount: quality.boundaryCount,
            boundary: boundary.suffix(GraphPartition.maximumMembers).map { name(slots[$0]) },
            conductance: quality.conductance, algebraicConnectivity: lambda)
    }

    /// The sides as they are shown, the larger first.
    private func ordered(
        _ first: [Int], _ second: [Int], since onset: EventTime
    ) -> [GraphPartition.Side] {
        let sides = [first, second].map { slots in
            GraphPartition.Side(
                count: slots.count,
                sinceOnset: slots.count { (window.graph.timestamp(of: $0) ?? .distantPast) >= onset },
                members: slots.suffix(GraphPartition.maximumMembers).map(name))
        }
        return sides[0].count >= sides[1].count ? sides : sides.reversed()
    }

    private func name(_ slot: Int) -> String { identifiers[slot] ?? "" }

    // MARK: Links

    /// The pairs of a member and another vector of `domain` that are most alike, threshold or not.
    private func links(from members: [String], to domain: Domain?) -> [VectorLink] {
        guard let domain, let number = domains.existingIndex(of: domain), let store = window.store else {
            return []
        }
        let sources = members.compactMap { slotOfIdentifier[$0] }.suffix(Self.comparedMembers)
        guard !sources.isEmpty, store.slotLimit > 0 else { return [] }
        let rows = AlignedBuffer<Float>(count: sources.count * store.dimension)
        for (index, slot) in sources.enumerated() {
            store.copyRow(slot, into: rows.base + index * store.dimension)
        }
        let products = AlignedBuffer<Float>(count: sources.count * store.slotLimit)
        backend.innerProducts(
            queries: rows.base, count: sources.count, store: store.view, into: products.base)
        let members = Set(sources)
        let targets = window.graph.slots.filter {
            window.graph.domain(of: $0) == number && !members.contains($0)
        }
        var best: [(source: Int, target: Int, similarity: Float)] = []
        for (index, source) in sources.enumerated() {
            for target in targets {
                let similarity = products[index * store.slotLimit + target]
                if best.count == Self.namedLinks, let last = best.last, similarity <= last.similarity {
                    continue
                }
                // Of equal similarities the pair that comes first stays first.
                let place = best.firstIndex { $0.similarity < similarity } ?? best.count
                best.insert((source, target, similarity), at: place)
                if best.count > Self.namedLinks { best.removeLast() }
            }
        }
        return best.map {
            VectorLink(
                source: name($0.source), target: name($0.target), similarity: Double($0.similarity))
        }
    }
}
