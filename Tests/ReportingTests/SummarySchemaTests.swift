import Evaluation
import Foundation
import Reporting
import Testing

@Suite struct SummarySchemaTests {
    private static func object(_ data: Data) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    private static func schema() throws -> [String: Any] { try object(Data(SummarySchema.text.utf8)) }

    @Test func theSummaryOfAWholeRunIsValid() throws {
        let summary = try Self.object(SampleRecord.whole.summary(files: ["report.md"]))
        #expect(try SchemaCheck.problems(summary, Self.schema()) == [])
        #expect(summary["$schema"] as? String == "summary.schema.json")
        #expect(summary["schema_version"] as? Int == resultSchemaVersion)
        #expect((summary["latency"] as? [Any])?.isEmpty == false)
    }

    @Test func theSummaryOfARunThatFailedIsValid() throws {
        var record = SampleRecord.whole
        record.status = .failed
        record.failure = "no space left"
        record.shard = Shard(index: 1, count: 2)
        record.environment.gitCommit = String(repeating: "a", count: 40)
        record.environment.gitModified = true
        record.environment.ended = "2024-01-01T00:01:00Z"
        let summary = try Self.object(record.summary(files: []))
        #expect(try SchemaCheck.problems(summary, Self.schema()) == [])
    }

    @Test func whatTheSchemaDoesNotKnowIsRefused() throws {
        var summary = try Self.object(SampleRecord.whole.summary(files: []))
        let schema = try Self.schema()
        summary["surprise"] = NSNumber(value: 1)
        #expect(SchemaCheck.problems(summary, schema) == ["/surprise: not allowed"])
        summary["surprise"] = nil
        summary["cells"] = "many"
        #expect(SchemaCheck.problems(summary, schema) == ["/cells: no integer"])
        summary["cells"] = NSNumber(value: -1)
        #expect(SchemaCheck.problems(summary, schema) == ["/cells: below the minimum"])
        summary["cells"] = nil
        #expect(SchemaCheck.problems(summary, schema) == ["/cells: missing"])
        summary["cells"] = NSNumber(value: 1)
        summary["status"] = "fine"
        #expect(SchemaCheck.problems(summary, schema) == ["/status: not one of the words"])
    }

    @Test func thePublishedCopyIsTheRenderedOne() throws {
        let copy = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("results/\(SummarySchema.fileName)")
        let text = try String(contentsOf: copy, encoding: .utf8)
        #expect(text == SummarySchema.text, "copy the summary.schema.json of a run to results/")
    }

    @Test func everyRunHasTheSchemaBesideItsSummary() {
        let files = RunReport.files(SampleRecord.whole, gnuplot: Gnuplot(program: "/nonexistent"))
        #expect(files.first { $0.name == SummarySchema.fileName }?.content == SummarySchema.text)
    }
}

/// As much of JSON Schema as the summary's schema uses.
enum SchemaCheck {
    static func problems(_ value: Any, _ schema: [String: Any], at path: String = "") -> [String] {
        if let constant = schema["const"] as? Int {
            return value as? Int == constant ? [] : ["\(path): not \(constant)"]
        }
        if let words = schema["enum"] as? [String] {
            return (value as? String).map(words.contains) == true ? [] : ["\(path): not one of the words"]
        }
        switch schema["type"] as? String {
        case "string": return value is String ? [] : ["\(path): no string"]
        case "boolean": return isBoolean(value) ? [] : ["\(path): no boolean"]
        case "number": return isNumber(value) ? [] : ["\(path): no number"]
        case "integer":
            guard isNumber(value), let number = value as? Double, number == number.rounded() else {
                return ["\(path): no integer"]
            }
            let minimum = schema["minimum"] as? Double ?? -.infinity
            return number >= minimum ? [] : ["\(path): below the minimum"]
        case "array":
            guard let items = value as? [Any], let of = schema["items"] as? [String: Any] else {
                return ["\(path): no array"]
            }
            return items.enumerated().flatMap { problems($0.element, of, at: "\(path)/\($0.offset)") }
        case "object":
            guard let object = value as? [String: Any],
                let properties = schema["properties"] as? [String: [String: Any]]
            else { return ["\(path): no object"] }
            let required = schema["required"] as? [String] ?? []
            return required.filter { object[$0] == nil }.map { "\(path)/\($0): missing" }
                + object.keys.sorted().flatMap { key -> [String] in
                    guard let own = properties[key] else { return ["\(path)/\(key): not allowed"] }
                    return problems(object[key] ?? 0, own, at: "\(path)/\(key)")
                }
        default: return ["\(path): the schema says no type"]
        }
    }

    private static func isBoolean(_ value: Any) -> Bool {
        // Foundation bridges JSON's booleans and numbers to one class; 'c' is the type of a boolean.
        (value as? NSNumber).map { ["c", "B"].contains(String(cString: $0.objCType)) } ?? false
    }

    private static func isNumber(_ value: Any) -> Bool { value is NSNumber && !isBoolean(value) }
}
