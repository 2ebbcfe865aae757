import Foundation
import StreamCore
import StreamFormats
import Testing

@Suite struct DatasetFolderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private let sample = [
        SemanticVector(
            id: "a,\"1\"", embedding: [1, 2, 3], domain: .climate,
            timestamp: EventTime(nanoseconds: 1_704_067_200_000_000_001), metadata: ["note": "x\ny"]),
        SemanticVector(
            id: "b", embedding: [-1, 0.5, 1e-3], domain: .finance, timestamp: EventTime(nanoseconds: -7),
            metadata: ["note": ""]),
    ]

    private func write(_ name: String = "set") throws -> String {
        let path = folder.path + "/" + name
        let writer = try DatasetWriter(
            path, dimension: 3, seed: 9, scenario: "test", metadataColumns: ["note"])
        for vector in sample { try writer.append(vector) }
        try writer.add("truth.csv", "nothing\n")
        #expect(!FileManager.default.fileExists(atPath: path))
        try writer.finish()
        return path
    }

    @Test func whatIsWrittenReadsBack() throws {
        let path = try write()
        #expect(try folder.contents == ["set"])
        let dataset = try DatasetFolder(path)
        #expect(dataset.dimension == 3 && dataset.count == 2)
        #expect(dataset.metadata.seed == 9 && dataset.metadata.scenario == "test")
        #expect(Set(dataset.metadata.sha256.keys) == ["vectors.npy", "records.csv", "truth.csv"])
        #expect(dataset.truthPath == path + "/truth.csv")
        #expect(try dataset.allVectors() == sample)
        #expect(try vectors(path) == sample)
        let source = try VectorSource.open(path)
        #expect(source.format == .folder && source.policy == .fail)
        #expect(source.expectedCount == 2 && source.expectedDimension == 3)
    }

    @Test func digestsAreSHA256() throws {
        let dataset = try DatasetFolder(try write())
        // From sha256sum.
        #expect(
            dataset.metadata.sha256["truth.csv"]
                == "72bc30bd85d75d05c5eeca0df5481028d4b05593848133a144b580af382e3a60")
    }

    @Test func anAbandonedWriterLeavesNothing() throws {
        do {
            let writer = try DatasetWriter(folder.path + "/gone", dimension: 3)
            try writer.append(sample[0])
        }
        #expect(try folder.contents.isEmpty)
    }

    @Test func nothingIsOverwrittenUnasked() throws {
        let path = try write()
        #expect(inputError { _ = try DatasetWriter(path, dimension: 3) }?.kind == .unwritable)
        let writer = try DatasetWriter(path, dimension: 3, replace: true)
        try writer.append(sample[1])
        try writer.finish()
        #expect(try DatasetFolder(path).count == 1)
        // A folder of something else is never replaced.
        let other = folder.path + "/other"
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        try Data("x".utf8).write(to: URL(fileURLWithPath: other + "/thesis.txt"))
        #expect(
            inputError { _ = try DatasetWriter(other, dimension: 3, replace: true) }?.kind == .unwritable)
    }

    @Test(arguments: ["vectors.npy", "records.csv", "truth.csv"])
    func aChangedFileIsBadData(name: String) throws {
        let path = try write()
        var content = try bytes(path + "/" + name)
        content[content.count - 2] ^= 1
        try Data(content).write(to: URL(fileURLWithPath: path + "/" + name))
        let error = inputError { _ = try DatasetFolder(path) }
        #expect(error?.kind == .badData && error?.file == path + "/" + name)
    }

    @Test func aMissingFileIsUnreadable() throws {
        for name in ["vectors.npy", "records.csv", "meta.json"] {
            let path = try write("set-\(name)")
            try FileManager.default.removeItem(atPath: path + "/" + name)
            #expect(inputError { _ = try DatasetFolder(path) }?.kind == .unreadable)
        }
    }

    @Test(arguments: [
        ("\"count\" : 2", "\"count\" : 3", nil), ("\"dimension\" : 3", "\"dimension\" : 4", nil),
        ("\"dimension\" : 3", "\"dimension\" : 0", "dimension"),
        ("\"dimension\" : 3", "\"dimension\" : \"three\"", "dimension"),
        ("\"schema_version\" : 1", "\"schema_version\" : 99", "schema_version"),
        ("\"records.csv\"", "\"../records.csv\"", nil), ("\"count\"", "\"kount\"", "count"), ("{", "[", nil),
    ])
    func wrongMetadataIsBadData(old: String, new: String, field: String?) throws {
        let path = try write()
        let file = path + "/meta.json"
        let text = String(decoding: try bytes(file), as: UTF8.self)
        #expect(text.contains(old))
        try Data(text.replacing(old, with: new, maxReplacements: 1).utf8).write(
            to: URL(fileURLWithPath: file))
        let error = inputError { _ = try DatasetFolder(path).allVectors() }
        #expect(error?.kind == .badData)
        if let field { #expect(error?.field == field) }
    }

    @Test(arguments: [
        ("0,", "5,", 2, "row"), ("climate", "cli;mate", 2, "domain"), ("-7", "soon", 4, "timestamp_ns"),
        ("-7,finance", "-7", 4, nil), ("timestamp_ns", "time", 1, "timestamp_ns"),
        ("1,b,-7,finance,\n", "", nil, nil),
        ("1,b,-7,finance,\n", "1,b,-7,finance,\n2,c,8,finance,\n", 5, nil),
    ])
    func wrongRecordsAreBadData(
        old: String, new: String, line: Int?, field: String?
    ) throws {
        let path = try write()
        let file = path + "/records.csv"
        let text = String(decoding: try bytes(file), as: UTF8.self)
        #expect(text.contains(old))
        try Data(text.replacing(old, with: new, maxReplacements: 1).utf8).write(
            to: URL(fileURLWithPath: file))
        let error = inputError { _ = try DatasetFolder(path, verify: false).allVectors() }
        #expect(error?.kind == .badData && error?.line == line && error?.field == field)
    }

    @Test func theRealDatasetIsWhole() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let dataset = try DatasetFolder(root.appending(path: "datasets/debian-descriptions").path)
        let all = try dataset.allVectors()
        #expect(all.count == 5700 && dataset.dimension == 384)
        var counts: [String: Int] = [:]
        for vector in all {
            counts[vector.domain.name, default: 0] += 1
            #expect(vector.metadata["description"]?.isEmpty == false)
        }
        #expect(counts == ["perl": 1500, "python": 1500, "golang": 1500, "science": 700, "games": 500])
        // Every part of the order holds every domain in its proportion.
        for start in stride(from: 0, to: 5700, by: 570) {
            let perl = all[start..<(start + 570)].filter { $0.domain.name == "perl" }.count
            #expect(abs(perl - 150) < 40)
        }
    }
}
