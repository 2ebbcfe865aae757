import Foundation
import StreamCore
import SystemPackage

/// Writes a file under a temporary name beside its place and renames it when it is whole, so that what
/// bears the name is never half a file. `-` is standard output, which gets everything as it is flushed.
public final class AtomicFile {
    /// Where the file will be.
    public let path: String
    /// Where it is until then.
    let temporary: String
    private let descriptor: FileDescriptor
    private var buffer: [UInt8] = []
    private var isOpen = true
    private var isPrepared = false
    private let isStandardOutput: Bool

    private static let bufferLimit = 1 << 18

    /// Starts a file that will be at `path`.
    ///
    /// - Throws: ``StreamCore/InputError`` of kind `unwritable`.
    public init(_ path: String) throws(InputError) {
        self.path = path
        buffer.reserveCapacity(Self.bufferLimit)
        isStandardOutput = path == "-"
        guard !isStandardOutput else {
            temporary = ""
            descriptor = .standardOutput
            return
        }
        temporary = path + ".partial-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            descriptor = try FileDescriptor.open(
                FilePath(temporary), .writeOnly, options: [.create, .truncate, .closeOnExec],
                permissions: [.ownerReadWrite, .groupRead, .otherRead])
        } catch {
            throw Self.unwritable(path, error)
        }
    }

    deinit {
        if isOpen, !isStandardOutput {
            try? descriptor.close()
            try? FileManager.default.removeItem(atPath: temporary)
        }
    }

    static func unwritable(_ path: String, _ error: any Error) -> InputError {
        if path == "-" {
            return InputError(
                .unwritable, file: "standard output", problem: "cannot be written: \(error)",
                remedy: "keep its reader open, or give a file")
        }
        return InputError(
            .unwritable, file: path, problem: "cannot be written: \(error)",
            remedy: "check the folder, its permissions and the free space")
    }

    /// Appends `bytes`.
    public func write(_ bytes: some Sequence<UInt8>) throws(InputError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.bufferLimit { try flush() }
    }

    /// Appends `text` as UTF-8.
    public func write(_ text: String) throws(InputError) { try write(text.utf8) }

    /// Replaces bytes already written, from `offset` on.
    public func overwrite(_ bytes: [UInt8], at offset: Int64) throws(InputError) {
        try flush()
        do {
            isPrepared = false
            try descriptor.writeAll(toAbsoluteOffset: offset, bytes)
        } catch {
            throw Self.unwritable(path, error)
        }
    }

    private func flush() throws(InputError) {
        guard !buffer.isEmpty else { return }
        isPrepared = false
        do {
            try descriptor.writeAll(buffer)
        } catch {
            throw Self.unwritable(path, error)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Writes what is buffered and makes sure that it is on the disk: afterwards only ``finish()`` is left,
    /// which needs no space.
    public func prepare() throws(InputError) {
        try flush()
        if isStandardOutput { return }
        if fsync(descriptor.rawValue) != 0 { throw Self.unwritable(path, Errno(rawValue: errno)) }
        isPrepared = true
    }

    /// Writes what is buffered, makes sure that it is on the disk, and gives the file its name.
    public func finish() throws(InputError) {
        if !isPrepared { try prepare() }
        isOpen = false
        if isStandardOutput { return }
        do {
            try descriptor.close()
            if rename(temporary, path) != 0 { throw Errno(rawValue: errno) }
        } catch {
            try? FileManager.default.removeItem(atPath: temporary)
            throw Self.unwritable(path, error)
        }
    }

    /// Writes a whole file of `text` at once.
    public static func write(_ text: String, to path: String) throws(InputError) {
        let file = try AtomicFile(path)
        try file.write(text)
        try file.finish()
    }
}
