import Foundation
import StreamCore
import StreamFormats
import Testing

@Suite struct VectorSourceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func jsonLinesAreRead() throws {
        let path = try folder.file(
            "a.jsonl",
            """
            {"id":"a","timestamp":1704067200000000001,"domain":"climate","embedding":[1,-2.5e-1,0]}

            { "embedding" : [0.5, 0, 1E2], "timestamp":"2024-01-01T00:00:01Z", "id": 7, "x": {"y": [true, null]} }
            {"id":"\\u00e4\\ud83d\\ude00\\n\\"","timestamp":5,"domain":null,"embedding":[1,2,3],"metadata":{"k":"v"}}\r

            """)
        let all = try vectors(path)
        #expect(all.map(\.id) == ["a", "7", "ä😀\n\""])
        #expect(all.map(\.embedding) == [[1, -0.25, 0], [0.5, 0, 100], [1, 2, 3]])
        #expect(all.map(\.domain) == [.climate, .unspecified, .unspecified])
        #expect(
            all.map(\.timestamp.nanoseconds) == [
                1_704_067_200_000_000_001, 1_704_067_201_000_000_000, 5,
            ])
        #expect(all[2].metadata == ["k": "v"])
    }

    @Test func whatIsLeftOutHasDefaults() throws {
        let path = try folder.file("b.jsonl", "{\"embedding\":[1]}\n{\"embedding\":[2]}")
        let all = try vectors(path)
        #expect(all.map(\.id) == ["row0", "row1"])
        #expect(all.map(\.timestamp.nanoseconds) == [0, 20_000_000])
        let defaults = SourceDefaults(
            domain: .ocean, rate: 1, start: EventTime(nanoseconds: 7), dimension: 1)
        let source = try VectorSource.open(path, defaults: defaults)
        _ = try source.next()
        let second = try source.next()
        #expect(second?.timestamp.nanoseconds == 1_000_000_007 && second?.domain == .ocean)
    }

    @Test(
        arguments: [
            ("{\"embedding\":[1,2]}", "wrong_dimension", "embedding"),
            ("{\"embedding\":[1,NaN,2]}", "not_a_number", "embedding"),
            ("{\"embedding\":[1,-Infinity,2]}", "infinite", "embedding"),
            ("{\"embedding\":[1,1e999,2]}", "infinite", "embedding"),
            ("{\"embedding\":[0,0,0]}", "zero_norm", "embedding"),
            ("{\"embedding\":[1,2,\"3\"]}", "malformed", "embedding"),
            ("{\"embedding\":[1,2,3}", "malformed", "embedding"),
            ("{\"embedding\":[1,2,]}", "malformed", "embedding"),
            ("{\"embedding\":[1,.5,3]}", "malformed", "embedding"),
            ("{\"embedding\":[]}", "wrong_dimension", "embedding"),
            ("{\"id\":\"x\"}", "malformed", "embedding"), ("{}", "malformed", "embedding"),
            ("{\"embedding\":[1,2,3],\"timestamp\":\"soon\"}", "malformed", "timestamp"),
            ("{\"embedding\":[1,2,3],\"timestamp\":1.5}", "malformed", "timestamp"),
            ("{\"embedding\":[1,2,3],\"timestamp\":99999999999999999999}", "malformed", "timestamp"),
            ("{\"embedding\":[1,2,3],\"timestamp\":4}", "malformed", "timestamp"),
            ("{\"embedding\":[1,2,3],\"domain\":\"a;b\"}", "malformed", "domain"),
            ("{\"embedding\":[1,2,3],\"domain\":5}", "malformed", "domain"),
            ("{\"embedding\":[1,2,3]} tail", "malformed", nil), ("[1,2,3]", "malformed", nil),
            ("{\"embedding\":[1,2,3],}", "malformed", nil), ("nonsense", "malformed", nil),
            ("{\"x\":\"\u{1}\",\"embedding\":[1,2,3]}", "malformed", "x"),
            ("{\"x\":\"\\ud800\",\"embedding\":[1,2,3]}", "malformed", "x"),
            (
                "{\"x\":" + String(repeating: "[", count: 100_000) + "}", "malformed", "x"
            ),
        ] as [(String, String, String?)])
    func badLinesAreCountedOrEndTheReading(line: String, cause: String, field: String?) throws {
        let good = "{\"id\":\"g\",\"embedding\":[1,2,3]}"
        let path = try folder.file("c.jsonl", "\(good)\n\(line)\n\(good)\n")
        let source = try VectorSource.open(path, policy: .skip)
        var count = 0
        while try source.next() != nil { count += 1 }
        #expect(count == 2)
        #expect(source.rejections.total == 1)
        #expect(source.rejections.byCause == [cause: 1])
        #expect(source.rejections.examples.first?.hasPrefix("\(path):2: ") == true)

        let error = inputError { _ = try vectors(path, .fail) }
        #expect(error?.line == 2 && error?.field == field && error?.kind == .badData)
        // Files fail unless told otherwise.
        #expect(inputError { _ = try vectors(path) } == error)
    }

    @Test func onlyTenExamplesAreKept() throws {
        let bad = String(repeating: "{\"embedding\":[0]}\n", count: 25)
        let source = try VectorSource.open(try folder.file("d.jsonl", bad), policy: .skip)
        #expect(try source.next() == nil)
        #expect(source.rejections.total == 25 && source.rejections.byCause == ["zero_norm": 25])
        #expect(source.rejections.examples.count == 10)
    }

    @Test func csvVectorsAreRead() throws {
        let components = try folder.file(
            "e.csv", "id,timestamp_ns,domain,e1,e0,note\na,5,climate,2,1,hello\nb,6,,-4e0,3,\n")
        let first = try vectors(components)
        #expect(first.map(\.embedding) == [[1, 2], [3, -4]])
        #expect(first.map(\.domain) == [.climate, .unspecified])
        #expect(first[0].metadata == ["note": "hello"] && first[1].timestamp.nanoseconds == 6)
        let list = try folder.file("f.csv", "embedding,timestamp\n\"[1, 2]\",2024-01-01\n")
        #expect(try vectors(list)[0].embedding == [1, 2])
        #expect(try vectors(list)[0].timestamp.nanoseconds == 1_704_067_200_000_000_000)
    }

    @Test(arguments: [
        ("id,e0\na,1,2\n", 2), ("id,e0\na,x\n", 2), ("id,e0\na,1\nb,\n", 3), ("id,e0\na,nan\n", 2),
        ("id,e0\na,inf\n", 2), ("id,e0\na,0\n", 2), ("id,timestamp,e0\na,never,1\n", 2), ("id\na\n", 1),
        ("e0,e2\n1,2\n", 1), ("", 1), ("embedding\n5\n", 2),
    ])
    func badCSVNamesTheLine(text: String, line: Int) throws {
        let path = try folder.file("g.csv", text)
        let error = inputError { _ = try vectors(path) }
        #expect(error?.line == line && error?.kind == .badData)
    }

    @Test func bareArraysAreRead() throws {
        let path = folder.path + "/h.npy"
        var writer = try NPYWriter(path, columns: 2)
        try writer.append([1, 2])
        try writer.append([0, 0])
        try writer.append([3, 4])
        try writer.finish()
        #expect(try vectors(path, .skip).map(\.id) == ["row0", "row2"])
        #expect(try vectors(path, .skip).map(\.timestamp.nanoseconds) == [0, 40_000_000])
    }

    @Test func formatsAreToldApart() throws {
        let sniffed = try folder.file("data", "{\"embedding\":[1]}\n")
        #expect(try VectorSource.open(sniffed).format == .jsonLines)
        let unknown = try folder.file("data.xyz", "hello\n")
        #expect(inputError { _ = try VectorSource.open(unknown) }?.remedy?.contains(".npy") == true)
        #expect(try VectorSource.open(try folder.file("x.txt", "e0\n1\n"), format: .csv).format == .csv)
        #expect(inputError { _ = try VectorSource.open(folder.path + "/none.jsonl") }?.kind == .unreadable)
        #expect(inputError { _ = try VectorSource.open(folder.path) }?.kind == .unreadable)
    }

    @Test func anAsynchronousLoopSeesTheSame() async throws {
        var text = ""
        for index in 0..<1000 {
            text += index == 700 ? "bad\n" : "{\"id\":\"\(index)\",\"embedding\":[\(index + 1),1]}\n"
        }
        let path = try folder.file("i.jsonl", text)
        let source = try VectorSource.open(path, policy: .skip)
        var ids: [String] = []
        for try await vector in source { ids.append(vector.id) }
        let direct = try vectors(path, .skip).map(\.id)
        #expect(ids == direct)
        #expect(ids.count == 999 && source.rejections.total == 1)

        let failing = try VectorSource.open(path, policy: .fail)
        var before = 0
        await #expect(throws: InputError.self) { for try await _ in failing { before += 1 } }
        #expect(before == 700)
    }

    @Test func aPipeIsReadAsItComes() async throws {
        let lines = (0..<3).map { "{\"embedding\":[\($0 + 1)]}\nbad\n" }.joined()
        let pipe = try feed(Array(lines.utf8), through: folder.path + "/pipe")
        let source = try VectorSource.open(pipe, format: .jsonLines)
        #expect(source.policy == .skip)
        var found: [Float] = []
        for try await vector in source { found.append(vector.embedding[0]) }
        #expect(found == [1, 2, 3] && source.rejections.total == 3)
    }

    @Test func longLinesAndLastLinesWithoutAnEnd() throws {
        let numbers = (0..<60_000).map { "\($0 % 7).25" }.joined(separator: ",")
        let path = try folder.file("j.jsonl", "{\"embedding\":[\(numbers)]}\n{\"embedding\":[\(numbers)]}")
        let all = try vectors(path)
        #expect(all.count == 2 && all[1].embedding.count == 60_000 && all[1].embedding[6] == 6.25)
    }

    @Test func numbersAreRoundedCorrectly() throws {
        var generator = SeededGenerator(seed: 8)
        var values: [Double] = []
        for _ in 0..<2000 {
            values.append((generator.uniform() - 0.5) * pow(10, generator.uniform() * 60 - 30))
        }
        values += [0.1, 1e22, 1e23, 123456789.123456789, 1e-30]
        let text = values.map { "\($0)" }.joined(separator: ",")
        let all = try vectors(try folder.file("k.jsonl", "{\"embedding\":[\(text)]}"))
        #expect(all[0].embedding == values.map { Float($0) })
    }

    @Test func randomDamageNeverCrashes() throws {
        let good = Array(
            "{\"id\":\"a\\u00e4\",\"timestamp\":\"2024-01-01T00:00:00Z\",\"domain\":\"x\",\"embedding\":[1.5,-2e1,3]}\n"
                .utf8)
        var generator = SeededGenerator(seed: 12)
        var text: [UInt8] = []
        for _ in 0..<3000 {
            var line = good
            for _ in 0..<(1 + generator.below(3)) {
                line[generator.below(line.count - 1)] = UInt8(generator.below(256))
            }
            text += line
        }
        for (name, format) in [("l.jsonl", VectorFormat.jsonLines), ("l.csv", .csv)] {
            let path = try folder.file(name, Array("id,embedding\n".utf8) + text)
            // An unclosed quote ends a CSV file early; a JSON line ends with its line.
            let source = try VectorSource.open(path, policy: .skip, format: format)
            do throws(InputError) {
                while try source.next() != nil {}
            } catch {
                #expect(format == .csv && error.kind == .badData)
            }
            #expect(format == .csv || source.rejections.total > 0)
        }
    }
}
