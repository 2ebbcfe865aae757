import StreamCore
import StreamEngine
import Testing

@Suite("Bounded buffer")
struct BoundedBufferTests {
    private func drain(_ buffer: BoundedBuffer<Int>, atMost limit: Int) async -> [Int] {
        var all: [Int] = []
        while true {
            switch buffer.takeNow(atMost: limit) {
            case .segment(let segment): all += segment.elements
            case .empty: await buffer.waitForElements()
            case .ended: return all
            }
        }
    }

    @Test("Everything comes out in order, however it goes in and out", arguments: [1, 3, 16, 1000])
    func keepsOrder(capacity: Int) async {
        let buffer = BoundedBuffer<Int>(capacity: capacity)
        async let drained = drain(buffer, atMost: 7)
        var random = SeededGenerator(seed: 5)
        var next = 0
        while next < 5000 {
            if random.below(2) == 0 {
                #expect(await buffer.push(next))
                next += 1
            } else {
                let count = random.below(40)
                #expect(await buffer.push(batch: Array(next..<next + count)))
                next += count
            }
        }
        buffer.finish()
        #expect(await drained == Array(0..<next))
        #expect(buffer.counters.peakDepth <= capacity)
        #expect(buffer.counters.offered == UInt64(next))
    }

    @Test("dropOldest keeps the newest, dropNewest the oldest")
    func drops() async {
        let newest = BoundedBuffer<Int>(capacity: 10, policy: .dropOldest)
        let oldest = BoundedBuffer<Int>(capacity: 10, policy: .dropNewest)
        for buffer in [newest, oldest] {
            _ = await buffer.push(batch: [0, 1, 2])
            for element in 3..<20 { _ = await buffer.push(element) }
            _ = await buffer.push(batch: Array(20..<33))
            buffer.finish()
            #expect(buffer.counters.dropped == 23)
            #expect(buffer.counters.backpressureEvents == 0)
        }
        #expect(await drain(newest, atMost: 4) == Array(23..<33))
        #expect(await drain(oldest, atMost: 4) == Array(0..<10))
    }

    @Test("Arrival times stay with their elements when a segment is split")
    func arrivals() async {
        let buffer = BoundedBuffer<Int>(capacity: 100)
        _ = await buffer.push(batch: [1, 2, 3, 4, 5])
        guard case .segment(var segment) = buffer.takeNow(atMost: 5) else {
            Issue.record("a segment should be there")
            return
        }
        let time = segment.arrivals[segment.arrivals.startIndex].nanoseconds
        let head = segment.removeFirst(2)
        #expect(Array(head.elements) == [1, 2] && Array(segment.elements) == [3, 4, 5])
        for part in [head, segment] {
            #expect(part.arrivals.map(\.nanoseconds) == [time])
            #expect((part.arrivals.last?.end ?? 0) >= part.elements.endIndex)
        }
    }

    @Test("A waiting producer is let go by cancellation")
    func cancellation() async {
        let buffer = BoundedBuffer<Int>(capacity: 1)
        _ = await buffer.push(1)
        async let pushed = buffer.push(2)
        while buffer.counters.backpressureEvents == 0 { await Task.yield() }
        buffer.cancel()
        #expect(await pushed == false)
    }
}
