import Foundation
import Synchronization

/// A thread of its own for an actor, so that a producer may sleep on it without taking one of the few
/// threads that the engine's tasks share.
final class ProducerThread: SerialExecutor {
    private struct Work {
        var job: UnownedJob
        /// Kept until the job is done, though the job may let the actor go.
        var executor: ProducerThread
    }

    /// What the thread and its owner share: the thread alone must not keep the owner.
    private final class Line: Sendable {
        private struct State {
            var work: [Work] = []
            var isClosed = false
        }

        private let state = Mutex(State())
        private let ready = DispatchSemaphore(value: 0)

        func add(_ work: Work) {
            state.withLock { $0.work.append(work) }
            ready.signal()
        }

        func close() {
            state.withLock { $0.isClosed = true }
            ready.signal()
        }

        func serve() {
            PreciseWait.sharpenTimer()
            while true {
                ready.wait()
                let (work, isClosed) = state.withLock { state in
                    (state.work.isEmpty ? nil : state.work.removeFirst(), state.isClosed)
                }
                if let work {
                    work.job.runSynchronously(on: work.executor.asUnownedSerialExecutor())
                } else if isClosed {
                    return
                }
            }
        }
    }

    private let line: Line

    /// Starts the thread; it ends when nothing refers to this any more.
    init() {
        let line = Line()
        self.line = line
        Thread.detachNewThread { line.serve() }
    }

    deinit { line.close() }

    func enqueue(_ job: consuming ExecutorJob) {
        line.add(Work(job: UnownedJob(job), executor: self))
    }
}
