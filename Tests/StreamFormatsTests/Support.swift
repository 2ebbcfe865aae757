import Foundation
import StreamCore
import StreamFormats
import Testing

/// A folder that disappears with its owner.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "faultline-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }

    /// Names of what is in the folder, hidden files included.
    var contents: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}

func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }

/// The error that `body` throws; an issue is recorded when it throws none.
func inputError(
    _ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation
) -> InputError? {
    do {
        try body()
        Issue.record("no error was thrown", sourceLocation: sourceLocation)
        return nil
    } catch {
        return error as? InputError
    }
}

func rows(_ path: String) throws -> [[Float]] {
    var reader = try NPYReader(path)
    var rows: [[Float]] = []
    while let row = try reader.next() { rows.append(row) }
    return rows
}

func vectors(
    _ path: String, _ policy: BadInputPolicy? = nil, format: VectorFormat? = nil
) throws -> [SemanticVector] {
    let source = try VectorSource.open(path, policy: policy, format: format)
    var all: [SemanticVector] = []
    while let vector = try source.next() { all.append(vector) }
    return all
}

/// Makes a named pipe at `path` and writes `bytes` into it from a thread of its own: opening a pipe waits for
/// the other side, and a task that waits so would hold up the pool that the other side may need.
func feed(_ bytes: [UInt8], through path: String) throws -> String {
    guard mkfifo(path, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
    Thread.detachNewThread {
        let handle = FileHandle(forWritingAtPath: path)
        try? handle?.write(contentsOf: Data(bytes))
        try? handle?.close()
    }
    return path
}
