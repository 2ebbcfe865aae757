import Foundation
import StreamCore
import StreamFormats
import Testing

/// Written by NumPy 2.4 from [[1.5, -2.25, 3], [0.1, 0.001, -7]].
private enum Saved {
    static let little4 =
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAQwAAA"
        + "QEDNzMw9bxKDOgAA4MA="
    static let big4 =
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPmY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo/wAAAwBAAAEBA"
        + "AAA9zMzNOoMSb8DgAAA="
    static let little8 =
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAD4PwAA"
        + "AAAAAALAAAAAAAAACECamZmZmZm5P/yp8dJNYlA/AAAAAAAAHMA="
    static let big8 =
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPmY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo/+AAAAAAAAMAC"
        + "AAAAAAAAQAgAAAAAAAA/uZmZmZmZmj9QYk3S8an8wBwAAAAAAAA="
    static let integers =
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAA/v///wMA"
        + "AAAAAAAAAAAAAPn///8="
    static let columnOrder =
        "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMyksIH0g"
        + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/zczMPQAA"
        + "EMBvEoM6AABAQAAA4MA="
    static let version2 =
        "k05VTVBZAgB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyks"
        + "IH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAQwAAA"
        + "QEDNzMw9bxKDOgAA4MA="

    static func bytes(_ base64: String) -> [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }
}

private let expected: [[Float]] = [[1.5, -2.25, 3], [0.1, 0.001, -7]]

@Suite struct NPYTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: [Saved.little4, Saved.big4, Saved.little8, Saved.big8, Saved.version2])
    func whatNumPyWritesIsRead(base64: String) throws {
        let path = try folder.file("a.npy", Saved.bytes(base64))
        let header = try NPYReader(path).header
        #expect(header.rows == 2 && header.columns == 3 && header.dataOffset == 128)
        #expect(try rows(path) == expected)
    }

    @Test func whatIsWrittenIsWhatNumPyWrites() throws {
        let path = folder.path + "/b.npy"
        var writer = try NPYWriter(path, columns: 3)
        for row in expected { try writer.append(row) }
        // Nothing bears the name before it is whole.
        #expect(!FileManager.default.fileExists(atPath: path))
        try writer.finish()
        #expect(try bytes(path) == Saved.bytes(Saved.little4))
        #expect(try folder.contents == ["b.npy"])
    }

    @Test func anUnfinishedFileLeavesNothing() throws {
        do {
            var writer = try NPYWriter(folder.path + "/c.npy", columns: 2)
            try writer.append([1, 2])
            #expect(throws: InputError.self) { try writer.append([1, 2, 3]) }
        }
        #expect(try folder.contents.isEmpty)
    }

    @Test func manyRowsSurvive() throws {
        var generator = SeededGenerator(seed: 3)
        let all = (0..<3000).map { _ in generator.normals(count: 37) }
        let path = folder.path + "/d.npy"
        var writer = try NPYWriter(path, columns: 37)
        for row in all { try writer.append(row) }
        try writer.finish()
        #expect(try rows(path) == all)
    }

    @Test func everyTruncationIsAnError() throws {
        let whole = Saved.bytes(Saved.little4)
        for length in 0..<whole.count {
            let path = try folder.file("e.npy", Array(whole[..<length]))
            let error = inputError { _ = try rows(path) }
            #expect(error?.kind == .badData && error?.file == path, "\(length)")
        }
        let longer = try folder.file("f.npy", whole + [0])
        #expect(inputError { _ = try rows(longer) }?.problem.contains("1 bytes more") == true)
    }

    @Test func whatIsNotReadSaysWhy() throws {
        let order = try folder.file("g.npy", Saved.bytes(Saved.columnOrder))
        #expect(inputError { _ = try rows(order) }?.field == "fortran_order")
        let integers = try folder.file("h.npy", Saved.bytes(Saved.integers))
        let error = inputError { _ = try rows(integers) }
        #expect(error?.field == "descr")
        #expect(error?.remedy?.contains("float32") == true)
    }

    @Test(arguments: [
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 0), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2, 3), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 70000), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, -3), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 3), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 3), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000, 65536), }",
        "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (2, 3), }",
        "{'descr': '<f4', 'fortran_order': False}", "{'descr': '<f4', 'shape': (2, 3)}",
        "{'fortran_order': False, 'shape': (2, 3)}", "{'descr': [('a', '<f4')]}", "{", "", "hello",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), } trailing",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), 'extra': 1}",
    ])
    func wrongHeadersAreErrors(header: String) throws {
        let length = header.utf8.count
        var file: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        file += [UInt8(length & 0xFF), UInt8(length >> 8)] + Array(header.utf8)
        file += [UInt8](repeating: 0, count: 24)
        let path = try folder.file("i.npy", file)
        #expect(inputError { _ = try rows(path) }?.kind == .badData)
    }

    @Test func randomDamageNeverCrashes() throws {
        var generator = SeededGenerator(seed: 11)
        let whole = Saved.bytes(Saved.little8)
        for _ in 0..<500 {
            var damaged = whole
            for _ in 0..<(1 + generator.below(4)) {
                damaged[generator.below(damaged.count)] = UInt8(generator.below(256))
            }
            let path = try folder.file("j.npy", damaged)
            do {
                #expect(try rows(path).count <= 1 << 20)
            } catch {
                #expect(error is InputError)
            }
        }
    }

    @Test func missingFilesAndFoldersAreUnreadable() {
        #expect(inputError { _ = try NPYReader(folder.path + "/none.npy") }?.kind == .unreadable)
        #expect(inputError { _ = try NPYReader(folder.path) }?.kind == .unreadable)
        #expect(
            inputError { _ = try NPYWriter(folder.path + "/no/where.npy", columns: 1) }?.kind
                == .unwritable)
    }
}
