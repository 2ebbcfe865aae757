import StreamCore
import StreamFormats
import Testing

@Suite struct CSVTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(_ text: String) throws -> [CSVRecord] {
        var reader = try CSVReader(try folder.file("a.csv", text))
        var records: [CSVRecord] = []
        while let record = try reader.next() { records.append(record) }
        return records
    }

    @Test func recordsKeepTheirLines() throws {
        let records = try read("a,b\r\n\r\n1,\"two\nlines\"\n\"say \"\"hi\"\"\",\"x,y\"\nlast,")
        #expect(
            records == [
                CSVRecord(line: 1, fields: ["a", "b"]), CSVRecord(line: 3, fields: ["1", "two\nlines"]),
                CSVRecord(line: 5, fields: ["say \"hi\"", "x,y"]),
                CSVRecord(line: 6, fields: ["last", ""]),
            ])
    }

    @Test func edgesOfTheGrammar() throws {
        #expect(try read("").isEmpty)
        #expect(try read("\n\n").isEmpty)
        #expect(try read("\u{FEFF}a\n")[0].fields == ["a"])
        #expect(try read("\"\"\n")[0].fields == [""])
        #expect(try read(",\n")[0].fields == ["", ""])
        #expect(try read("a\rb,c")[0].fields == ["a\rb", "c"])
        #expect(try read("\"a\"\r\n\"b\"").map(\.fields) == [["a"], ["b"]])
        #expect(try read("ä,日本\n")[0].fields == ["ä", "日本"])
    }

    @Test(arguments: [("a\n\"open", 2), ("a\n\nb\"c\n", 3), ("\"a\"b\n", 1), ("x\n\"a\n\"\"\n", 2)])
    func brokenQuotesNameTheLine(text: String, line: Int) {
        let error = inputError { _ = try read(text) }
        #expect(error?.line == line && error?.kind == .badData)
    }

    @Test func whatIsWrittenReadsBack() throws {
        let alphabet = Array("ab,\"\n\r ;ä'=")
        var generator = SeededGenerator(seed: 5)
        var records: [[String]] = []
        for _ in 0..<300 {
            records.append(
                (0..<(1 + generator.below(4))).map { _ in
                    String((0..<generator.below(6)).map { _ in alphabet[generator.below(alphabet.count)] })
                })
        }
        let path = folder.path + "/b.csv"
        let writer = try CSVWriter(path)
        for record in records { try writer.append(record) }
        try writer.finish()
        var reader = try CSVReader(path)
        var found: [[String]] = []
        while let record = try reader.next() { found.append(record.fields) }
        #expect(found == records)
    }

    @Test func formulasAreDisarmedOnRequest() {
        #expect(CSVWriter.line(["=1+2", "-5", "@x", "a"], formulaSafe: true) == "'=1+2,-5,'@x,a\n")
        #expect(CSVWriter.line(["=1+2"]) == "=1+2\n")
    }

    @Test func timestampsInBothForms() {
        func time(_ text: String) -> Int64? { TimestampText.parse(text)?.nanoseconds }
        #expect(time("1704067200000000001") == 1_704_067_200_000_000_001)
        #expect(time("-5") == -5)
        #expect(time("9223372036854775807") == .max)
        #expect(time("-9223372036854775808") == .min)
        #expect(time("2024-01-01") == 1_704_067_200_000_000_000)
        #expect(time("2024-01-01T00:00:00Z") == 1_704_067_200_000_000_000)
        #expect(time("2024-01-01 00:00") == 1_704_067_200_000_000_000)
        #expect(time("2024-01-01T00:00:00.000000001Z") == 1_704_067_200_000_000_001)
        #expect(time("2024-01-01T00:00:00,25") == 1_704_067_200_250_000_000)
        #expect(time("2024-01-01T01:30:00+01:30") == 1_704_067_200_000_000_000)
        #expect(time("2023-12-31T16:00:00-0800") == 1_704_067_200_000_000_000)
        #expect(time("1969-12-31T23:59:59Z") == -1_000_000_000)
        #expect(time("2000-02-29T12:00:00Z") == 951_825_600_000_000_000)
        #expect(time("2024-01-01T00:00:00.1234567899Z") == 1_704_067_200_123_456_789)
        for bad in [
            "", "-", "now", "9223372036854775808", "2024-13-01", "2023-02-29", "2024-01-01T25:00:00Z",
            "2024-01-01T00:00:61Z", "2024-01-01T00:00:00X", "2024-01-01T00:00:00.Z", "2024-1-1",
            "2024-01-01T00:00:00Zjunk", "9999-01-01T00:00:00Z", "1.5", "2024-01-01T00:00:00+1",
        ] {
            #expect(time(bad) == nil, "\(bad)")
        }
    }
}
