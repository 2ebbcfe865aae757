import Foundation
import StreamCore

/// Standard output, for data.
enum StandardOutput {
    /// Writes all of `data`.
    ///
    /// A reader that has gone (`| head -1`) ends the program at once and without a word, as it ends every
    /// program of a pipeline.
    ///
    /// - Throws: `InputError` of kind `unwritable` when the output cannot take it: a full disk.
    static func write(_ data: Data) throws(InputError) {
        // What Swift's print still holds comes first.
        fflush(nil)
        var offset = 0
        while offset < data.count {
            let written = data.withUnsafeBytes { bytes in
                Foundation.write(
                    STDOUT_FILENO, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            if written >= 0 {
                offset += written
                continue
            }
            switch errno {
            case EINTR: continue
            case EPIPE: endWithoutReader()
            default:
                throw InputError(
                    .unwritable, file: "standard output",
                    problem: "cannot be written: \(String(cString: strerror(errno)))",
                    remedy: "check free space where it leads to")
            }
        }
    }

    /// Writes text as it is.
    static func write(_ text: String) throws(InputError) { try write(Data(text.utf8)) }

    /// Ends as a program ends that has not asked to survive a broken pipe.
    private static func endWithoutReader() -> Never {
        signal(SIGPIPE, SIG_DFL)
        raise(SIGPIPE)
        exit(128 + SIGPIPE)
    }
}
