/// Disjoint sets over borrowed memory, each known by its lowest element.
struct UnionFind {
    private let parents: UnsafeMutablePointer<Int32>

    /// `count` sets of one element each, kept in `memory`.
    init(count: Int, in memory: UnsafeMutablePointer<Int32>) {
        parents = memory
        for element in 0..<count { memory[element] = Int32(truncatingIfNeeded: element) }
    }

    /// The sets that are kept in `memory` already.
    init(borrowing memory: UnsafeMutablePointer<Int32>) {
        parents = memory
    }

    /// The lowest element of the set that `element` is in; halves the paths it walks.
    @inline(__always)
    func find(_ element: Int) -> Int {
        var node = element
        while true {
            let parent = Int(parents[node])
            if parent == node { return node }
            let grandparent = parents[parent]
            parents[node] = grandparent
            node = Int(grandparent)
        }
    }

    /// Joins two sets; false when they were one already.
    @inline(__always) @discardableResult
    func join(_ first: Int, _ second: Int) -> Bool {
        let (left, right) = (find(first), find(second))
        if left == right { return false }
        if left < right {
            parents[right] = Int32(truncatingIfNeeded: left)
        } else {
            parents[left] = Int32(truncatingIfNeeded: right)
        }
        return true
    }
}
