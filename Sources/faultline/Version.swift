import Foundation

/// The version that `--version` prints and that runs record.
enum Version {
    static let current = "0.1.0"

    /// The version, with the commit of the working copy that holds the program, if one does.
    static var full: String {
        guard let program = Bundle.main.executablePath else { return current }
        let file = URL(fileURLWithPath: program).resolvingSymlinksInPath()
        guard let commit = WorkingCopy(around: file)?.commit else { return current }
        return "\(current) (\(commit.prefix(10)))"
    }
}

/// A git working copy, read without git: quick enough for `--version`.
struct WorkingCopy {
    /// The folder that holds `HEAD`.
    private let folder: URL

    /// The working copy that holds `file`, if any.
    init?(around file: URL) {
        var place = file.deletingLastPathComponent()
        while place.path != "/" {
            let git = place.appendingPathComponent(".git")
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: git.path, isDirectory: &isFolder) {
                if isFolder.boolValue {
                    folder = git
                    return
                }
                // A linked working copy names the folder: `gitdir: PATH`.
                guard let text = Self.text(git), text.hasPrefix("gitdir: ") else { return nil }
                folder = URL(fileURLWithPath: String(text.dropFirst("gitdir: ".count)), relativeTo: place)
                return
            }
            place = place.deletingLastPathComponent()
        }
        return nil
    }

    /// The commit that is checked out, in hexadecimal digits; nil where it cannot be told.
    var commit: String? {
        guard let head = Self.text(folder.appendingPathComponent("HEAD")) else { return nil }
        guard head.hasPrefix("ref: ") else { return Self.hash(head) }
        let name = String(head.dropFirst("ref: ".count))
        // Branches of a linked working copy lie in the folder that it shares with the others.
        let shared = Self.text(folder.appendingPathComponent("commondir"))
            .map { URL(fileURLWithPath: $0, relativeTo: folder) }
        for place in [folder, shared].compactMap({ $0 }) {
            if let text = Self.text(place.appendingPathComponent(name)) { return Self.hash(text) }
            let packed = Self.text(place.appendingPathComponent("packed-refs")) ?? ""
            if let line = packed.split(separator: "\n").first(where: { $0.hasSuffix(" \(name)") }) {
                return Self.hash(String(line.prefix(while: { $0 != " " })))
            }
        }
        return nil
    }

    private static func hash(_ text: String) -> String? {
        text.count >= 40 && text.allSatisfy(\.isHexDigit) ? text : nil
    }

    private static func text(_ file: URL) -> String? {
        (try? String(contentsOf: file, encoding: .utf8))?.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
