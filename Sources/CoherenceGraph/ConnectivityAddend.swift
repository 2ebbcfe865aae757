import Similarity

/// What a matrix row of a maximum-adjacency scan is made of; sums of it are in double precision.
protocol ConnectivityAddend: BinaryFloatingPoint {
    /// Adds a row to the sums, as ``GraphKernels`` does.
    static func advance(
        _ row: UnsafePointer<Self>, sums: UnsafeMutablePointer<Double>, count: Int, bound: Double,
        hits: UnsafeMutablePointer<UInt32>
    ) -> (sum: Double, place: Int)

    /// Adds a row to the sums and looks at nothing.
    static func add(_ row: UnsafePointer<Self>, to sums: UnsafeMutablePointer<Double>, count: Int)
}

extension Double: ConnectivityAddend {
    @inline(__always)
    static func advance(
        _ row: UnsafePointer<Double>, sums: UnsafeMutablePointer<Double>, count: Int, bound: Double,
        hits: UnsafeMutablePointer<UInt32>
    ) -> (sum: Double, place: Int) {
        GraphKernels.inForce.advance(row, sums: sums, count: count, bound: bound, hits: hits)
    }

    @inline(__always)
    static func add(_ row: UnsafePointer<Double>, to sums: UnsafeMutablePointer<Double>, count: Int) {
        GraphKernels.inForce.add(row, to: sums, count: count)
    }
}

extension Float: ConnectivityAddend {
    @inline(__always)
    static func advance(
        _ row: UnsafePointer<Float>, sums: UnsafeMutablePointer<Double>, count: Int, bound: Double,
        hits: UnsafeMutablePointer<UInt32>
    ) -> (sum: Double, place: Int) {
        GraphKernels.inForce.advance(row, sums: sums, count: count, bound: bound, hits: hits)
    }

    @inline(__always)
    static func add(_ row: UnsafePointer<Float>, to sums: UnsafeMutablePointer<Double>, count: Int) {
        GraphKernels.inForce.add(row, to: sums, count: count)
    }
}
