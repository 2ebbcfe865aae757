import StreamCore
import StreamEngine
import Testing

@Suite("Bounded buffer: states")
struct BoundedBufferStateTests {
    typealias State = BoundedBufferState<Int, Int>

    @Test("A full buffer puts the producer to sleep once and wakes it when something is taken")
    func producerSleepsAndWakes() {
        var state = State(capacity: 2, policy: .block)
        #expect(state.offer(3).store == 2)
        let second = state.offer(1)
        #expect(second.store == 0 && second.mustWait)
        #expect(state.sleep(producer: 7) == nil)
        #expect(state.counters.backpressureEvents == 1)
        guard case .elements(1, let wake) = state.take(atMost: 1) else {
            Issue.record("one element should have been there")
            return
        }
        #expect(wake == 7)
        #expect(state.sleep(producer: 8) == 8, "there is room, so the producer must not sleep")
        #expect(state.counters.backpressureEvents == 1)
    }

    @Test("An empty buffer puts the consumer to sleep and an offer wakes it")
    func consumerSleepsAndWakes() {
        var state = State(capacity: 2, policy: .block)
        guard case .empty = state.take(atMost: 5) else {
            Issue.record("nothing should be there")
            return
        }
        #expect(state.sleep(consumer: 3) == nil)
        #expect(state.offer(1).wake == 3)
        #expect(state.sleep(consumer: 4) == 4)
    }

    @Test("After the end what waits can be taken, and then nothing comes")
    func finishing() {
        var state = State(capacity: 4, policy: .block)
        _ = state.offer(3)
        #expect(state.finish() == nil)
        #expect(state.offer(1).closed)
        guard case .elements(3, nil) = state.take(atMost: 9), case .ended = state.take(atMost: 9) else {
            Issue.record("three elements and then the end")
            return
        }
    }

    @Test("Cancellation wakes whoever sleeps and counts what waited as dropped")
    func cancelling() {
        var full = State(capacity: 2, policy: .block)
        _ = full.offer(2)
        _ = full.sleep(producer: 1)
        let woken = full.cancel()
        #expect(woken.producer == 1 && woken.consumer == nil)
        #expect(full.counters.dropped == 2 && full.depth == 0)

        var empty = State(capacity: 2, policy: .block)
        _ = empty.sleep(consumer: 2)
        #expect(empty.cancel().consumer == 2)
        guard case .ended = empty.take(atMost: 1) else {
            Issue.record("a cancelled buffer has ended")
            return
        }
    }

    @Test("Overflow drops the right number and nothing else", arguments: OverflowPolicy.allCases)
    func randomWalk(policy: OverflowPolicy) {
        var random = SeededGenerator(seed: 11)
        for capacity in [1, 2, 7, 64] {
            var state = State(capacity: capacity, policy: policy)
            var taken: UInt64 = 0
            for _ in 0..<2000 {
                if random.below(2) == 0 {
                    let count = 1 + random.below(2 * capacity)
                    let offer = state.offer(count)
                    #expect(offer.skip + offer.store <= count)
                    #expect(offer.mustWait == (policy == .block && offer.store < count))
                    if policy == .dropOldest { #expect(offer.skip + offer.store == count) }
                } else if case .elements(let count, _) = state.take(atMost: 1 + random.below(capacity)) {
                    taken += UInt64(count)
                }
                #expect(state.depth <= capacity && state.counters.peakDepth <= capacity)
                #expect(
                    state.counters.offered
                        == taken + state.counters.dropped + UInt64(state.depth))
            }
            #expect(state.counters.peakDepth == capacity)
            if policy == .block { #expect(state.counters.dropped == 0) }
        }
    }

    @Test("Resetting the counters keeps what is not settled")
    func resetting() {
        var state = State(capacity: 10, policy: .block)
        _ = state.offer(8)
        _ = state.take(atMost: 5)
        state.resetCounters(settled: 2)
        #expect(state.counters.offered == 6, "three waiting and three taken but not settled")
        #expect(state.counters.peakDepth == 3)
    }
}
