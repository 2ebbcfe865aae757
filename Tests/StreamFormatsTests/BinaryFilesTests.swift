import Foundation
import StreamCore
import StreamFormats
import Testing

/// Little-endian bytes of whole numbers, as hostile headers need them.
private func word(_ value: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt32(truncatingIfNeeded: value).littleEndian) { Array($0) }
}

private func floats(_ values: Float...) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) } }
}

@Suite struct BinaryFilesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Files whose headers lie, and where the error has to point.
    private static let lies: [(name: String, bytes: [UInt8], field: String)] = [
        ("empty.fvecs", [], "byte 0"), ("short.fvecs", [1, 0], "byte 0"),
        ("zero.fvecs", word(0), "byte 0"), ("negative.fvecs", word(-1) + floats(1), "byte 0"),
        ("huge.fvecs", word(Int(Int32.max)) + floats(1), "byte 0"),
        ("limit.fvecs", word(65_537) + floats(1), "byte 0"),
        ("cut.fvecs", word(2) + floats(1, 2) + word(2) + floats(3), "row 1"),
        ("cuthead.fvecs", word(2) + floats(1, 2) + [2, 0], "row 1"),
        // As many bytes as two rows of two have, but the second says three.
        ("changes.fvecs", word(2) + floats(1, 2) + word(3) + floats(3, 4), "row 1"),
        ("trailing.bvecs", word(2) + [1, 2] + word(2) + [3, 4, 9], "row 2"),
        ("cut.bvecs", word(200) + [1, 2, 3], "row 0"),
        ("empty.fbin", [], "byte 0"), ("short.fbin", word(1), "byte 0"),
        ("zero.fbin", word(1) + word(0), "byte 4"), ("wide.fbin", word(1) + word(70_000), "byte 4"),
        ("negative.fbin", word(-1) + word(-1), "byte 4"),
        ("many.fbin", word(-1) + word(65_536) + floats(1), "row 0"),
        ("cut.fbin", word(2) + word(2) + floats(1, 2, 3), "row 1"),
        ("trailing.fbin", word(1) + word(2) + floats(1, 2, 3), "byte 16"),
        ("trailing.u8bin", word(1) + word(2) + [1, 2, 3], "byte 10"),
        ("many.u8bin", word(Int(UInt32.max)) + word(1) + [1], "row 1"),
    ]

    @Test(arguments: Self.lies.indices)
    func headersThatLieAreErrors(index: Int) throws {
        let (name, content, field) = Self.lies[index]
        let path = try folder.file(name, content)
        let error = inputError { _ = try vectors(path) }
        #expect(error?.kind == .badData && error?.file == path && error?.field == field, "\(name)")
    }

    @Test func noRowsAreNoError() throws {
        #expect(try vectors(try folder.file("none.fbin", word(0) + word(3))).isEmpty)
    }

    @Test func badRowsAreNamedByTheirNumber() throws {
        let path = try folder.file(
            "zero.fbin", word(3) + word(2) + floats(1, 2, 0, 0) + floats(.nan, 1))
        #expect(inputError { _ = try vectors(path) }?.field == "row 1")
        let source = try VectorSource.open(path, policy: .skip)
        #expect(try source.next()?.id == "row0")
        #expect(try source.next() == nil)
        #expect(source.rejections.byCause == ["zero_norm": 1, "not_a_number": 1])
    }

    @Test func pipesHaveNoSizeToCheck() throws {
        for (format, content, count) in [
            (VectorFormat.fvecs, word(1) + floats(1) + word(1) + floats(2), 2),
            (.fvecs, word(1) + floats(1) + word(1) + [0], nil),
            (.fvecs, word(1) + floats(1) + [1], nil),
            (.fbin, word(2) + word(1) + floats(1, 2), 2), (.fbin, word(2) + word(1) + floats(1), nil),
            (.fbin, word(1) + word(1) + floats(1, 2), nil),
        ] as [(VectorFormat, [UInt8], Int?)] {
            let pipe = try feed(content, through: folder.path + "/pipe-\(UUID().uuidString)")
            let source = try VectorSource.open(pipe, format: format)
            var found = 0
            var error: InputError?
            do throws(InputError) {
                while try source.next() != nil { found += 1 }
            } catch let caught {
                error = caught
            }
            #expect(count == nil ? error?.kind == .badData : found == count && error == nil, "\(content)")
        }
    }

    @Test func randomDamageIsAnErrorOrData() throws {
        var generator = SeededGenerator(seed: 21)
        let rows = word(3) + floats(1, 2, 3) + word(3) + floats(4, 5, 6)
        let valid: [(String, [UInt8])] = [
            ("d.fvecs", rows), ("d.bvecs", word(3) + [1, 2, 3] + word(3) + [4, 5, 6]),
            ("d.fbin", word(2) + word(3) + floats(1, 2, 3, 4, 5, 6)),
            ("d.u8bin", word(2) + word(3) + [1, 2, 3, 4, 5, 6]),
            ("d.npy", try bytes(GoldenVectors.path("big_f8.npy"))),
        ]
        var errors = 0
        var data = 0
        for (name, whole) in valid {
            for _ in 0..<400 {
                var damaged = whole
                // Headers decide most, so most of the damage is there.
                let reach = generator.below(3) == 0 ? damaged.count : min(damaged.count, 140)
                for _ in 0..<(1 + generator.below(3)) {
                    let extreme = [0, 1, 0x7F, 0x80, 0xFF][generator.below(5)]
                    damaged[generator.below(reach)] = UInt8(
                        generator.below(2) == 0 ? extreme : generator.below(256))
                }
                switch generator.below(4) {
                case 0: damaged.removeLast(generator.below(damaged.count))
                case 1: damaged += [UInt8](repeating: 7, count: generator.below(20))
                default: break
                }
                let path = try folder.file(name, damaged)
                do {
                    let found = try vectors(path, .skip)
                    #expect(found.allSatisfy { $0.embedding.count <= damaged.count })
                    data += 1
                } catch {
                    #expect((error as? InputError)?.kind == .badData)
                    errors += 1
                }
            }
        }
        #expect(errors > 100 && data > 100)
    }
}
