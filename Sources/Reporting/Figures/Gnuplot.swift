import Foundation

/// The program that draws figures; a run without it has data and scripts in place of drawings.
public struct Gnuplot: Sendable, Hashable {
    /// Its path, or its name to be looked for in PATH.
    public var program: String
    /// How long it may take to draw everything, in seconds, before it is ended.
    public var timeLimit: Double

    /// gnuplot at `program`.
    public init(program: String = "gnuplot", timeLimit: Double = 20) {
        self.program = program
        self.timeLimit = timeLimit
    }

    /// `gnuplot` from PATH, or what the environment variable `FAULTLINE_GNUPLOT` names.
    public static var automatic: Gnuplot {
        let named = ProcessInfo.processInfo.environment["FAULTLINE_GNUPLOT"] ?? ""
        return Gnuplot(program: named.isEmpty ? "gnuplot" : named)
    }

    /// Why there is no drawing.
    enum Failure: Error, Hashable {
        case missing(String)
        case failed(String)
        case tooSlow(String)

        /// A clause for people.
        var reason: String {
            switch self {
            case .missing(let reason), .failed(let reason), .tooSlow(let reason): reason
            }
        }
    }

    /// Runs a script in `folder`.
    ///
    /// - Returns: Nil when the program ended well.
    func run(_ script: String, in folder: URL) -> Failure? {
        guard let path = executable() else {
            return .missing(
                program.contains("/") ? "\(program) is no program" : "\(program) is not installed")
        }
        let talk = folder.appendingPathComponent("talk.txt")
        let process = Process()
        do {
            let scriptFile = folder.appendingPathComponent("draw.gp")
            try Data(script.utf8).write(to: scriptFile)
            try Data().write(to: talk)
            let output = try FileHandle(forWritingTo: talk)
            defer { try? output.close() }
            process.executableURL = URL(fileURLWithPath: path)
            // -d: no start-up file of the user's, so that every run draws alike.
            process.arguments = ["-d", "draw.gp"]
            process.currentDirectoryURL = folder
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = output
            try process.run()
        } catch {
            return .missing("\(program) cannot be started: \(error.localizedDescription)")
        }
        let clock = ContinuousClock()
        let end = clock.now + .seconds(timeLimit)
        while process.isRunning {
            guard clock.now < end else {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                return .tooSlow("\(program) was ended after \(Format.decimal(timeLimit, 0)) s")
            }
            usleep(2000)
        }
        process.waitUntilExit()
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            let text = (try? String(contentsOf: talk, encoding: .utf8)) ?? ""
            let line = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
                .last { !$0.isEmpty && $0 != "^" }
            return .failed("\(program) failed" + (line.map { ": \($0.prefix(160))" } ?? ""))
        }
        return nil
    }

    private func executable() -> String? {
        let manager = FileManager.default
        func isProgram(_ path: String) -> Bool {
            var isFolder: ObjCBool = false
            return manager.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
                && manager.isExecutableFile(atPath: path)
        }
        if program.contains("/") { return isProgram(program) ? program : nil }
        let places = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        return places.map { "\($0)/\(program)" }.first(where: isProgram)
    }
}
