/// How numbers become single bytes and back: `byte = round(x · scale + offset)`, held to 0…255, and
/// `x = (byte − offset) / scale`.
///
/// What is written with ``symmetric`` keeps distances up to the factor `scale`, but not cosines, while the
/// bytes are taken as they are: the offset is a direction that all vectors share. So the file's
/// `.meta.json` records both numbers, and reading with it beside the file undoes them. Bytes without one,
/// such as SIFT's, are read as they are.
public struct Quantisation: Codable, Sendable, Hashable {
    /// By what a number is multiplied.
    public var scale: Float
    /// What is then added.
    public var offset: Float

    /// A quantisation of these parts.
    public init(scale: Float, offset: Float) {
        self.scale = scale
        self.offset = offset
    }

    /// −1…1 to 1…255 with 0 at 128: what a unit vector's components need, whatever the dimension.
    public static let symmetric = Quantisation(scale: 127, offset: 128)

    /// The byte for `x`; what lies outside becomes 0 or 255.
    public func byte(_ x: Float) -> UInt8 {
        // A NaN fails both comparisons and ends at 0.
        let value = (x * scale + offset).rounded()
        return value >= 255 ? 255 : value > 0 ? UInt8(value) : 0
    }

    /// The number that `byte` stands for.
    public func value(_ byte: Float) -> Float { (byte - offset) / scale }
}
