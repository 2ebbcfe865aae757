/// The queue of a maximum-adjacency scan: nodes by their connectivity to those already taken.
///
/// Nodes whose connectivity reaches the bound are all as good as each other (Henzinger, Noe, Schulz and
/// Strash 2018, lemma on bounded queues), so they wait on a stack and are never moved again; the others
/// lie in a heap of four children a node.
struct ConnectivityQueue: ~Copyable {
    private var keys = ScratchBuffer<Double>()
    private var places = ScratchBuffer<Int32>()
    private var heap = ScratchBuffer<Int32>()
    private var stack = ScratchBuffer<Int32>()
    private var heapCount = 0
    private var stackCount = 0
    /// No node below this is unseen.
    private var firstUnseen = 0

    // Places in the heap are ≥ 0.
    private static let taken: Int32 = -1
    private static let unseen: Int32 = -2
    private static let stacked: Int32 = -3

    /// Forgets everything; `count` nodes are unseen.
    mutating func reset(count: Int) {
        keys.reserve(count).update(repeating: 0, count: count)
        places.reserve(count).update(repeating: Self.unseen, count: count)
        heap.reserve(count)
        stack.reserve(count)
        heapCount = 0
        stackCount = 0
        firstUnseen = 0
    }

    @inline(__always)
    func connectivity(of node: Int) -> Double { keys.base[node] }

    @inline(__always)
    func isTaken(_ node: Int) -> Bool { places.base[node] == Self.taken }

    /// Takes an unseen node.
    mutating func take(_ node: Int) { places.base[node] = Self.taken }

    /// Raises the connectivity of a node that is not taken; true when it reaches the bound.
    @inline(__always)
    mutating func raise(_ node: Int, by weight: Double, bound: Double) -> Bool {
        let key = keys.base[node] + weight
        keys.base[node] = key
        let place = places.base[node]
        if place == Self.stacked { return key >= bound }
        if key >= bound {
            if place >= 0 { removeFromHeap(Int(place)) }
            places.base[node] = Self.stacked
            stack.base[stackCount] = Int32(truncatingIfNeeded: node)
            stackCount &+= 1
            return true
        }
        if place == Self.unseen {
            siftUp(Int32(truncatingIfNeeded: node), from: heapCount, key: key)
            heapCount &+= 1
        } else {
            siftUp(Int32(truncatingIfNeeded: node), from: Int(place), key: key)
        }
        return false
    }

    /// Takes the best node; of nodes that nothing is connected to, the first. There must be one left.
    mutating func takeBest() -> Int {
        let node: Int
        if stackCount > 0 {
            stackCount &-= 1
            node = Int(stack.base[stackCount])
        } else if heapCount > 0 {
            node = Int(heap.base[0])
            removeFromHeap(0)
        } else {
            while places.base[firstUnseen] != Self.unseen { firstUnseen &+= 1 }
            node = firstUnseen
        }
        places.base[node] = Self.taken
        return node
    }

    private mutating func removeFromHeap(_ place: Int) {
        heapCount &-= 1
        guard place < heapCount else { return }
        let moved = heap.base[heapCount]
        let key = keys.base[Int(moved)]
        if place > 0, keys.base[Int(heap.base[(place &- 1) >> 2])] < key {
            siftUp(moved, from: place, key: key)
        } else {
            siftDown(moved, from: place, key: key)
        }
    }

    @inline(__always)
    private func siftUp(_ node: Int32, from start: Int, key: Double) {
        let (heap, keys, places) = (heap.base, keys.base, places.base)
        var place = start
        while place > 0 {
            let parent = (place &- 1) >> 2
            let other = heap[parent]
            guard keys[Int(other)] < key else { break }
            heap[place] = other
            places[Int(other)] = Int32(truncatingIfNeeded: place)
            place = parent
        }
        heap[place] = node
        places[Int(node)] = Int32(truncatingIfNeeded: place)
    }

    private func siftDown(_ node: Int32, from start: Int, key: Double) {
        let (heap, keys, places) = (heap.base, keys.base, places.base)
        var place = start
        while true {
            let firstChild = (place << 2) &+ 1
            guard firstChild < heapCount else { break }
            var child = firstChild
            for candidate in (firstChild &+ 1)..<max(firstChild &+ 1, min(firstChild &+ 4, heapCount))
            where keys[Int(heap[candidate])] > keys[Int(heap[child])] {
                child = candidate
            }
            let other = heap[child]
            guard keys[Int(other)] > key else { break }
            heap[place] = other
            places[Int(other)] = Int32(truncatingIfNeeded: place)
            place = child
        }
        heap[place] = node
        places[Int(node)] = Int32(truncatingIfNeeded: place)
    }
}
