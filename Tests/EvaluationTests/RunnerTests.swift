import Evaluation
import Foundation
import StreamCore
import Testing

@Suite struct RunnerTests {
    let path = NSTemporaryDirectory() + "faultline-runner-\(UUID().uuidString)"

    func suite(_ experiments: String) throws -> Evaluation.Suite {
        let manager = FileManager.default
        try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Fixtures.calm.write(toFile: path + "/calm.yaml", atomically: true, encoding: .utf8)
        try Fixtures.planted.write(toFile: path + "/planted.yaml", atomically: true, encoding: .utf8)
        return try Evaluation.Suite(
            yaml: "name: small\nexperiments:\n" + experiments, file: path + "/small.yaml")
    }

    func cleanUp() { try? FileManager.default.removeItem(atPath: path) }

    func summary(_ output: String) throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: output + "/summary.json"))
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test func aRunWritesItsFolder() async throws {
        defer { cleanUp() }
        let suite = try suite(
            """
              - throughput: {scenario: calm.yaml, count: 1500, repeats: 2, window: 200, sweep: {backend: [reference, simd], buffer_size: [64]}}
              - accuracy: {scenario: planted.yaml, seeds: 2, detector: calibrated}
              - backends: {repeats: 3, sample: 100us, sweep: {window: [64], dimension: [16], batch: [1, 8], operation: [inner_products, similar_pairs, self_similar_pairs]}}
            """)
        let output = path + "/out"
        let run = try await Runner(suite: suite, options: RunOptions(output: output)).run { record in
            [RenderedFile("throughput.csv", "rows: \(record.throughput.count)")]
        }
        let summary = try summary(output)
        #expect(summary["status"] as? String == "complete")
        #expect(summary["cells"] as? Int == 4 + 2 + 6)
        #expect(
            Set(run.paths.map { URL(fileURLWithPath: $0).lastPathComponent }) == [
                "throughput.csv", "plan.json", "environment.json", "events.jsonl", "summary.json",
            ])
        let events = try String(contentsOfFile: output + "/events.jsonl", encoding: .utf8)
        let lines = events.split(separator: "\n")
        #expect(lines.count == 12)
        for line in lines { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }

        let rows = run.record.throughput
        #expect(rows.count == 4)
        #expect(rows.allSatisfy { $0.vectors == 1500 && $0.elapsedS > 0 && $0.peakBuffer <= 64 })
        // The graph is the same whoever computes it, and every repeat gives the same one.
        #expect(Set(rows.map(\.edges)).count == 1)
        #expect(Set(rows.map(\.windows)).count == 1)
        let accuracy = run.record.accuracy
        #expect(accuracy.contains { $0.patternType == "any" && $0.events == 2 && $0.seeds == 2 })
        #expect(
            Set(run.record.backends.map(\.operation)) == [
                "inner_products", "similar_pairs", "self_similar_pairs",
            ])
        // Two or three variants of six shapes; every one agrees with the reference.
        #expect(run.record.backends.count >= 3 * 6)
        #expect(run.record.backends.allSatisfy { ($0.maxAbsDifference ?? 1) < 1e-5 })
    }

    @Test func accuracyIsTheSameEveryTime() async throws {
        defer { cleanUp() }
        let suite = try suite("  - accuracy: {scenario: planted.yaml, seeds: 2, detector: calibrated}")
        var records: [RunRecord] = []
        for name in ["one", "two"] {
            let runner = Runner(suite: suite, options: RunOptions(output: path + "/" + name))
            records.append(try await runner.run { _ in [] }.record)
        }
        #expect(records[0].accuracy == records[1].accuracy)
    }

    @Test func sweptFactorsAreNeverAddedUp() async throws {
        defer { cleanUp() }
        let suite = try suite(
            """
              - accuracy: {scenario: planted.yaml, seeds: 2, count: 3500, sweep: {average_run_length: [100, 1000], window: [200, 400]}}
              - throughput: {scenario: calm.yaml, count: 300, window: 100, sweep: {detection_interval: [20, 50], slide: [10, 50]}}
            """)
        var options = RunOptions(output: path + "/out")
        options.measuresPeaks = false
        let record = try await Runner(suite: suite, options: options).run { _ in [] }.record
        let any = record.accuracy.filter { $0.patternType == "any" }
        #expect(any.count == 4 && any.allSatisfy { $0.seeds == 2 })
        #expect(Set(any.map { "\($0.factors.averageRunLength) \($0.factors.window)" }).count == 4)
        #expect(record.throughputSeries.count == 4)
        // One stream is traced, block by block, with what was planted in it.
        #expect(record.timeline.map(\.block) == Array(0..<record.timeline.count) && !record.timeline.isEmpty)
        #expect(record.marks.contains { $0.kind == "planted" })
    }

    @Test func aRunThatFailsDoesNotLookWhole() async throws {
        defer { cleanUp() }
        let suite = try suite("  - throughput: {scenario: calm.yaml, count: 200, window: 100}")
        struct Trouble: Error {}
        let output = path + "/out"
        await #expect(throws: Trouble.self) {
            _ = try await Runner(suite: suite, options: RunOptions(output: output)).run { _ in throw Trouble()
            }
        }
        #expect(try summary(output)["status"] as? String != "complete")
        #expect(!FileManager.default.fileExists(atPath: output + "/throughput.csv"))
    }

    @Test func cancellationIsWrittenDown() async throws {
        defer { cleanUp() }
        let suite = try suite("  - accuracy: {scenario: planted.yaml, seeds: 5000, detector: calibrated}")
        let output = path + "/out"
        let task = Task {
            try await Runner(suite: suite, options: RunOptions(output: output)).run { _ in [] }
        }
        while (FileManager.default.contents(atPath: output + "/events.jsonl") ?? Data()).isEmpty {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try summary(output)["status"] as? String == "running")
        task.cancel()
        #expect(try await task.value.record.status == .cancelled)
        #expect(try summary(output)["status"] as? String == "cancelled")
    }
}
