/// Memory on the heap, aligned to 64 bytes (a cache line and an AVX-512 register), that is freed with
/// its owner.
///
/// The elements are zero when made. Not copyable: one owner, so it can be moved between tasks but never
/// be freed twice or shared by accident.
public struct AlignedBuffer<Element: BitwiseCopyable>: ~Copyable {
    /// The address of the first element; valid while this buffer lives.
    public let base: UnsafeMutablePointer<Element>
    /// How many elements there are.
    public let count: Int

    /// The alignment in bytes.
    public static var alignment: Int { 64 }

    /// A buffer of `count` zero elements (their bytes are all zero).
    public init(count: Int) {
        let bytes = max(count, 1) * MemoryLayout<Element>.stride
        let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.alignment)
        raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        base = raw.bindMemory(to: Element.self, capacity: max(count, 1))
        self.count = count
    }

    deinit {
        UnsafeMutableRawPointer(base).deallocate()
    }

    /// The element at `index`, which is checked in debug builds only.
    public subscript(index: Int) -> Element {
        get {
            assert(index >= 0 && index < count)
            return base[index]
        }
        nonmutating set {
            assert(index >= 0 && index < count)
            base[index] = newValue
        }
    }

    /// All elements, for reading; valid while this buffer lives.
    public var elements: UnsafeBufferPointer<Element> {
        UnsafeBufferPointer(start: base, count: count)
    }
}

// Proof: the buffer owns its memory alone (it cannot be copied), so moving it to another task moves the
// only reference; what reads it concurrently goes through views that carry their own proof.
extension AlignedBuffer: @unchecked Sendable where Element: Sendable {}
