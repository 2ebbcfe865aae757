import Evaluation
import StreamCore
import Testing

@Suite struct OpenLoopTests {
    let trace = OpenLoopTrace(
        arrivals: [0, 10, 20, 30, 40], completions: [(done: 2, at: 15), (done: 5, at: 50)])

    @Test func aLatencyCountsFromTheIntendedArrival() {
        let all = trace.latencies(in: 0..<100)
        #expect(all.count == 5)
        // 15, 5, 30, 20, 10 nanoseconds.
        #expect(all.mean.map { abs($0 - 16e-9) < 1e-15 } == true)
        #expect(all.longest.map { abs($0 - 30e-9) < 1e-15 } == true)
        let measured = trace.latencies(in: 20..<40)
        #expect(measured.count == 2)
        #expect(measured.longest.map { abs($0 - 30e-9) < 1e-15 } == true)
        #expect(trace.unfinished == 0)
    }

    @Test func theBacklogIsWhatHasArrivedAndIsNotDone() {
        #expect([0, 1, 11, 15, 16, 45, 50].map { trace.backlog(at: $0) } == [0, 1, 2, 0, 0, 3, 0])
        #expect(trace.backlogs(in: 0..<50, count: 5) == [1, 0, 1, 2, 0])
        let broken = OpenLoopTrace(arrivals: [0, 10, 20], completions: [(done: 1, at: 5)])
        #expect(broken.unfinished == 2)
        #expect(broken.latencies(in: 0..<100).count == 1)
        #expect(OpenLoopTrace(arrivals: [3], completions: []).unfinished == 1)
    }

    /// A server that takes `service` nanoseconds a vector, one after the other.
    func served(_ arrivals: [Int64], service: Int64) -> OpenLoopTrace {
        var free: Int64 = 0
        var completions: [(done: Int, at: Int64)] = []
        for (index, arrival) in arrivals.enumerated() {
            free = max(free, arrival) + service
            completions.append((index + 1, free))
        }
        return OpenLoopTrace(arrivals: arrivals, completions: completions)
    }

    @Test func aRecoveryIsTheTimeThatTheBacklogTakesToDrain() {
        let millisecond: Int64 = 1_000_000
        // Half load, then 200 ms at twice what the server can do, then half load again.
        var arrivals: [Int64] = (0..<1000).map { $0 * millisecond }
        arrivals += (0..<800).map { 1000 * millisecond + $0 * millisecond / 4 }
        arrivals += (0..<1000).map { 1200 * millisecond + $0 * millisecond }
        let trace = served(arrivals, service: millisecond / 2)
        // 400 vectors wait at the burst's end, and one in a millisecond of them goes away.
        let recovery = trace.recovery(
            calm: 0..<1000 * millisecond, burstEnd: 1200 * millisecond, end: 2200 * millisecond)
        #expect(recovery.map { abs($0 - 400 * millisecond) <= 3 * millisecond } == true, "\(recovery ?? -1)")
        #expect(
            trace.recovery(
                calm: 0..<1000 * millisecond, burstEnd: 1200 * millisecond, end: 1300 * millisecond) == nil)
    }

    @Test func anOverloadedServerIsSeen() {
        let arrivals: [Int64] = (0..<4000).map { $0 * 1000 }
        let span: Range<Int64> = 0..<4_000_000
        for (service, isGrowing) in [(500, false), (990, false), (1005, false), (1020, true), (2000, true)] {
            let trend = served(arrivals, service: Int64(service)).trend(in: span)
            #expect(trend.isGrowing == isGrowing, "service of \(service)")
        }
    }

    @Test func aTrendIsMoreThanNoiseAndMoreThanOneInAHundred() {
        #expect(!BacklogTrend(samples: [Int](repeating: 7, count: 256), arrivals: 1000).isGrowing)
        #expect(BacklogTrend(samples: (0..<256).map { $0 / 5 }, arrivals: 1000).isGrowing)
        #expect(!BacklogTrend(samples: (0..<256).map { $0 / 5 }, arrivals: 10_000).isGrowing)
        #expect(!BacklogTrend(samples: (0..<256).map { 50 - $0 / 6 }, arrivals: 1000).isGrowing)
        // Comings and goings of 0 to 19 whose line happens to rise by a few.
        var random = SeededGenerator(seed: 2)
        let noise = (0..<256).map { $0 / 250 + random.below(20) }
        #expect(!BacklogTrend(samples: noise, arrivals: 30).isGrowing)
        #expect(!BacklogTrend(samples: [0, 900], arrivals: 1000).isGrowing)
        #expect(!BacklogTrend(samples: [], arrivals: 0).isGrowing)
    }

    @Test(arguments: [(500, 20), (900, 100), (990, 1000), (999, 10_000)])
    func aPercentileNeedsTenSamplesBeyondIt(permille: Int, enough: Int) throws {
        var latencies = LatencyDistribution()
        for value in 1..<enough { latencies.record(Int64(value) * 1000) }
        #expect(latencies.quantile(permille: permille) == nil)
        latencies.record(Int64(enough) * 1000)
        let value = try #require(latencies.quantile(permille: permille))
        let exact = Double(enough * permille / 1000) * 1e-6
        #expect(abs(value / exact - 1) < 0.002)
    }

    @Test func bucketsHoldEveryLatency() throws {
        var latencies = LatencyDistribution()
        for value in 0..<5000 { latencies.record(Int64(value * value)) }
        latencies.record(-3)
        latencies.record(.max)
        let (nanoseconds, counts) = latencies.buckets()
        #expect(counts.reduce(0, +) == 5002)
        #expect(nanoseconds == nanoseconds.sorted())
        #expect(nanoseconds.count < 2500)
        #expect(LatencyDistribution().buckets().counts.isEmpty)
        #expect(LatencyDistribution().mean == nil && LatencyDistribution().longest == nil)
    }

    @Test func aRateIsSustainedOnlyIfNothingSpeaksAgainstIt() {
        func latencies(_ count: Int, _ nanoseconds: Int64) -> LatencyDistribution {
            var latencies = LatencyDistribution()
            for _ in 0..<count { latencies.record(nanoseconds) }
            return latencies
        }
        let calm = BacklogTrend(samples: [Int](repeating: 1, count: 64), arrivals: 2000)
        func reasons(
            completed: Int = 2000, trend: BacklogTrend? = nil, _ latencies: LatencyDistribution
        ) -> Int {
            SustainedRule.reasonsAgainst(
                arrivals: 2000, completed: completed, trend: trend ?? calm, latencies: latencies, target: 0.01
            ).count
        }
        #expect(reasons(latencies(2000, 5_000_000)) == 0)
        #expect(reasons(completed: 1979, latencies(2000, 5_000_000)) == 1)
        #expect(
            reasons(
                trend: BacklogTrend(samples: Array(0..<64), arrivals: 2000), latencies(2000, 5_000_000)) == 1)
        #expect(reasons(latencies(2000, 11_000_000)) == 1)
        // One in 200 is beyond the target: too few samples for p99 make it count.
        var few = latencies(199, 5_000_000)
        few.record(20_000_000)
        #expect(reasons(few) == 1)
        #expect(reasons(LatencyDistribution()) == 1)
    }

    @Test func aRepeatedStreamGoesOnInTime() {
        let vectors = (0..<3).map { index in
            SemanticVector(
                id: "v\(index)", embedding: [Float(index)], domain: .climate,
                timestamp: EventTime(nanoseconds: 100 + 10 * Int64(index)))
        }
        var stream = RepeatedStream(vectors)
        let taken = stream.take(2) + stream.take(6)
        #expect(taken.map(\.id) == ["v0", "v1", "v2", "v0", "v1", "v2", "v0", "v1"])
        #expect(taken.map(\.timestamp.nanoseconds) == [100, 110, 120, 130, 140, 150, 160, 170])
    }
}

@Suite struct SustainableRateTests {
    /// The rates that a search tries against a server, and what it finds.
    func search(
        ceiling: Double, tolerance: Double = 0.05, server: (Double, Int) -> Bool
    ) -> (found: Double?, tried: [Double]) {
        var search = SustainableRateSearch(ceiling: ceiling, tolerance: tolerance)
        var tried: [Double] = []
        while let rate = search.candidate, tried.count < 200 {
            tried.append(rate)
            search.note(isSustained: server(rate, tried.count))
        }
        return (search.found, tried)
    }

    @Test(arguments: [900.0, 777, 500, 210, 90]) func theCapacityIsFound(capacity: Double) throws {
        let (found, tried) = search(ceiling: 1000) { rate, _ in rate <= capacity }
        let rate = try #require(found)
        #expect(rate <= capacity && rate > capacity * 0.94, "\(rate) of \(capacity)")
        #expect(tried.count < 20)
    }

    @Test func aFailureIsTriedOnceMore() {
        // Every second probe fails, whatever the rate.
        let flaky = search(ceiling: 1000) { rate, number in rate <= 800 && number % 2 == 0 }
        #expect(flaky.found.map { $0 > 740 && $0 <= 800 } == true)
    }

    @Test func aCeilingThatIsTooLowIsRaised() {
        let raised = search(ceiling: 1000) { rate, _ in rate <= 1700 }
        #expect(raised.found.map { $0 > 1600 && $0 <= 1700 } == true, "\(raised)")
        let endless = search(ceiling: 1234) { _, _ in true }
        #expect(endless.found.map { $0 >= 4000 } == true)
        #expect(endless.tried.count < 60)
    }

    @Test func aServerThatKeepsUpWithNothingIsGivenUp() {
        let hopeless = search(ceiling: 1000) { _, _ in false }
        #expect(hopeless.found == nil)
        #expect(hopeless.tried.count <= 12)
        #expect(search(ceiling: 0) { _, _ in true }.tried.isEmpty)
    }

    @Test(arguments: [(12_345.0, 12_300.0), (1.2345, 1.23), (999.6, 1000), (0.04567, 0.0457)])
    func ratesAreRound(rate: Double, round: Double) {
        #expect(SustainableRateSearch.rounded(rate) == round)
    }
}
