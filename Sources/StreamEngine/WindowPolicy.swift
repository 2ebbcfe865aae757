/// How a stream is cut into windows.
///
/// Windows in time are half open, [start, end), and aligned to the epoch, so the same stream gives the
/// same windows wherever its reading begins.
public enum WindowPolicy: Hashable, Sendable {
    /// Windows that follow one another without overlap: [k·size, (k+1)·size).
    case tumbling(size: Duration)
    /// Overlapping windows, one beginning every `slide`: [k·slide, k·slide + size).
    case sliding(size: Duration, slide: Duration)
    /// Stretches of activity: a session takes in every vector that comes less than `gap` after (or
    /// before) another of its vectors, and ends `gap` after its last.
    case session(gap: Duration)
    /// The last `size` vectors in order of arrival, every `slide` vectors; event time plays no part.
    case count(size: Int, slide: Int)
    /// One window from the first vector on, which closes only when the stream is finished. Its memory
    /// grows with the stream unless coherence is `moments`.
    case landmark

    /// The most windows in time that may hold one vector: size / slide.
    public static let maximumOverlap = 4096

    /// The name used on the command line.
    public var name: String {
        switch self {
        case .tumbling: "tumbling"
        case .sliding: "sliding"
        case .session: "session"
        case .count: "count"
        case .landmark: "landmark"
        }
    }

    /// Checks that the policy can be carried out.
    ///
    /// - Throws: ``ConfigurationError`` naming the field.
    public func validate() throws(ConfigurationError) {
        switch self {
        case .tumbling(let size):
            try Self.requirePositive(size, field: "windowSize")
        case .sliding(let size, let slide):
            try Self.requirePositive(size, field: "windowSize")
            try Self.requirePositive(slide, field: "slideInterval")
            guard slide <= size else { throw .slideTooLong(size: "\(size)", slide: "\(slide)") }
            guard size.wholeNanoseconds / slide.wholeNanoseconds <= Self.maximumOverlap else {
                throw ConfigurationError(
                    field: "slideInterval",
                    problem: "is so short (\(slide)) that a vector would be in more than "
                        + "\(Self.maximumOverlap) windows of \(size)",
                    remedy: "make the slide longer or the window shorter")
            }
        case .session(let gap):
            try Self.requirePositive(gap, field: "sessionGap")
        case .count(let size, let slide):
            try ConfigurationError.requirePositive(size, field: "windowSize", unit: "vectors")
            try ConfigurationError.requirePositive(slide, field: "slideInterval", unit: "vectors")
            guard slide <= size else { throw .slideTooLong(size: "\(size)", slide: "\(slide)") }
        case .landmark:
            break
        }
    }

    private static func requirePositive(
        _ duration: Duration, field: String
    ) throws(ConfigurationError) {
        guard duration.wholeNanoseconds > 0 else {
            throw ConfigurationError(
                field: field, problem: "is \(duration), shorter than a nanosecond",
                remedy: "give a duration such as .seconds(60)")
        }
    }
}
