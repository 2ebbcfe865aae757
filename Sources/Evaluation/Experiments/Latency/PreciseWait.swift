import StreamEngine

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Waits on the thread that calls it until a moment of the monotonic clock, closer than a sleep alone
/// comes to it.
enum PreciseWait {
    /// The last stretch of a wait, spent looking at the clock instead of asleep: more than a sleeper comes
    /// late on a machine that is not busy (some 10 µs once ``sharpenTimer()`` was called). In nanoseconds.
    ///
    /// Short, since the producer takes a core meanwhile; without giving way to others (`sched_yield`),
    /// since that may take a whole time slice of milliseconds where others want the core too.
    static let spin: Int64 = 30_000
    /// The longest sleep before cancellation is looked at again, in nanoseconds.
    private static let nap: Int64 = 20_000_000

    /// Waits until `deadline`; comes back early when the task is cancelled.
    static func until(_ deadline: Int64) {
        while true {
            let left = deadline - MonotonicClock.nanoseconds()
            if left <= spin { break }
            if Task.isCancelled { return }
            let rest = min(left - spin, nap)
            var time = timespec()
            time.tv_sec = numericCast(rest / 1_000_000_000)
            time.tv_nsec = numericCast(rest % 1_000_000_000)
            nanosleep(&time, nil)
        }
        while MonotonicClock.nanoseconds() < deadline {}
    }

    /// Asks the system to wake this thread when it should, not up to 50 µs later, which is Linux's default
    /// for ordinary threads. Where that is not possible, waits are only less precise.
    static func sharpenTimer() {
        #if os(Linux)
            var name = [CChar](repeating: 0, count: 128)
            let length = readlink("/proc/thread-self", &name, name.count - 1)
            guard length > 0 else { return }
            let target = String(decoding: name.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard let thread = target.split(separator: "/").last else { return }
            let file = open("/proc/\(thread)/timerslack_ns", O_WRONLY)
            guard file >= 0 else { return }
            _ = write(file, "1", 1)
            close(file)
        #endif
    }
}
