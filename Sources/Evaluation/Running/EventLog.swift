import Foundation
import StreamCore

/// Reads `events.jsonl` back.
struct EventLog {
    /// The finished cells, in the order in which they finished; a cell that is there twice counts once, as
    /// it was first.
    var events: [RunEvent] = []
    /// Bytes up to the end of the last whole line: what a writer goes on from.
    var wholeBytes = 0
    /// Whether a last line without its end was left out: the process that wrote it was killed.
    var isTorn = false

    /// Reads the file at `path`; a file that is not there has no events.
    ///
    /// - Throws: ``StreamCore/InputError`` with the line that is no event.
    init(path: String, plan: RunPlan) throws(InputError) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InputError(.unreadable, file: path, problem: "cannot be read")
        }
        var seen: Set<CellPlace> = []
        var start = data.startIndex
        var number = 0
        while start < data.endIndex {
            number += 1
            guard let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) else {
                isTorn = true
                break
            }
            let line = data[start..<end]
            start = data.index(after: end)
            let event = try Self.event(line, path: path, number: number)
            guard plan.experiments.indices.contains(event.experiment),
                event.kind == plan.experiments[event.experiment].kind,
                (0..<plan.experiments[event.experiment].cells.count).contains(event.cell)
            else {
                throw InputError(
                    file: path, line: number, problem: "is a cell that plan.json does not have",
                    remedy: "the files are of two runs; run anew with --force")
            }
            if seen.insert(event.place).inserted { events.append(event) }
            wholeBytes = start - data.startIndex
        }
    }

    private static func event(_ line: Data, path: String, number: Int) throws(InputError) -> RunEvent {
        if let event = try? RunJSON.decoder().decode(RunEvent.self, from: Data(line)),
            event.schemaVersion == resultSchemaVersion
        {
            return event
        }
        if let version = RunArchive.schemaVersion(of: Data(line)), version != resultSchemaVersion {
            throw RunArchive.otherVersion(version, file: path, line: number)
        }
        throw InputError(
            file: path, line: number, problem: "is not a finished cell",
            remedy: "the file is damaged; remove the line to run its cell again, or run anew with --force")
    }
}
