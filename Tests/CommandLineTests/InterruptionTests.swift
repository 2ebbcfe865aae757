import Foundation
import Testing

/// Runs that are stopped from outside, in every way in which a machine stops them.
@Suite struct InterruptionTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    static let suite = """
        name: small
        experiments:
          - accuracy: {scenarios: [breaks.yaml], seeds: 6, count: 2500, sweep: {detector: [calibrated, original]}}
          - throughput: {scenario: topics.yaml, count: 2000, window: 500, slide: 100, repeats: 3, sweep: {buffer_size: [64, 256]}}
        """

    func lines(_ name: String) -> [String] {
        let text = (try? String(contentsOfFile: folder.path(name + "/events.jsonl"), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    func accuracy(_ name: String) throws -> String {
        try String(contentsOfFile: folder.path(name + "/accuracy.csv"), encoding: .utf8)
    }

    /// Starts the program, waits for so many finished cells, and sends it `signal`; its exit status.
    func interrupt(_ arguments: [String], after cells: Int, in name: String, signal: Int32) throws -> Int32 {
        let process = Process()
        process.executableURL = Faultline.executable
        process.arguments = arguments
        process.currentDirectoryURL = Faultline.root
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        while process.isRunning && lines(name).count < cells { usleep(2000) }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test func killedAgainAndAgainItStillGivesTheSameRun() throws {
        let suite = try folder.file("suite.yaml", Self.suite)
        let whole = try Faultline.run(["run", suite, "--output", folder.path("whole"), "--quiet"])
        #expect(whole.status == 0, "\(whole.errors)")

        let arguments = ["run", suite, "--output", folder.path("part"), "--resume", "--quiet"]
        var kept: [String] = []
        for cells in [0, 1, 4, 9, 13, 16] {
            _ = try interrupt(arguments, after: cells, in: "part", signal: SIGKILL)
            let now = lines("part")
            // A whole line that was there is never touched again, so its cell did not run again.
            #expect(now.count >= kept.count && Array(now.prefix(max(kept.count - 1, 0))) == kept.dropLast())
            kept = now
        }
        let last = try Faultline.run(arguments)
        #expect(last.status == 0, "\(last.errors)")
        #expect(lines("part").count == 18 && Set(lines("part")).count == 18)
        #expect(try accuracy("part") == accuracy("whole"))
        let summary = try String(contentsOfFile: folder.path("part/summary.json"), encoding: .utf8)
        #expect(summary.contains("\"status\" : \"complete\""))
    }

    @Test(arguments: [SIGINT, SIGTERM]) func aSignalEndsItCleanly(signal: Int32) throws {
        let suite = try folder.file("suite.yaml", Self.suite)
        let arguments = ["run", suite, "--output", folder.path("part"), "--resume", "--quiet"]
        #expect(try interrupt(arguments, after: 3, in: "part", signal: signal) == 130)
        let summary = try String(contentsOfFile: folder.path("part/summary.json"), encoding: .utf8)
        #expect(summary.contains("\"status\" : \"cancelled\""))
        // What was done is in the reports already.
        #expect(try accuracy("part").split(separator: "\r\n").count > 1)
        #expect(try Faultline.run(arguments).status == 0)
        #expect(lines("part").count == 18)
    }

    @Test func aDiskThatIsFullIsReportedAndTheRunGoesOnLater() throws {
        let suite = try folder.file("suite.yaml", Self.suite)
        // A limit on the size of a file is the nearest to a full disk that needs no rights.
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [
            "-c", "ulimit -f 40; exec \"$0\" \"$@\"", Faultline.executable.path, "run", suite, "--output",
            folder.path("part"), "--quiet",
        ]
        process.currentDirectoryURL = Faultline.root
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 74, "\(text)")
        #expect(text.contains("cannot be written") && text.contains("--resume"))
        let outcome = try Faultline.run(
            ["run", suite, "--output", folder.path("part"), "--resume", "--quiet"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(lines("part").count == 18)
    }

    @Test func aDryRunShowsThePlanAndWritesNothing() throws {
        let suite = try folder.file("suite.yaml", Self.suite)
        let text = try Faultline.run(["run", suite, "--dry-run"])
        #expect(text.status == 0 && text.errors.isEmpty)
        for word in [
            "18 cells", "accuracy", "throughput", "detector: calibrated, original", "seed: 1000…1005",
        ] {
            #expect(text.output.contains(word), "\(word)")
        }
        let json = try Faultline.run(["run", suite, "--dry-run", "--format", "json", "--shard", "1/2"])
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        #expect((object["experiments"] as? [[String: Any]])?.first?["cells"] as? Int == 6)
        #expect(try folder.contents() == ["suite.yaml"])
    }

    @Test func shardsAreMergedOnTheCommandLine() throws {
        let suite = try folder.file("suite.yaml", Self.suite)
        for index in 1...2 {
            let outcome = try Faultline.run([
                "run", suite, "--output", folder.path("part\(index)"), "--shard", "\(index)/2", "--quiet",
            ])
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let merged = try Faultline.run([
            "merge", folder.path("part1"), folder.path("part2"), "--output", folder.path("merged"), "--quiet",
        ])
        #expect(merged.status == 0, "\(merged.errors)")
        #expect(lines("merged").count == 18)
        #expect(try accuracy("merged").split(separator: "\r\n").count > 1)
        let half = try Faultline.run(["merge", folder.path("part1"), "--output", folder.path("x")])
        #expect(half.status == 65 && half.errors.contains("shards are missing: 2/2"))
    }

    @Test func optionsThatContradictAreUsageErrors() throws {
        #expect(try Faultline.run(["run", "x.yaml"]).status == 64)
        #expect(try Faultline.run(["run", "x.yaml", "--output", "y", "--resume", "--force"]).status == 64)
        #expect(try Faultline.run(["run", "x.yaml", "--output", "y", "--shard", "3/2"]).status == 64)
    }
}
