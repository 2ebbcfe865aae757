import Foundation
import StreamCore

/// A run's folder, read back.
public struct RunArchive: Sendable {
    /// The folder.
    public let path: String
    let plan: RunPlan
    let environment: Environment
    let log: EventLog
    private let recorded: RecordedSummary?

    /// Reads the run folder at `path` into the record that its reports were made from.
    ///
    /// ``RunRecord/status`` says whether the run is complete; one that was left behind in the middle has
    /// what was finished, and a note when its last line was torn.
    ///
    /// - Throws: ``StreamCore/InputError``: `unreadable` when there is no run, `badData` for one of another
    ///   version or a damaged one.
    public static func load(_ path: String) throws(InputError) -> RunRecord {
        try RunArchive(path: path).record()
    }

    init(path: String) throws(InputError) {
        self.path = path
        let folder = RunFolder(path: path)
        guard FileManager.default.fileExists(atPath: folder.file("plan.json")) else {
            throw InputError(
                .unreadable, file: path, problem: "is not the folder of a run: it has no plan.json",
                remedy: "give the folder that 'faultline run --output' wrote")
        }
        plan = try Self.read(RunPlan.self, folder.file("plan.json"))
        environment = try Self.read(Environment.self, folder.file("environment.json"))
        log = try EventLog(path: folder.file("events.jsonl"), plan: plan)
        recorded =
            FileManager.default.fileExists(atPath: folder.file("summary.json"))
            ? try Self.read(RecordedSummary.self, folder.file("summary.json")) : nil
    }

    /// The record, assembled from the finished cells.
    func record() -> RunRecord {
        var record = RunAssembly(plan: plan, environment: environment).record(of: log.events)
        record.elapsedS = recorded?.elapsedS ?? 0
        if record.status != .complete {
            record.status = recorded.map { $0.status == .complete ? .failed : $0.status } ?? .running
        }
        if log.isTorn { record.notes.append("the last line of events.jsonl was torn and is left out") }
        return record
    }

    /// The part of `summary.json` that cannot be made again from the events.
    private struct RecordedSummary: Decodable {
        var status: RunStatus
        var elapsedS: Double?
    }

    private static func read<Value: Decodable>(
        _ type: Value.Type, _ path: String
    ) throws(InputError) -> Value {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InputError(
                .unreadable, file: path, problem: "cannot be read",
                remedy: "the run is damaged; run it anew with --force")
        }
        if let version = schemaVersion(of: data), version != resultSchemaVersion {
            throw otherVersion(version, file: path)
        }
        do {
            return try RunJSON.decoder().decode(type, from: data)
        } catch {
            throw InputError(
                file: path, problem: "is not what a run writes: \(explain(error))",
                remedy: "the run is damaged; run it anew with --force")
        }
    }

    /// The `schema_version` of a JSON object, if it says one.
    static func schemaVersion(of data: Data) -> Int? {
        struct Versioned: Decodable { var schemaVersion: Int }
        return try? RunJSON.decoder().decode(Versioned.self, from: data).schemaVersion
    }

    static func otherVersion(_ version: Int, file: String, line: Int? = nil) -> InputError {
        InputError(
            file: file, line: line, field: "schema_version",
            problem: "is \(version); this program reads \(resultSchemaVersion)",
            remedy: version > resultSchemaVersion
                ? "use the newer program that wrote it" : "run the suite anew with --force")
    }

    private static func explain(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "'\(RunJSON.fieldName(key))' is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "'\(context.codingPath.map(RunJSON.fieldName).joined(separator: "."))' is of the wrong type"
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            "'\(context.codingPath.map(RunJSON.fieldName).joined(separator: "."))': \(context.debugDescription)"
        default: "it is not JSON"
        }
    }
}
