import CoherenceGraph
import DequeModule
import Similarity
import StreamCore

/// A stretch of the stream that every window holds whole or not at all: the sums over its vectors, and
/// where they are.
final class Pane {
    var moments: DomainMoments
    var slots: [Int32] = []
    var ids: [String] = []
    var count = 0
    var earliest = EventTime.distantFuture
    var latest = EventTime.distantPast

    init(dimension: Int) {
        moments = DomainMoments(dimension: dimension)
    }

    func add(_ row: UnsafePointer<Float>, domain: Int, timestamp: EventTime) {
        moments.add(row, domain: domain)
        count += 1
        earliest = min(earliest, timestamp)
        latest = max(latest, timestamp)
    }

    func merge(_ other: Pane) {
        moments.merge(other.moments)
        slots += other.slots
        ids += other.ids
        count += other.count
        earliest = min(earliest, other.earliest)
        latest = max(latest, other.latest)
    }

    func reset() {
        moments.reset()
        slots.removeAll(keepingCapacity: true)
        ids.removeAll(keepingCapacity: true)
        count = 0
        earliest = .distantFuture
        latest = .distantPast
    }
}

/// The vectors of all open windows: their rows, their graph and their panes.
final class LiveWindow {
    private let dimension: Int
    /// Nil when no pair is compared.
    let store: PanelStore?
    let graph = WindowGraph()
    private var panes: [WindowTracker.PaneKey: Pane] = [:]
    /// The keys in order of creation.
    private var order: Deque<WindowTracker.PaneKey> = []
    private var spare: [Pane] = []
    private var lastKey = Int.min
    private var lastPane: Pane?
    private(set) var identifiers: Set<String> = []

    /// Counts changes, so that a snapshot can be used again while there are none.
    private var version = 0
    private var cached: (version: Int, snapshot: CoherenceSnapshot)?

    /// - Parameter layout: The layout of the store; nil for none.
    init(dimension: Int, layout: StoreLayout?) {
        self.dimension = dimension
        store = layout.map { PanelStore(dimension: dimension, capacity: 1024, layout: $0) }
    }

    var paneCount: Int { order.count }
    /// Vectors in all panes.
    private(set) var count = 0

    /// The pane with this key, made when it is new.
    func pane(_ key: WindowTracker.PaneKey) -> Pane {
        if key == lastKey, let lastPane { return lastPane }
        let pane: Pane
        if let known = panes[key] {
            pane = known
        } else {
            pane = spare.popLast() ?? Pane(dimension: dimension)
            panes[key] = pane
            order.append(key)
        }
        lastKey = key
        lastPane = pane
        return pane
    }

    /// Takes a vector's sums in.
    func add(_ row: UnsafePointer<Float>, domain: Int, timestamp: EventTime, pane: Pane) {
        pane.add(row, domain: domain, timestamp: timestamp)
        count += 1
        version += 1
    }

    /// Remembers an id, while its vector is live.
    ///
    /// - Returns: Whether it was not there yet.
    func claim(_ id: String) -> Bool { identifiers.insert(id).inserted }

    /// The id of every live slot, where ids are kept. O(count).
    var liveIdentifiers: [Int: String] {
        var result: [Int: String] = [:]
        result.reserveCapacity(count)
        for key in order {
            guard let pane = panes[key], pane.ids.count == pane.slots.count else { continue }
            for (slot, id) in zip(pane.slots, pane.ids) { result[Int(slot)] = id }
        }
        return result
    }

    /// Forgets a pane and its vectors.
    func evict(_ key: WindowTracker.PaneKey) {
        guard let pane = panes.removeValue(forKey: key) else { return }
        forgetOrder(of: key)
        for slot in pane.slots {
            graph.remove(slot: Int(slot))
            store?.release(Int(slot))
        }
        if !identifiers.isEmpty {
            for id in pane.ids { identifiers.remove(id) }
        }
        count -= pane.count
        version += 1
        pane.reset()
        if spare.count < 64 { spare.append(pane) }
    }

    /// Adds one pane to another.
    func merge(into key: WindowTracker.PaneKey, from other: WindowTracker.PaneKey) {
        guard let source = panes.removeValue(forKey: other) else { return }
        forgetOrder(of: other)
        pane(key).merge(source)
        version += 1
    }

    private func forgetOrder(of key: WindowTracker.PaneKey) {
        if order.first == key {
            order.removeFirst()
        } else if let place = order.firstIndex(of: key) {
            order.remove(at: place)
        }
        if key == lastKey {
            lastKey = .min
            lastPane = nil
        }
    }

    /// The earliest and the latest timestamp in these panes, and how many vectors they hold.
    func extent(of keys: [WindowTracker.PaneKey]?) -> (earliest: EventTime, latest: EventTime, count: Int) {
        var extent = (earliest: EventTime.distantFuture, latest: EventTime.distantPast, count: 0)
        for pane in selected(keys) {
            extent.earliest = min(extent.earliest, pane.earliest)
            extent.latest = max(extent.latest, pane.latest)
            extent.count += pane.count
        }
        return extent
    }

    /// The coherence of the vectors in these panes, or of all.
    func snapshot(
        _ level: CoherenceLevel, panes keys: [WindowTracker.PaneKey]? = nil
    ) -> CoherenceSnapshot {
        let selected = selected(keys)
        let total = selected.reduce(0) { $0 + $1.count }
        let isWhole = total == count
        if isWhole, let cached, cached.version == version, cached.snapshot.level == level {
            return cached.snapshot
        }
        var moments = DomainMoments(dimension: dimension)
        for pane in selected { moments.merge(pane.moments) }
        var snapshot: CoherenceSnapshot
        if store == nil {
            snapshot = graph.snapshot(level: .moments, slots: nil, moments: moments, store: nil)
            snapshot.nodeCount = total
        } else {
            let slots = isWhole ? nil : selected.flatMap { $0.slots.map(Int.init) }
            snapshot = graph.snapshot(level: level, slots: slots, moments: moments, store: store)
        }
        if isWhole { cached = (version, snapshot) }
        return snapshot
    }

    private func selected(_ keys: [WindowTracker.PaneKey]?) -> [Pane] {
        if let keys { return keys.compactMap { panes[$0] } }
        return order.compactMap { panes[$0] }
    }
}
