import Foundation

/// Runs the built program the way a user does.
struct Faultline {
    /// What a run of the program came to.
    struct Outcome {
        var status: Int32
        var output: String
        var errors: String
    }

    /// The program that was built beside the tests.
    static let executable: URL = {
        let tests = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let beside = tests.appendingPathComponent("faultline")
        if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
        // Some runners start the tests from a program elsewhere; the bundle then says where they are.
        return Bundle.main.bundleURL.appendingPathComponent("faultline")
    }()

    /// The root of the repository, where `datasets` lies.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Runs the program with `arguments` in the repository's root, `input` on its standard input.
    static func run(_ arguments: [String], input: String = "") throws -> Outcome {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = root
        let scratch = try TemporaryFolder()
        // Files, not pipes: whatever the program writes, nobody has to read along for it to go on.
        let paths = ["in", "out", "err"].map { scratch.path($0) }
        try Data(input.utf8).write(to: URL(fileURLWithPath: paths[0]))
        for path in paths[1...] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        process.standardInput = FileHandle(forReadingAtPath: paths[0])
        process.standardOutput = FileHandle(forWritingAtPath: paths[1])
        process.standardError = FileHandle(forWritingAtPath: paths[2])
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus,
            output: try String(contentsOfFile: paths[1], encoding: .utf8),
            errors: try String(contentsOfFile: paths[2], encoding: .utf8))
    }
}

/// A folder that goes away with its owner.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("faultline-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Writes `text` to the file `name` and returns its path.
    func file(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
        return path(name)
    }

    /// The names in it.
    func contents() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path) }
}
