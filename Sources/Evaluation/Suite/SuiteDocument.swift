import Foundation
import StreamCore
import Yams

/// A suite's YAML, taken apart with the line of every key.
struct SuiteDocument {
    var file: String
    var name: String
    var seed: UInt64
    /// The experiments, in order: a table each, named after its kind.
    var experiments: [SettingsTable]

    /// The version of the suite's keys that this program reads; a suite that says none is of this one.
    static let schemaVersion = 1

    /// The largest suite file, in bytes; a suite is written by hand.
    static let maximumBytes = 1 << 20

    /// Reads the file at `path`.
    init(path: String) throws(InputError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InputError(
                .unreadable, file: path, problem: "cannot be read", remedy: "check the path of the suite")
        }
        guard data.count <= Self.maximumBytes else {
            throw InputError(file: path, problem: "is larger than \(Self.maximumBytes) bytes")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw InputError(file: path, problem: "is not UTF-8 text")
        }
        try self.init(yaml: text, file: path)
    }

    /// Takes `yaml` apart; `file` is what errors name.
    init(yaml: String, file: String) throws(InputError) {
        self.file = file
        let root = try Self.compose(yaml, file: file)
        guard let root, case .mapping(let mapping) = root else {
            throw InputError(
                file: file, line: 1, problem: "holds no keys",
                remedy: "a suite has name, seed and experiments")
        }
        var name: String?
        var seed: UInt64 = 1
        var experiments: [SettingsTable]?
        let known = ["schema_version", "name", "seed", "experiments"]
        try Self.checkVersion(mapping, file: file)
        for (keyNode, value) in mapping {
            let key = keyNode.scalar?.string ?? ""
            let line = keyNode.mark?.line
            switch key {
            case "schema_version": break
            case "name":
                name = value.scalar?.string
                if name?.isEmpty ?? true {
                    throw InputError(file: file, line: line, field: key, problem: "is not a name")
                }
            case "seed":
                guard let number = value.scalar.flatMap({ UInt64($0.string) }) else {
                    throw InputError(
                        file: file, line: line, field: key, problem: "is not a whole number from 0 up")
                }
                seed = number
            case "experiments":
                guard case .sequence(let items) = value else {
                    throw InputError(
                        file: file, line: line, field: key, problem: "is not a list",
                        remedy: "write each experiment as '- throughput: {…}'")
                }
                var tables: [SettingsTable] = []
                for item in items { tables.append(try Self.experiment(item, file: file)) }
                experiments = tables
            default:
                throw InputError(
                    file: file, line: line, field: key, problem: "unknown key",
                    remedy: NearestName.remedy(for: key, among: known))
            }
        }
        guard let experiments, !experiments.isEmpty else {
            throw InputError(
                file: file, line: root.mark?.line, field: "experiments", problem: "no experiment is named",
                remedy: "add 'experiments:' with at least one entry")
        }
        self.name = name ?? Self.stem(of: file)
        self.seed = seed
        self.experiments = experiments
    }

    /// Refuses a suite of another version before anything else in it is found strange.
    private static func checkVersion(_ mapping: Node.Mapping, file: String) throws(InputError) {
        for (key, value) in mapping where key.scalar?.string == "schema_version" {
            guard let version = value.scalar.flatMap({ Int($0.string) }), version > 0 else {
                throw InputError(
                    file: file, line: key.mark?.line, field: "schema_version",
                    problem: "is not a whole number from 1 up",
                    remedy: "write schema_version: \(schemaVersion)")
            }
            guard version == schemaVersion else {
                throw InputError(
                    file: file, line: key.mark?.line, field: "schema_version",
                    problem: "is \(version); this program reads suites of version \(schemaVersion)",
                    remedy: "use a newer faultline, or a suite made for this one")
            }
        }
    }

    private static func compose(_ yaml: String, file: String) throws(InputError) -> Node? {
        do {
            return try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw InputError(
                    file: file, line: mark.line, problem: "is not YAML: \(problem)",
                    remedy: "check indentation, brackets and quotes")
            case .duplicatedKeysInMapping(let duplicates, let context):
                throw InputError(
                    file: file, line: context.mark.line, field: duplicates.first,
                    problem: "the key is there twice", remedy: "keep one of them")
            default:
                throw InputError(file: file, problem: "is not YAML: \(error)")
            }
        } catch {
            throw InputError(file: file, problem: "is not YAML: \(error)")
        }
    }

    private static func experiment(_ node: Node, file: String) throws(InputError) -> SettingsTable {
        guard case .mapping(let mapping) = node, mapping.count == 1, let (keyNode, value) = mapping.first,
            let kind = keyNode.scalar?.string
        else {
            throw InputError(
                file: file, line: node.mark?.line, field: "experiments",
                problem: "an entry is not one experiment", remedy: "write it as '- throughput: {…}'")
        }
        var table = SettingsTable(file: file, line: keyNode.mark?.line, name: kind)
        switch value {
        case .mapping(let settings):
            for (key, value) in settings {
                guard let name = key.scalar?.string else {
                    throw InputError(
                        file: file, line: key.mark?.line, field: kind, problem: "a key is not a word")
                }
                if name == "sweep" {
                    guard case .mapping(let axes) = value else {
                        throw InputError(
                            file: file, line: key.mark?.line, field: name, problem: "holds no keys",
                            remedy: "write it as 'sweep: {backend: [simd, blas]}'")
                    }
                    for (key, value) in axes { table.sweep.append(try entry(key, value, file: file)) }
                } else {
                    table.entries.append(try entry(key, value, file: file))
                }
            }
        case .scalar(let scalar) where scalar.string.isEmpty: break
        default:
            throw InputError(
                file: file, line: keyNode.mark?.line, field: kind, problem: "holds no keys",
                remedy: "write its settings as 'key: value'")
        }
        return table
    }

    private static func entry(
        _ key: Node, _ value: Node, file: String
    ) throws(InputError) -> SettingsTable.Entry {
        let name = key.scalar?.string ?? ""
        let line = key.mark?.line
        switch value {
        case .scalar(let scalar):
            return SettingsTable.Entry(key: name, line: line, values: [scalar.string], isList: false)
        case .sequence(let items):
            var values: [String] = []
            for item in items {
                guard let text = item.scalar?.string else {
                    throw InputError(
                        file: file, line: item.mark?.line ?? line, field: name,
                        problem: "a value of the list is not a word or a number")
                }
                values.append(text)
            }
            if values.isEmpty {
                throw InputError(
                    file: file, line: line, field: name, problem: "is an empty list",
                    remedy: "give at least one value")
            }
            return SettingsTable.Entry(key: name, line: line, values: values, isList: true)
        case .mapping, .alias:
            throw InputError(
                file: file, line: line, field: name, problem: "is neither a value nor a list of values")
        }
    }

    private static func stem(of path: String) -> String {
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }
}
