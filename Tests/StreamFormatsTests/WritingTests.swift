import Foundation
import StreamCore
import StreamFormats
import Testing

@Suite struct WritingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func sample(_ count: Int = 40, dimension: Int = 7) throws -> [SemanticVector] {
        var generator = SeededGenerator(seed: 17)
        return try (0..<count).map { row in
            let raw = generator.normals(count: dimension)
            let norm = raw.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return SemanticVector(
                id: "v,\"\(row)\n", embedding: raw.map { $0 / norm },
                domain: try Domain(row % 3 == 0 ? "climate" : "über, all".replacing(",", with: "")),
                timestamp: EventTime(nanoseconds: 1_704_067_200_000_000_000 + Int64(row) * 999_999_937),
                metadata: ["note": "line \(row)\t\\ end"])
        }
    }

    private func write(_ all: [SemanticVector], _ format: VectorFormat, to path: String) throws -> [String] {
        let writer = try VectorDataWriter(
            path, format: format, dimension: all[0].embedding.count, seed: 3, scenario: "sample", block: 25,
            metadataColumns: ["note"])
        for vector in all { try writer.append(vector) }
        try writer.add(truth: "event_id\n")
        // Nothing bears its name before all is whole.
        #expect(!FileManager.default.fileExists(atPath: path))
        try writer.finish()
        return writer.files
    }

    @Test(arguments: VectorFormat.writable)
    func whatIsWrittenReadsBack(format: VectorFormat) throws {
        let all = try sample()
        let path = folder.path + "/data.\(format.rawValue)"
        let files = try write(all, format, to: path)
        #expect(files.first == path)
        for file in files { #expect(FileManager.default.fileExists(atPath: file)) }
        let source = try VectorSource.open(path)
        #expect(source.format == format)
        var found: [SemanticVector] = []
        while let vector = try source.next() { found.append(vector) }
        if format.isQuantised {
            #expect(source.notes.contains { $0.contains("127") })
            for (before, after) in zip(all, found) {
                // Half a step, and what the subtraction rounds.
                for (x, y) in zip(before.embedding, after.embedding) { #expect(abs(x - y) <= 0.5001 / 127) }
            }
            found = zip(all, found).map { before, after in
                var vector = after
                vector.embedding = before.embedding
                return vector
            }
        }
        #expect(found == all)
        // No half-written file stays behind.
        #expect(try folder.contents.allSatisfy { !$0.contains("partial") })
        #expect(
            try folder.contents.count
                == (format == .folder ? 1 : format.hasRecords ? 2 : 4))
    }

    @Test func bytesAloneAreReadAsTheyAre() throws {
        let path = folder.path + "/x.u8bin"
        let writer = try VectorDataWriter(path, format: .u8bin, dimension: 4)
        for values in [[-1, 0, 1, 0.5], [-7, 7, .nan, 0.002]] as [[Float]] {
            try writer.append(
                SemanticVector(id: "a", embedding: values, timestamp: EventTime(nanoseconds: 0)))
        }
        try writer.finish()
        #expect(writer.clampedComponents == 3)
        try FileManager.default.removeItem(atPath: path + ".meta.json")
        #expect(try vectors(path).map(\.embedding) == [[1, 128, 255, 192], [0, 255, 0, 128]])
    }

    @Test func whatLiesBesideIsHeldAgainstTheData() throws {
        let all = try sample(5)
        let path = folder.path + "/x.fvecs"
        _ = try write(all, .fvecs, to: path)
        let records = path + ".records.csv"
        let text = try String(contentsOfFile: records, encoding: .utf8)
        try (text + "x").write(toFile: records, atomically: true, encoding: .utf8)
        let changed = inputError { _ = try vectors(path) }
        #expect(changed?.file == records && changed?.problem.contains("digest in x.fvecs.meta.json") == true)
        // Without the digests the records themselves have to fit.
        try FileManager.default.removeItem(atPath: path + ".meta.json")
        for (content, field) in [
            ("row,id\n0,a\n1,b\n", nil), ("id\na\nb\nc\nd\ne\nf\n", nil), ("row,id\n0,a\n2,b\n", "row"),
            ("id,timestamp\na,1\nb,never\n", "timestamp"), ("id\na,b\n", nil), ("", nil),
        ] as [(String, String?)] {
            try content.write(toFile: records, atomically: true, encoding: .utf8)
            let error = inputError { _ = try vectors(path) }
            #expect(error?.file == records && error?.field == field && error?.kind == .badData, "\(content)")
        }
        // A user's own records need but what they know.
        try "name,at\na,1700000000\nb,1700000001.5\nc,1700000002\nd,1700000003\ne,1700000004\n"
            .write(toFile: records, atomically: true, encoding: .utf8)
        let source = try VectorSource.open(
            path, layout: SourceLayout(columns: ColumnMapping(id: "name", timestamp: "at")))
        _ = try source.next()
        let second = try source.next()
        #expect(second?.id == "b" && second?.timestamp.nanoseconds == 1_700_000_001_500_000_000)
        #expect(source.notes.contains { $0.contains("records.csv") })
        #expect(source.notes.contains { $0.contains("seconds") })
    }

    @Test func whatIsThereIsNotReplacedUnasked() throws {
        let all = try sample(3)
        let path = folder.path + "/x.npy"
        _ = try write(all, .npy, to: path)
        let before = try folder.contents
        for format in [VectorFormat.npy, .fbin] {
            let error = inputError { _ = try VectorDataWriter(path, format: format, dimension: 7) }
            #expect(error?.kind == .unwritable && error?.remedy?.contains("--force") == true)
        }
        #expect(try folder.contents == before)
        let writer = try VectorDataWriter(path, format: .csv, dimension: 7, replace: true)
        for vector in all { try writer.append(vector) }
        try writer.finish()
        // What was said of the old data does not hold for the new.
        #expect(try folder.contents == ["x.npy"])
        #expect(
            inputError { _ = try VectorDataWriter(folder.path, format: .csv, dimension: 7, replace: true) }?
                .kind
                == .unwritable)
        #expect(inputError { _ = try VectorDataWriter("-", format: .npy, dimension: 7) }?.kind == .unwritable)
        #expect(
            inputError { _ = try VectorDataWriter(path + "2", format: .hdf5, dimension: 7) }?.kind
                == .unwritable)
    }

    /// `/dev/full` refuses every write like a full disk; a link leads the temporary file there.
    @Test(arguments: [VectorFormat.npy, .fvecs, .u8bin, .csv, .jsonLines])
    func aFullDiskIsAnErrorAndLeavesNothing(format: VectorFormat) throws {
        let path = folder.path + "/full.\(format.rawValue)"
        try FileManager.default.createSymbolicLink(
            atPath: "\(path).partial-\(ProcessInfo.processInfo.processIdentifier)",
            withDestinationPath: "/dev/full")
        let all = try sample(20)
        let error = inputError { _ = try write(all, format, to: path) }
        #expect(error?.kind == .unwritable && error?.file == path)
        #expect(error?.problem.contains("No space left") == true)
        #expect(try folder.contents.isEmpty)
    }

    @Test func theShortestTextOfAFloatReadsBack() throws {
        var generator = SeededGenerator(seed: 23)
        let values = (0..<5000).map { _ in
            Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()) & 0xBFFF_FFFF)
        }.filter(\.isFinite)
        for format in [VectorFormat.csv, .jsonLines] {
            let path = folder.path + "/text.\(format.rawValue)"
            let vector = SemanticVector(
                id: "a", embedding: values, timestamp: EventTime(nanoseconds: 0))
            let writer = try VectorDataWriter(path, format: format, dimension: values.count)
            try writer.append(vector)
            try writer.finish()
            #expect(try vectors(path)[0].embedding == values)
        }
    }
}
