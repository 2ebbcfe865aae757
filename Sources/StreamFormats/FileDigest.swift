import COpenSSL
import StreamCore

/// SHA-256 of files, as dataset folders record them; computed by OpenSSL.
package enum FileDigest {
    /// The digest of the file at `path` in lower-case hexadecimal. Reads it once, in pieces.
    package static func sha256(of path: String) throws(InputError) -> String {
        let source = try ByteSource(path, bufferSize: 1 << 20)
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        guard context != nil, EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            throw unavailable(path)
        }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            var count = 0
            var failure: InputError?
            piece.withUnsafeMutableBytes { buffer in
                do throws(InputError) { count = try source.read(into: buffer) } catch { failure = error }
            }
            if let failure { throw failure }
            if count == 0 { break }
            guard EVP_DigestUpdate(context, piece, count) == 1 else { throw unavailable(path) }
        }
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        guard EVP_DigestFinal_ex(context, &digest, &length) == 1 else { throw unavailable(path) }
        return hexadecimal(digest.prefix(Int(length)))
    }

    /// The digest of `bytes` in lower-case hexadecimal; nil where OpenSSL refuses.
    package static func sha256(of bytes: some Collection<UInt8>) -> String? {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var length: UInt32 = 0
        let bytes = Array(bytes)
        guard EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha256(), nil) == 1 else { return nil }
        return hexadecimal(digest.prefix(Int(length)))
    }

    private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    private static func unavailable(_ path: String) -> InputError {
        InputError(
            .unreadable, file: path, problem: "its SHA-256 digest cannot be computed: OpenSSL refuses",
            remedy: "check the OpenSSL installation")
    }
}
