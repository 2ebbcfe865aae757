/// Bad or missing input: which file, where in it, what is wrong, and what to do about it.
///
/// Every reader and parser throws this one type, so that the command line can print one clear line and
/// pick its exit code.
public struct InputError: Error, Hashable, Sendable {
    /// What kind of trouble it is; decides the exit code.
    public enum Kind: Sendable, Hashable {
        /// The content is wrong (exit code 65).
        case badData
        /// The file does not exist or cannot be read (exit code 66).
        case unreadable
        /// The output cannot be written (exit code 74).
        case unwritable
    }

    /// What kind of trouble it is.
    public var kind: Kind
    /// The file's path as the user gave it; `-` is standard input.
    public var file: String
    /// The line, counted from 1, where the format has lines.
    public var line: Int?
    /// The key, column or header field.
    public var field: String?
    /// What is wrong: a clause without a full stop.
    public var problem: String
    /// What the user can do about it: a clause without a full stop.
    public var remedy: String?

    /// An error of these parts.
    public init(
        _ kind: Kind = .badData, file: String, line: Int? = nil, field: String? = nil, problem: String,
        remedy: String? = nil
    ) {
        self.kind = kind
        self.file = file
        self.line = line
        self.field = field
        self.problem = problem
        self.remedy = remedy
    }
}

extension InputError: CustomStringConvertible {
    /// `file:line: field: problem (remedy)`, on one line.
    public var description: String {
        var text = file
        if let line { text += ":\(line)" }
        text += ": "
        if let field { text += "\(field): " }
        text += problem
        if let remedy { text += " (\(remedy))" }
        return text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
