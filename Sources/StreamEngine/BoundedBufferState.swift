/// What a full buffer does with what still comes.
public enum OverflowPolicy: String, CaseIterable, Sendable, Hashable {
    /// The producer waits; nothing is lost. The default.
    case block
    /// The oldest waiting vectors make room for the new ones.
    case dropOldest = "drop-oldest"
    /// What does not fit is not taken.
    case dropNewest = "drop-newest"
}

/// What has passed through a buffer since it was made or its counters were last reset.
package struct BufferCounters: Hashable, Sendable {
    /// Elements offered, whether or not they were kept.
    package var offered: UInt64 = 0
    /// Elements dropped by the overflow policy or left behind by a cancellation.
    package var dropped: UInt64 = 0
    /// How often the producer had to wait.
    package var backpressureEvents: UInt64 = 0
    /// The most elements that were ever waiting at once.
    package var peakDepth = 0
}

/// The states of a bounded buffer between one producer and one consumer: pure, without storage, locks or
/// tasks.
///
/// It knows how many elements wait and who is asleep, and answers each event with what to do. The tokens
/// stand for sleeping tasks: continuations in production, plain numbers in tests.
package struct BoundedBufferState<Producer: Sendable, Consumer: Sendable>: Sendable {
    private enum State: Sendable {
        /// Elements pass; at most one side sleeps: the producer when it is full, the consumer when empty.
        case open(Sleeper)
        /// No more is offered; what waits is still to be taken.
        case finished
        /// Both sides are to stop; what waited is gone.
        case cancelled
    }

    private enum Sleeper: Sendable {
        case nobody
        case producer(Producer)
        case consumer(Consumer)
    }

    private var state = State.open(.nobody)
    private let capacity: Int
    private let policy: OverflowPolicy
    /// How many elements wait now.
    package private(set) var depth = 0
    /// The counts so far.
    package private(set) var counters = BufferCounters()

    /// An empty, open buffer of `capacity` elements, at least one.
    package init(capacity: Int, policy: OverflowPolicy) {
        precondition(capacity > 0, "a buffer holds at least one element")
        self.capacity = capacity
        self.policy = policy
    }

    /// What becomes of an offer of `count` elements.
    package struct Offer: Sendable {
        /// The first of them to leave out (dropped because only the last `capacity` could stay).
        package var skip = 0
        /// How many of them to store, after those skipped.
        package var store = 0
        /// How many of the oldest stored elements to remove first.
        package var removeOldest = 0
        /// The consumer to wake with what is there now.
        package var wake: Consumer?
        /// Whether what was neither skipped nor stored has to be offered again, once there is room.
        package var mustWait = false
        /// Whether nothing more is taken, ever.
        package var closed = false
    }

    /// The producer offers `count` elements. Those that are left over by `mustWait` are not counted until
    /// they are offered again. O(1).
    package mutating func offer(_ count: Int) -> Offer {
        guard case .open(let sleeper) = state else { return Offer(closed: true) }
        var offer = Offer()
        let room = capacity - depth
        switch policy {
        case .block:
            offer.store = min(count, room)
            offer.mustWait = count > room
            counters.offered += UInt64(offer.store)
        case .dropNewest:
            offer.store = min(count, room)
            counters.offered += UInt64(count)
            counters.dropped += UInt64(count - offer.store)
        case .dropOldest:
            offer.store = min(count, capacity)
            offer.skip = count - offer.store
            offer.removeOldest = max(0, offer.store - room)
            counters.offered += UInt64(count)
            counters.dropped += UInt64(offer.skip + offer.removeOldest)
        }
        depth += offer.store - offer.removeOldest
        counters.peakDepth = max(counters.peakDepth, depth)
        if offer.store > 0, case .consumer(let consumer) = sleeper {
            offer.wake = consumer
            state = .open(.nobody)
        }
        return offer
    }

    /// The producer goes to sleep until there is room.
    ///
    /// - Returns: The producer itself when it must not sleep, because there is room already or the buffer
    ///   is closed.
    package mutating func sleep(producer: Producer) -> Producer? {
        guard case .open = state, depth == capacity else { return producer }
        // A full buffer's consumer cannot be asleep.
        counters.backpressureEvents += 1
        state = .open(.producer(producer))
        return nil
    }

    /// What the consumer gets.
    package enum Take: Sendable {
        /// This many elements, oldest first; then the producer to wake.
        case elements(Int, wake: Producer?)
        /// Nothing is there yet.
        case empty
        /// Nothing will come any more.
        case ended
    }

    /// The consumer asks for up to `limit` elements. O(1).
    package mutating func take(atMost limit: Int) -> Take {
        switch state {
        case .open(let sleeper):
            guard depth > 0 else { return .empty }
            let count = min(limit, depth)
            depth -= count
            guard case .producer(let producer) = sleeper else { return .elements(count, wake: nil) }
            state = .open(.nobody)
            return .elements(count, wake: producer)
        case .finished:
            guard depth > 0 else { return .ended }
            let count = min(limit, depth)
            depth -= count
            return .elements(count, wake: nil)
        case .cancelled:
            return .ended
        }
    }

    /// The consumer goes to sleep until something is there.
    ///
    /// - Returns: The consumer itself when it must not sleep.
    package mutating func sleep(consumer: Consumer) -> Consumer? {
        guard case .open = state, depth == 0 else { return consumer }
        state = .open(.consumer(consumer))
        return nil
    }

    /// Nothing more will be offered. Returns the consumer to wake.
    package mutating func finish() -> Consumer? {
        guard case .open(let sleeper) = state else { return nil }
        state = .finished
        if case .consumer(let consumer) = sleeper { return consumer }
        return nil
    }

    /// Both sides are to stop; what waits counts as dropped. Returns who is to be woken.
    package mutating func cancel() -> (producer: Producer?, consumer: Consumer?) {
        let previous = state
        state = .cancelled
        counters.dropped += UInt64(depth)
        depth = 0
        guard case .open(let sleeper) = previous else { return (nil, nil) }
        switch sleeper {
        case .nobody: return (nil, nil)
        case .producer(let producer): return (producer, nil)
        case .consumer(let consumer): return (nil, consumer)
        }
    }

    /// Counts from here on; what was offered before and is not settled counts as offered.
    ///
    /// - Parameter settled: How many of the elements that were taken have been dealt with.
    package mutating func resetCounters(settled: UInt64) {
        let gone = counters.dropped + settled
        let open = counters.offered > gone ? counters.offered - gone : 0
        counters = BufferCounters(offered: open, peakDepth: depth)
    }
}
