import Foundation
import Testing

/// Each command does its job on small input.
@Suite struct CommandTests {
    @Test func aGeneratedBreakIsDetected() throws {
        let folder = try TemporaryFolder()
        let scenario = try folder.file(
            "break.yaml",
            """
            name: break
            dimension: 64
            count: 4000
            domains: [climate, finance]
            events:
              - {type: coherenceBreak, domains: [climate], start: 60 blocks, strength: strong}
            """)
        let data = folder.path("data")
        #expect(try Faultline.run(["generate", scenario, "--output", data]).status == 0)
        #expect(FileManager.default.fileExists(atPath: data + "/truth.csv"))
        // A second time without --force: what is there is left alone.
        #expect(try Faultline.run(["generate", scenario, "--output", data]).status == 74)

        let outcome = try Faultline.run([
            "detect", data, "--detection-interval", "50", "--windowing", "count", "--window", "500",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let patterns = try outcome.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        let found = try #require(patterns.first { $0["type"] as? String == "coherenceBreak" })
        #expect((found["domains"] as? [String])?.first == "climate")
        #expect((58...66).contains(try #require(found["block"] as? Int)))
        let keys = [
            "id", "type", "block", "onset_ns", "onset_earliest_ns", "onset_latest_ns", "detected_at_ns",
            "window_start_ns", "window_end_ns", "domains",
            "members", "confidence", "p_value", "adjusted_p_value", "effect_size", "ci_low", "ci_high",
            "significant", "evidence", "links", "partitions", "strongest_links", "description",
        ]
        for pattern in patterns { #expect(Set(pattern.keys) == Set(keys)) }
        // An alarm carries the graph's side of the story.
        let evidence = try #require(found["evidence"] as? [String: Double])
        #expect(evidence["min_cut"] != nil)
        #expect(evidence["lambda2"] != nil)
    }

    @Test func aPipeGivesWhatAFileGives() throws {
        let folder = try TemporaryFolder()
        let lines =
            (0..<300).map { index in
                let angle = Double(index % 7)
                return
                    #"{"id": "v\#(index)", "timestamp": "2026-01-01T00:\#(String(format: "%02d", index / 60)):\#(String(format: "%02d", index % 60))Z", "#
                    + #""domain": "d\#(index % 2)", "embedding": [\#(angle), \#(7 - angle), 1]}"#
            }.joined(separator: "\n") + "\n"
        let file = try folder.file("feed.jsonl", lines)
        let options = ["--window", "60s", "--slide", "30s", "--format", "json"]
        let piped = try Faultline.run(["detect", "-"] + options, input: lines)
        let read = try Faultline.run(["detect", file] + options)
        #expect(piped.status == 0 && read.status == 0, "\(piped.errors) \(read.errors)")
        #expect(piped.output == read.output)
        let summary = try #require(
            try JSONSerialization.jsonObject(with: Data(piped.errors.utf8)) as? [String: Any])
        #expect(summary["vectors_processed"] as? Int == 300)
        // Five minutes in windows of 60 s every 30 s: eleven of them, the last two cut short by the end.
        #expect((summary["windows"] as? Int ?? 0) >= 9)
    }

    @Test func aSmallSuiteWritesItsFolder() throws {
        let folder = try TemporaryFolder()
        let suite = try folder.file(
            "suite.yaml",
            """
            name: small
            experiments:
              - throughput: {scenario: topics.yaml, count: 2000, window: 500, slide: 100, repeats: 1, sweep: {backend: [simd, blas]}}
              - accuracy: {scenarios: [breaks.yaml], seeds: 1, detector: calibrated}
              - backends: {repeats: 3, sweep: {window: [64], dimension: [32], batch: [4]}}
            """)
        let output = folder.path("run")
        let outcome = try Faultline.run(["run", suite, "--output", output])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let names = Set(try FileManager.default.contentsOfDirectory(atPath: output))
        let expected: Set = [
            "throughput.csv", "accuracy.csv", "backends.csv", "report.md", "summary.json", "environment.json",
            "plan.json", "events.jsonl",
        ]
        #expect(names.isSuperset(of: expected))
        let throughput = try String(contentsOfFile: output + "/throughput.csv", encoding: .utf8)
        #expect(
            throughput.hasPrefix(
                "schema_version,scenario,backend,isa,coherence,dimension,window,batch_size,buffer_size,concurrency,"
                    + "repeat,seed,vectors,elapsed_s,vectors_per_s,cpu_s,peak_rss_bytes,backpressure_events,peak_buffer,"
                    + "windows,patterns,edges,comparisons,gflops,peak_fraction,rejected,late_dropped,valid,note"
            ))
        #expect(throughput.split(whereSeparator: \.isNewline).count == 3)
        // Again: an earlier run is not overwritten unasked.
        #expect(try Faultline.run(["run", suite, "--output", output]).status == 74)
    }
}
