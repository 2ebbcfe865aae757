import StreamCore
import Synchronization

/// A buffer of at most `capacity` elements between one producer and one consumer.
///
/// Elements go in one by one or in batches and come out in segments, so a lock is held for O(1) a
/// hand-over and not an element is copied. When the buffer is full its policy decides: the producer waits,
/// or the oldest or the newest elements are dropped and counted.
public final class BoundedBuffer<Element: Sendable>: Sendable {
    private struct Contents: Sendable {
        var state: BoundedBufferState<CheckedContinuation<Void, Never>, CheckedContinuation<Void, Never>>
        var storage: SegmentStorage<Element>
    }

    private let contents: Mutex<Contents>
    /// The most elements that may wait.
    public let capacity: Int

    /// An empty, open buffer.
    ///
    /// - Parameters:
    ///   - capacity: The most elements that may wait; at least one.
    ///   - policy: What a full buffer does.
    public init(capacity: Int, policy: OverflowPolicy = .block) {
        self.capacity = capacity
        contents = Mutex(
            Contents(
                state: BoundedBufferState(capacity: capacity, policy: policy),
                storage: SegmentStorage(looseLimit: min(capacity, 256))))
    }

    /// How many elements wait now.
    public var depth: Int { contents.withLock { $0.state.depth } }

    package var counters: BufferCounters { contents.withLock { $0.state.counters } }

    package func resetCounters(settled: UInt64) {
        contents.withLock { $0.state.resetCounters(settled: settled) }
    }

    /// Hands over one element, waiting for room if the policy says so.
    ///
    /// - Returns: Whether the buffer still takes elements; false after ``finish()`` or ``cancel()``.
    public nonisolated(nonsending) func push(_ element: Element) async -> Bool {
        while true {
            switch offer(element, at: MonotonicClock.nanoseconds()) {
            case .taken: return true
            case .closed: return false
            case .full: await waitForRoom()
            }
        }
    }

    /// Hands over a batch, in as many parts as the room asks for.
    ///
    /// - Returns: Whether the buffer still takes elements.
    public nonisolated(nonsending) func push(batch: [Element]) async -> Bool {
        let now = MonotonicClock.nanoseconds()
        var rest = batch[...]
        while !rest.isEmpty {
            guard let left = offer(rest, at: now) else { return false }
            rest = left
            if !rest.isEmpty { await waitForRoom() }
        }
        return true
    }

    private enum Outcome { case taken, full, closed }

    private func offer(_ element: Element, at time: Int64) -> Outcome {
        let (outcome, wake): (Outcome, CheckedContinuation<Void, Never>?) = contents.withLock { contents in
            let offer = contents.state.offer(1)
            if offer.closed { return (.closed, nil) }
            if offer.mustWait { return (.full, nil) }
            contents.storage.removeOldest(offer.removeOldest)
            if offer.store > 0 { contents.storage.append(element, at: time) }
            return (.taken, offer.wake)
        }
        wake?.resume()
        return outcome
    }

    /// The part of `batch` that has to be offered again, or nil when the buffer is closed.
    private func offer(_ batch: ArraySlice<Element>, at time: Int64) -> ArraySlice<Element>? {
        let (rest, wake): (ArraySlice<Element>?, CheckedContinuation<Void, Never>?) = contents.withLock {
            contents in
            let offer = contents.state.offer(batch.count)
            if offer.closed { return (nil, nil) }
            let kept = batch.dropFirst(offer.skip).prefix(offer.store)
            contents.storage.removeOldest(offer.removeOldest)
            contents.storage.append(batch: kept, at: time)
            return (offer.mustWait ? batch.dropFirst(offer.store) : [], offer.wake)
        }
        wake?.resume()
        return rest
    }

    private nonisolated(nonsending) func waitForRoom() async {
        await withCheckedContinuation { continuation in
            contents.withLock { $0.state.sleep(producer: continuation) }?.resume()
        }
    }

    /// Says that nothing more will come; what waits can still be taken.
    public func finish() {
        contents.withLock { $0.state.finish() }?.resume()
    }

    /// Stops both sides at once; what waits is let go and counted as dropped.
    public func cancel() {
        let (producer, consumer) = contents.withLock { contents in
            contents.storage.removeAll()
            return contents.state.cancel()
        }
        producer?.resume()
        consumer?.resume()
    }

    /// What ``takeNow(atMost:)`` finds.
    public enum Taken: Sendable {
        /// At least one element.
        case segment(BufferSegment<Element>)
        /// Nothing yet.
        case empty
        /// Nothing, and nothing will come.
        case ended
    }

    /// Takes up to `limit` elements, without waiting. Fewer may come than are there.
    public func takeNow(atMost limit: Int) -> Taken {
        let (taken, wake): (Taken, CheckedContinuation<Void, Never>?) = contents.withLock { contents in
            switch contents.state.take(atMost: min(limit, contents.storage.firstCount())) {
            case .empty: return (.empty, nil)
            case .ended: return (.ended, nil)
            case .elements(let count, let wake):
                return (.segment(contents.storage.takeFirst(count)), wake)
            }
        }
        wake?.resume()
        return taken
    }

    /// Waits until something is there or nothing will come any more.
    public func waitForElements() async {
        await withCheckedContinuation { continuation in
            contents.withLock { $0.state.sleep(consumer: continuation) }?.resume()
        }
    }
}
