import CSimilarityKernels

/// How a ``PanelStore`` lays its rows out in memory; each backend reads one of them.
public enum StoreLayout: String, Sendable, Hashable, CaseIterable {
    /// Panels of sixteen rows, components interleaved lane by lane: what the `simd` kernels stream.
    case panels
    /// The same panels with 8-bit codes of the rows beside them, a quarter more memory: for screening.
    case screenedPanels
    /// One row after another, each padded to a multiple of sixteen floats: what BLAS reads.
    case rows

    /// The rows of a panel, and the lanes of a sum.
    package static var width: Int { 16 }

    /// Whether rows lie in panels.
    package var isPanelled: Bool { self != .rows }
}

/// Where a component of a row lies, for one layout and dimension.
///
/// In panels, component k belongs to lane k mod 16 and is step k / 16 of that lane's chain. A panel holds
/// lane 0's steps, then lane 1's and so on, sixteen rows side by side at each: so a kernel reads memory in
/// order while it runs one lane's chain after another. Lanes are padded to equal length with zeros, which
/// leave every chain's value alone.
package struct StoreGeometry: Sendable, Hashable {
    package let layout: StoreLayout
    package let dimension: Int
    /// Steps of a lane: ⌈dimension / 16⌉.
    package let steps: Int

    package init(layout: StoreLayout, dimension: Int) {
        self.layout = layout
        self.dimension = dimension
        steps = (dimension + StoreLayout.width - 1) / StoreLayout.width
    }

    /// Floats that a row takes, padding included (in both layouts).
    package var rowStride: Int { steps * StoreLayout.width }

    /// Floats that sixteen rows take.
    package var panelStride: Int { rowStride * StoreLayout.width }

    /// Writes the row of `slot`, component by component.
    package func write(_ row: UnsafePointer<Float>, slot: Int, to base: UnsafeMutablePointer<Float>) {
        switch layout {
        case .rows:
            (base + slot &* rowStride).update(from: row, count: dimension)
        case .panels, .screenedPanels:
            let width = StoreLayout.width
            fl_panel_write(base + (slot / width) &* panelStride + slot % width, row, Int64(dimension))
        }
    }

    /// Reads the row of `slot`: `dimension` floats.
    package func read(slot: Int, from base: UnsafePointer<Float>, into row: UnsafeMutablePointer<Float>) {
        switch layout {
        case .rows:
            row.update(from: base + slot &* rowStride, count: dimension)
        case .panels, .screenedPanels:
            let width = StoreLayout.width
            fl_panel_read(base + (slot / width) &* panelStride + slot % width, row, Int64(dimension))
        }
    }
}
