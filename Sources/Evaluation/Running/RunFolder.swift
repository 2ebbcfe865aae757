import Foundation
import StreamCore

/// The folder that a run writes: what is done at once, the rest when it is whole.
///
/// `events.jsonl` grows by a line for each finished cell, each line synced to disk before the next cell
/// starts. Every other file is written beside its name and then renamed, so a reader sees the old file or
/// the new one, never a part. `summary.json` says `"status": "running"` from the start and `"complete"`
/// only after everything else is in place: a folder that was left behind in the middle says so.
public struct RunFolder: Sendable {
    /// Where it is, as the user gave it.
    public let path: String

    /// The names of the files that a run may write.
    public static let files = [
        "environment.json", "plan.json", "events.jsonl", "throughput.csv", "latency.csv",
        "latency_histogram.csv", "accuracy.csv", "curves.csv", "calibration.csv", "cascade.csv",
        "delays.csv", "timeline.csv", "marks.csv", "backends.csv",
        "summary.json", "summary.schema.json", "report.md", "report.html",
    ]

    /// The folder of figures within it: for each its data, its script and its drawing.
    static let figures = "figures"
    private static let figureEndings = [".dat", ".gp", ".svg", ".partial"]

    /// The names of a run's files as they are listed: reports, tables, what they are made of, figures.
    ///
    /// - Parameter rendered: Those that a report rendered.
    public static func listed(_ rendered: [String]) -> [String] {
        let figures = rendered.filter { $0.contains("/") }.sorted()
        let others = rendered.filter { !$0.contains("/") }.sorted {
            ($0.hasPrefix("report") ? 0 : 1, $0) < ($1.hasPrefix("report") ? 0 : 1, $1)
        }
        return others + ["plan.json", "environment.json", "events.jsonl", "summary.json"] + figures
    }

    /// Whether there is a run, whole or not.
    var holdsRun: Bool { has("plan.json") || has("events.jsonl") || has("summary.json") }

    /// Whether the folder has a file of this name.
    func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    /// The folder at `path`, which need not exist.
    public init(path: String) {
        self.path = path
    }

    /// Makes the folder, empty of any run.
    ///
    /// - Parameter overwrite: Whether an earlier run there may be replaced; its files are removed first, so
    ///   none of them can be taken for the new run's. Files that no run writes are left alone.
    /// - Throws: ``StreamCore/InputError`` of kind `unwritable` when there is a run or something else.
    public func create(overwrite: Bool) throws(InputError) {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        if manager.fileExists(atPath: path, isDirectory: &isFolder) {
            guard isFolder.boolValue else {
                throw InputError(
                    .unwritable, file: path, problem: "is a file where a folder is needed",
                    remedy: "give another --output")
            }
            let found = (try? manager.contentsOfDirectory(atPath: path)) ?? []
            let runFiles = found.filter { Self.files.contains($0) }
            if !runFiles.isEmpty && !overwrite {
                throw InputError(
                    .unwritable, file: path, problem: "holds an earlier run",
                    remedy: "give another --output, or --force to replace it")
            }
            if runFiles.isEmpty && !found.isEmpty && !overwrite {
                throw InputError(
                    .unwritable, file: path, problem: "is not empty",
                    remedy: "give an empty or a new folder, or --force to add to it")
            }
            // Not under the hands of a process that is writing it.
            if runFiles.contains("events.jsonl") { try lock().release() }
            for name in runFiles { try? manager.removeItem(atPath: file(name)) }
            removeFigures()
        }
        do {
            try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw InputError(
                .unwritable, file: path, problem: "the folder cannot be made",
                remedy: "check the path and its permissions")
        }
    }

    /// Keeps other processes from writing a run into the folder until it is released, or this process ends
    /// in whatever way.
    struct Lock {
        fileprivate let descriptor: Int32

        func release() { close(descriptor) }
    }

    /// Takes the folder's lock.
    ///
    /// - Throws: ``StreamCore/InputError`` when another process has it.
    func lock() throws(InputError) -> Lock {
        let descriptor = open(file("events.jsonl"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw InputError(
                .unwritable, file: file("events.jsonl"),
                problem: "cannot be opened: \(String(cString: strerror(errno)))",
                remedy: "check the folder's permissions")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw InputError(
                .unwritable, file: path, problem: "another process is running a suite into it",
                remedy: "wait for it, or give another --output")
        }
        return Lock(descriptor: descriptor)
    }

    /// Cuts a file off after so many bytes.
    func truncate(_ name: String, to bytes: Int) throws(InputError) {
        guard Foundation.truncate(file(name), off_t(bytes)) == 0 else {
            throw InputError(
                .unwritable, file: file(name),
                problem: "cannot be shortened: \(String(cString: strerror(errno)))",
                remedy: "check permissions")
        }
    }

    /// The path of a file in the folder.
    public func file(_ name: String) -> String {
        path.hasSuffix("/") ? path + name : path + "/" + name
    }

    /// Removes the figures of an earlier report; what else lies in their folder stays, and with it the folder.
    public func removeFigures() {
        let manager = FileManager.default
        for name in (try? manager.contentsOfDirectory(atPath: file(Self.figures))) ?? []
        where Self.figureEndings.contains(where: name.hasSuffix) {
            try? manager.removeItem(atPath: file("\(Self.figures)/\(name)"))
        }
        rmdir(file(Self.figures))
    }

    /// Writes a file whole: beside its name, synced, then renamed onto it. A name may begin with a folder
    /// within this one, which is made where it is missing.
    public func write(_ content: Data, to name: String) throws(InputError) {
        var parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let last = parts.removeLast()
        let temporary = file((parts + [".\(last).partial"]).joined(separator: "/"))
        func unwritable() -> InputError {
            let reason = String(cString: strerror(errno))
            return InputError(
                .unwritable, file: file(name), problem: "cannot be written: \(reason)",
                remedy: "check permissions and free space")
        }
        if !parts.isEmpty, mkdir(file(parts.joined(separator: "/")), 0o755) != 0, errno != EEXIST {
            throw unwritable()
        }
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw unwritable() }
        let written = Self.writeAll(content, to: descriptor)
        let synced = fsync(descriptor) == 0
        guard close(descriptor) == 0, written, synced, rename(temporary, file(name)) == 0 else {
            let error = unwritable()
            unlink(temporary)
            throw error
        }
    }

    /// Writes text whole; see ``write(_:to:)-(Data,_)``.
    public func write(_ text: String, to name: String) throws(InputError) {
        try write(Data(text.utf8), to: name)
    }

    /// Writes `value` as JSON with sorted keys, so that runs can be compared line by line.
    ///
    /// - Parameter pretty: Whether it is broken into lines; what has thousands of cells is not.
    func writeJSON(
        _ value: some Encodable, to name: String, pretty: Bool = true
    ) throws(InputError) {
        let data: Data
        do {
            data = try RunJSON.encoder(pretty: pretty).encode(value)
        } catch {
            throw InputError(.unwritable, file: file(name), problem: "cannot be encoded: \(error)")
        }
        try write(data + Data("\n".utf8), to: name)
    }

    /// Appends one line and syncs it to disk.
    func append(line: Data, to name: String) throws(InputError) {
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_APPEND, 0o644)
        guard descriptor >= 0 else {
            throw InputError(
                .unwritable, file: file(name),
                problem: "cannot be opened: \(String(cString: strerror(errno)))",
                remedy: "check permissions")
        }
        defer { close(descriptor) }
        guard Self.writeAll(line + Data("\n".utf8), to: descriptor), fsync(descriptor) == 0 else {
            throw InputError(
                .unwritable, file: file(name),
                problem: "cannot be written: \(String(cString: strerror(errno)))",
                remedy: "check permissions and free space; --resume then goes on")
        }
    }

    /// Writes all of `data`; whether that worked.
    static func writeAll(_ data: Data, to descriptor: Int32) -> Bool {
        data.withUnsafeBytes { bytes in
            var offset = 0
            while offset < bytes.count {
                let count = Foundation.write(
                    descriptor, bytes.baseAddress!.advanced(by: offset), bytes.count - offset)
                if count < 0 && errno == EINTR { continue }
                guard count > 0 else { return false }
                offset += count
            }
            return true
        }
    }
}

/// How runs are written as JSON.
enum RunJSON {
    static func encoder(pretty: Bool) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting =
            pretty
            ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            : [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        // JSON has no infinities; they are told apart from a missing number.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }

    /// A key as the file spells it.
    static func fieldName(_ key: any CodingKey) -> String {
        key.stringValue.reduce(into: "") { name, letter in
            if letter.isUppercase { name += "_" }
            name += letter.lowercased()
        }
    }

    static func decoder() -> JSONDecoder {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return decoder
    }
}
