import Similarity
import StreamCore
import TestSupport
import Testing

@Suite("Panel store")
struct PanelStoreTests {
    @Test("rows come back bit for bit, across growth", arguments: StoreLayout.allCases, [1, 15, 16, 17, 100])
    func copyRow(layout: StoreLayout, dimension: Int) {
        let store = PanelStore(dimension: dimension, capacity: 3, layout: layout)
        var generator = SeededGenerator(seed: 1)
        let rows = (0..<150).map { _ in generator.unitVector(dimension: dimension) }
        for (index, row) in rows.enumerated() { #expect(append(row, to: store) == index) }
        #expect(store.capacity >= 150)
        for (index, row) in rows.enumerated() { #expect(read(index, from: store) == row) }
    }

    @Test("released slots are used again, the longest-free first", arguments: StoreLayout.allCases)
    func recycling(layout: StoreLayout) {
        let store = PanelStore(dimension: 3, capacity: 4, layout: layout)
        for index in 0..<20 { append([Float(index), 0, 0], to: store) }
        for slot in [7, 3, 18] { store.release(slot) }
        #expect(store.liveCount == 17)
        #expect(!store.isLive(7) && !store.isLive(3) && store.isLive(4))
        #expect((0..<4).map { append([Float(100 + $0), 0, 0], to: store) } == [7, 3, 18, 20])
        #expect(read(3, from: store) == [101, 0, 0])
        #expect(read(4, from: store) == [4, 0, 0])
        #expect(store.liveCount == 21 && store.slotLimit == 21)
    }

    @Test("a first-in first-out window keeps its slots bounded", arguments: StoreLayout.allCases)
    func ring(layout: StoreLayout) {
        let store = PanelStore(dimension: 4, capacity: 10, layout: layout)
        var live: [Int] = []
        for index in 0..<5000 {
            if live.count == 50 { store.release(live.removeFirst()) }
            live.append(append([Float(index), 1, 2, 3], to: store))
        }
        #expect(store.slotLimit == 50 && store.capacity <= 128)
        #expect(Set(live).count == 50)
        for (offset, slot) in live.enumerated() {
            #expect(read(slot, from: store)[0] == Float(4950 + offset))
        }
    }

    @Test("an emptied store starts over")
    func startsOver() {
        let store = PanelStore(dimension: 2, capacity: 1, layout: .panels)
        for _ in 0..<40 { append([1, 0], to: store) }
        for slot in 0..<40 { store.release(slot) }
        #expect(store.liveCount == 0 && store.slotLimit == 0)
        #expect(append([0, 1], to: store) == 0)
        #expect(read(0, from: store) == [0, 1])
    }

    @Test("what is out of range is not live")
    func range() {
        let store = PanelStore(dimension: 2, capacity: 100, layout: .rows)
        #expect(!store.isLive(0) && !store.isLive(-1) && !store.isLive(1000))
        append([1, 0], to: store)
        #expect(store.isLive(0) && !store.isLive(1) && !store.isLive(1000))
    }

    @discardableResult
    private func append(_ row: [Float], to store: PanelStore) -> Int {
        row.withUnsafeBufferPointer { store.append($0.baseAddress!) }
    }

    private func read(_ slot: Int, from store: PanelStore) -> [Float] {
        [Float](unsafeUninitializedCapacity: store.dimension) { buffer, count in
            store.copyRow(slot, into: buffer.baseAddress!)
            count = store.dimension
        }
    }
}
