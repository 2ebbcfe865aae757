import Evaluation
import Foundation
import StreamCore
import Testing

@Suite struct RunFolderTests {
    let path = NSTemporaryDirectory() + "faultline-run-\(UUID().uuidString)"

    func cleanUp() { try? FileManager.default.removeItem(atPath: path) }

    func names() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: path))
    }

    @Test func anEarlierRunIsReplacedOnlyWhenAsked() throws {
        defer { cleanUp() }
        let folder = RunFolder(path: path)
        try folder.create(overwrite: false)
        try folder.write("old", to: "throughput.csv")
        try folder.write("mine", to: "notes.txt")
        #expect {
            try folder.create(overwrite: false)
        } throws: { error in
            (error as? InputError)?.kind == .unwritable && "\(error)".contains("earlier run")
        }
        try folder.create(overwrite: true)
        #expect(try names() == ["notes.txt"])
    }

    @Test func aFolderOfOtherThingsIsLeftAlone() throws {
        defer { cleanUp() }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try "x".write(toFile: path + "/thesis.tex", atomically: true, encoding: .utf8)
        #expect(throws: InputError.self) { try RunFolder(path: path).create(overwrite: false) }
    }

    @Test func writingLeavesNoTrace() throws {
        defer { cleanUp() }
        let folder = RunFolder(path: path)
        try folder.create(overwrite: false)
        try folder.write("one", to: "report.md")
        try folder.write("two", to: "report.md")
        #expect(try names() == ["report.md"])
        #expect(try String(contentsOfFile: folder.file("report.md"), encoding: .utf8) == "two")
    }

    @Test func whatCannotBeWrittenSaysSo() throws {
        defer { cleanUp() }
        try "a file".write(toFile: path, atomically: true, encoding: .utf8)
        for folder in [RunFolder(path: path), RunFolder(path: path + "/below")] {
            #expect {
                try folder.create(overwrite: true)
            } throws: { ($0 as? InputError)?.kind == .unwritable }
        }
    }
}
