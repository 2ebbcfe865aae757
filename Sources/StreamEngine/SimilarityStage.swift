import Similarity
import StreamCore

/// Finds a batch's similar pairs: each query against the live window and against the queries before it,
/// the work shared among tasks. What is found does not depend on how it is shared.
final class SimilarityStage {
    let backend: any SimilarityBackend
    private let threshold: Float
    private let maxConcurrency: Int
    private let mates = NeighbourLists()
    private var lists: [NeighbourLists] = []
    /// The first query of each of ``lists``, and the end of the last.
    private var bounds: [Int] = []
    private var windowIsEmpty = true
    /// Pairs that were compared.
    private(set) var comparisons: UInt64 = 0

    init(backend: any SimilarityBackend, threshold: Float, maxConcurrency: Int) {
        self.backend = backend
        self.threshold = threshold
        self.maxConcurrency = maxConcurrency
    }

    /// The most queries that a batch may have without its lists' segments taking more than about 256 MB.
    func batchLimit(slotLimit: Int) -> Int {
        max(16, (256 << 20) / (8 * max(1, slotLimit)))
    }

    /// One task's share. `@unchecked Sendable`: the pointers and the store view are read only, by tasks
    /// that all end before ``SimilarityStage/compute(queries:count:dimension:store:isolation:)`` returns,
    /// during which their owner changes nothing; each job alone has its lists.
    private struct Job: @unchecked Sendable {
        let backend: any SimilarityBackend
        let threshold: Float
        let queries: UnsafePointer<Float>
        let count: Int
        let store: StoreView
        let lists: NeighbourLists

        func run() {
            guard count > 0 else { return }
            backend.similarPairs(
                queries: queries, count: count, store: store, threshold: threshold, into: lists)
        }
    }

    /// Compares the batch with the live window and with itself.
    ///
    /// - Parameters:
    ///   - queries: `count` unit rows of `dimension` floats.
    ///   - store: The live window, which stays as it is during the call.
    func compute(
        queries: UnsafePointer<Float>, count: Int, dimension: Int, store: StoreView,
        isolation: isolated (any Actor)? = #isolation
    ) async {
        comparisons += UInt64(count) * UInt64(store.liveCount) + UInt64(count) * UInt64(count - 1) / 2
        windowIsEmpty = store.liveCount == 0
        share(count, window: store.liveCount, dimension: dimension)
        let jobs =
            windowIsEmpty
            ? []
            : (0..<bounds.count - 1).map { part in
                Job(
                    backend: backend, threshold: threshold, queries: queries + bounds[part] * dimension,
                    count: bounds[part + 1] - bounds[part], store: store, lists: lists[part])
            }
        if jobs.count <= 1 {
            jobs.first?.run()
            compareMates(queries, count, dimension)
        } else {
            await withDiscardingTaskGroup { group in
                for job in jobs.dropFirst() { group.addTask { job.run() } }
                // The first share is this task's own, with the batch's own pairs.
                jobs[0].run()
                compareMates(queries, count, dimension)
            }
        }
    }

    private func compareMates(_ queries: UnsafePointer<Float>, _ count: Int, _ dimension: Int) {
        backend.selfSimilarPairs(
            queries: queries, count: count, dimension: dimension, threshold: threshold, into: mates)
    }

    /// Cuts the queries into one run a task, each beginning at a multiple of 16 so that every run's rows
    /// begin on a cache line.
    private func share(_ count: Int, window: Int, dimension: Int) {
        bounds.removeAll(keepingCapacity: true)
        bounds.append(0)
        // A task is worth its start only for about a quarter of a million multiplications.
        let work = count * (window + count / 2) * dimension
        let tasks = min(maxConcurrency, max(1, work >> 18), (count + 15) / 16)
        if tasks > 1 {
            // The first share also has the batch's own pairs: half a window of `count` vectors.
            let ownPairs = count * count / 2
            let each = (count * window + ownPairs) / tasks
            var taken = max(0, each - ownPairs) / max(1, window)
            for part in 1..<tasks {
                let cut = min(count, (taken + 8) / 16 * 16)
                if cut > bounds[bounds.count - 1] || part == 1 { bounds.append(cut) }
                taken += max(1, (count - taken) / (tasks - part))
            }
        }
        if bounds.count == 1 || bounds[bounds.count - 1] < count { bounds.append(count) }
        while lists.count < bounds.count - 1 { lists.append(NeighbourLists()) }
    }

    /// What a query is similar to; valid until the next batch.
    struct Found {
        /// Slots of the window, ascending.
        let slots: UnsafeBufferPointer<Int32>
        let weights: UnsafeBufferPointer<Float>
        /// Places in the query's own batch, ascending, all before its own.
        let mates: UnsafeBufferPointer<Int32>
        let mateWeights: UnsafeBufferPointer<Float>
    }

    /// What was found for a query of the last batch.
    func found(for query: Int) -> Found {
        guard !windowIsEmpty else {
            return Found(
                slots: UnsafeBufferPointer(start: nil, count: 0),
                weights: UnsafeBufferPointer(start: nil, count: 0),
                mates: mates.slots(of: query), mateWeights: mates.weights(of: query))
        }
        var part = 0
        while bounds[part + 1] <= query { part += 1 }
        let place = query - bounds[part]
        return Found(
            slots: lists[part].slots(of: place), weights: lists[part].weights(of: place),
            mates: mates.slots(of: query), mateWeights: mates.weights(of: query))
    }
}
