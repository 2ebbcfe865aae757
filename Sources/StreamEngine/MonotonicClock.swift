#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The clock for latencies: nanoseconds since some moment, never set back.
///
/// `ContinuousClock` does the same through 128-bit durations; this one is read for each vector.
package enum MonotonicClock {
    /// Now.
    package static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
