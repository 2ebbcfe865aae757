import Evaluation
import Foundation
import StreamCore
import Testing

@Suite struct SuiteTests {
    /// A folder with a small scenario, gone with the value.
    final class Folder {
        let path: String

        init() throws {
            path = NSTemporaryDirectory() + "faultline-suite-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: path + "/suites", withIntermediateDirectories: true)
            try FileManager.default.createDirectory(
                atPath: path + "/scenarios", withIntermediateDirectories: true)
            try Fixtures.calm.write(toFile: path + "/scenarios/calm.yaml", atomically: true, encoding: .utf8)
            try Fixtures.planted.write(
                toFile: path + "/scenarios/planted.yaml", atomically: true, encoding: .utf8)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func suite(_ yaml: String) throws -> Evaluation.Suite {
            let file = path + "/suites/test.yaml"
            try yaml.write(toFile: file, atomically: true, encoding: .utf8)
            return try Evaluation.Suite(contentsOf: file)
        }

        func error(_ yaml: String) throws -> InputError? {
            do {
                _ = try suite(yaml)
                return nil
            } catch let error as InputError {
                return error
            }
        }
    }

    @Test func theDesignsExampleIsRead() throws {
        let suite = try Folder().suite(
            """
            name: quick
            seed: 1
            experiments:
              - throughput: {scenario: calm.yaml, count: 5000, repeats: 3, sweep: {backend: [simd, blas], concurrency: [1, 2], buffer_size: [256, 10000]}}
              - accuracy: {scenarios: [calm.yaml, planted.yaml], seeds: 20, sweep: {detector: [calibrated, original]}}
              - backends: {sweep: {window: [1024], dimension: [384], batch: [1, 16, 256]}}
            """)
        #expect(suite.name == "quick")
        #expect(suite.experiments.map(\.kind) == ["throughput", "accuracy", "backends"])
        guard case .throughput(let throughput) = suite.experiments[0],
            case .accuracy(let accuracy) = suite.experiments[1],
            case .backends(let backends) = suite.experiments[2]
        else {
            Issue.record("the experiments are of other kinds")
            return
        }
        let cells = try throughput.plan()
        #expect(cells.count == 3 * 2 * 2 * 2)
        #expect(cells.map(\.order) == Array(1...24))
        // Every round of eight has every combination once.
        for round in 0..<3 {
            let members = cells[(8 * round)..<(8 * round + 8)]
            #expect(members.allSatisfy { $0.repeat == round + 1 })
            #expect(Set(members.map(\.settings)).count == 8)
        }
        #expect(try throughput.plan() == cells)
        #expect(cells[0..<8].map(\.settings) != cells[8..<16].map(\.settings))
        let streams = accuracy.plan()
        #expect(streams.count == 20 * 2 * 2)
        #expect(streams.map(\.seed).min() == 1000 && streams.map(\.seed).max() == 1019)
        #expect(Set(backends.plan().map(\.batch)) == [1, 16, 256])
    }

    @Test(arguments: [
        ("nam: x", 1, "nam", "did you mean 'name'"),
        (
            "experiments:\n  - throughputs: {scenario: calm.yaml}", 2, "throughputs",
            "did you mean 'throughput'"
        ),
        ("experiments:\n  - latency: {scenario: calm.yaml, kind: serch}", 2, "kind", "'search'"),
        (
            "experiments:\n  - throughput:\n      scenario: calm.yaml\n      bufer_size: 3", 4, "bufer_size",
            "did you mean 'buffer_size'"
        ),
        (
            "experiments:\n  - throughput:\n      scenario: calm.yaml\n      sweep:\n        bakend: [simd]",
            5, "bakend", "did you mean 'backend'"
        ),
        (
            "experiments:\n  - throughput: {scenario: calm.yaml, backend: smd}", 2, "backend",
            "did you mean 'simd'"
        ),
        (
            "experiments:\n  - throughput: {scenario: calm.yaml, window: 100, slide: 200}", 2, "slide",
            "longer than the window"
        ),
        (
            "experiments:\n  - throughput:\n      scenario: calm.yaml\n      sweep: {dimension: [0]}", 4,
            "dimension", "out of range"
        ),
        (
            "experiments:\n  - throughput: {scenario: calm.yaml, concurrency: many}", 2, "concurrency",
            "not a whole number"
        ),
        (
            "experiments:\n  - throughput: {scenario: calm.yaml, sweep: {repeats: [1]}}", 2, "repeats",
            "cannot be swept"
        ),
        ("experiments:\n  - throughput: {scenario: gone.yaml}", 2, "scenario", "no scenario 'gone.yaml'"),
        ("experiments:\n  - throughput: {count: 5}", 2, "throughput", "names no scenario"),
        (
            "experiments:\n  - throughput: {scenario: calm.yaml, window: 10s}", 2, "window",
            "not a number of vectors"
        ),
        (
            "experiments:\n  - accuracy: {scenario: planted.yaml, strength: -1}", 2, "strength",
            "not a strength"
        ),
        (
            "experiments:\n  - accuracy: {scenario: planted.yaml, sweep: {pattern_type: [breaks]}}", 2,
            "pattern_type", "not a pattern type"
        ),
        ("experiments:\n  - backends: {sweep: {window: [-3]}}", 2, "window", "out of range"),
        ("experiments: []", 1, "experiments", "no experiment"),
        ("experiments:\n  - throughput: {scenario: calm.yaml, backend: []}", 2, "backend", "empty list"),
        ("name: [", 2, "", "not YAML"),
        ("name: a\nname: b", 1, "name", "twice"),
        ("", 1, "", "holds no keys"),
    ])
    func mistakesAreNamed(yaml: String, line: Int, field: String, text: String) throws {
        let error = try #require(try Folder().error(yaml))
        #expect(error.description.contains(text), "\(error)")
        #expect(error.line == line, "\(error)")
        #expect((error.field ?? "") == field, "\(error)")
        #expect(!error.description.contains("\n"))
    }

    @Test func aMissingSuiteIsUnreadable() {
        #expect {
            _ = try Evaluation.Suite(contentsOf: "/nowhere/at/all.yaml")
        } throws: { error in
            (error as? InputError)?.kind == .unreadable
        }
    }

    @Test func aMissingScenarioIsUnreadable() throws {
        let error = try Folder().error("experiments:\n  - throughput: {scenario: gone.yaml}")
        #expect(error?.kind == .unreadable)
    }

    @Test func theCommandLineMakesTheSameCells() throws {
        let folder = try Folder()
        let scenario = folder.path + "/scenarios/calm.yaml"
        let written = try folder.suite(
            "seed: 4\nexperiments:\n  - throughput: {scenario: calm.yaml, count: 100, sweep: {backend: [simd, blas]}}"
        )
        let said = try Evaluation.Suite(
            experiment: "throughput", settings: [("scenario", scenario), ("count", "100")],
            sweeps: ["backend=simd,blas"], seed: 4)
        guard case .throughput(let first) = written.experiments[0],
            case .throughput(let second) = said.experiments[0]
        else {
            Issue.record("not a throughput experiment")
            return
        }
        #expect(try first.plan().map(\.settings) == second.plan().map(\.settings))
        #expect {
            _ = try Evaluation.Suite(
                experiment: "throughput", settings: [("scenario", scenario)], sweeps: ["backend"])
        } throws: { ($0 as? InputError)?.field == "--sweep" }
    }

    @Test func aSuiteOfANewerSchemaSaysSo() throws {
        let known = "experiments:\n  - backends: {sweep: {window: [64]}}\n"
        _ = try Evaluation.Suite(yaml: "schema_version: 1\n" + known, file: "suite.yaml")
        #expect {
            _ = try Evaluation.Suite(
                yaml: "colour: red\nschema_version: 2\n" + known, file: "suite.yaml")
        } throws: { error in
            (error as? InputError)?.line == 2
                && "\(error)".contains("is 2; this program reads suites of version 1")
        }
        #expect {
            _ = try Evaluation.Suite(yaml: "schema_version: new\n" + known, file: "suite.yaml")
        } throws: { "\($0)".contains("schema_version: is not a whole number") }
    }
}

/// Small scenarios.
enum Fixtures {
    static let calm = """
        name: calm
        seed: 3
        dimension: 16
        count: 6000
        rate: 50
        arrivals: fixed
        domains:
          - {name: climate, clusters: 2}
          - {name: finance, clusters: 2}
        """

    static let planted = """
        name: planted
        seed: 3
        dimension: 32
        count: 5000
        rate: 50
        arrivals: fixed
        domains:
          - {name: climate, clusters: 2}
          - {name: finance, clusters: 2}
        events:
          - {type: coherenceBreak, domains: [climate], start: 60s, strength: strong}
        """
}
