/// A setting that makes no sense: which one, why, and what to do about it.
public struct ConfigurationError: Error, Hashable, Sendable {
    /// The setting's name, as in ``Configuration`` or its builder.
    public var field: String
    /// What is wrong: a clause whose subject is the field.
    public var problem: String
    /// What to do: a clause in the imperative.
    public var remedy: String

    /// An error of these parts.
    public init(field: String, problem: String, remedy: String) {
        self.field = field
        self.problem = problem
        self.remedy = remedy
    }

    static func slideTooLong(size: String, slide: String) -> ConfigurationError {
        ConfigurationError(
            field: "slideInterval",
            problem: "(\(slide)) is longer than the window (\(size)), so vectors would fall between windows",
            remedy: "make the slide at most the window's size, or use tumbling windows")
    }

    static func requirePositive(
        _ value: Int, field: String, unit: String
    ) throws(ConfigurationError) {
        guard value > 0 else {
            throw ConfigurationError(
                field: field, problem: "is \(value)", remedy: "use at least 1 (\(unit))")
        }
    }

    static func requireAtMost(
        _ limit: Int, _ value: Int, field: String, unit: String
    ) throws(ConfigurationError) {
        guard value <= limit else {
            throw ConfigurationError(
                field: field, problem: "is \(value), over the limit of \(limit) \(unit)",
                remedy: "use at most \(limit)")
        }
    }
}

extension ConfigurationError: CustomStringConvertible {
    /// `field problem (remedy)`, on one line.
    public var description: String { "\(field) \(problem) (\(remedy))" }
}
