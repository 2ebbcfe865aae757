import StreamCore
import StreamFormats
import Testing

@Suite struct ColumnTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func read(
        _ text: String, columns: String? = nil, unit: TimestampUnit = .auto, name: String = "a.csv"
    ) throws -> [SemanticVector] {
        let path = try folder.file(name, text)
        let source = try VectorSource.open(
            path,
            layout: SourceLayout(
                columns: try columns.map { text throws(InputError) in try ColumnMapping(parsing: text) },
                timestampUnit: unit))
        var all: [SemanticVector] = []
        while let vector = try source.next() { all.append(vector) }
        return all
    }

    @Test(arguments: [
        "id=name,timestamp=time,domain=source,embedding=e*",
        "embedding=e0..e2, domain=source, timestamp=time, id=name", "id=name,timestamp=time,domain=source",
    ])
    func columnsAreMapped(mapping: String) throws {
        let all = try read(
            "time,e2,e10x,name,e0,e1,source\n1700000000123,3,x,a,1,2,climate\n", columns: mapping)
        #expect(all[0].id == "a" && all[0].domain == .climate)
        #expect(all[0].embedding == [1, 2, 3])
        #expect(all[0].timestamp.nanoseconds == 1_700_000_000_123_000_000)
        #expect(all[0].metadata == ["e10x": "x"])
    }

    @Test func embeddingsHaveManyForms() throws {
        // pandas names its columns by numbers alone.
        #expect(try read("id,1,0\na,2,1\n", columns: "embedding=*")[0].embedding == [1, 2])
        #expect(try read("d_1,d_2,d_10\n1,2,3\n", columns: "embedding=d_1..d_2")[0].embedding == [1, 2])
        #expect(try read("x001,x000\n2,1\n", columns: "embedding=x000..x001")[0].embedding == [1, 2])
        #expect(
            try read("id,ax,ay,az,b\nq,1,2,3,4\n", columns: "embedding=ax..az")[0].embedding == [1, 2, 3])
        #expect(try read("ax,b,ay\n1,9,2\n", columns: "embedding=a*")[0].embedding == [1, 2])
        #expect(try read("v\n\"[1, 2]\"\n", columns: "embedding=v")[0].embedding == [1, 2])
        #expect(try read("a,b\n\"[1]\",2\n", columns: "id=b,embedding=a")[0].id == "2")
        #expect(
            try read("\"at,night\",e0\nx,1\n", columns: "id=at,night,embedding=e*")[0].id == "x")
        let line = "{\"uuid\":\"u\",\"when\":1700000000,\"vec\":[1,2],\"src\":\"ocean\",\"id\":\"no\"}\n"
        let json = try read(
            line, columns: "id=uuid,timestamp=when,embedding=vec,domain=src", name: "a.jsonl")
        #expect(json[0].id == "u" && json[0].domain == .ocean && json[0].embedding == [1, 2])
        #expect(json[0].timestamp.nanoseconds == 1_700_000_000_000_000_000)
    }

    @Test(arguments: [
        (
            "timestamp=tiem", "timestamp", "the header has no column 'tiem'",
            "did you mean 'time'? there are: time, id, e0, e1"
        ),
        ("id=uuid", "id", "the header has no column 'uuid'", "there are: time, id, e0, e1"),
        ("embedding=e0..e3", "embedding", "the header has no column 'e2'", "there are: time, id, e0, e1"),
        ("embedding=dim_*", "embedding", "the header has no column 'dim_*'", "there are: time, id, e0, e1"),
        ("embedding=vec", "embedding", "the header has no column 'vec'", "there are: time, id, e0, e1"),
    ])
    func aMissingColumnIsNamedWithWhatIsThere(
        mapping: String, field: String, problem: String, remedy: String
    ) {
        let error = inputError { _ = try read("time,id,e0,e1\n1,a,1,2\n", columns: mapping) }
        #expect(error?.file.hasSuffix("a.csv") == true && error?.line == 1 && error?.kind == .badData)
        #expect(error?.field == field && error?.problem == problem)
        #expect(error?.remedy?.hasSuffix(remedy) == true, "\(error?.remedy ?? "")")
    }

    @Test func manyColumnsAreNotAllListed() {
        let names = (0..<400).map { "c\($0)" }.joined(separator: ",")
        let error = inputError { _ = try read(names + "\n", columns: "id=x,embedding=c*") }
        #expect(error?.remedy?.hasSuffix("c11 and 388 more") == true)
    }

    @Test(arguments: [
        ("e0,e1,e1\n", "e1"), ("e0,e1,e01\n", "e1"), ("id,id,e0\n", "id"), ("e0,e2\n", "e1"),
    ])
    func ambiguousHeadersAreErrors(header: String, field: String) {
        #expect(inputError { _ = try read(header) }?.field == field)
    }

    @Test(arguments: [
        "", "id", "id=", "name=id", "id=a,id=b", "idd=a,embedding=e*", "embedding=", "=x",
    ])
    func brokenMappingsAreErrors(text: String) {
        #expect(inputError { _ = try ColumnMapping(parsing: text) }?.file == "--columns")
    }

    @Test func mappingsAreReadAsTheyAreMeant() throws {
        #expect(
            try ColumnMapping(parsing: "id=a=b,embedding=e0..e383")
                == ColumnMapping(id: "a=b", embedding: .range("e0", "e383")))
        #expect(try ColumnMapping(parsing: "embedding=*").embedding == .prefix(""))
        #expect(try ColumnMapping(parsing: "embedding=...").embedding == .list("..."))
        #expect(inputError { _ = try ColumnMapping(parsing: "idd=a") }?.remedy == "did you mean 'id'?")
    }

    @Test(
        arguments: [
            ("1700000000", 1_700_000_000_000_000_000), ("1700000000.123456789", 1_700_000_000_123_456_789),
            ("1700000000123", 1_700_000_000_123_000_000), ("1700000000123.4567", 1_700_000_000_123_456_700),
            ("1700000000123456", 1_700_000_000_123_456_000),
            ("1700000000123456789", 1_700_000_000_123_456_789),
            ("-86400", -86_400_000_000_000), ("1.7e9", 1_700_000_000_000_000_000),
            ("1.70000000012345678901e+9", 1_700_000_000_123_456_789), ("0", 0), ("0.1", 100_000_000),
            ("99999999999", nil), ("9223372036.854775807", Int64.max),
            ("2024-01-01", 1_704_067_200_000_000_000),
            ("2024-01-01T00:00:00.5+01:00", 1_704_063_600_500_000_000), ("soon", nil), ("1e", nil), ("", nil),
            ("1.5.2", nil), ("--1", nil), ("9e99", nil), ("99999999999999999999", nil), (".5", nil),
        ] as [(String, Int64?)])
    func autoGoesBySize(text: String, nanoseconds: Int64?) throws {
        guard let nanoseconds else {
            // An empty field is no timestamp, which is fine where no row has one.
            if !text.isEmpty { #expect(inputError { _ = try read("timestamp,e0\n\(text),1\n") }?.line == 2) }
            return
        }
        #expect(try read("timestamp,e0\n\(text),1\n")[0].timestamp.nanoseconds == nanoseconds)
    }

    @Test func theFirstTimestampSettlesTheUnit() throws {
        let all = try read(
            "timestamp,e0\n1700000000,1\n1700000000000,1\n5,1\n2024-01-01,1\n".replacing(
                "1700000000000", with: "170000000"))
        #expect(
            all.map(\.timestamp.nanoseconds) == [
                1_700_000_000_000_000_000, 170_000_000_000_000_000, 5_000_000_000, 1_704_067_200_000_000_000,
            ])
        // A name with a unit is taken at its word.
        #expect(try read("timestamp_ms,e0\n5,1\n")[0].timestamp.nanoseconds == 5_000_000)
        #expect(
            try read("at_us,e0\n5,1\n", columns: "timestamp=at_us")[0].timestamp.nanoseconds == 5000)
    }

    @Test(
        arguments: [
            (TimestampUnit.seconds, "1.5", 1_500_000_000), (.milliseconds, "-1.0000009", -1_000_000),
            (.microseconds, "1700000000", 1_700_000_000_000), (.nanoseconds, "12.9", 12),
            (.iso, "1970-01-01T00:00:01Z", 1_000_000_000), (.iso, "5", nil), (.seconds, "2024-01-01", nil),
            (.seconds, "9223372037", nil), (.nanoseconds, "-9223372036854775808", Int64.min),
        ] as [(TimestampUnit, String, Int64?)])
    func aUnitIsTakenAtItsWord(unit: TimestampUnit, text: String, nanoseconds: Int64?) throws {
        let content = "timestamp,e0\n\(text),1\n"
        guard let nanoseconds else {
            let error = inputError { _ = try read(content, unit: unit) }
            #expect(error?.line == 2 && error?.field == "timestamp")
            return
        }
        #expect(try read(content, unit: unit)[0].timestamp.nanoseconds == nanoseconds)
        let line = unit == .iso ? "\"\(text)\"" : text
        let json = try read(
            "{\"embedding\":[1],\"timestamp\":\(line)}\n", unit: unit, name: "b.jsonl")
        #expect(json[0].timestamp.nanoseconds == nanoseconds)
    }

    @Test func aRateTooLowForTimeIsNoCrash() throws {
        let path = try folder.file("r.csv", "e0\n1\n1\n")
        let source = try VectorSource.open(path, defaults: SourceDefaults(rate: 1e-300))
        _ = try source.next()
        #expect(try source.next()?.timestamp == .distantFuture)
    }
}
