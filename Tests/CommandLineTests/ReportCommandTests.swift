import Foundation
import Testing

/// `faultline report` on folders as they are found.
@Suite struct ReportCommandTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A small run, its folder called `run`.
    private func makeRun() throws -> String {
        let suite = try folder.file(
            "suite.yaml",
            """
            name: small
            experiments:
              - accuracy: {scenarios: [breaks.yaml], seeds: 2, count: 2500, detector: original}
            """)
        let path = folder.path("run")
        let outcome = try Faultline.run(["run", suite, "--output", path, "--quiet"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return path
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func write(_ text: String, _ path: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test func itMakesTheSameFilesAgain() throws {
        let run = try makeRun()
        let names = ["accuracy.csv", "report.html", "report.md", "summary.schema.json", "summary.json"]
        let before = try names.map { try text("\(run)/\($0)") }
        for name in names.prefix(3) { try FileManager.default.removeItem(atPath: "\(run)/\(name)") }
        try write("old", "\(run)/figures/gone.svg")
        let outcome = try Faultline.run(["report", run])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("\(run)/report.html"))
        #expect(try names.map { try text("\(run)/\($0)") } == before)
        #expect(!FileManager.default.fileExists(atPath: "\(run)/figures/gone.svg"))
        #expect(FileManager.default.fileExists(atPath: "\(run)/figures/timeline.gp"))
    }

    @Test func aTornLastLineIsLeftOutAndTheReportSaysThatItIsNotWhole() throws {
        let run = try makeRun()
        let events = try text("\(run)/events.jsonl")
        try write(String(events.dropLast(20)), "\(run)/events.jsonl")
        let outcome = try Faultline.run(["report", run, "--quiet"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let page = try text("\(run)/report.html")
        #expect(page.contains("This run is not complete.") && page.contains("1 of 2 cells are done"))
        #expect(page.contains("the last line of events.jsonl was torn"))
    }

    @Test func aTornLineElsewhereIsNamed() throws {
        let run = try makeRun()
        let events = try text("\(run)/events.jsonl")
        try write("{\"schema_version\":2,\n" + events, "\(run)/events.jsonl")
        let outcome = try Faultline.run(["report", run])
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("events.jsonl:1: "), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func aNewerVersionIsNamedBesideOurs() throws {
        let run = try makeRun()
        let plan = try text("\(run)/plan.json")
        try write(
            plan.replacingOccurrences(of: "\"schema_version\":2", with: "\"schema_version\":99"),
            "\(run)/plan.json")
        let outcome = try Faultline.run(["report", run])
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("99") && outcome.errors.contains("this program reads 2"))
    }

    @Test func whatIsNoRunIsRefused() throws {
        let nothing = try Faultline.run(["report", folder.path("nowhere")])
        #expect(nothing.status == 66, "\(nothing.errors)")
        #expect(nothing.errors.contains("is not the folder of a run"))
        let file = try folder.file("file", "text")
        #expect(try Faultline.run(["report", file]).status == 66)
    }

    @Test func whatCanBeWrittenIsWritten() throws {
        let run = try makeRun()
        for name in ["report.html", "accuracy.csv"] {
            try FileManager.default.removeItem(atPath: "\(run)/\(name)")
        }
        // A folder where a file should be cannot be replaced by it.
        try FileManager.default.createDirectory(
            atPath: "\(run)/accuracy.csv", withIntermediateDirectories: true)
        let outcome = try Faultline.run(["report", run])
        #expect(outcome.status == 74, "\(outcome.errors)")
        #expect(outcome.errors.contains("accuracy.csv"))
        #expect(FileManager.default.fileExists(atPath: "\(run)/report.html"))
    }
}
