/// A JSON Schema (draft 2020-12) as far as a description of rows needs one.
indirect enum JSONSchema: Sendable {
    case text
    case words([String])
    case integer(minimum: Int?)
    case number
    case boolean
    case constant(Int)
    case array(JSONSchema)
    case object([Field])

    /// A property of an object.
    struct Field: Sendable {
        var name: String
        var schema: JSONSchema
        var description: String
        var isRequired: Bool
    }

    /// A property that is always there.
    static func field(_ name: String, _ schema: JSONSchema, _ description: String) -> Field {
        Field(name: name, schema: schema, description: description, isRequired: true)
    }

    /// A property that is left out where it is not defined.
    static func optional(_ name: String, _ schema: JSONSchema, _ description: String) -> Field {
        Field(name: name, schema: schema, description: description, isRequired: false)
    }

    /// The keywords of this schema as lines of JSON without braces.
    fileprivate func keywords(indent: String) -> [String] {
        switch self {
        case .text: ["\"type\": \"string\""]
        case .words(let words):
            ["\"enum\": [\(words.map(Self.quoted).joined(separator: ", "))]", "\"type\": \"string\""]
        case .integer(let minimum):
            (minimum.map { ["\"minimum\": \($0)"] } ?? []) + ["\"type\": \"integer\""]
        case .number: ["\"type\": \"number\""]
        case .boolean: ["\"type\": \"boolean\""]
        case .constant(let value): ["\"const\": \(value)"]
        case .array(let item):
            ["\"items\": " + item.text(with: [], indent: indent), "\"type\": \"array\""]
        case .object(let fields):
            [
                "\"additionalProperties\": false",
                "\"properties\": {\n"
                    + fields.map { field in
                        "\(indent)  \(Self.quoted(field.name)): "
                            + field.schema.text(
                                with: ["\"description\": \(Self.quoted(field.description))"],
                                indent: indent + "  ")
                    }.joined(separator: ",\n") + "\n\(indent)}",
                "\"required\": ["
                    + fields.filter(\.isRequired).map { Self.quoted($0.name) }.joined(separator: ", ") + "]",
                "\"type\": \"object\"",
            ]
        }
    }

    /// The schema as JSON, with `extra` keywords before its own.
    func text(with extra: [String], indent: String = "") -> String {
        let inner = indent + "  "
        let lines = extra + keywords(indent: inner)
        return "{\n" + lines.map { inner + $0 }.joined(separator: ",\n") + "\n\(indent)}"
    }

    static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
