/// The last so many elements of a list that grows at its end, oldest first.
///
/// A ring: adding to a full one puts the new element where the oldest was. O(1), where an array would move all
/// that stays.
package struct Latest<Element: Sendable>: Sendable, RandomAccessCollection, MutableCollection {
    /// The most elements.
    package let limit: Int
    private var ring: [Element] = []
    /// Where the oldest lies.
    private var oldest = 0

    /// An empty list of at most `limit` elements, at least one.
    package init(_ limit: Int) {
        self.limit = limit
    }

    /// The elements, all of the same value, as many as there may be at most and `count` says.
    package init(_ limit: Int, repeating element: Element, count: Int) {
        self.limit = limit
        ring = [Element](repeating: element, count: Swift.min(limit, count))
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { ring.count }

    package subscript(position: Int) -> Element {
        get { ring[place(position)] }
        set { ring[place(position)] = newValue }
    }

    /// Adds the newest; the oldest of a full list goes.
    package mutating func append(_ element: Element) {
        guard ring.count >= limit else {
            ring.append(element)
            return
        }
        ring[oldest] = element
        oldest = oldest + 1 < limit ? oldest + 1 : 0
    }

    /// Forgets all.
    package mutating func removeAll() {
        ring.removeAll()
        oldest = 0
    }

    private func place(_ position: Int) -> Int {
        let place = oldest + position
        return place < ring.count ? place : place - ring.count
    }
}
