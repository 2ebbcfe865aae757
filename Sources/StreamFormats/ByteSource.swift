import Foundation
import StreamCore
import SystemPackage

/// Reads a file, pipe or standard input in order, through a buffer, as bytes or lines.
///
/// Read, not mapped: a file that shrinks while it is read then ends in an error instead of a signal.
package final class ByteSource {
    /// The path as given; `-` is standard input.
    package let file: String
    /// The size of a regular file; nil for pipes and the like, which end when they end.
    package let size: Int64?
    /// The number of the line last read, from 1.
    package private(set) var lineNumber = 0

    private let descriptor: FileDescriptor
    private var buffer: [UInt8]
    private var head = 0
    private var tail = 0
    private var isAtEnd = false
    /// Where the search for the next line end goes on.
    private var scanned = 0

    /// The longest line, in bytes.
    package static let lineLimit = 64 << 20

    /// Opens `path`.
    ///
    /// - Throws: ``StreamCore/InputError`` of kind `unreadable`.
    package init(_ path: String, bufferSize: Int = 1 << 18) throws(InputError) {
        file = path
        buffer = Array(repeating: 0, count: max(bufferSize, 16))
        if path == "-" {
            descriptor = .standardInput
            size = nil
            return
        }
        do {
            descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
        } catch {
            throw Self.unreadable(path, error)
        }
        var isDirectory: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
            try? descriptor.close()
            throw InputError(.unreadable, file: path, problem: "is a folder where a file is expected")
        }
        // A pipe cannot seek, which is how it is told from a regular file.
        if let end = try? descriptor.seek(offset: 0, from: .end) {
            _ = try? descriptor.seek(offset: 0, from: .start)
            size = end
        } else {
            size = nil
        }
    }

    deinit {
        if file != "-" { try? descriptor.close() }
    }

    static func unreadable(_ path: String, _ error: any Error) -> InputError {
        if let errno = error as? Errno {
            if errno == .noSuchFileOrDirectory {
                return InputError(
                    .unreadable, file: path, problem: "there is no such file", remedy: "check the path")
            }
            return InputError(.unreadable, file: path, problem: "cannot be read: \(errno)")
        }
        return InputError(.unreadable, file: path, problem: "cannot be read: \(error)")
    }

    /// Whether the next line is in the buffer whole, so that reading it does not wait.
    package var hasBufferedLine: Bool {
        isAtEnd || buffer[head..<tail].contains(0x0A)
    }

    /// The next byte without taking it, or nil at the end.
    package func peek() throws(InputError) -> UInt8? {
        if head == tail, try !fill() { return nil }
        return buffer[head]
    }

    /// The next byte, or nil at the end; does not count lines.
    package func nextByte() throws(InputError) -> UInt8? {
        if head == tail, try !fill() { return nil }
        let byte = buffer[head]
        head += 1
        scanned = head
        return byte
    }

    /// Reads until `target` is full or the input ends; returns how many bytes were read.
    package func read(into target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
        var done = 0
        while done < target.count {
            if head == tail, try !fill() { break }
            let count = min(tail - head, target.count - done)
            buffer.withUnsafeBytes { bytes in
                target[done..<(done + count)].copyBytes(from: bytes[head..<(head + count)])
            }
            head += count
            done += count
        }
        scanned = head
        return done
    }

    /// Hands the next line, without its end (LF or CR LF), to `body`; nil at the end of the input.
    ///
    /// - Throws: ``StreamCore/InputError`` for a line longer than ``lineLimit``, and what reading throws.
    package func nextLine<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) throws(InputError) -> Result? {
        while true {
            if let end = buffer[scanned..<tail].firstIndex(of: 0x0A) {
                let result = hand(upTo: end, body)
                head = end + 1
                scanned = head
                return result
            }
            scanned = tail
            if tail - head > Self.lineLimit {
                throw InputError(
                    file: file, line: lineNumber + 1,
                    problem: "the line is longer than \(Self.lineLimit) bytes",
                    remedy: "check that the file has line ends")
            }
            if try !fill() {
                guard head < tail else { return nil }
                let result = hand(upTo: tail, body)
                head = tail
                scanned = head
                return result
            }
        }
    }

    private func hand<Result>(upTo end: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        lineNumber += 1
        var last = end
        if last > head, buffer[last - 1] == 0x0D { last -= 1 }
        return buffer.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[head..<last])) }
    }

    /// Reads more behind what is buffered; false at the end of the input.
    private func fill() throws(InputError) -> Bool {
        if isAtEnd { return false }
        if head == tail {
            (head, tail, scanned) = (0, 0, 0)
        } else if tail == buffer.count {
            if head > buffer.count / 2 {
                buffer.withUnsafeMutableBytes { bytes in
                    bytes.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[head..<tail]))
                }
                (head, tail, scanned) = (0, tail - head, scanned - head)
            } else {
                buffer.append(contentsOf: repeatElement(0, count: buffer.count))
            }
        }
        do {
            let count = try buffer.withUnsafeMutableBytes { bytes in
                try descriptor.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[tail...]))
            }
            tail += count
            isAtEnd = count == 0
            return count > 0
        } catch {
            throw Self.unreadable(file, error)
        }
    }
}
