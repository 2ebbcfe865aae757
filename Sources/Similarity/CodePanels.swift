import CSimilarityKernels
import StreamCore

/// The 8-bit codes of a store's rows, in panels of sixteen like the rows themselves, with the two numbers
/// a row that the bound of screening needs; `ScreenKernels.h` derives it.
///
/// A quarter of the memory that the rows take, and eight bytes a row.
final class CodePanels {
    private let steps: Int
    private let dimension: Int
    private let inflation: Double
    private let coder: ScreenTable
    private let scratch: AlignedBuffer<Int8>
    private var codes: AlignedBuffer<UInt8>
    private var x: AlignedBuffer<Float>
    private var y: AlignedBuffer<Float>

    /// Room for a number of panels.
    ///
    /// - Parameter inflation: 1, but tests shrink the angles by it.
    init(geometry: StoreGeometry, panels: Int, inflation: Double) {
        steps = geometry.steps
        dimension = geometry.dimension
        self.inflation = inflation
        coder = .fastest
        scratch = AlignedBuffer(count: geometry.rowStride)
        codes = AlignedBuffer(count: panels * geometry.panelStride)
        x = AlignedBuffer(count: panels * StoreLayout.width)
        y = AlignedBuffer(count: panels * StoreLayout.width)
    }

    var byteCount: Int { codes.count + (x.count + y.count) * MemoryLayout<Float>.stride }

    /// Codes a row into its slot. O(dimension).
    func write(_ row: UnsafePointer<Float>, slot: Int) {
        let width = StoreLayout.width
        let panel = codes.base + (slot / width) &* (steps * width * width)
        coder.codeRow(
            row, dimension: dimension, inflation: inflation, scratch: scratch.base,
            codes: panel + slot % width * 4, x: x.base + slot, y: y.base + slot)
    }

    /// Makes room for twice as many panels.
    func grow() {
        codes = Self.doubled(codes)
        x = Self.doubled(x)
        y = Self.doubled(y)
    }

    var view: CodeView {
        CodeView(codes: UnsafePointer(codes.base), x: UnsafePointer(x.base), y: UnsafePointer(y.base))
    }

    private static func doubled<Element>(
        _ buffer: borrowing AlignedBuffer<Element>
    ) -> AlignedBuffer<Element> {
        let wider = AlignedBuffer<Element>(count: 2 * buffer.count)
        wider.base.update(from: buffer.base, count: buffer.count)
        return wider
    }
}

/// What a backend reads of ``CodePanels``; valid as long as the store's view is.
package struct CodeView {
    /// Codes by panel, four components of a row together.
    let codes: UnsafePointer<UInt8>
    /// |q| cos α of each row.
    let x: UnsafePointer<Float>
    /// |q| sin α of each row.
    let y: UnsafePointer<Float>
}

/// The screening functions of one instruction set.
struct ScreenTable: @unchecked Sendable {
    // Proof for Sendable: the pointer is to a constant table of pointers to functions without state.
    private let pointer: UnsafePointer<fl_screen>

    init?(_ isa: KernelISA) {
        guard let screen = fl_screen_for(isa.number) else { return nil }
        pointer = screen
    }

    private init(_ pointer: UnsafePointer<fl_screen>) { self.pointer = pointer }

    /// The set of the fastest instruction set here that has one; `portable` always does.
    static let fastest: ScreenTable =
        KernelISA.available.lazy.compactMap(ScreenTable.init).first
        ?? ScreenTable(fl_portable_screen())

    /// What scanning a pair costs, in pairs of the float32 kernel.
    var scanCost: Double { Double(pointer.pointee.scan_cost) }
    /// What refining a pair costs.
    var pairCost: Double { Double(pointer.pointee.pair_cost) }
    /// What unpacking a panel costs.
    var panelCost: Double { Double(pointer.pointee.panel_cost) }

    func codeRow(
        _ row: UnsafePointer<Float>, dimension: Int, inflation: Double, scratch: UnsafeMutablePointer<Int8>,
        codes: UnsafeMutablePointer<UInt8>, x: UnsafeMutablePointer<Float>, y: UnsafeMutablePointer<Float>
    ) {
        pointer.pointee.code_row(row, Int64(dimension), inflation, scratch, codes, x, y)
    }

    func codeQueries(
        _ rows: UnsafePointer<Float>, count: Int, dimension: Int, level: fl_screen_level,
        scratch: UnsafeMutablePointer<Int8>, into coded: inout fl_coded_queries
    ) {
        withUnsafePointer(to: level) {
            pointer.pointee.code_queries(rows, Int64(count), Int64(dimension), $0, scratch, &coded)
        }
    }

    func run(_ job: inout fl_screen_job) { pointer.pointee.run(&job) }
}
