import StreamEngine

/// What an open loop came to: when each vector was meant to arrive, and when the engine was done with it.
///
/// Times are nanoseconds from the start of the schedule. Everything here is arithmetic on what was taken
/// down; nothing is measured.
package struct OpenLoopTrace: Sendable {
    /// The intended arrivals, ascending.
    var arrivals: [Int64]
    /// After each batch: how many of the vectors were done, and when. Ascending in both.
    var completions: [(done: Int, at: Int64)]

    package init(arrivals: [Int64], completions: [(done: Int, at: Int64)]) {
        self.arrivals = arrivals
        self.completions = completions
    }

    /// The trace of an engine's completions.
    ///
    /// - Parameters:
    ///   - start: The schedule's start on the monotonic clock.
    ///   - doneBefore: Vectors that the engine was done with before.
    init(arrivals: [Int64], completions: [BatchCompletion], start: Int64, doneBefore: UInt64) {
        self.arrivals = arrivals
        self.completions = completions.compactMap { completion in
            guard completion.vectors > doneBefore else { return nil }
            return (Int(completion.vectors - doneBefore), completion.nanoseconds - start)
        }
    }

    /// Vectors whose result never came.
    package var unfinished: Int { arrivals.count - min(completions.last?.done ?? 0, arrivals.count) }

    /// The latency of every vector whose intended arrival is in `span`: done − intended.
    package func latencies(in span: Range<Int64>) -> LatencyDistribution {
        var distribution = LatencyDistribution()
        var next = 0
        for completion in completions {
            while next < min(completion.done, arrivals.count) {
                if span.contains(arrivals[next]) { distribution.record(completion.at - arrivals[next]) }
                next += 1
            }
        }
        return distribution
    }

    /// Vectors that were meant to have arrived before `time`. O(log n).
    package func arrived(before time: Int64) -> Int {
        var low = 0
        var high = arrivals.count
        while low < high {
            let middle = (low + high) / 2
            if arrivals[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Vectors that were done by `time`. O(log n).
    package func done(by time: Int64) -> Int {
        var low = 0
        var high = completions.count
        while low < high {
            let middle = (low + high) / 2
            if completions[middle].at <= time { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? 0 : min(completions[low - 1].done, arrivals.count)
    }

    /// Vectors that were meant to have arrived before `time` and were not done by then: those in the batch
    /// at work, in the buffer, and those that the producer could not hand over yet.
    package func backlog(at time: Int64) -> Int { arrived(before: time) - done(by: time) }

    /// The backlog at `count` moments at equal distances over `span`, its end included.
    package func backlogs(in span: Range<Int64>, count: Int) -> [Int] {
        let length = Double(span.upperBound - span.lowerBound)
        return (1...max(count, 1)).map { part in
            backlog(at: span.lowerBound + Int64(length * Double(part) / Double(max(count, 1))))
        }
    }

    /// Moments of a span at which the backlog is looked at.
    static let samples = 256

    /// The trend of the backlog over `span`.
    package func trend(in span: Range<Int64>) -> BacklogTrend {
        BacklogTrend(
            samples: backlogs(in: span, count: Self.samples),
            arrivals: arrived(before: span.upperBound) - arrived(before: span.lowerBound))
    }

    /// How long after a burst the backlog was first back where it had been, in nanoseconds; nil when it was
    /// not before `end`.
    ///
    /// Where it had been is what nineteen in twenty looks at it before the burst did not exceed.
    ///
    /// - Parameters:
    ///   - calm: The span before the burst that tells the usual backlog.
    ///   - burstEnd: When the burst ends.
    ///   - end: When the schedule ends.
    package func recovery(calm: Range<Int64>, burstEnd: Int64, end: Int64) -> Int64? {
        let usual = backlogs(in: calm, count: Self.samples).sorted()
        let level = usual[(usual.count * 19 - 1) / 20]
        var time = burstEnd
        while time <= end {
            if backlog(at: time) <= level { return time - burstEnd }
            time += Self.recoveryStep
        }
        return nil
    }

    /// How closely a recovery is timed, in nanoseconds.
    static let recoveryStep: Int64 = 100_000
}
