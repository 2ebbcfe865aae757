import Evaluation
import Foundation
import StreamCore
import Testing

@Suite struct LatencyExperimentTests {
    let path = NSTemporaryDirectory() + "faultline-latency-\(UUID().uuidString)"

    func suite(_ settings: String) throws -> Evaluation.Suite {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Fixtures.calm.write(toFile: path + "/calm.yaml", atomically: true, encoding: .utf8)
        return try Evaluation.Suite(
            yaml: "experiments:\n  - latency: {scenario: calm.yaml, window: 200, count: 2000, \(settings)}",
            file: path + "/small.yaml")
    }

    func cells(_ settings: String) throws -> [LatencyCell] {
        guard case .latency(let experiment) = try suite(settings).experiments[0] else {
            Issue.record("not a latency experiment")
            return []
        }
        return try experiment.plan()
    }

    func cleanUp() { try? FileManager.default.removeItem(atPath: path) }

    func vectors(_ cell: LatencyCell) throws -> [SemanticVector] {
        var random = SeededGenerator(seed: 1)
        return (0..<cell.vectors).map { index in
            SemanticVector(
                id: "v\(index)", embedding: (0..<16).map { _ in Float(random.normal()) }, domain: .climate,
                timestamp: EventTime(nanoseconds: Int64(index) * 1_000_000))
        }
    }

    @Test func searchesComeBeforeWhatDependsOnThem() throws {
        defer { cleanUp() }
        let cells = try cells("repeats: 2, fractions: [0.2, 0.5], sweep: {concurrency: [1, 2]}")
        #expect(cells.map(\.kind) == [.search, .search] + [LatencyKind](repeating: .curve, count: 8))
        #expect(Set(cells.prefix(2).map(\.subject)) == Set(cells.map(\.subject)))
        #expect(cells.dropFirst(2).map(\.repeat) == [1, 1, 1, 1, 2, 2, 2, 2])
        #expect(Set(cells.dropFirst(2).map(\.load)) == [.share(0.2), .share(0.5)])
        #expect(cells == (try self.cells("repeats: 2, fractions: [0.2, 0.5], sweep: {concurrency: [1, 2]}")))
    }

    @Test func ratesOfTheirOwnNeedNoSearch() throws {
        defer { cleanUp() }
        let cells = try cells("sweep: {offered_per_s: [100, 200], schedule: [fixed, bursty]}")
        #expect(cells.count == 4)
        #expect(cells.allSatisfy { $0.kind == .curve })
        #expect(Set(cells.map(\.load)) == [.perSecond(100), .perSecond(200)])
        #expect(Set(cells.map(\.subject.schedule.kind)) == [.fixed, .bursty])
        #expect(try self.cells("kind: search, repeats: 3").map(\.load) == [.searched, .searched, .searched])
        #expect(try self.cells("kind: recovery").map(\.kind) == [.search, .recovery])
    }

    @Test(arguments: [
        ("overflow: drop-oldest", "overflow", "which ones"),
        ("kind: serch", "kind", "search"),
        ("schedule: posson", "schedule", "poisson"),
        ("offered_per_s: fast", "offered_per_s", "not a number"),
        ("offered_per_s: 10, fractions: [0.5]", "fractions", "beside offered_per_s"),
        ("duration: 0s", "duration", "not a duration"),
        ("target: soon", "target", "not a duration"),
        ("tolerance: 0", "tolerance", "not a number"),
        ("sweep: {offered: [3]}", "offered", "offered_per_s"),
        ("sweep: {duration: [1s]}", "duration", "cannot be swept"),
        ("offered_per_s: 90000000", "duration", "too long"),
    ])
    func mistakesAreNamed(settings: String, field: String, text: String) throws {
        defer { cleanUp() }
        let error = #expect(throws: InputError.self) { _ = try suite(settings) }
        #expect(error?.field == field)
        #expect(error.map { "\($0)".contains(text) } == true, "\(error.map { "\($0)" } ?? "")")
    }

    @Test(arguments: ["fixed", "poisson", "bursty"])
    func aRunCountsEveryArrivalOfTheMeasuredPart(schedule: String) async throws {
        defer { cleanUp() }
        let cell = try #require(
            try cells("offered_per_s: 3000, duration: 200ms, warmup: 50ms, schedule: \(schedule)").first)
        let outcome = try await LatencyRun(cell: cell, vectors: try vectors(cell)).run(progress: nil)
        let row = try #require(outcome.rows.first)
        #expect(outcome.rows.count == 1)
        #expect(row.samples == 600 && row.offeredPerS == 3000 && row.schedule == schedule)
        #expect(row.kind == "curve" && row.dimension == 16 && row.window == "200")
        // Enough samples for p90, not for p99.
        #expect(row.p50S != nil && row.p90S != nil && row.p99S == nil && row.p999S == nil)
        #expect((row.meanS ?? 0) > 0 && (row.maxS ?? 0) >= (row.p90S ?? 0))
        #expect(row.recoveryS == nil && row.lagP99S != nil)
        #expect(outcome.histogramRows.reduce(0) { $0 + $1.count } == 600)
        #expect(outcome.sustainablePerS == nil)
    }

    @Test func aFullBufferDoesNotStopTheSchedule() async throws {
        defer { cleanUp() }
        // A hundred thousand a second through a buffer of two: arrivals go on while the producer waits.
        let cell = try #require(
            try cells("offered_per_s: 100000, duration: 50ms, warmup: 0s, buffer_size: 2").first)
        let row = try #require(
            try await LatencyRun(cell: cell, vectors: try vectors(cell)).run(progress: nil).rows.first)
        #expect(row.samples == 5000)
    }

    @Test func aRecoveryOffersCalmBurstAndCalm() async throws {
        defer { cleanUp() }
        let cell = try #require(
            try cells(
                "kind: recovery, offered_per_s: 500, duration: 200ms, warmup: 20ms, overload: 2, overload_duration: 50ms"
            ).first)
        let outcome = try await LatencyRun(cell: cell, vectors: try vectors(cell)).run(progress: nil)
        // 500/s for 100 ms, 2000/s for 50 ms, 500/s for 300 ms.
        #expect(outcome.rows.map(\.samples) == [50 + 100 + 150])
        #expect(outcome.rows.map(\.kind) == ["recovery"])
    }

    @Test func aShareWithoutASustainableRateIsNotMeasured() async throws {
        defer { cleanUp() }
        let cell = try #require(try cells("fractions: [0.5]").last)
        let outcome = try await LatencyRun(cell: cell, vectors: try vectors(cell)).run(progress: nil)
        #expect(outcome.rows.map(\.valid) == [false])
        #expect(outcome.rows.map(\.note) == ["no rate was sustainable"])
    }

    @Test func aSuiteOfLatenciesIsReadBackAsItRan() async throws {
        defer { cleanUp() }
        let suite = try suite("duration: 60ms, warmup: 10ms, tolerance: 0.5, fractions: [0.1], target: 1s")
        let run = try await Runner(suite: suite, options: RunOptions(output: path + "/out")).run { _ in [] }
        let rows = run.record.latency
        #expect(rows.filter { $0.kind == "curve" }.count == 1)
        #expect(rows.contains { $0.kind == "search" })
        #expect(run.record.sustainableRates.count == 1)
        let again = try RunArchive.load(path + "/out")
        #expect(again.latency == rows)
        #expect(again.latencyHistogram == run.record.latencyHistogram)
    }
}
