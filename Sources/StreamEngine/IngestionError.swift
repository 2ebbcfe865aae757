/// Why an ingestion did not begin or did not go on, other than its source's own errors.
public enum IngestionError: Error, Sendable, Hashable {
    /// Another ingestion of the same engine is running.
    case busy
    /// A vector was rejected and the rejection policy is `fail`.
    case rejected(RejectedVector)
}

extension IngestionError: CustomStringConvertible {
    /// One line for people.
    public var description: String {
        switch self {
        case .busy:
            "the engine is ingesting already (merge the sources into one, or wait for the first to end)"
        case .rejected(let vector): vector.description
        }
    }
}
