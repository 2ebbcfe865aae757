/// What the last search for components found, by which the next one needs to read few edges only.
final class ComponentHistory {
    /// Arrivals from this number on came after that search.
    fileprivate var sequence: Int64 = 0
    /// By slot, the component of the nodes that came before.
    fileprivate var labels: [Int32] = []
    /// The former components, joined by the new edges.
    fileprivate var coarse = ScratchBuffer<Int32>()
    /// A node for each component or root.
    fileprivate var representatives = ScratchBuffer<Int32>()
}

extension WindowGraph {
    /// The connected components of the chosen nodes.
    ///
    /// For the whole window the search sets out from what the last one found. No edge joins two of its
    /// components but those of nodes that came since, so the former components, joined by these edges, are
    /// never finer than the true ones. And some true edges, joined alone, are never coarser: those of the
    /// new nodes, and two kept for each node, to a neighbour before and to one after it. Where the two
    /// agree, nothing else needs to be read. Where they do not, which takes a component that hangs by few
    /// edges, all edges of its nodes are read. O(nodes + new edges) mostly, O(nodes + edges) at worst.
    func components(of nodes: ChosenNodes) -> ConnectedComponents {
        let count = nodes.slots.count
        let sets = UnionFind(count: count, in: workspace.parents.reserve(count))
        var left = count - 1
        if nodes.isWhole {
            left -= nodes.slots.count { !isConnected($0) }
            let old = nodes.slots.prefix { table.arrivals[$0].sequence < componentHistory.sequence }.count
            joinLinks(nodes, sets, &left)
            joinEdges(nodes, old..<count, sets, &left)
            if left > 0 { complete(nodes, old: old, sets) }
        } else {
            joinEdges(nodes, 0..<count, sets, &left)
        }
        let components = ConnectedComponents(count: count) { sets.find($0) }
        if nodes.isWhole { remember(components, nodes) }
        return components
    }

    /// Whether a live node has an edge. O(earlier neighbours) at worst, mostly O(1).
    private func isConnected(_ slot: Int) -> Bool {
        if table.later.counts[slot] > 0 { return true }
        let link = Int(table.earlierLinks[slot])
        if link < 0 { return false }
        if table.isLive(link, before: slot) { return true }
        let list = table.lists[slot]
        return (0..<Int(list.count)).contains { table.isLive(Int(list.slots[$0]), before: slot) }
    }

    /// Joins every node with the two neighbours that are kept for it.
    private func joinLinks(_ nodes: ChosenNodes, _ sets: UnionFind, _ left: inout Int) {
        let (earlier, later) = (table.earlierLinks, table.later.links)
        workspace.indices.withUnsafeBufferPointer { indices in
            for (node, slot) in nodes.slots.enumerated() {
                if earlier[slot] >= 0 {
                    let other = Int(indices[Int(earlier[slot])])
                    // Higher: the neighbour has left and its slot has been taken.
                    if other >= 0, other < node, sets.join(node, other) { left -= 1 }
                }
                if later[slot] >= 0, sets.join(node, Int(indices[Int(later[slot])])) { left -= 1 }
            }
        }
    }

    /// Joins some nodes with their earlier neighbours, until no more than that is wanted.
    ///
    /// - Parameter left: How many joins can still be made at most; counted down.
    private func joinEdges(
        _ nodes: ChosenNodes, _ range: some Sequence<Int>, _ sets: UnionFind, _ left: inout Int
    ) {
        workspace.indices.withUnsafeBufferPointer { indices in
            for node in range {
                if left <= 0 { return }
                let list = table.lists[nodes.slots[node]]
                guard list.count > 0 else { continue }
                let slots = list.slots
                for edge in 0..<Int(list.count) {
                    let other = Int(indices[Int(slots[edge])])
                    if other >= 0, other < node, sets.join(node, other) { left -= 1 }
                }
            }
        }
    }

    /// Finds the former components that the edges read so far do not hold together, and reads all edges of
    /// their nodes.
    private func complete(_ nodes: ChosenNodes, old: Int, _ sets: UnionFind) {
        let coarse = copy(of: sets, nodes.slots.count)
        var missing = joinFormerComponents(nodes.slots.prefix(old), coarse)
        guard missing > 0 else { return }
        // Most of what is not held together yet is few nodes beside many: their edges are read first.
        for readsAll in [false, true] where missing > 0 {
            let isRead = unread(nodes.slots.count, old: old, coarse, sets, all: readsAll)
            joinEdges(nodes, (0..<old).lazy.filter { isRead[$0] }, sets, &missing)
        }
    }

    /// The old nodes of the former components that are in several pieces: those of all pieces, or of all
    /// but the largest.
    private func unread(
        _ count: Int, old: Int, _ coarse: UnionFind, _ sets: UnionFind, all: Bool
    ) -> [Bool] {
        var sizes = [Int32](repeating: 0, count: count)
        for node in 0..<old { sizes[sets.find(node)] += 1 }
        let largest = componentHistory.representatives.reserve(count)
        largest.update(repeating: -1, count: count)
        var isBroken = [Bool](repeating: false, count: count)
        for node in 0..<old {
            let (whole, root) = (coarse.find(node), sets.find(node))
            let other = Int(largest[whole])
            if other >= 0, other != root { isBroken[whole] = true }
            if other < 0 || sizes[root] > sizes[other] { largest[whole] = Int32(truncatingIfNeeded: root) }
        }
        return (0..<old).map { node in
            let whole = coarse.find(node)
            return isBroken[whole] && (all || Int(largest[whole]) != sets.find(node))
        }
    }

    private func copy(of sets: UnionFind, _ count: Int) -> UnionFind {
        let memory = componentHistory.coarse.reserve(count)
        memory.update(from: workspace.parents.base, count: count)
        return UnionFind(borrowing: memory)
    }

    /// Joins the nodes of each former component.
    ///
    /// - Returns: How many joins that took.
    private func joinFormerComponents(_ slots: ArraySlice<Int>, _ sets: UnionFind) -> Int {
        let labels = componentHistory.labels
        let highest = slots.reduce(-1) { max($0, Int(labels[$1])) }
        let firsts = componentHistory.representatives.reserve(highest + 1)
        firsts.update(repeating: -1, count: highest + 1)
        var joins = 0
        for (node, slot) in slots.enumerated() {
            let label = Int(labels[slot])
            if firsts[label] < 0 {
                firsts[label] = Int32(truncatingIfNeeded: node)
            } else if sets.join(node, Int(firsts[label])) {
                joins += 1
            }
        }
        return joins
    }

    private func remember(_ components: ConnectedComponents, _ nodes: ChosenNodes) {
        componentHistory.sequence = nextSequence
        while componentHistory.labels.count < table.capacity { componentHistory.labels.append(-1) }
        componentHistory.labels.withUnsafeMutableBufferPointer { labels in
            for (node, slot) in nodes.slots.enumerated() { labels[slot] = components.labels[node] }
        }
    }
}
