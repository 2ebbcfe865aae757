import Similarity

extension WindowGraph {
    /// The coherence of the live window, or of the subgraph of some of its nodes.
    ///
    /// `moments` costs O(dimension · domains); `components` at most a pass over the edges besides; `full`
    /// lays the graph out for the algorithms and runs them.
    ///
    /// - Parameters:
    ///   - level: How much to compute.
    ///   - slots: The nodes to take; slots that are not live are passed over. Nil takes all.
    ///   - moments: Sums of the vectors of these nodes.
    ///   - store: Where level `full` reads the vectors for ``CoherenceSnapshot/effectiveRank``; without it
    ///     that field is nil.
    public func snapshot(
        level: CoherenceLevel, slots: [Int]? = nil, moments: DomainMoments, store: PanelStore? = nil
    ) -> CoherenceSnapshot {
        var snapshot = CoherenceSnapshot(level: level)
        fill(&snapshot, from: moments)
        switch level {
        case .moments:
            // No pair was compared, so there is nothing to say of edges.
            snapshot.nodeCount = slots.map { chosen(from: $0).count } ?? nodeCount
            if snapshot.nodeCount == 0 { snapshot.nodeCount = moments.count }
        case .components:
            let nodes = nodes(slots)
            fillAggregates(&snapshot, nodes: nodes)
            fill(&snapshot, from: components(of: nodes))
        case .full:
            let nodes = nodes(slots)
            fillAggregates(&snapshot, nodes: nodes)
            let components = components(of: nodes)
            fill(&snapshot, from: components)
            snapshot.nodeSlots = nodes.slots
            layOut(nodes, edgeCount: snapshot.edgeCount)
            fillCuts(&snapshot, slots: nodes.slots, components: components)
            fillSpectrum(&snapshot, slots: nodes.slots, components: components)
            if let store { fillRank(&snapshot, slots: nodes.slots, store: store) }
        }
        return snapshot
    }

    /// Forgets the last eigenvector, so that the next snapshot starts afresh.
    public func resetWarmStart() {
        workspace.forgetWarmStart()
    }

    /// The graph of the live window, or of some of its nodes, for the pure algorithms. O(nodes + edges).
    ///
    /// - Returns: The graph, and the slot of each of its nodes.
    public func weightedGraph(slots: [Int]? = nil) -> (graph: WeightedGraph, slots: [Int]) {
        let nodes = nodes(slots)
        let graph = WeightedGraph()
        layOut(nodes, edgeCount: countEdges(nodes).count, into: graph)
        return (graph, nodes.slots)
    }

    // MARK: Choice of nodes

    /// The nodes of a snapshot, in order of arrival.
    struct ChosenNodes {
        var slots: [Int]
        /// Whether they are all live nodes.
        var isWhole: Bool
    }

    private func chosen(from slots: [Int]) -> [Int] {
        Set(slots.filter(isLive)).sorted { table.arrivals[$0].sequence < table.arrivals[$1].sequence }
    }

    /// Chooses and numbers the nodes.
    private func nodes(_ slots: [Int]?) -> ChosenNodes {
        let nodes: ChosenNodes
        if let slots {
            let chosen = chosen(from: slots)
            nodes = ChosenNodes(slots: chosen, isWhole: chosen.count == nodeCount)
        } else {
            nodes = ChosenNodes(slots: self.slots, isWhole: true)
        }
        if workspace.indices.count < table.capacity {
            workspace.indices = [Int32](repeating: -1, count: table.capacity)
        } else {
            workspace.indices.withUnsafeMutableBufferPointer { $0.update(repeating: -1) }
        }
        for (node, slot) in nodes.slots.enumerated() { workspace.indices[slot] = Int32(node) }
        return nodes
    }

    /// Calls `body` with every edge among the nodes: its later node, its earlier one, both as indices,
    /// the earlier one's slot and the weight; ascending by the later node, then mostly by the earlier.
    @inline(__always)
    private func forEachEdge(_ nodes: ChosenNodes, _ body: (Int, Int, Int32, Float) -> Void) {
        workspace.indices.withUnsafeBufferPointer { indices in
            for (node, slot) in nodes.slots.enumerated() {
                let list = table.lists[slot]
                guard list.count > 0 else { continue }
                let (slots, weights, count) = (list.slots, list.weights, Int(list.count))
                if nodes.isWhole, list.isOrdered, table.arrivals[slot].sequence >= lastGap {
                    // What has left stands in front.
                    for edge in firstLive(slots, count, node, indices)..<count {
                        body(node, Int(indices[Int(slots[edge])]), slots[edge], weights[edge])
                    }
                } else {
                    for edge in 0..<count {
                        let other = Int(indices[Int(slots[edge])])
                        // Higher: the neighbour has left and its slot has been taken.
                        if other >= 0, other < node { body(node, other, slots[edge], weights[edge]) }
                    }
                }
            }
        }
    }

    /// Where in a list, in order of arrival and without gaps, the neighbours begin that are live.
    @inline(__always)
    private func firstLive(
        _ slots: UnsafePointer<Int32>, _ count: Int, _ node: Int, _ indices: UnsafeBufferPointer<Int32>
    ) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low &+ high) / 2
            let index = Int(indices[Int(slots[middle])])
            if index >= 0, index < node { high = middle } else { low = middle &+ 1 }
        }
        return low
    }

    // MARK: Parts of a snapshot

    private func fill(_ snapshot: inout CoherenceSnapshot, from moments: DomainMoments) {
        snapshot.meanSimilarity = moments.meanSimilarity
        snapshot.meanResultantLength = moments.meanResultantLength
        snapshot.domains = moments.summaries
        snapshot.domainPairs = moments.betweenSummaries
    }

    private func countEdges(
        _ nodes: ChosenNodes
    ) -> (count: Int, weight: Double, crossing: Int, crossingWeight: Double) {
        if nodes.isWhole { return (edgeCount, totalWeight, crossDomainEdgeCount, crossDomainWeight) }
        let domains = table.domains
        var sums = (count: 0, weight: 0.0, crossing: 0, crossingWeight: 0.0)
        forEachEdge(nodes) { node, _, otherSlot, weight in
            sums.count += 1
            sums.weight += Double(weight)
            if domains[nodes.slots[node]] != domains[Int(otherSlot)] {
                sums.crossing += 1
                sums.crossingWeight += Double(weight)
            }
        }
        return sums
    }

    private func fillAggregates(_ snapshot: inout CoherenceSnapshot, nodes: ChosenNodes) {
        let count = nodes.slots.count
        let sums = countEdges(nodes)
        snapshot.nodeCount = count
        snapshot.edgeCount = sums.count
        snapshot.edgeDensity =
            count > 1 ? Double(sums.count) / (Double(count) * Double(count - 1) / 2) : 0
        snapshot.totalWeight = sums.weight
        snapshot.meanWeight = sums.count > 0 ? sums.weight / Double(sums.count) : 0
        snapshot.crossDomainEdgeCount = sums.crossing
        snapshot.crossDomainWeight = sums.crossingWeight
    }

    private func fill(_ snapshot: inout CoherenceSnapshot, from components: ConnectedComponents) {
        snapshot.componentCount = components.count
        snapshot.largestComponentShare = components.largest.map {
            Double(components.sizes[$0]) / Double(snapshot.nodeCount)
        }
    }

    private func layOut(_ nodes: ChosenNodes, edgeCount: Int, into target: WeightedGraph? = nil) {
        let graph = target ?? workspace.graph
        let count = nodes.slots.count
        let layout = WeightedGraph.preferredLayout(nodes: count, edges: edgeCount)
        graph.begin(nodeCount: count, edgeCount: edgeCount, layout: layout)
        switch layout {
        case .dense:
            layOutMatrix(nodes, graph)
            graph.finish(isMirrored: false)
        case .sparse:
            var degrees = [Int](repeating: 0, count: count)
            forEachEdge(nodes) { node, other, _, _ in
                degrees[node] += 1
                degrees[other] += 1
            }
            graph.layRows { degrees[$0] }
            forEachEdge(nodes) { node, other, _, weight in graph.addBoth(node, other, weight) }
            graph.finish(isMirrored: true)
        }
    }

    /// Writes the matrix's lower triangle.
    private func layOutMatrix(_ nodes: ChosenNodes, _ graph: WeightedGraph) {
        for node in nodes.slots.indices { graph.clearRowToDiagonal(node) }
        forEachEdge(nodes) { node, other, _, weight in graph.row(node)[other] = weight }
    }

    private func fillCuts(
        _ snapshot: inout CoherenceSnapshot, slots: [Int], components: ConnectedComponents
    ) {
        let graph = workspace.graph
        guard graph.nodeCount >= 2, let largest = components.largest else { return }
        let trimmer = CutTrimmer(solver: workspace.solver, maximumTrims: 8)
        let global: MinimumCut.Cut
        if components.count == 1 {
            let cuts = trimmer.run(CutProblem(graph))
            global = cuts.whole
            snapshot.largestComponentMinimumCut = cuts.whole.value
            snapshot.trimmedMinimumCut = cuts.trimmed.cut.value
            snapshot.trimmedNodeCount = cuts.trimmed.trimmedNodes.count
        } else {
            global = MinimumCut.disconnected(graph, components)
            if components.sizes[largest] >= 2 {
                let cuts = trimmer.run(CutProblem(graph, component: components.nodes(of: largest)))
                snapshot.largestComponentMinimumCut = cuts.whole.value
                snapshot.trimmedMinimumCut = cuts.trimmed.cut.value
                snapshot.trimmedNodeCount = cuts.trimmed.trimmedNodes.count
            }
        }
        let quality = CutQuality(of: global.side, in: graph)
        snapshot.minimumCut = global.value
        snapshot.minimumCutSide = global.side.map { slots[$0] }
        snapshot.minimumCutEdgeCount = quality.edgeCount
        snapshot.minimumCutBoundaryCount = quality.boundaryCount
        snapshot.minimumCutNormalised = quality.normalised
        snapshot.conductance = quality.conductance
    }

    private func fillSpectrum(
        _ snapshot: inout CoherenceSnapshot, slots: [Int], components: ConnectedComponents
    ) {
        let graph = workspace.graph
        guard graph.nodeCount >= 2 else { return }
        let result: AlgebraicConnectivity.Result
        if components.count > 1 {
            result = AlgebraicConnectivity.disconnected(graph, components)
        } else {
            result = AlgebraicConnectivity.connected(
                graph, tolerance: AlgebraicConnectivity.defaultTolerance, method: .automatic,
                warmStart: workspace.warmStart(slots: slots, graph: graph), solver: workspace.lanczos)
        }
        workspace.keepWarmStart(result.vector, slots: slots, graph: graph)
        snapshot.algebraicConnectivity = result.value
        snapshot.fiedlerVector = result.vector
    }

    private func fillRank(_ snapshot: inout CoherenceSnapshot, slots: [Int], store: PanelStore) {
        let (count, dimension) = (slots.count, store.dimension)
        guard count > 0 else { return }
        let order = min(count, dimension)
        let rows = workspace.rows.reserve(count * dimension)
        let gram = workspace.gram.reserve(order * order)
        for (node, slot) in slots.enumerated() { store.copyRow(slot, into: rows + node * dimension) }
        snapshot.effectiveRank = EffectiveRank.participationRatio(
            rows: rows, count: count, dimension: dimension, gram: gram)
    }
}
