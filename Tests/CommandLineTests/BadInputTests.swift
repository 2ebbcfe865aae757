import Foundation
import StreamFormats
import Testing

/// Bad input ends in one clear line, the exit code that stands for it, and nothing half written.
@Suite struct BadInputTests {
    private func expectOneLine(
        _ outcome: Faultline.Outcome, status: Int32, mentions words: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(outcome.status == status, "\(outcome.errors)", sourceLocation: sourceLocation)
        let lines = outcome.errors.split(separator: "\n").filter {
            $0.hasPrefix("error:") || $0.hasPrefix("Error:")
        }
        #expect(lines.count == 1, "\(outcome.errors)", sourceLocation: sourceLocation)
        for word in words {
            #expect(
                outcome.errors.contains(word), "no '\(word)' in: \(outcome.errors)",
                sourceLocation: sourceLocation)
        }
        #expect(outcome.output.isEmpty, sourceLocation: sourceLocation)
    }

    @Test func aMistypedSuiteKeyNamesItsLineAndTheNearestKey() throws {
        let folder = try TemporaryFolder()
        let suite = try folder.file(
            "suite.yaml",
            """
            name: mine
            experiments:
              - throughput: {scenario: tight.yaml, repeets: 3}
            """)
        let outcome = try Faultline.run(["run", suite, "--output", folder.path("run")])
        expectOneLine(outcome, status: 65, mentions: ["suite.yaml:3", "repeets", "repeats"])
        #expect(try folder.contents() == ["suite.yaml"])
    }

    @Test(arguments: [
        ("dimension: 0", "dimension"), ("dimention: 64", "dimension"), ("count: -5", "count"),
        ("events: [{type: coherenceBreak, domains: [climate], start: 10s, strength: -0.5}]", "strength"),
        (
            "events: [{type: coherenceBrake, domains: [climate], start: 10s, strength: weak}]",
            "coherenceBreak"
        ),
        ("events: [{type: coherenceBreak, domains: [finance], start: 10s, strength: weak}]", "finance"),
    ])
    func anImpossibleScenarioNamesItsField(line: String, field: String) throws {
        let folder = try TemporaryFolder()
        var lines = ["name: mine", "dimension: 16", "count: 1000", "domains: [climate]"]
        lines.removeAll { line.hasPrefix(String($0.prefix(while: { $0 != ":" }))) }
        let scenario = try folder.file("scenario.yaml", (lines + [line]).joined(separator: "\n") + "\n")
        let outcome = try Faultline.run(["generate", scenario, "--output", folder.path("data")])
        expectOneLine(outcome, status: 65, mentions: ["scenario.yaml:", field])
        #expect(try folder.contents() == ["scenario.yaml"])
    }

    @Test func aMissingInputIsNotFound() throws {
        let folder = try TemporaryFolder()
        let missing = folder.path("nowhere.yaml")
        for arguments in [
            ["run", missing, "--output", folder.path("run")],
            ["generate", missing, "--output", folder.path("data")],
            ["detect", folder.path("nothing.npy")],
        ] {
            expectOneLine(try Faultline.run(arguments), status: 66, mentions: ["no"])
        }
        #expect(try folder.contents().isEmpty)
    }

    @Test func aTruncatedArrayIsBadData() throws {
        let folder = try TemporaryFolder()
        var writer = try NPYWriter(folder.path("vectors.npy"), columns: 8)
        for row in 0..<100 { try writer.append([Float](repeating: Float(row + 1), count: 8)) }
        try writer.finish()
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.path("vectors.npy")))
        try whole.prefix(whole.count - 100).write(to: URL(fileURLWithPath: folder.path("cut.npy")))
        let output = folder.path("patterns.jsonl")
        let outcome = try Faultline.run(["detect", folder.path("cut.npy"), "--output", output])
        expectOneLine(outcome, status: 65, mentions: ["cut.npy"])
        #expect(!FileManager.default.fileExists(atPath: output))
    }

    @Test(arguments: [("[1, 2]", "2"), ("[1, 2, 3, NaN]", "4"), ("[0, 0, 0, 0]", "zero")])
    func aBadRowFailsInAFile(embedding: String, word: String) throws {
        let folder = try TemporaryFolder()
        let good = #"{"id": "a", "timestamp": 1, "domain": "climate", "embedding": [1, 2, 3, 4]}"#
        let bad = #"{"id": "b", "timestamp": 2, "domain": "climate", "embedding": \#(embedding)}"#
        let path = try folder.file("rows.jsonl", [good, bad, good].joined(separator: "\n") + "\n")
        let outcome = try Faultline.run(["detect", path])
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(outcome.errors.contains("rows.jsonl"), "\(outcome.errors)")
    }

    @Test func badRowsOfAPipeAreCountedAndShown() throws {
        var lines = (0..<40).map {
            #"{"id": "v\#($0)", "timestamp": \#($0 * 1_000_000), "domain": "climate", "embedding": [1, \#($0), 3]}"#
        }
        lines[10] = #"{"id": "short", "timestamp": 10000000, "domain": "climate", "embedding": [1, 2]}"#
        lines[20] = "not json"
        lines[30] = #"{"id": "zero", "timestamp": 30000000, "domain": "climate", "embedding": [0, 0, 0]}"#
        let outcome = try Faultline.run(
            ["detect", "-", "--format", "json"], input: lines.joined(separator: "\n") + "\n")
        #expect(outcome.status == 0, "\(outcome.errors)")
        let summary = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.errors.utf8)) as? [String: Any])
        #expect(summary["vectors_processed"] as? Int == 37)
        let rejected = try #require(summary["rejected"] as? [String: Int])
        #expect(rejected.values.reduce(0, +) == 3)
        #expect(rejected["wrong_dimension"] == 1)
        #expect(rejected["zero_norm"] == 1)
        #expect((summary["examples"] as? [String])?.count == 3)
    }

    @Test(arguments: [
        ["--window", "10s", "--slide", "20s"], ["--windowing", "count", "--window", "100", "--slide", "200"],
        ["--threshold", "1.5"], ["--batch", "0"], ["--window", "soon"], ["--backend", "gpu"],
        ["--detector", "oracle"], ["--gap", "5s", "--windowing", "count"],
    ])
    func anImpossibleOptionIsAUsageError(options: [String]) throws {
        let outcome = try Faultline.run(["detect", "datasets/debian-descriptions"] + options)
        #expect(outcome.status == 64, "\(outcome.errors)")
        #expect(!outcome.errors.isEmpty)
        #expect(outcome.output.isEmpty)
    }

    @Test func whatCannotBeWrittenSaysSo() throws {
        let folder = try TemporaryFolder()
        let file = try folder.file("file", "in the way")
        let generate = try Faultline.run(
            ["generate", "datasets/scenarios/stationary.yaml", "--count", "100", "--output", file + "/data"])
        expectOneLine(generate, status: 74, mentions: [file])
        let detect = try Faultline.run([
            "detect", "datasets/debian-descriptions", "--output", file + "/patterns",
        ])
        expectOneLine(detect, status: 74, mentions: [file])
    }
}
