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
    private var dropped: [AdjacencyEntry] = []
    /// New nodes that their neighbours' lists do not know yet (``settle()``).
    private var waiting: [Int32] = []
    private var cursors: [Int] = []
    /// What ``touch(from:to:count:)`` read, so that it is read at all; it means nothing.
    private var touched: Int32 = 0
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
    ///   - neighbours: Slots of live nodes, ascending; batch-mates inserted before count as live.
    ///   - weights: The similarity to each. An edge whose weight is not positive is left out, since a
    ///     minimum cut has no meaning with negative weights.
    public func insert(
        slot: Int, domain: Int, timestamp: EventTime, neighbours: UnsafeBufferPointer<Int32>,
        weights: UnsafeBufferPointer<Float>
    ) {
        precondition(slot >= 0 && domain >= 0 && domain <= Int(Int32.max))
        precondition(neighbours.count == weights.count, "a weight for each neighbour")
        precondition(!isLive(slot), "the slot is taken")
        let own = Int32(slot)
        let ownDomain = Int32(domain)
        table.reserve(slot: slot)
        pairs.reserve(domain: ownDomain)
        let origin = table.origins + slot
        if Int(origin.pointee.olderCapacity) < neighbours.count {
            NodeTable.grow(
                &origin.pointee.older, capacity: &origin.pointee.olderCapacity, keeping: 0,
                toHold: Int32(neighbours.count), slot: slot)
        }
        // What stays of the edges, in the node's own list.
        var count = 0
        if let older = origin.pointee.older {
            for edge in 0..<neighbours.count {
                let weight = weights[edge]
                assert(isLive(Int(neighbours[edge])), "a neighbour is not live")
                assert(edge == 0 || neighbours[edge - 1] < neighbours[edge], "neighbours ascend")
                older[count] = AdjacencyEntry(slot: neighbours[edge], weight: weight)
                count &+= weight > 0 ? 1 : 0
            }
        }
        let edges = UnsafeBufferPointer(start: origin.pointee.older, count: count)
        table.domains[slot] = ownDomain
        let inside = pairs.change(ownDomain, edges: edges, domains: table.domains, sign: 1)

        table.records[slot].newerCount = 0
        origin.pointee.olderCount = Int32(count)
        origin.pointee.sequence = nextSequence
        nextSequence += 1
        link(slot)
        while timestamps.count < table.capacity { timestamps.append(.distantPast) }
        timestamps[slot] = timestamp
        nodeCount += 1
        edgeCount += count
        insertedEdgeCount += count
        totalWeight += inside.total
        crossDomainEdgeCount += count - inside.count
        crossDomainWeight += inside.total - inside.weight
        if count > 0 { waiting.append(own) }
        workspace.forgetWarmStart(slot: slot)
    }

    /// Puts the nodes that wait in their neighbours' lists.
    ///
    /// Neighbours are taken a few at a time, for all waiting nodes in order of arrival, so that the ends
    /// of their lists stay in the nearest cache; node by node, each edge would miss it.
    @inline(never)
    func settle() {
        guard !waiting.isEmpty else { return }
        let (records, origins) = (table.records, table.origins)
        var edges = 0
        for own in waiting { edges += Int(origins[Int(own)].olderCount) }
        // As many slots at a time as hold some 64 neighbours of each node; all of them when edges are few.
        let span = Double(table.capacity) * Double(waiting.count)
        let tile = Int32(min(64 * span / Double(edges), Double(Int32.max / 2)))
        for index in cursors.indices { cursors[index] = 0 }
        while cursors.count < waiting.count { cursors.append(0) }
        // In a dense graph nearly every list gets nearly every waiting node: room is made for all of them
        // beforehand, so that no edge has to ask for it.
        let isDense = Double(edges) > 0.5 * Double(nodeCount) * Double(waiting.count)
        if isDense { makeRoom(for: Int32(waiting.count)) }

        var limit: Int32 = 0
        var unfinished = true
        waiting.withUnsafeBufferPointer { waiting in
            cursors.withUnsafeMutableBufferPointer { cursors in
                while unfinished {
                    unfinished = false
                    let begin = limit
                    limit = limit > Int32.max &- tile ? Int32.max : limit &+ tile
                    if isDense { touch(from: begin, to: limit, count: waiting.count) }
                    for index in 0..<waiting.count {
                        let own = waiting[index]
                        let count = Int(origins[Int(own)].olderCount)
                        guard let older = origins[Int(own)].older, cursors[index] < count else { continue }
                        var edge = cursors[index]
                        if isDense {
                            while edge < count, older[edge].slot < limit {
                                Self.appendInRoom(own, older[edge], records: records)
                                edge &+= 1
                            }
                        } else {
                            while edge < count, older[edge].slot < limit {
                                Self.append(own, older[edge], records: records)
                                edge &+= 1
                            }
                        }
                        cursors[index] = edge
                        if edge < count { unfinished = true }
                    }
                }
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    private static func append(
        _ own: Int32, _ entry: AdjacencyEntry, records: UnsafeMutablePointer<NodeRecord>
    ) {
        let neighbour = records + Int(entry.slot)
        let place = neighbour.pointee.newerCount
        if place == neighbour.pointee.newerCapacity {
            NodeTable.grow(
                &neighbour.pointee.newer, capacity: &neighbour.pointee.newerCapacity, keeping: place,
                toHold: place &+ 1, slot: Int(entry.slot))
        }
        neighbour.pointee.newer.unsafelyUnwrapped[Int(place)] = AdjacencyEntry(
            slot: own, weight: entry.weight)
        neighbour.pointee.newerCount = place &+ 1
    }

    /// As ``append(_:_:records:)``, where ``makeRoom(for:)`` has been.
    @inline(__always)
    private static func appendInRoom(
        _ own: Int32, _ entry: AdjacencyEntry, records: UnsafeMutablePointer<NodeRecord>
    ) {
        let neighbour = records + Int(entry.slot)
        let place = neighbour.pointee.newerCount
        neighbour.pointee.newer.unsafelyUnwrapped[Int(place)] = AdjacencyEntry(
            slot: own, weight: entry.weight)
        neighbour.pointee.newerCount = place &+ 1
    }

    /// Reads the places where lists of later arrivals will get their next `count` entries.
    ///
    /// The lists of a dense window fill the caches several times over. A store that misses holds up all
    /// stores behind it, whereas loads are waited for many at a time: reading first is what makes the
    /// appending fast.
    private func touch(from begin: Int32, to end: Int32, count: Int) {
        let records = table.records
        var sum: Int32 = 0
        for slot in Int(begin)..<min(Int(end), table.capacity) {
            guard let list = records[slot].newer else { continue }
            let place = Int(records[slot].newerCount)
            let last = min(place + count, Int(records[slot].newerCapacity))
            for entry in stride(from: place, to: last, by: 64 / MemoryLayout<AdjacencyEntry>.stride) {
                sum &+= list[entry].slot
            }
        }
        touched = sum
    }

    /// Lets every live node's list of later arrivals take `count` more.
    private func makeRoom(for count: Int32) {
        let records = table.records
        var slot = first
        while slot >= 0 {
            let record = records + Int(slot)
            let needed = record.pointee.newerCount &+ count
            if needed > record.pointee.newerCapacity {
                NodeTable.grow(
                    &record.pointee.newer, capacity: &record.pointee.newerCapacity,
                    keeping: record.pointee.newerCount, toHold: needed, slot: Int(slot))
            }
            slot = table.origins[Int(slot)].next
        }
    }

    /// Removes a node and its edges. O(degree) when it is the oldest of its neighbours, as in a stream
    /// in order; a neighbour that arrived earlier costs a search and a move in its list besides.
    ///
    /// - Parameter slot: A live slot.
    public func remove(slot: Int) {
        precondition(isLive(slot), "only a live node can be removed")
        settle()
        let records = table.records
        let domain = table.domains[slot]
        let newer = UnsafeBufferPointer(start: records[slot].newer, count: Int(records[slot].newerCount))
        var degree = newer.count
        var inside = pairs.change(domain, edges: newer, domains: table.domains, sign: -1)
        // The oldest node has no earlier neighbour left.
        if Int32(slot) != first {
            let older = withdraw(slot)
            degree += dropped.count
            inside.count += older.count
            inside.weight += older.weight
            inside.total += older.total
        }
        unlink(slot)
        nodeCount -= 1
        edgeCount -= degree
        totalWeight -= inside.total
        crossDomainEdgeCount -= degree - inside.count
        crossDomainWeight -= inside.total - inside.weight
        table.origins[slot].sequence = -1
        table.origins[slot].olderCount = 0
        records[slot].newerCount = 0
    }

    /// Takes a node out of the lists of the earlier arrivals that are still there.
    ///
    /// Leaves those edges in ``dropped``.
    ///
    /// - Returns: How many of them are inside the node's domain, their weight, and that of all.
    private func withdraw(_ slot: Int) -> (count: Int, weight: Double, total: Double) {
        let origins = table.origins
        dropped.removeAll(keepingCapacity: true)
        guard let older = origins[slot].older else { return (0, 0, 0) }
        for edge in 0..<Int(origins[slot].olderCount) {
            let entry = older[edge]
            // Gone, or gone and its slot taken by a later arrival.
            let sequence = origins[Int(entry.slot)].sequence
            guard sequence >= 0, sequence < origins[slot].sequence else { continue }
            drop(slot, fromListOf: Int(entry.slot))
            dropped.append(entry)
        }
        return dropped.withUnsafeBufferPointer {
            pairs.change(table.domains[slot], edges: $0, domains: table.domains, sign: -1)
        }
    }

    /// Removes `slot` from a list of later arrivals, which is sorted by arrival and has it.
    private func drop(_ slot: Int, fromListOf owner: Int) {
        let origins = table.origins
        guard let list = table.records[owner].newer else { return }
        let count = Int(table.records[owner].newerCount)
        let wanted = origins[slot].sequence
        var low = 0
        var high = count
        while low < high {
            let middle = (low &+ high) >> 1
            if origins[Int(list[middle].slot)].sequence < wanted { low = middle &+ 1 } else { high = middle }
        }
        assert(low < count && Int(list[low].slot) == slot)
        (list + low).update(from: list + low + 1, count: count - low - 1)
        table.records[owner].newerCount = Int32(count - 1)
    }

    private func link(_ slot: Int) {
        let origins = table.origins
        let own = Int32(truncatingIfNeeded: slot)
        origins[slot].previous = last
        origins[slot].next = -1
        if last >= 0 { origins[Int(last)].next = own } else { first = own }
        last = own
    }

    private func unlink(_ slot: Int) {
        let origins = table.origins
        let (previous, next) = (origins[slot].previous, origins[slot].next)
        if previous >= 0 { origins[Int(previous)].next = next } else { first = next }
        if next >= 0 { origins[Int(next)].previous = previous } else { last = previous }
        origins[slot].previous = -1
        origins[slot].next = -1
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
