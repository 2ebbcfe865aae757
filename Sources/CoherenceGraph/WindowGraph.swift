import Similarity
import StreamCore

/// The live window's coherence graph: nodes are vectors, edges are pairs at least as similar as the
/// threshold, and both come and go one vector at a time.
///
/// A node is known by its slot, a small integer that may be used again once the node has left. An edge is
/// kept once, in the list of the later of its nodes, and in sums with the earlier one (``LaterEdges``):
/// when the oldest node leaves, its sums leave the totals, and the lists that still name it pass it over.
/// Counts and weights are kept as edges come and go, so nothing is rebuilt for them.
///
/// - Exactness: weights are floats in (0, 1]. From 2⁻ᵏ up they are whole multiples of 2⁻²³⁻ᵏ, so sums in
///   `Double` of fewer than 2³⁰⁻ᵏ of them are exact: with a threshold of 0.5, for any graph below 2²⁹
///   edges. Nothing drifts, and sums do not depend on the order of changes.
/// - Memory: 8 bytes an edge; lists are kept when a slot is used again, so a steady stream allocates
///   nothing. Half of what the lists hold is of nodes that have left, in a full window.
/// - Determinism: nodes are taken in order of arrival everywhere, so results do not depend on how slots
///   were numbered. The one state besides the graph is the last eigenvector, a starting point for the
///   next: it makes λ₂ depend (within its tolerance) on which snapshots were taken before. A stream that
///   takes snapshots at the same places in its sequence of vectors gets the same bits.
///
/// A class with one owner and no locking.
public final class WindowGraph {
    var table: NodeTable
    private(set) var first: Int32 = -1
    private(set) var last: Int32 = -1
    private(set) var nextSequence: Int64 = 0
    private var order = ArrivalOrder()
    /// Nodes that came before this arrival may have, in their lists, gaps of nodes that left before
    /// others which had come earlier.
    private(set) var lastGap: Int64 = 0
    let workspace = SnapshotWorkspace()
    let componentHistory = ComponentHistory()

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
    public init() { table = NodeTable(later: LaterEdges()) }

    /// An empty graph whose upkeep runs on one instruction set; every one gives the same graph.
    package init(isa: KernelISA) { table = NodeTable(later: LaterEdges(isa: isa)) }

    /// Adds a node with its edges to nodes that are already there. O(neighbours).
    ///
    /// Each unordered pair arrives once: with the later of its two nodes.
    ///
    /// - Parameters:
    ///   - slot: A free slot.
    ///   - domain: The number of the vector's domain.
    ///   - timestamp: When it happened.
    ///   - neighbours: Slots of live nodes, ascending.
    ///   - weights: The similarity to each. An edge whose weight is not positive is left out, since a
    ///     minimum cut has no meaning with negative weights.
    ///   - mates: Neighbours that came with the node in one batch and are inserted already, in order of
    ///     arrival: the places in the batch. They are not among `neighbours`, which all came earlier.
    ///   - mateWeights: The similarity to each.
    ///   - batch: The slot at each place of the batch; needed where there are mates.
    public func insert(
        slot: Int, domain: Int, timestamp: EventTime, neighbours: UnsafeBufferPointer<Int32>,
        weights: UnsafeBufferPointer<Float>,
        mates: UnsafeBufferPointer<Int32> = UnsafeBufferPointer(start: nil, count: 0),
        mateWeights: UnsafeBufferPointer<Float> = UnsafeBufferPointer(start: nil, count: 0),
        batch: UnsafePointer<Int32>? = nil
    ) {
        precondition(slot >= 0 && domain >= 0 && domain <= Int(Int32.max))
        precondition(
            neighbours.count == weights.count && mates.count == mateWeights.count,
            "a weight for each neighbour")
        precondition(mates.isEmpty || batch != nil, "mates are given by their places in a batch")
        precondition(!isLive(slot), "the slot is taken")
        let own = Int32(slot)
        table.reserve(slot: slot)
        link(slot)
        table.domains[slot] = Int32(domain)
        table.timestamps[slot] = timestamp.nanoseconds
        table.later.clear(slot)
        let list = table.lists + slot
        list.pointee.begin(
            count: neighbours.count + mates.count, isOrdered: order.isCyclic(first: first, last: own))
        write(neighbours, weights, into: list.pointee, own: own)
        if let batch, !mates.isEmpty {
            write(mates, mateWeights, into: list.pointee, from: neighbours.count, batch: batch)
        }
        let sums = table.later.add(&list.pointee, of: slot, domains: table.domains)
        table.earlierLinks[slot] = sums.count > 0 ? list.pointee.slots[sums.count - 1] : -1
        nodeCount += 1
        insertedEdgeCount += sums.count
        change(by: sums, sign: 1)
        workspace.forgetWarmStart(slot: slot)
    }

    /// Writes the neighbours from before the batch, turned into order of arrival where slots go around.
    private func write(
        _ neighbours: UnsafeBufferPointer<Int32>, _ weights: UnsafeBufferPointer<Float>,
        into list: EarlierNeighbours, own: Int32
    ) {
        guard let slots = neighbours.baseAddress, let values = weights.baseAddress, neighbours.count > 0
        else { return }
        let count = neighbours.count
        // The lowest slots came last, if any is above the node's own.
        var turn = 0
        if list.isOrdered, slots[count - 1] > own {
            var high = count
            while turn < high {
                let middle = (turn + high) / 2
                if slots[middle] < own { turn = middle + 1 } else { high = middle }
            }
        }
        list.slots.update(from: slots + turn, count: count - turn)
        list.weights.update(from: values + turn, count: count - turn)
        (list.slots + (count - turn)).update(from: slots, count: turn)
        (list.weights + (count - turn)).update(from: values, count: turn)
    }

    private func write(
        _ mates: UnsafeBufferPointer<Int32>, _ weights: UnsafeBufferPointer<Float>,
        into list: EarlierNeighbours, from start: Int, batch: UnsafePointer<Int32>
    ) {
        let (slots, values) = (list.slots + start, list.weights + start)
        for mate in 0..<mates.count {
            slots[mate] = batch[Int(mates[mate])]
            values[mate] = weights[mate]
        }
    }

    private func change(by sums: EdgeSums, sign: Int) {
        edgeCount += sign * sums.count
        totalWeight += Double(sign) * sums.weight
        crossDomainEdgeCount += sign * (sums.count - sums.insideCount)
        crossDomainWeight += Double(sign) * (sums.weight - sums.insideWeight)
    }

    /// Removes a node and its edges. O(1) when it is the oldest, as in a stream in order; otherwise
    /// O(earlier neighbours).
    ///
    /// - Parameter slot: A live slot.
    public func remove(slot: Int) {
        precondition(isLive(slot), "only a live node can be removed")
        // The oldest node has no earlier neighbour left.
        if Int32(slot) != first { withdraw(slot) }
        change(by: table.later.sums(of: slot), sign: -1)
        unlink(slot)
        nodeCount -= 1
        table.lists[slot].removeAll()
    }

    /// Takes a node's edges to earlier arrivals out of the totals and of those nodes' sums.
    private func withdraw(_ slot: Int) {
        lastGap = nextSequence
        let domains = table.domains
        var sums = EdgeSums()
        forEachEarlierNeighbour(of: slot) { other, weight in
            let weight = Double(weight)
            let isInside = domains[other] == domains[slot]
            table.later.subtract(weight, isInside: isInside, from: other, to: slot)
            sums.count += 1
            sums.weight += weight
            sums.insideCount += isInside ? 1 : 0
            sums.insideWeight += isInside ? weight : 0
        }
        change(by: sums, sign: -1)
    }

    /// Calls `body` with the live neighbours that arrived before a live node, and the weights.
    @inline(__always)
    func forEachEarlierNeighbour(of slot: Int, _ body: (Int, Float) -> Void) {
        let list = table.lists[slot]
        for edge in 0..<Int(list.count) {
            let other = Int(list.slots[edge])
            if table.isLive(other, before: slot) { body(other, list.weights[edge]) }
        }
    }

    private func link(_ slot: Int) {
        let arrivals = table.arrivals
        let own = Int32(truncatingIfNeeded: slot)
        arrivals[slot] = NodeArrival(sequence: nextSequence, previous: last, next: -1)
        nextSequence += 1
        order.append(own, after: last)
        if last >= 0 { arrivals[Int(last)].next = own } else { first = own }
        last = own
    }

    private func unlink(_ slot: Int) {
        let arrivals = table.arrivals
        let (previous, next) = (arrivals[slot].previous, arrivals[slot].next)
        order.remove(Int32(truncatingIfNeeded: slot), between: previous, and: next)
        if previous >= 0 { arrivals[Int(previous)].next = next } else { first = next }
        if next >= 0 { arrivals[Int(next)].previous = previous } else { last = previous }
        arrivals[slot] = NodeArrival(sequence: -1, previous: -1, next: -1)
    }
}
