import Foundation
import StreamGenerator
import Testing

/// Every scenario of the library does what its table promises.
@Suite struct ScenarioLibraryTests {
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: scenarioFolder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
    }()

    @Test func thereAreAtLeastTwelve() { #expect(Self.names.count >= 12) }

    @Test(arguments: names)
    func aScenarioIsReadAndMakesVectors(name: String) throws {
        let stream = try EventStream.open(scenarioFile: "\(scenarioFolder)/\(name).yaml")
        #expect(stream.name == name)
        let vectors = stream.next(upTo: 20)
        #expect(vectors.count == 20)
        #expect(vectors.allSatisfy { $0.embedding.count == stream.dimension })
    }

    /// The table says of each scenario what its file says, and lists no other.
    @Test func theTableListsEveryFile() throws {
        let table = try String(contentsOfFile: scenarioFolder + "/README.md", encoding: .utf8)
        let rows = table.split(separator: "\n").filter { $0.hasPrefix("| [") }
        #expect(rows.count == Self.names.count)
        for name in Self.names {
            let file = try String(contentsOfFile: "\(scenarioFolder)/\(name).yaml", encoding: .utf8)
            let first = try #require(file.split(separator: "\n").first)
            #expect(first.hasPrefix("# ") && first.hasSuffix("."), "\(name): \(first)")
            #expect(
                rows.contains { $0 == "| [\(name)](\(name).yaml) | \(first.dropFirst(2)) |" }, "\(name)")
        }
    }
}
