import StreamCore

/// The live window's coherence graph: nodes are vectors, edges are pairs at least as similar as the
/// threshold, and both come and go one vector at a time.
///
/// A node is known by its slot, a small integer that may be used again once the node has left. Counts,
/// degrees and sums per pair of domains are kept as edges come and go, so nothing is rebuilt for them.
///
/// - Exactness: weights are floats in (0, 1]. From 2⁻ᵏ up they are whole multiples of 2⁻²³⁻ᵏ, so sums in
///   `Double` of fewer than 2³⁰⁻ᵏ of them are exact: with a threshold of 0.5, for any graph below 2²⁹
///   edges. Nothing drifts, and sums do not depend on the order of changes.
/// - Memory: 16 bytes an edge and the slack of doubling lists, which are kept when a slot is used again,
///   so a steady stream allocates nothing.
/// - Determinism: nodes are taken in order of arrival everywhere, so results do not depend on how slots
///   were numbered. The one state besides the graph is the last eigenvector, a starting point for the
///   next: it makes λ₂ depend (within its tolerance) on which snapshots were taken before. A stream that
///   takes snapshots at the same places in its sequence of vectors gets the same bits.
///
/// A class with one owner and no locking.
public final class WindowGraph {
    var table = NodeTable()
    private var pairs = DomainPairTable()
    private(set) var first: Int32 = -1
    private(set) var last: Int32 = -1
    private var nextSequence: Int64 = 0
    private var timestamps: [EventTime] = []
    let workspace = SnapshotWorkspace()

    /// How many nodes are live.
    public private(set) var nodeCount = 0
    /// How many edges are live.
    public private(set) var edgeCount = 0
    /// The sum of the live edges' weights.
    public private(set) var totalWeight = 0.0
    /// Live edges whose ends belong to different domains.
    public private(set) var crossDomainEdgeCount = 0
    /// The weight of those edges.
    public private(set) var crossDomainWeight = 0.0
    /// Edges ever inserted.
    public private(set) var insertedEdgeCount = 0

    /// An empty graph.
    public init() {}

    /// Adds a node with its edges to nodes that are already there. O(neighbours).
    ///
    /// Each unordered pair arrives once: with the later of its two nodes.
    ///
    /// - Parameters:
    ///   - slot: A free slot.
    ///   - domain: The number of the vector's domain.
    ///   - timestamp: When it happened.
    ///   - neighbours: Slots of live nodes, each once; batch-mates inserted before count as live.
    ///   - weights: The similarity to each. An edge whose weight is not positive is left out, since a
    ///     minimum cut has no meaning with negative weights.
    public func insert(
        slot: Int, domain: Int, timestamp: EventTime, neighbours: UnsafeBufferPointer<Int32>,
        weights: UnsafeBufferPointer<Float>
    ) {
        precondition(slot >= 0 && domain >= 0 && neighbours.count == weights.count)
        table.reserve(slot: slot)
        pairs.reserve(domain: domain)
        let records = table.records
        let node = records + slot
        precondition(!node.pointee.isLive, "the slot is taken")
        let count = neighbours.count
        if node.pointee.olderCapacity < count {
            NodeTable.grow(
                &node.pointee.older, capacity: &node.pointee.olderCapacity, keeping: 0,
                toHold: Int32(count))
        }
        let older = node.pointee.older
        let ownDomain = Int32(truncatingIfNeeded: domain)
        var kept = 0
        var crossing = 0
        var weight = 0.0
        var crossingWeight = 0.0
        pairs.withRow(domain) { row in
            for edge in 0..<count {
                let neighbourSlot = neighbours[edge]
                let edgeWeight = weights[edge]
                guard edgeWeight > 0 else { continue }
                let neighbour = records + Int(neighbourSlot)
                assert(neighbour.pointee.isLive, "a neighbour is not live")
                older![kept] = AdjacencyEntry(slot: neighbourSlot, weight: edgeWeight)
                let place = neighbour.pointee.newerCount
                if place == neighbour.pointee.newerCapacity {
                    NodeTable.grow(
                        &neighbour.pointee.newer, capacity: &neighbour.pointee.newerCapacity,
                        keeping: place, toHold: place &+ 1)
                }
                neighbour.pointee.newer![Int(place)] = AdjacencyEntry(
                    slot: Int32(truncatingIfNeeded: slot), weight: edgeWeight)
                neighbour.pointee.newerCount = place &+ 1
                neighbour.pointee.degree &+= 1
                neighbour.pointee.weightedDegree += Double(edgeWeight)
                weight += Double(edgeWeight)
                let otherDomain = neighbour.pointee.domain
                row.add(otherDomain, weight: edgeWeight, lane: edge & 3)
                let crosses = otherDomain != ownDomain
                crossing &+= crosses ? 1 : 0
                crossingWeight += crosses ? Double(edgeWeight) : 0
                kept &+= 1
            }
        }
        node.pointee.olderCount = Int32(kept)
        node.pointee.newerCount = 0
        node.pointee.degree = Int32(kept)
        node.pointee.weightedDegree = weight
        node.pointee.domain = ownDomain
        node.pointee.sequence = nextSequence
        nextSequence += 1
        link(slot)
        while timestamps.count < table.capacity { timestamps.append(.distantPast) }
        timestamps[slot] = timestamp
        nodeCount += 1
        edgeCount += kept
        insertedEdgeCount += kept
        totalWeight += weight
        crossDomainEdgeCount += crossing
        crossDomainWeight += crossingWeight
        workspace.forgetWarmStart(slot: slot)
    }

    /// Removes a node and its edges. O(degree) when it is the oldest of its neighbours, as in a stream
    /// in order; a neighbour that arrived earlier costs a search and a move in its list besides.
    ///
    /// - Parameter slot: A live slot.
    public func remove(slot: Int) {
        precondition(isLive(slot), "only a live node can be removed")
        let records = table.records
        let node = records + slot
        let ownDomain = node.pointee.domain
        let newerCount = Int(node.pointee.newerCount)
        let olderLive = Int(node.pointee.degree) - newerCount
        var crossing = 0
        var crossingWeight = 0.0
        pairs.withRow(Int(ownDomain)) { row in
            if newerCount > 0, let newer = node.pointee.newer {
                for edge in 0..<newerCount {
                    let entry = newer[edge]
                    let neighbour = records + Int(entry.slot)
                    neighbour.pointee.degree &-= 1
                    neighbour.pointee.weightedDegree -= Double(entry.weight)
                    let otherDomain = neighbour.pointee.domain
                    row.subtract(otherDomain, weight: entry.weight, lane: edge & 3)
                    let crosses = otherDomain != ownDomain
                    crossing &+= crosses ? 1 : 0
                    crossingWeight += crosses ? Double(entry.weight) : 0
                }
            }
            if olderLive > 0, let older = node.pointee.older {
                for edge in 0..<Int(node.pointee.olderCount) {
                    let entry = older[edge]
                    let neighbour = records + Int(entry.slot)
                    // Gone, or gone and its slot taken by a later arrival.
                    let sequence = neighbour.pointee.sequence
                    guard sequence >= 0, sequence < node.pointee.sequence else { continue }
                    Self.drop(slot, from: neighbour, records: records)
                    neighbour.pointee.degree &-= 1
                    neighbour.pointee.weightedDegree -= Double(entry.weight)
                    let otherDomain = neighbour.pointee.domain
                    row.subtract(otherDomain, weight: entry.weight, lane: edge & 3)
                    let crosses = otherDomain != ownDomain
                    crossing &+= crosses ? 1 : 0
                    crossingWeight += crosses ? Double(entry.weight) : 0
                }
            }
        }
        unlink(slot)
        nodeCount -= 1
        edgeCount -= Int(node.pointee.degree)
        totalWeight -= node.pointee.weightedDegree
        crossDomainEdgeCount -= crossing
        crossDomainWeight -= crossingWeight
        node.pointee.sequence = -1
        node.pointee.degree = 0
        node.pointee.weightedDegree = 0
        node.pointee.newerCount = 0
        node.pointee.olderCount = 0
    }

    /// Removes `slot` from a list of later arrivals, which is sorted by arrival and has it.
    private static func drop(
        _ slot: Int, from owner: UnsafeMutablePointer<NodeRecord>, records: UnsafeMutablePointer<NodeRecord>
    ) {
        guard let list = owner.pointee.newer else { return }
        let count = Int(owner.pointee.newerCount)
        let wanted = records[slot].sequence
        var low = 0
        var high = count
        while low < high {
            let middle = (low &+ high) >> 1
            if records[Int(list[middle].slot)].sequence < wanted { low = middle &+ 1 } else { high = middle }
        }
        assert(low < count && Int(list[low].slot) == slot)
        (list + low).update(from: list + low + 1, count: count - low - 1)
        owner.pointee.newerCount = Int32(count - 1)
    }

    private func link(_ slot: Int) {
        let records = table.records
        let own = Int32(truncatingIfNeeded: slot)
        records[slot].previous = last
        records[slot].next = -1
        if last >= 0 { records[Int(last)].next = own } else { first = own }
        last = own
    }

    private func unlink(_ slot: Int) {
        let records = table.records
        let (previous, next) = (records[slot].previous, records[slot].next)
        if previous >= 0 { records[Int(previous)].next = next } else { first = next }
        if next >= 0 { records[Int(next)].previous = previous } else { last = previous }
        records[slot].previous = -1
        records[slot].next = -1
    }

    /// Edges between two domains, or inside one when both are the same. O(1).
    public func edgeCount(between first: Int, and second: Int) -> Int {
        pairs.total(first, second).count
    }

    /// The weight of the edges between two domains, or inside one. O(1).
    public func weight(between first: Int, and second: Int) -> Double {
        pairs.total(first, second).weight
    }

    /// When the vector of a live slot happened.
    public func timestamp(of slot: Int) -> EventTime? {
        isLive(slot) ? timestamps[slot] : nil
    }
}
