import Foundation
import StreamCore
import Yams

/// A YAML file being read strictly: every mistake is reported with its line and its field.
package final class YAMLContext {
    /// The file's path.
    package let file: String
    /// The line of each value that was looked at, by its path.
    private var lines: [String: Int] = [:]

    /// Longer files are no scenarios or suites.
    package static let sizeLimit = 1 << 20
    /// Deeper nesting would exhaust the parser's stack.
    package static let depthLimit = 64

    private init(file: String) { self.file = file }

    fileprivate func note(_ path: String, _ line: Int?) {
        if let line { lines[path] = line }
    }

    /// The line of `path`, or of the nearest value that holds it.
    package func line(of path: String) -> Int? {
        var path = path[...]
        while true {
            if let line = lines[String(path)] { return line }
            guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return lines[""] }
            path = path[..<cut]
        }
    }

    /// An error at `path`.
    package func error(_ path: String, _ problem: String, _ remedy: String? = nil) -> InputError {
        InputError(
            file: file, line: line(of: path), field: path.isEmpty ? nil : path, problem: problem,
            remedy: remedy)
    }

    /// Reads the file at `path`, which must hold one YAML document.
    ///
    /// - Throws: ``StreamCore/InputError``: unreadable, too long, nested too deeply, or no valid YAML.
    package static func load(_ path: String) throws(InputError) -> YAMLValue {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch {
            let exists = FileManager.default.fileExists(atPath: path)
            throw InputError(
                .unreadable, file: path,
                problem: exists ? "cannot be read" : "there is no such file", remedy: "check the path")
        }
        guard data.count <= sizeLimit else {
            throw InputError(file: path, problem: "is longer than \(sizeLimit) bytes")
        }
        return try parse(String(decoding: data, as: UTF8.self), file: path)
    }

    /// Reads `text`, which is said to come from `file`.
    package static func parse(_ text: String, file: String) throws(InputError) -> YAMLValue {
        let context = YAMLContext(file: file)
        if let line = tooDeep(text) {
            throw InputError(
                file: file, line: line, problem: "is nested deeper than \(depthLimit) levels")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw context.translate(error)
        } catch {
            throw InputError(file: file, problem: "is no valid YAML")
        }
        guard let root else {
            throw InputError(file: file, line: 1, problem: "is empty", remedy: "see datasets/scenarios")
        }
        return YAMLValue(context: context, path: "", node: root, mark: root.mark)
    }

    private func translate(_ error: YamlError) -> InputError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            InputError(file: file, line: mark.line, problem: "is no valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            InputError(
                file: file, line: context.mark.line, field: duplicates.sorted().joined(separator: ", "),
                problem: "is given twice", remedy: "keep one")
        case .reader(let problem, _, _, _): InputError(file: file, problem: "is no valid YAML: \(problem)")
        default: InputError(file: file, problem: "is no valid YAML")
        }
    }

    /// The line on which brackets or list marks nest beyond the limit, judged roughly: what stands in
    /// quotes counts too, which only matters for absurd files.
    private static func tooDeep(_ text: String) -> Int? {
        var line = 1
        var brackets = 0
        var marks = 0
        for byte in text.utf8 {
            switch byte {
            case 0x0A: (line, marks) = (line + 1, 0)
            case UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): brackets = max(0, brackets - 1)
            case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): marks += 1
            case UInt8(ascii: "#"): marks = .min / 2
            default: break
            }
            if brackets > depthLimit || marks > 4 * depthLimit { return line }
        }
        return nil
    }
}

/// One value of a YAML file, with where it stands.
package struct YAMLValue {
    /// The file it is in.
    package let context: YAMLContext
    /// Where in the file, such as `events[2].strength`.
    package let path: String
    let node: Node

    init(context: YAMLContext, path: String, node: Node, mark: Mark?) {
        self.context = context
        self.path = path
        self.node = node
        context.note(path, mark?.line)
    }

    /// An error at this value.
    package func error(_ problem: String, _ remedy: String? = nil) -> InputError {
        context.error(path, problem, remedy)
    }

    /// The value as a mapping that has no keys but these.
    ///
    /// - Throws: ``StreamCore/InputError`` naming the nearest known key for one that is not.
    package func mapping(_ known: [String]) throws(InputError) -> YAMLMapping {
        guard case .mapping(let mapping) = node else {
            throw error("is no mapping", "give keys and values, such as \(known.first ?? "key"): …")
        }
        var values: [String: YAMLValue] = [:]
        for (key, value) in mapping {
            let name = key.string ?? ""
            let inner = path.isEmpty ? name : "\(path).\(name)"
            let entry = YAMLValue(context: context, path: inner, node: value, mark: key.mark ?? value.mark)
            guard known.contains(name) else {
                throw entry.error(
                    "is no known key", Self.suggestion(for: name, among: known))
            }
            values[name] = entry
        }
        return YAMLMapping(value: self, values: values)
    }

    /// The keys of a mapping, known or not; empty for anything else.
    package var keys: [String] {
        guard case .mapping(let mapping) = node else { return [] }
        return mapping.compactMap { $0.key.string }
    }

    /// What to tell someone who wrote `word` where only `known` words make sense.
    package static func suggestion(for word: String, among known: [String]) -> String {
        guard let nearest = EditDistance.nearest(to: word, among: known) else { return "leave it out" }
        return "did you mean \(nearest)? known are \(known.joined(separator: ", "))"
    }

    /// The value as a list.
    package func list() throws(InputError) -> [YAMLValue] {
        guard case .sequence(let sequence) = node else { throw error("is no list", "write [a, b, …]") }
        return sequence.enumerated().map { index, element in
            YAMLValue(context: context, path: "\(path)[\(index)]", node: element, mark: element.mark)
        }
    }

    /// Whether the value is a single word or number.
    package var isScalar: Bool { node.scalar != nil }

    /// The value as text.
    package func string() throws(InputError) -> String {
        guard let scalar = node.scalar else { throw error("is no single value", "write one word") }
        return scalar.string
    }

    /// The value as a finite number.
    package func double() throws(InputError) -> Double {
        let text = try string()
        guard let number = Double(text.replacing("_", with: "")), number.isFinite else {
            throw error("'\(text.prefix(40))' is no number", "give a number")
        }
        return number
    }

    /// The value as a whole number.
    package func integer() throws(InputError) -> Int {
        let text = try string()
        guard let number = Int(text.replacing("_", with: "")) else {
            throw error("'\(text.prefix(40))' is no whole number", "give a whole number")
        }
        return number
    }

    /// The value as a seed.
    package func seed() throws(InputError) -> UInt64 {
        let text = try string()
        guard let number = UInt64(text) else {
            throw error("'\(text.prefix(40))' is no seed", "give a whole number from 0 up")
        }
        return number
    }

    /// The value as a truth value.
    package func boolean() throws(InputError) -> Bool {
        switch try string() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        case let text: throw error("'\(text.prefix(40))' is neither true nor false", "write true or false")
        }
    }

    /// The value as a duration.
    package func duration() throws(InputError) -> Duration {
        let text = try string()
        guard let duration = DurationText.parse(text) else {
            throw error("'\(text.prefix(40))' is no duration", "write it as 300s, 500ms or 2m")
        }
        return duration
    }

    /// The value as one of these words.
    package func choice<Choice: CaseIterable & RawRepresentable<String>>(
        of type: Choice.Type
    ) throws(InputError) -> Choice {
        let text = try string()
        guard let choice = Choice(rawValue: text) else {
            throw error(
                "'\(text.prefix(40))' is not known",
                Self.suggestion(for: text, among: Choice.allCases.map(\.rawValue)))
        }
        return choice
    }
}

/// A mapping whose keys are all known.
package struct YAMLMapping {
    /// The mapping itself.
    package let value: YAMLValue
    private let values: [String: YAMLValue]

    init(value: YAMLValue, values: [String: YAMLValue]) {
        self.value = value
        self.values = values
    }

    /// The value of `key`, if there is one.
    package subscript(key: String) -> YAMLValue? { values[key] }

    /// The value of `key`, which must be there.
    package func required(_ key: String) throws(InputError) -> YAMLValue {
        guard let found = values[key] else {
            throw value.error("the key \(key) is missing", "add \(key): …")
        }
        return found
    }
}
