import StreamCore
import StreamEngine
import Testing

/// Plays the engine's part: keeps which vectors are in which pane, and the windows that close.
struct TrackedStream {
    struct Window: Hashable {
        var start: Int64?
        var end: Int64?
        var members: [Int]
        var early: Bool
    }

    var tracker: WindowTracker
    var panes: [WindowTracker.PaneKey: [Int]] = [:]
    var windows: [Window] = []
    var late: [Int] = []

    init(_ policy: WindowPolicy, lateness: Duration = .zero) {
        tracker = WindowTracker(policy: policy, allowedLateness: lateness)
    }

    mutating func add(_ id: Int, at time: Int64) {
        let time = EventTime(nanoseconds: time)
        if tracker.requiresFlush(before: time) { carryOut(tracker.advance(to: time)) }
        switch tracker.place(time) {
        case .pane(let pane): panes[pane, default: []].append(id)
        case .late: late.append(id)
        }
        if tracker.boundaryReached { carryOut(tracker.closeAtBoundary()) }
    }

    mutating func finish() { carryOut(tracker.finish()) }

    private mutating func carryOut(_ instructions: [WindowTracker.Instruction]) {
        for instruction in instructions {
            switch instruction {
            case .close(let start, let end, let keys, let early):
                let members = keys.flatMap { panes[$0] ?? [] }.sorted()
                windows.append(
                    Window(start: start?.nanoseconds, end: end?.nanoseconds, members: members, early: early))
            case .evict(let key): panes[key] = nil
            case .merge(let key, let other): panes[key, default: []] += panes.removeValue(forKey: other) ?? []
            }
        }
    }
}

@Suite("Windows")
struct WindowTrackerTests {
    @Test("Tumbling windows are half open and aligned to the epoch, before it too")
    func tumbling() {
        var stream = TrackedStream(.tumbling(size: .nanoseconds(10)))
        for (id, time) in [-11, -10, -1, 0, 9, 10, 35].enumerated() { stream.add(id, at: Int64(time)) }
        stream.finish()
        #expect(stream.windows.map(\.start) == [-20, -10, 0, 10, 30])
        #expect(stream.windows.map(\.end) == [-10, 0, 10, 20, 40])
        #expect(stream.windows.map(\.members) == [[0], [1, 2], [3, 4], [5], [6]])
        #expect(stream.windows.map(\.early) == [false, false, false, false, true])
        #expect(stream.panes.isEmpty)
    }

    @Test("A sliding window closes when the watermark reaches its end, not before")
    func closesOnTime() {
        var stream = TrackedStream(
            .sliding(size: .nanoseconds(60), slide: .nanoseconds(30)), lateness: .nanoseconds(5))
        stream.add(0, at: 10)
        stream.add(1, at: 64)
        #expect(stream.windows.map(\.end) == [30], "the watermark is 59: only [-30, 30) has ended")
        stream.add(2, at: 65)
        #expect(stream.windows.map(\.end) == [30, 60])
        stream.add(3, at: 59)
        #expect(stream.late.isEmpty, "[30, 90) is still open for it")
        stream.add(4, at: 29)
        #expect(stream.late == [4])
        stream.finish()
        #expect(stream.windows.map(\.members) == [[0], [0], [1, 2, 3], [1, 2]])
    }

    @Test("Count windows hold the last `size` vectors; what is left at the end comes in a shorter one")
    func count() {
        var stream = TrackedStream(.count(size: 4, slide: 2))
        for id in 0..<9 { stream.add(id, at: Int64(-id)) }
        #expect(stream.windows.map(\.members) == [[0, 1, 2, 3], [2, 3, 4, 5], [4, 5, 6, 7]])
        stream.finish()
        #expect(stream.windows.last?.members == [6, 7, 8] && stream.windows.last?.early == true)
        #expect(stream.windows.count == 4 && stream.panes.isEmpty)
        // Anew: the numbering starts over, and panes are not mixed up with earlier ones.
        for id in 10..<14 { stream.add(id, at: 0) }
        #expect(stream.windows.last?.members == [10, 11, 12, 13])
        stream.finish()
        #expect(stream.windows.count == 5, "every vector has been in a closed window")
        #expect(stream.panes.isEmpty)
    }

    @Test("Sessions end after the gap, and a late vector joins two of them")
    func sessions() {
        var stream = TrackedStream(.session(gap: .nanoseconds(10)), lateness: .nanoseconds(20))
        for (id, time) in [0, 9, 19, 30, 27, 60].enumerated() { stream.add(id, at: Int64(time)) }
        // 19 is exactly a gap after 9: a session of its own until 27 joins 19 and 30.
        #expect(stream.windows.map(\.members) == [[0, 1], [2, 3, 4]])
        #expect(stream.windows.map(\.start) == [0, 19] && stream.windows.map(\.end) == [19, 40])
        stream.finish()
        #expect(stream.windows.last?.members == [5])
    }

    @Test("The landmark window holds everything and closes at the end")
    func landmark() {
        var stream = TrackedStream(.landmark)
        for id in 0..<50 { stream.add(id, at: Int64(id * 1_000_000_000)) }
        #expect(stream.windows.isEmpty)
        stream.finish()
        #expect(stream.windows.map(\.members) == [Array(0..<50)])
    }

    @Test("Timestamps at the ends of the range do no harm")
    func extremes() {
        for policy: WindowPolicy in [
            .tumbling(size: .seconds(60)), .sliding(size: .seconds(60), slide: .seconds(7)),
            .session(gap: .seconds(1)), .count(size: 2, slide: 1), .landmark,
        ] {
            var stream = TrackedStream(policy, lateness: .seconds(1))
            for (id, time) in [Int64.min, .min + 1, -1, 0, .max - 1, .max, 5, .min].enumerated() {
                stream.add(id, at: time)
            }
            stream.finish()
            #expect(stream.panes.isEmpty)
            let placed = Set(stream.windows.flatMap(\.members))
            #expect(placed.union(stream.late) == Set(0..<8), "\(policy.name)")
        }
    }

    static let timePolicies: [WindowPolicy] = [
        .tumbling(size: .nanoseconds(50)), .sliding(size: .nanoseconds(60), slide: .nanoseconds(30)),
        .sliding(size: .nanoseconds(64), slide: .nanoseconds(24)),
        .sliding(size: .nanoseconds(30), slide: .nanoseconds(1)), .session(gap: .nanoseconds(6)),
    ]

    @Test("Disorder inside the lateness gives the windows that order gives", arguments: timePolicies)
    func disorder(policy: WindowPolicy) {
        for seed in 0..<40 {
            var random = SeededGenerator(seed: UInt64(seed))
            let lateness = Int64(random.below(80))
            var time: Int64 = Int64(random.below(1000)) - 500
            let times = (0..<300).map { _ in
                time += Int64(random.below(random.below(20) == 0 ? 120 : 5))
                return time
            }
            // Each vector is delayed by at most the lateness, so it is never behind the watermark.
            let delays = times.map { $0 + Int64(random.below(Int(lateness) + 1)) }
            let arrival = times.indices.sorted { (delays[$0], $0) < (delays[$1], $1) }
            var ordered = TrackedStream(policy, lateness: .nanoseconds(lateness))
            var disordered = TrackedStream(policy, lateness: .nanoseconds(lateness))
            for id in times.indices { ordered.add(id, at: times[id]) }
            for id in arrival { disordered.add(id, at: times[id]) }
            ordered.finish()
            disordered.finish()
            #expect(disordered.late.isEmpty)
            #expect(ordered.windows.map(\.members) == disordered.windows.map(\.members))
            #expect(ordered.windows.map(\.start) == disordered.windows.map(\.start))
            #expect(ordered.windows.map(\.end) == disordered.windows.map(\.end))
        }
    }

    @Test(
        "Sliding windows hold exactly the vectors of their interval, in order of end",
        arguments: [(60, 30), (64, 24), (7, 7), (30, 1)])
    func slidingDefinition(size: Int, slide: Int) {
        var random = SeededGenerator(seed: 3)
        let times = (0..<500).map { _ in Int64(random.below(2000)) - 700 }.sorted()
        var stream = TrackedStream(.sliding(size: .nanoseconds(size), slide: .nanoseconds(slide)))
        for (id, time) in times.enumerated() { stream.add(id, at: time) }
        stream.finish()
        var expected: [TrackedStream.Window] = []
        for index in -3000...3000 {
            let (start, end) = (Int64(index * slide), Int64(index * slide + size))
            let members = times.indices.filter { times[$0] >= start && times[$0] < end }
            if !members.isEmpty {
                let early = end > (times.last ?? 0)
                expected.append(.init(start: start, end: end, members: members, early: early))
            }
        }
        #expect(stream.windows == expected)
    }
}
