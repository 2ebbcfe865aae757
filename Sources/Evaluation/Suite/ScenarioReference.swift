import Foundation
import StreamCore
import StreamFormats
import StreamGenerator

/// A stream's file, a scenario or data of the user's own, and the name that columns show.
public struct ScenarioReference: Sendable, Hashable, Codable {
    /// The file's name without its ending.
    public var name: String
    /// Where it is.
    public var path: String

    /// The scenario in the file at `path`.
    public init(path: String) {
        self.path = path
        name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }

    /// Whether it is recorded data, or a file that describes such, so that every seed gives the same stream.
    /// Reads it where that has not been done yet; what cannot be read is not.
    public var isRecorded: Bool { (try? LoadedScenario(path: path))?.isRecorded ?? false }

    /// Whether the path is that of data itself: a dataset folder or a file of vectors.
    var isData: Bool {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            return true
        }
        return VectorFormat(path: path) != nil
    }

    /// Reads the scenario.
    ///
    /// - Parameters:
    ///   - type: What every planted event is turned into, if anything.
    ///   - strength: What every planted event's strength is set to, if anything.
    func load(type: String? = nil, strength: String? = nil) throws(InputError) -> LoadedScenario {
        var loaded = try LoadedScenario(path: path)
        try loaded.check(changesEvents: type != nil || strength != nil)
        if let type = type.flatMap(PatternType.init) { loaded.turnEvents(into: type) }
        if let strength = strength.flatMap(EventStrength.init) { loaded.setStrength(strength) }
        return loaded
    }
}

/// Finds the scenarios that a suite names.
struct ScenarioLocator {
    /// The suite's file; nil on the command line.
    var suite: String?

    /// The scenarios of `table`: `scenario`, `scenarios`, or the sweep of `scenario`.
    func references(of table: SettingsTable) throws(InputError) -> [ScenarioReference] {
        let entries = [
            table.entry("scenario"), table.entry("scenarios"), table.sweep.first { $0.key == "scenario" },
        ].compactMap { $0 }
        guard let entry = entries.first else {
            throw table.error("names no scenario", remedy: "add 'scenario: NAME.yaml'")
        }
        guard entries.count == 1 else {
            throw table.error(
                at: entries[1], "names scenarios a second time", remedy: "name them in one place")
        }
        var references: [ScenarioReference] = []
        for value in entry.values { references.append(try locate(value, at: entry, in: table)) }
        return references
    }

    /// Looks for a scenario, a dataset folder or a file of vectors in `scenarios` beside the suite's folder, in the suite's folder, in the current one and in
    /// its `datasets/scenarios`.
    private func locate(
        _ name: String, at entry: SettingsTable.Entry, in table: SettingsTable
    ) throws(InputError) -> ScenarioReference {
        var places: [String] = []
        if name.hasPrefix("/") {
            places = [name]
        } else {
            if let suite {
                let folder = URL(fileURLWithPath: suite).deletingLastPathComponent()
                places.append(folder.appendingPathComponent("../scenarios/" + name).standardized.path)
                places.append(folder.appendingPathComponent(name).standardized.path)
            }
            places += [name, "datasets/scenarios/" + name]
        }
        for place in places where FileManager.default.isReadableFile(atPath: place) {
            return ScenarioReference(path: place)
        }
        throw InputError(
            .unreadable, file: table.file, line: entry.line, field: entry.key,
            problem: "there is no scenario '\(name.prefix(200))'",
            remedy:
                "put it into \(places.first.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path } ?? "."), or give its path"
        )
    }
}
