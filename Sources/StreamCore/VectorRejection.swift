/// Why a vector was not taken into the stream.
///
/// A rejection is counted and reported; it never ends a stream unless the user asked for that.
public enum VectorRejection: Error, Hashable, Sendable {
    /// The embedding's count differs from the stream's dimension.
    case wrongDimension(expected: Int, found: Int)
    /// The component with this index is not a number.
    case notANumber(component: Int)
    /// The component with this index is infinite.
    case infinite(component: Int)
    /// Every component is zero, or so small that the norm underflows: the direction is undefined.
    case zeroNorm
    /// A live vector of the window has the same id.
    case duplicateIdentifier(String)
    /// The timestamp lies further behind the watermark than any open window reaches.
    case late(byNanoseconds: Int64)

    /// The cause without its particulars: what rejections are counted by.
    public enum Cause: String, CaseIterable, Sendable, Hashable {
        case wrongDimension = "wrong_dimension"
        case notANumber = "not_a_number"
        case infinite
        case zeroNorm = "zero_norm"
        case duplicateIdentifier = "duplicate_id"
        case late
    }

    /// The cause that this rejection is counted under.
    public var cause: Cause {
        switch self {
        case .wrongDimension: .wrongDimension
        case .notANumber: .notANumber
        case .infinite: .infinite
        case .zeroNorm: .zeroNorm
        case .duplicateIdentifier: .duplicateIdentifier
        case .late: .late
        }
    }

    /// Checks `embedding` and returns its Euclidean norm, summed in `Double`.
    ///
    /// O(d).
    ///
    /// - Parameters:
    ///   - embedding: The components.
    ///   - dimension: The stream's dimension.
    /// - Throws: ``wrongDimension(expected:found:)``, ``notANumber(component:)``, ``infinite(component:)``
    ///   or ``zeroNorm``.
    public static func checkedNorm(
        of embedding: [Float], dimension: Int
    ) throws(VectorRejection) -> Double {
        guard embedding.count == dimension else {
            throw .wrongDimension(expected: dimension, found: embedding.count)
        }
        var sum = 0.0
        for component in embedding { sum += Double(component) * Double(component) }
        // The sum of squares of finite floats cannot overflow a Double, so one test after the loop finds
        // both NaN and infinity; only then is the culprit looked for.
        guard sum.isFinite else {
            if let index = embedding.firstIndex(where: \.isNaN) {
                throw .notANumber(component: index)
            }
            throw .infinite(component: embedding.firstIndex(where: \.isInfinite) ?? 0)
        }
        let norm = sum.squareRoot()
        guard norm >= Double(Float.leastNormalMagnitude) else { throw .zeroNorm }
        return norm
    }
}

extension VectorRejection: CustomStringConvertible {
    /// One sentence for people.
    public var description: String {
        switch self {
        case .wrongDimension(let expected, let found):
            "has \(found) components where the stream has \(expected)"
        case .notANumber(let component): "component \(component) is not a number"
        case .infinite(let component): "component \(component) is infinite"
        case .zeroNorm: "has zero norm, so its direction is undefined"
        case .duplicateIdentifier(let id): "repeats the id '\(id.prefix(80))' of a live vector"
        case .late(let nanoseconds):
            "is late: \(Double(nanoseconds) / 1e9) s behind the watermark"
        }
    }
}
