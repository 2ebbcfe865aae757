import StreamCore

/// Aligned memory that grows when asked and is otherwise used again: what keeps snapshots from allocating.
struct ScratchBuffer<Element: BitwiseCopyable>: ~Copyable {
    private var buffer = AlignedBuffer<Element>(count: 0)

    /// The address of the first element.
    var base: UnsafeMutablePointer<Element> { buffer.base }

    /// Makes room for `count` elements and returns the address; what was there before may be lost.
    @discardableResult
    mutating func reserve(_ count: Int) -> UnsafeMutablePointer<Element> {
        if count > buffer.count {
            buffer = AlignedBuffer(count: max(count, buffer.count + buffer.count / 2))
        }
        return buffer.base
    }
}
