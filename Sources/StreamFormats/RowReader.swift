import StreamCore

/// Reads the rows of a file that holds numbers and nothing else.
package protocol RowReader {
    /// How many components a row has.
    var dimension: Int { get }
    /// How many rows there are; nil where only the end of a pipe will tell.
    var count: Int? { get }
    /// The next row, or nil after the last. O(d).
    mutating func next() throws(InputError) -> [Float]?
}

/// What a component is in files of vectors.
public enum ComponentKind: Sendable, Hashable {
    /// IEEE single precision, little-endian.
    case float32
    /// A byte, 0…255.
    case uint8

    /// Bytes in a component.
    var byteCount: Int { self == .float32 ? 4 : 1 }

    /// The components in `bytes`; single bytes are taken as they are.
    func decode(_ bytes: UnsafeRawBufferPointer) -> [Float] {
        switch self {
        case .float32:
            (0..<(bytes.count / 4)).map { place in
                let word = bytes.loadUnaligned(fromByteOffset: 4 * place, as: UInt32.self)
                return Float(bitPattern: UInt32(littleEndian: word))
            }
        case .uint8: bytes.map { Float($0) }
        }
    }
}

extension ByteSource {
    /// Reads exactly `count` bytes; returns fewer only at the end of the input.
    func read(_ count: Int, into buffer: inout [UInt8]) throws(InputError) -> Int {
        var found = 0
        // withUnsafeMutableBytes cannot rethrow a typed error here, so the error is carried out.
        var failure: InputError?
        buffer.withUnsafeMutableBytes { bytes in
            let target = UnsafeMutableRawBufferPointer(rebasing: bytes[..<count])
            do throws(InputError) { found = try read(into: target) } catch { failure = error }
        }
        if let failure { throw failure }
        return found
    }
}

/// The little-endian 32-bit word at the start of `bytes`.
func littleEndianWord(_ bytes: [UInt8], at offset: Int = 0) -> UInt32 {
    bytes.withUnsafeBytes {
        UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
