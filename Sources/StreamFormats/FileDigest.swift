import Crypto
import StreamCore

/// SHA-256 of files, as dataset folders record them.
enum FileDigest {
    /// The digest of the file at `path` in lower-case hexadecimal. Reads it once, in pieces.
    static func sha256(of path: String) throws(InputError) -> String {
        let source = try ByteSource(path, bufferSize: 1 << 20)
        var hash = SHA256()
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            var count = 0
            var failure: InputError?
            piece.withUnsafeMutableBytes { buffer in
                do throws(InputError) { count = try source.read(into: buffer) } catch { failure = error }
            }
            if let failure { throw failure }
            if count == 0 { break }
            piece.withUnsafeBytes {
                hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count]))
            }
        }
        let digits = Array("0123456789abcdef")
        return String(hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
