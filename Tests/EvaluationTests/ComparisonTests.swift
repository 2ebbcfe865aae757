import Evaluation
import Statistics
import StreamCore
import Testing

/// Two runs side by side: what is worse, what is the same, what nobody can tell, and what is not comparable.
@Suite struct ComparisonTests {
    // MARK: Records to compare

    static let environment = Environment(
        cpu: "A processor", isa: "avx2", isas: ["avx2", "portable"], cores: 2, caches: [],
        memoryBytes: 8 << 30, system: "Linux", architecture: "x86_64", compiler: "Swift 6.3",
        buildConfiguration: "release", buildFlags: [], gitCommit: nil, gitModified: nil,
        openblasVersion: "0.3.21", openblasCore: "Zen", openblasThreads: 1, peaks: [],
        clock: "ContinuousClock", variables: [], started: "2024-01-01T00:00:00Z", ended: nil)

    /// Repeats of one cell at `speed`, scattered by `noise` as a share.
    static func rows(
        speed: Double, noise: Double = 0.005, repeats: Int = 7, seed: UInt64, backend: String = "simd",
        valid: Bool = true
    ) -> [ThroughputRow] {
        var generator = SeededGenerator(seed: seed, stream: 0)
        return (1...repeats).map { number in
            let own = speed * (1 + noise * generator.normal())
            return ThroughputRow(
                scenario: "tight", backend: backend, isa: "avx2", coherence: "components", dimension: 128,
                window: "1000", batchSize: 256, bufferSize: 10_000, concurrency: 1, repeat: number, seed: 1,
                vectors: 50_000, elapsedS: 50_000 / own, vectorsPerS: own, cpuS: 60_000 / own,
                peakRssBytes: 64 << 20, backpressureEvents: 7, peakBuffer: 10_000, windows: 491, patterns: 0,
                edges: 12, comparisons: 34, gflops: 25, peakFraction: 0.25, rejected: 0, lateDropped: 0,
                valid: valid,
                note: valid ? "" : "drifting: by \(number) %; machine busy: \(number) processors",
                source: "generated", order: number)
        }
    }

    static func detection(
        found: Int, of events: Int = 100, false alarms: Int, blocks: Int = 20_000, strength: String = "weak"
    ) -> AccuracyRow {
        let whole = Double(found + events + alarms)
        return AccuracyRow(
            scenario: "breaks", detector: "calibrated", patternType: "coherenceBreak", strength: strength,
            seeds: 20, events: events, truePositives: found, falsePositives: alarms,
            falseNegatives: events - found, precision: nil, recall: Double(found) / Double(events),
            f1: 2 * Double(found) / whole, f1Low: nil, f1High: nil, delayMeanBlocks: nil,
            delayP90Blocks: nil, falseAlarmsPer1000Blocks: Double(alarms) / Double(blocks) * 1000,
            monitoredBlocks: blocks, falseAlarmsLow: nil, falseAlarmsHigh: nil, recallLow: nil,
            recallHigh: nil)
    }

    static func kernel(gflops: Double, spread: Double = 0.01, repeats: Int = 15) -> BackendRow {
        BackendRow(
            operation: "similar_pairs", window: 1024, dimension: 384, batch: 16, backend: "simd",
            isa: "avx2", threads: 1, repeats: repeats, gflopsMedian: gflops,
            gflopsLow: gflops * (1 - spread), gflopsHigh: gflops * (1 + spread), peakFraction: nil,
            ratioToBlas: nil, ratioLow: nil, ratioHigh: nil, pValue: nil, maxAbsDifference: nil)
    }

    /// Three repeats at one rate.
    static func latency(rate: Double, p99: Double, kind: String = "curve") -> [LatencyRow] {
        (1...3).map { number in
            let own = p99 * (1 + 0.001 * Double(number))
            return LatencyRow(
                scenario: "topics", backend: "simd", dimension: 128, window: "1000", batchSize: 256,
                bufferSize: 10_000, concurrency: 1, offeredPerS: rate, achievedPerS: rate, samples: 5000,
                meanS: own / 3, p50S: own / 4, p90S: own / 2, p99S: own, p999S: nil, maxS: own * 2,
                backlogEnd: 0, sustained: true, schedule: "poisson", kind: kind, repeat: number, seed: 1,
                valid: true, note: "")
        }
    }

    static func side(
        throughput: [ThroughputRow] = [], latency: [LatencyRow] = [], accuracy: [AccuracyRow] = [],
        kernels: [BackendRow] = [],
        done: Int = 12, environment: Environment = environment
    ) -> RunComparison.Side {
        var record = RunRecord(suite: "quick", suiteFile: "quick.yaml", seed: 1, environment: environment)
        record.throughput = throughput
        record.latency = latency
        record.accuracy = accuracy
        record.backends = kernels
        record.cells = 12
        record.cellsDone = done
        record.status = done == 12 ? .complete : .cancelled
        return RunComparison.Side(path: "run", record: record)
    }

    static func verdict(
        _ metric: String, _ comparison: RunComparison
    ) throws -> MetricComparison.Verdict {
        try #require(comparison.metrics.first { $0.metric == metric }).verdict
    }

    // MARK: Speed

    @Test func equalRunsAreTheSame() throws {
        let comparison = RunComparison(
            baseline: Self.side(throughput: Self.rows(speed: 60_000, seed: 1)),
            candidate: Self.side(throughput: Self.rows(speed: 60_000, seed: 2)))
        #expect(comparison.outcome() == .sameOrBetter)
        #expect(try Self.verdict("vectors_per_s", comparison) == .same)
        #expect(try Self.verdict("cpu_s_per_vector", comparison) == .same)
        #expect(try Self.verdict("peak_rss_bytes", comparison) == .same)
        #expect(comparison.differences.isEmpty)
    }

    @Test func aTenthSlowerIsWorse() throws {
        let baseline = Self.side(throughput: Self.rows(speed: 60_000, seed: 1))
        let slower = Self.side(throughput: Self.rows(speed: 54_000, seed: 2))
        let comparison = RunComparison(baseline: baseline, candidate: slower)
        #expect(comparison.outcome() == .worse)
        let speed = try #require(comparison.metrics.first { $0.metric == "vectors_per_s" })
        #expect(speed.verdict == .worse)
        #expect(abs(try #require(speed.ratio) - 0.9) < 0.01)
        let interval = try #require(speed.interval)
        #expect(interval.contains(0.9) && interval.high < 0.95 && interval.low > 0.85)
        #expect(try #require(speed.adjustedPValue) < 0.01)
        // Less processor time would be better, so the sign turns there.
        #expect(try Self.verdict("cpu_s_per_vector", comparison) == .worse)
        // The other way round it is better, and a wider threshold lets it pass.
        #expect(RunComparison(baseline: slower, candidate: baseline).outcome() == .sameOrBetter)
        #expect(
            try Self.verdict("vectors_per_s", RunComparison(baseline: slower, candidate: baseline)) == .better
        )
        #expect(
            RunComparison(baseline: baseline, candidate: slower, threshold: 0.2).outcome() == .sameOrBetter)
    }

    @Test func threeRepeatsAreEnoughForAQuietMachine() throws {
        let comparison = RunComparison(
            baseline: Self.side(throughput: Self.rows(speed: 60_000, repeats: 3, seed: 1)),
            candidate: Self.side(throughput: Self.rows(speed: 51_000, repeats: 3, seed: 2)))
        #expect(try Self.verdict("vectors_per_s", comparison) == .worse)
    }

    @Test func whatNoiseHidesCannotBeTold() throws {
        let comparison = RunComparison(
            baseline: Self.side(throughput: Self.rows(speed: 60_000, noise: 0.2, repeats: 4, seed: 1)),
            candidate: Self.side(throughput: Self.rows(speed: 58_000, noise: 0.2, repeats: 4, seed: 2)))
        #expect(comparison.outcome() == .sameOrBetter)
        #expect(try Self.verdict("vectors_per_s", comparison) == .cannotTell)
    }

    @Test func oneRepeatCannotTell() throws {
        let comparison = RunComparison(
            baseline: Self.side(throughput: Self.rows(speed: 60_000, repeats: 1, seed: 1)),
            candidate: Self.side(throughput: Self.rows(speed: 30_000, repeats: 1, seed: 2)))
        let speed = try #require(comparison.metrics.first { $0.metric == "vectors_per_s" })
        #expect(speed.verdict == .cannotTell)
        #expect(speed.interval == nil)
        #expect(speed.note.contains("too few"))
    }

    @Test func cellsThatAreNotValidTellNothing() throws {
        let comparison = RunComparison(
            baseline: Self.side(throughput: Self.rows(speed: 60_000, seed: 1)),
            candidate: Self.side(throughput: Self.rows(speed: 30_000, seed: 2, valid: false)))
        let speed = try #require(comparison.metrics.first { $0.metric == "vectors_per_s" })
        #expect(speed.verdict == .cannotTell)
        #expect(speed.note.contains("7 of 7 not valid (drifting, machine busy)"))
    }

    /// Of many figures that did not change, none is called worse: the correction does its work. Without it
    /// and without a threshold, some of the noisy ones would be.
    @Test func manyEqualFiguresGiveNoFalseAlarm() {
        var alarms = 0
        for round in 0..<20 {
            let cells = (0..<25).map { "backend\($0)" }
            func rows(_ shift: Int) -> [ThroughputRow] {
                cells.enumerated().flatMap { place, name in
                    Self.rows(
                        speed: 60_000, noise: 0.03, repeats: 5,
                        seed: UInt64(1000 * round + 50 * shift + place),
                        backend: name)
                }
            }
            let comparison = RunComparison(
                baseline: Self.side(throughput: rows(0)), candidate: Self.side(throughput: rows(1)),
                threshold: 0)
            if comparison.outcome() == .worse { alarms += 1 }
        }
        #expect(alarms <= 3)
    }

    @Test func kernelsAreComparedByTheirIntervals() throws {
        let baseline = Self.side(kernels: [Self.kernel(gflops: 50)])
        func verdict(_ gflops: Double, spread: Double = 0.01) throws -> MetricComparison.Verdict {
            try Self.verdict(
                "kernel_gflops",
                RunComparison(
                    baseline: baseline,
                    candidate: Self.side(kernels: [Self.kernel(gflops: gflops, spread: spread)])))
        }
        #expect(try verdict(50.5) == .same)
        #expect(try verdict(40) == .worse)
        #expect(try verdict(60) == .better)
        #expect(try verdict(46, spread: 0.1) == .cannotTell)
    }

    /// Rates are shares of what a run sustained, so those of two runs are about equal, not equal.
    @Test func latenciesAreComparedAtAboutEqualRates() throws {
        let baseline = Self.side(
            latency: Self.latency(rate: 10_000, p99: 0.002) + Self.latency(rate: 20_000, p99: 0.005)
                + Self.latency(rate: 22_000, p99: 0, kind: "search"))
        let comparison = RunComparison(
            baseline: baseline,
            candidate: Self.side(
                latency: Self.latency(rate: 10_200, p99: 0.004) + Self.latency(rate: 30_000, p99: 0.005)
                    + Self.latency(rate: 21_900, p99: 0, kind: "search")))
        let p99 = comparison.metrics.filter { $0.metric == "p99_s" }
        #expect(p99.count == 1)
        #expect(p99.first?.verdict == .worse)
        #expect(p99.first?.note.contains("10200 against 10000") == true)
        #expect(comparison.metrics.allSatisfy { $0.metric != "p999_s" })
        #expect(try Self.verdict("max_sustainable_per_s", comparison) == .same)
        // What was left out is said, and is no reason to refuse.
        let left = try #require(comparison.differences.first)
        #expect(left.field == "latency rates" && !left.isBlocking)
        #expect(comparison.outcome() == .worse)
    }

    // MARK: Detection

    @Test func countsHaveTheirIntervals() throws {
        func compare(_ first: AccuracyRow, _ second: AccuracyRow) -> RunComparison {
            RunComparison(baseline: Self.side(accuracy: [first]), candidate: Self.side(accuracy: [second]))
        }
        let good = Self.detection(found: 96, false: 10)
        // The same counts on the same streams are no accident, however few they are.
        #expect(compare(good, good).metrics.allSatisfy { $0.verdict == .same && $0.ratio == 1 })
        let lost = compare(good, Self.detection(found: 50, false: 10))
        #expect(try Self.verdict("recall", lost) == .worse)
        #expect(try Self.verdict("f1", lost) == .worse)
        #expect(try Self.verdict("false_alarms_per_1000_blocks", lost) == .cannotTell)
        let loud = compare(good, Self.detection(found: 96, false: 60))
        #expect(try Self.verdict("false_alarms_per_1000_blocks", loud) == .worse)
        // One event more or less in a hundred says nothing.
        #expect(
            try Self.verdict("recall", compare(good, Self.detection(found: 95, false: 10))) == .cannotTell)
        // From nothing to something: no ratio, but an interval that is bounded on one side.
        let fromNothing = compare(Self.detection(found: 0, false: 0), Self.detection(found: 90, false: 40))
        let recall = try #require(fromNothing.metrics.first { $0.metric == "recall" })
        #expect(recall.ratio == nil && recall.verdict == .better)
        let alarms = try #require(
            fromNothing.metrics.first { $0.metric == "false_alarms_per_1000_blocks" })
        #expect(alarms.verdict == .worse && alarms.interval?.high == .infinity)
    }

    /// Rothman's breast cancers, 41 in 28,010 against 15 in 19,017 person-years: the exact interval of the
    /// rate ratio is 1.01 to 3.61 (Clopper's and Pearson's ends from SciPy 1.11).
    @Test func rareEventsHaveAnExactInterval() throws {
        let comparison = RunComparison(
            baseline: Self.side(accuracy: [Self.detection(found: 1, false: 15, blocks: 19_017)]),
            candidate: Self.side(accuracy: [Self.detection(found: 1, false: 41, blocks: 28_010)]))
        let rate = try #require(
            comparison.metrics.first { $0.metric == "false_alarms_per_1000_blocks" })
        let interval = try #require(rate.interval)
        #expect(abs(interval.low - 1.00571) < 1e-4)
        #expect(abs(interval.high - 3.60928) < 1e-4)
    }

    // MARK: What cannot be compared

    @Test func anotherProcessorIsNotComparable() throws {
        var other = Self.environment
        other.cpu = "Another processor"
        other.cores = 64
        other.compiler = "Swift 6.4"
        let baseline = Self.side(throughput: Self.rows(speed: 60_000, seed: 1))
        let candidate = Self.side(throughput: Self.rows(speed: 54_000, seed: 2), environment: other)
        let comparison = RunComparison(baseline: baseline, candidate: candidate)
        #expect(comparison.outcome() == .notComparable)
        #expect(comparison.differences.filter(\.isBlocking).map(\.field) == ["cpu", "cores"])
        let cores = try #require(comparison.differences.first { $0.field == "cores" })
        #expect(cores.baseline == "2" && cores.candidate == "64")
        // What the compiler was is worth knowing, and no reason to refuse.
        #expect(comparison.differences.contains { $0.field == "compiler" && !$0.isBlocking })
        #expect(comparison.outcome(force: true) == .worse)
        // Detection does not depend on the machine.
        let accuracy = RunComparison(
            baseline: Self.side(accuracy: [Self.detection(found: 9, of: 10, false: 1)]),
            candidate: Self.side(
                accuracy: [Self.detection(found: 9, of: 10, false: 1)], environment: other))
        #expect(accuracy.outcome() == .sameOrBetter)
    }

    @Test func missingCellsAreNamed() throws {
        let both = Self.rows(speed: 60_000, seed: 1) + Self.rows(speed: 50_000, seed: 3, backend: "blas")
        let comparison = RunComparison(
            baseline: Self.side(throughput: both),
            candidate: Self.side(throughput: Self.rows(speed: 60_000, seed: 2)))
        #expect(comparison.outcome() == .notComparable)
        let difference = try #require(comparison.differences.first)
        #expect(difference.field == "throughput cells")
        #expect(difference.baseline.contains("backend=blas"))
        #expect(comparison.outcome(force: true) == .sameOrBetter)
    }

    @Test func aRunWithoutItsEndIsNotComparable() {
        let baseline = Self.side(throughput: Self.rows(speed: 60_000, seed: 1))
        let candidate = Self.side(
            throughput: Self.rows(speed: 60_000, seed: 2), done: 3)
        let comparison = RunComparison(baseline: baseline, candidate: candidate)
        #expect(comparison.outcome() == .notComparable)
        #expect(comparison.differences.first?.candidate == "cancelled, 3 of 12 cells")
        #expect(comparison.outcome(force: true) == .sameOrBetter)
    }

    @Test func nothingInCommonIsNotComparableEvenByForce() {
        let comparison = RunComparison(
            baseline: Self.side(throughput: Self.rows(speed: 60_000, seed: 1)),
            candidate: Self.side(kernels: [Self.kernel(gflops: 50)]))
        #expect(comparison.outcome(force: true) == .notComparable)
    }

    @Test func theWorstComesFirst() {
        let baseline = Self.side(
            throughput: Self.rows(speed: 60_000, seed: 1) + Self.rows(speed: 60_000, seed: 3, backend: "blas")
        )
        let candidate = Self.side(
            throughput: Self.rows(speed: 50_000, seed: 2) + Self.rows(speed: 30_000, seed: 4, backend: "blas")
        )
        let comparison = RunComparison(baseline: baseline, candidate: candidate)
        #expect(comparison.metrics.prefix(2).allSatisfy { $0.verdict == .worse })
        #expect(comparison.metrics.first?.cell.contains(.init("backend", "blas")) == true)
        #expect(comparison.metrics.last?.verdict == .same)
    }
}
