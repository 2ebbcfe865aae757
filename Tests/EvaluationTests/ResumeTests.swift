import Evaluation
import Foundation
import StreamCore
import Testing

/// Runs that were interrupted, shared or taken up again.
@Suite struct ResumeTests {
    let path = NSTemporaryDirectory() + "faultline-resume-\(UUID().uuidString)"

    func cleanUp() { try? FileManager.default.removeItem(atPath: path) }

    func suite(seeds: Int = 3, name: String = "small") throws -> Evaluation.Suite {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Fixtures.planted.write(toFile: path + "/planted.yaml", atomically: true, encoding: .utf8)
        try Fixtures.calm.write(toFile: path + "/calm.yaml", atomically: true, encoding: .utf8)
        return try Evaluation.Suite(
            yaml: """
                name: \(name)
                experiments:
                  - accuracy: {scenarios: [planted.yaml], seeds: \(seeds), count: 1500, sweep: {detector: [calibrated, original]}}
                  - throughput: {scenario: calm.yaml, count: 300, repeats: 2, window: 100, sweep: {buffer_size: [64, 128]}}
                """, file: path + "/small.yaml")
    }

    func run(
        _ suite: Evaluation.Suite, _ name: String, resume: Bool = false, shard: Shard? = nil
    ) async throws -> RunRecord {
        var options = RunOptions(output: path + "/" + name, resume: resume, shard: shard)
        options.measuresPeaks = false
        return try await Runner(suite: suite, options: options).run { record in
            [RenderedFile("accuracy.csv", "rows: \(record.accuracy.count)")]
        }.record
    }

    func events(_ name: String) throws -> [String] {
        try String(contentsOfFile: path + "/\(name)/events.jsonl", encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    func write(_ lines: [String], _ name: String) throws {
        try lines.joined(separator: "\n")
            .write(toFile: path + "/\(name)/events.jsonl", atomically: true, encoding: .utf8)
    }

    /// Everything of a record that does not depend on time.
    func timeless(_ record: RunRecord) -> [AnyHashable] {
        [
            record.accuracy, record.calibration, record.cascade, record.delays, record.timeline,
            record.marks, record.configuration, record.cells, record.cellsDone, record.status,
            record.throughput.map { [$0.order, $0.repeat, $0.bufferSize, $0.edges, $0.windows] },
        ]
    }

    @Test(arguments: [0, 5, 9]) func anInterruptedRunGoesOnWhereItStopped(kept: Int) async throws {
        defer { cleanUp() }
        let suite = try suite()
        let whole = try await run(suite, "whole")
        #expect(whole.cells == 10 && whole.status == .complete)
        // Killed in the middle of writing the line after those that are kept.
        let lines = try events("whole")
        let torn = lines[kept].prefix(lines[kept].count / 2)
        try write(Array(lines.prefix(kept)) + [String(torn)], "whole")
        let half = try RunArchive.load(path + "/whole")
        #expect(half.cellsDone == kept && half.status != .complete)
        #expect(half.notes.contains { $0.contains("torn") })

        let resumed = try await run(suite, "whole", resume: true)
        #expect(timeless(resumed) == timeless(whole))
        let after = try events("whole")
        // What was done is not done again: its lines, with their times, are still the same.
        #expect(Array(after.prefix(kept)) == Array(lines.prefix(kept)))
        #expect(after.count == 11 && Set(after.dropLast()).count == 10)
        #expect(try timeless(RunArchive.load(path + "/whole")) == timeless(whole))
    }

    @Test func resumingAWholeRunChangesNothing() async throws {
        defer { cleanUp() }
        let suite = try suite(seeds: 1)
        let whole = try await run(suite, "whole")
        let lines = try events("whole")
        let again = try await run(suite, "whole", resume: true)
        #expect(timeless(again) == timeless(whole))
        #expect(try events("whole") == lines)
    }

    @Test func resumingWhereNothingIsBeginsARun() async throws {
        defer { cleanUp() }
        #expect(try await run(try suite(seeds: 1), "new", resume: true).status == .complete)
    }

    @Test func anotherConfigurationIsRefused() async throws {
        defer { cleanUp() }
        _ = try await run(try suite(seeds: 1), "whole")
        let other = try suite(seeds: 2)
        await #expect {
            _ = try await run(other, "whole", resume: true)
        } throws: {
            "\($0)".contains("had 2 cells and has 4") && ($0 as? InputError)?.kind == .badData
        }
        // The content of a scenario counts, not only its name.
        let same = try suite(seeds: 1)
        try (Fixtures.planted + "\n# changed").write(
            toFile: path + "/planted.yaml", atomically: true, encoding: .utf8)
        await #expect {
            _ = try await run(same, "whole", resume: true)
        } throws: {
            "\($0)".contains("content has changed")
        }
    }

    @Test(arguments: [2, 3]) func shardsMergeIntoOneRun(count: Int) async throws {
        defer { cleanUp() }
        let suite = try suite()
        let whole = try await run(suite, "whole")
        var folders: [String] = []
        var cells = 0
        for index in (1...count).reversed() {
            let shard = try #require(Shard(index: index, count: count))
            let part = try await run(suite, "part\(index)", shard: shard)
            cells += part.cells
            folders.append(path + "/part\(index)")
        }
        #expect(cells == whole.cells)
        let merged = try RunMerge(shards: folders, output: path + "/merged").run { record in
            [RenderedFile("accuracy.csv", "rows: \(record.accuracy.count)")]
        }
        #expect(timeless(merged.record) == timeless(whole))
        #expect(try timeless(RunArchive.load(path + "/merged")) == timeless(whole))
        #expect(
            try String(contentsOfFile: path + "/merged/plan.json", encoding: .utf8)
                == String(contentsOfFile: path + "/whole/plan.json", encoding: .utf8))
        #expect {
            _ = try RunMerge(shards: Array(folders.dropLast()), output: path + "/x").run { _ in [] }
        } throws: { "\($0)".contains("shards are missing: 1/\(count)") }
        #expect {
            _ = try RunMerge(shards: folders + [folders[0]], output: path + "/x").run { _ in [] }
        } throws: { "\($0)".contains("given twice") }
        #expect {
            _ = try RunMerge(shards: [path + "/whole"], output: path + "/x").run { _ in [] }
        } throws: { "\($0)".contains("not a shard") }
    }

    @Test func aShardIsRead() {
        #expect(Shard("2/3") == Shard(index: 2, count: 3))
        for text in ["", "0/3", "4/3", "1", "1/0", "a/b", "1/2/3", "-1/2"] { #expect(Shard(text) == nil) }
    }

    @Test func damageIsNamed() async throws {
        defer { cleanUp() }
        let suite = try suite(seeds: 1)
        _ = try await run(suite, "whole")
        let lines = try events("whole")
        func failure() -> String {
            do {
                _ = try RunArchive.load(path + "/whole")
                return "none"
            } catch { return "\(error)" }
        }
        try write([lines[0], "{\"half\": ", lines[1], ""], "whole")
        #expect(failure().contains("events.jsonl:2: is not a finished cell"))
        try write([lines[0].replacing("\"schema_version\":2", with: "\"schema_version\":9"), ""], "whole")
        #expect(
            failure().contains("events.jsonl:1: schema_version: is 9; this program reads 2 (use the newer"))
        try write(lines, "whole")
        #expect(failure() == "none")
        let plan = path + "/whole/plan.json"
        try "{}".write(toFile: plan, atomically: true, encoding: .utf8)
        #expect(
            failure().contains("plan.json: is not what a run writes: 'schema_version' is missing")
                || failure().contains("is missing"))
        try FileManager.default.removeItem(atPath: plan)
        #expect(failure().contains("is not the folder of a run"))
        #expect(throws: InputError.self) { _ = try RunArchive.load(path + "/nowhere") }
    }

    @Test func aFileThatCannotBeWrittenLeavesTheOthers() async throws {
        defer { cleanUp() }
        let suite = try suite(seeds: 1)
        let output = path + "/out"
        await #expect(throws: InputError.self) {
            // A folder stands where the second file should go.
            try FileManager.default.createDirectory(
                atPath: output + "/report.md/x", withIntermediateDirectories: true)
            var options = RunOptions(output: output, overwrite: true)
            options.measuresPeaks = false
            _ = try await Runner(suite: suite, options: options).run { _ in
                try? FileManager.default.createDirectory(
                    atPath: output + "/report.md/x", withIntermediateDirectories: true)
                return [
                    RenderedFile("accuracy.csv", "a"), RenderedFile("report.md", "b"),
                    RenderedFile("throughput.csv", "c"),
                ]
            }
        }
        for name in ["accuracy.csv", "throughput.csv"] {
            #expect(FileManager.default.fileExists(atPath: output + "/" + name))
        }
        let summary = try String(contentsOfFile: output + "/summary.json", encoding: .utf8)
        #expect(summary.contains("\"status\" : \"failed\"") && summary.contains("report.md"))
    }
}
