import Synchronization

/// Memory aligned to 64 bytes and not initialised: pages that stay unused are never touched.
func allocateAligned<Element>(_ count: Int) -> UnsafeMutablePointer<Element> {
    UnsafeMutableRawPointer.allocate(
        byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: max(1, count))
}

/// Floats for what lies between a call's input and its output, kept for the next call. One user at a time.
final class ScratchMemory {
    private var base: UnsafeMutablePointer<Float>?
    private var capacity = 0

    init() {}

    deinit { base?.deallocate() }

    /// Room for `count` floats, 64-byte-aligned, with any content; valid until the next call.
    func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
        if let base, count <= capacity { return base }
        base?.deallocate()
        let fresh: UnsafeMutablePointer<Float> = allocateAligned(count)
        base = fresh
        capacity = count
        return fresh
    }
}

/// Scratch memory for calls that bring none: as many pieces as calls ever ran at once.
final class ScratchPool: Sendable {
    private struct Idle: @unchecked Sendable {
        // Proof for Sendable: an idle piece is referenced by the pool alone, under its lock, and one
        // caller at a time takes it out.
        var pieces: [ScratchMemory] = []
    }

    private let idle = Mutex(Idle())

    /// Runs `body` with room for `count` floats.
    func withFloats(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) {
        let taken = idle.withLock { idle -> Idle in
            guard let last = idle.pieces.popLast() else { return Idle() }
            return Idle(pieces: [last])
        }
        let piece = taken.pieces.first ?? ScratchMemory()
        body(piece.floats(count))
        let back = Idle(pieces: [piece])
        idle.withLock { $0.pieces += back.pieces }
    }
}
