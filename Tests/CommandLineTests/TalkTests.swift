import Foundation
import Testing

/// How the program talks: help, suggestions, colour, what goes where.
@Suite struct TalkTests {
    /// The commands that `--help` lists.
    static func commands() throws -> [String] {
        try Faultline.run(["--help"]).output.split(separator: "\n")
            .drop { !$0.hasPrefix("SUBCOMMANDS") }.dropFirst().prefix { !$0.contains("See '") }
            .compactMap { line in
                // A description that goes on is indented further.
                line.dropFirst(2).hasPrefix(" ") ? nil : line.split(separator: " ").first.map(String.init)
            }
    }

    @Test func everyCommandShowsExamplesThatCanBeCopied() throws {
        let commands = try Self.commands()
        #expect(commands.count >= 8, "\(commands)")
        for command in commands {
            let help = try Faultline.run([command, "--help"])
            #expect(help.status == 0)
            let lines = help.output.split(separator: "\n", omittingEmptySubsequences: false)
            let examples = lines.drop { $0 != "EXAMPLES" }.dropFirst().prefix { !$0.isEmpty }
            #expect(examples.contains { $0.hasPrefix("  faultline \(command)") }, "\(command)")
            // A line that the terminal's width broke begins at the left.
            for line in examples { #expect(line.hasPrefix("  "), "\(command): \(line)") }
        }
    }

    @Test(arguments: [
        (["trouhgput"], "throughput"), (["detekt"], "detect"),
        (["detect", "x", "--backend", "smd"], "'simd'"),
        (["detect", "x", "--windowing", "slidng"], "'sliding'"), (["info", "--formt", "json"], "'--format'"),
        (["info", "--format", "jsn"], "'json'"),
    ])
    func aMistypedWordIsAnsweredWithTheNearest(arguments: [String], word: String) throws {
        let outcome = try Faultline.run(arguments)
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains(word), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func whatIsNearNothingGetsTheList() throws {
        let outcome = try Faultline.run(["xyzzy"])
        #expect(outcome.status == 64)
        #expect(outcome.errors.contains("compare") && outcome.errors.contains("run"))
        #expect(!outcome.errors.contains("worker"))
    }

    @Test func theVersionIsOneLine() throws {
        let outcome = try Faultline.run(["--version"])
        #expect(outcome.status == 0 && outcome.errors.isEmpty)
        #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+( \([0-9a-f]{10}\))?\n/) != nil)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsKnowValuesAndFiles(shell: String) throws {
        let outcome = try Faultline.run(["--generate-completion-script", shell])
        #expect(outcome.status == 0)
        for word in ["compare", "detection-interval", "reference", "drop-oldest", "yaml", "always"] {
            #expect(outcome.output.contains(word), "\(shell): \(word)")
        }
    }

    @Test func dataGoesToStandardOutput() throws {
        let outcome = try Faultline.run(["info", "--json"])
        #expect(outcome.errors.isEmpty)
        let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        #expect(object?["cpu"] != nil)
    }

    @Test func aFullDiskIsSaidAndAnAbsentReaderIsNot() throws {
        func shell(_ script: String) throws -> (status: String, errors: String) {
            let folder = try TemporaryFolder()
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/bash")
            process.arguments = [
                "-c", script + " 2> \(folder.path("errors")); echo $? > \(folder.path("status"))",
            ]
            process.environment = ["FAULTLINE": Faultline.executable.path]
            process.currentDirectoryURL = Faultline.root
            try process.run()
            process.waitUntilExit()
            return (
                try String(contentsOfFile: folder.path("status"), encoding: .utf8)
                    .trimmingCharacters(in: .whitespacesAndNewlines),
                try String(contentsOfFile: folder.path("errors"), encoding: .utf8)
            )
        }
        let full = try shell("{ \"$FAULTLINE\" info > /dev/full; }")
        #expect(full.status == "74")
        #expect(full.errors.contains("standard output"))
        let absent = try shell("{ \"$FAULTLINE\" info | true; }")
        #expect(absent.status == "0")
        #expect(!absent.errors.contains("error"), "\(absent.errors)")
    }
}
