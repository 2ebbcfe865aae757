import Foundation
import Testing

/// `compare` on run folders, by its exit codes.
@Suite struct CompareTests {
    let folder: TemporaryFolder
    /// A finished run of three repeats and one seed.
    let baseline: String

    init() throws {
        folder = try TemporaryFolder()
        baseline = folder.path("baseline")
        try Self.run("topics.yaml", into: baseline, folder)
        try Self.setSpeed(1000, of: baseline)
    }

    static func run(_ scenario: String, into output: String, _ folder: TemporaryFolder) throws {
        let suite = try folder.file(
            "suite.yaml",
            """
            name: small
            experiments:
              - throughput: {scenario: \(scenario), count: 300, window: 100, slide: 50, repeats: 3}
              - accuracy: {scenarios: [breaks.yaml], seeds: 1, detector: original}
            """)
        let outcome = try Faultline.run(["run", suite, "--output", output, "--quiet"])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    /// Writes rates near `speed` into the folder's finished cells, so that nothing depends on the machine.
    static func setSpeed(_ speed: Double, of run: String) throws {
        let path = run + "/events.jsonl"
        var number = 0
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
            number += 1
            let own = speed * (1 + 0.002 * Double(number % 3))
            return line.replacing(/"vectors_per_s":[0-9.e+-]+/, with: "\"vectors_per_s\":\(own)")
                .replacing(/"cpu_s":[0-9.e+-]+/, with: "\"cpu_s\":\(300 / own)")
                .replacing(/"peak_rss_bytes":[0-9]+/, with: "\"peak_rss_bytes\":50000000")
                .replacing(/"valid":false/, with: "\"valid\":true")
        }
        try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    }

    func copy(_ name: String) throws -> String {
        let path = folder.path(name)
        try FileManager.default.copyItem(atPath: baseline, toPath: path)
        return path
    }

    @Test func theExitCodeIsTheVerdict() throws {
        let same = try copy("same")
        let equal = try Faultline.run(["compare", baseline, same])
        #expect(equal.status == 0, "\(equal.output)\(equal.errors)")
        #expect(equal.errors.isEmpty)
        #expect(equal.output.contains("not worse at a threshold of 5.0 %"))

        let slow = try copy("slow")
        try Self.setSpeed(800, of: slow)
        let worse = try Faultline.run(["compare", baseline, slow])
        #expect(worse.status == 2, "\(worse.output)\(worse.errors)")
        #expect(worse.output.contains("vectors_per_s"))
        #expect(!worse.output.contains("\u{1B}"), "a file is no terminal")
        #expect(try Faultline.run(["compare", baseline, slow, "--threshold", "30"]).status == 0)
        let coloured = try Faultline.run(["compare", baseline, slow, "--color", "always"])
        #expect(coloured.output.contains("\u{1B}[31mworse"))
        let quiet = try Faultline.run(["compare", baseline, slow, "--quiet"])
        #expect(quiet.status == 2 && quiet.output.isEmpty && quiet.errors.isEmpty)

        let json = try Faultline.run(["compare", baseline, slow, "--json"])
        #expect(json.status == 2)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect(object["outcome"] as? String == "worse")
        let metrics = try #require(object["metrics"] as? [[String: Any]])
        #expect(metrics.first?["verdict"] as? String == "worse")
        #expect(
            Set(metrics.first?.keys.map { $0 } ?? []) == [
                "metric", "cell", "better", "verdict", "baseline", "candidate", "ratio", "ratio_low",
                "ratio_high", "p_value", "adjusted_p_value", "difference_p_value", "note",
            ])
    }

    @Test func unlikeRunsAreRefusedByName() throws {
        let other = folder.path("other")
        try Self.run("tight.yaml", into: other, folder)
        let outcome = try Faultline.run(["compare", baseline, other])
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("topics against tight"), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)

        let elsewhere = try copy("elsewhere")
        let path = elsewhere + "/environment.json"
        let environment = try String(contentsOfFile: path, encoding: .utf8)
            .replacing(/"cpu" : "[^"]*"/, with: "\"cpu\" : \"Another processor\"")
        try environment.write(toFile: path, atomically: true, encoding: .utf8)
        let unlike = try Faultline.run(["compare", baseline, elsewhere])
        #expect(unlike.status == 3)
        #expect(unlike.errors.contains("cpu") && unlike.errors.contains("Another processor"))
        let forced = try Faultline.run(["compare", baseline, elsewhere, "--force"])
        #expect(forced.status == 0)
        #expect(forced.output.contains("ignored: --force"))
    }

    @Test func aHalfWrittenRunIsRefused() throws {
        let torn = try copy("torn")
        let path = torn + "/events.jsonl"
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        try String(whole.dropLast(10)).write(toFile: path, atomically: true, encoding: .utf8)
        let outcome = try Faultline.run(["compare", baseline, torn])
        #expect(outcome.status == 3)
        #expect(outcome.errors.contains("3 of 4 cells"), "\(outcome.errors)")
    }

    @Test func whatIsNoRunSaysSo() throws {
        #expect(try Faultline.run(["compare", baseline, folder.path("nowhere")]).status == 66)
        let damaged = try copy("damaged")
        try "{}".write(toFile: damaged + "/plan.json", atomically: true, encoding: .utf8)
        let outcome = try Faultline.run(["compare", baseline, damaged])
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("plan.json"))
        #expect(try Faultline.run(["compare", baseline, damaged, "--threshold", "100"]).status == 64)
    }
}
