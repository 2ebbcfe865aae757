/// y = D^−½·A·D^−½·x for a graph without isolated nodes.
///
/// Written out here and not left to BLAS, so that λ₂ has the same bits on every machine and for every
/// setting of BLAS's threads.
struct LaplacianProduct {
    let graph: WeightedGraph
    /// 1/√degree, a node each.
    let scale: UnsafeMutablePointer<Double>
    /// Room for `paddedCount` doubles.
    let scratch: UnsafeMutablePointer<Double>
    /// Whether dense rows are multiplied in single precision.
    let isSingle: Bool

    /// Nodes rounded up to whole vectors.
    static func paddedCount(_ count: Int) -> Int { (count + 15) / 16 * 16 }

    func apply(_ input: UnsafePointer<Double>, _ output: UnsafeMutablePointer<Double>) {
        switch graph.layout {
        case .sparse: applySparse(input, output)
        case .dense: isSingle ? applySingle(input, output) : applyDouble(input, output)
        }
    }

    private func applySparse(_ input: UnsafePointer<Double>, _ output: UnsafeMutablePointer<Double>) {
        let count = graph.nodeCount
        let (offsets, neighbours, weights) = (graph.offsets, graph.neighbours, graph.weights)
        for node in 0..<count { scratch[node] = input[node] * scale[node] }
        for node in 0..<count {
            var even = 0.0
            var odd = 0.0
            var place = offsets[node]
            let end = offsets[node &+ 1]
            while place &+ 1 < end {
                even += Double(weights[place]) * scratch[Int(neighbours[place])]
                odd += Double(weights[place &+ 1]) * scratch[Int(neighbours[place &+ 1])]
                place &+= 2
            }
            if place < end { even += Double(weights[place]) * scratch[Int(neighbours[place])] }
            output[node] = (even + odd) * scale[node]
        }
    }

    /// By symmetry, each row right of the diagonal serves twice: as a row and as a column. That halves the
    /// memory read, which is what bounds the product.
    private func applySingle(_ input: UnsafePointer<Double>, _ output: UnsafeMutablePointer<Double>) {
        let count = graph.nodeCount
        let padded = Self.paddedCount(count)
        let vector = UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Float.self)
        let sums = vector + padded
        for node in 0..<count { vector[node] = Float(input[node] * scale[node]) }
        for node in count..<padded { vector[node] = 0 }
        sums.update(repeating: 0, count: padded)
        let vectors = UnsafeRawPointer(vector).assumingMemoryBound(to: SIMD4<Float>.self)
        let columns = UnsafeMutableRawPointer(sums).assumingMemoryBound(to: SIMD4<Float>.self)
        var node = 0
        while node < count {
            let rows = min(4, count &- node)
            // Past the last row, the row repeats with a factor of 0 and its sum is dropped.
            let row0 = graph.row(node)
            let row1 = graph.row(min(node &+ 1, count &- 1))
            let row2 = graph.row(min(node &+ 2, count &- 1))
            let row3 = graph.row(min(node &+ 3, count &- 1))
            let own = vectors[node / 4]
            let (factor0, factor1, factor2, factor3) = (
                SIMD4<Float>(repeating: own[0]), SIMD4<Float>(repeating: own[1]),
                SIMD4<Float>(repeating: own[2]), SIMD4<Float>(repeating: own[3])
            )
            let lanes0 = UnsafeRawPointer(row0).assumingMemoryBound(to: SIMD4<Float>.self)
            let lanes1 = UnsafeRawPointer(row1).assumingMemoryBound(to: SIMD4<Float>.self)
            let lanes2 = UnsafeRawPointer(row2).assumingMemoryBound(to: SIMD4<Float>.self)
            let lanes3 = UnsafeRawPointer(row3).assumingMemoryBound(to: SIMD4<Float>.self)
            // The block on the diagonal as it is.
            var sum0 = lanes0[node / 4] * own
            var sum1 = lanes1[node / 4] * own
            var sum2 = lanes2[node / 4] * own
            var sum3 = lanes3[node / 4] * own
            for place in (node / 4 &+ 1)..<max(node / 4 &+ 1, padded / 4) {
                let x = vectors[place]
                let (entry0, entry1, entry2, entry3) = (
                    lanes0[place], lanes1[place], lanes2[place], lanes3[place]
                )
                sum0 += entry0 * x
                sum1 += entry1 * x
                sum2 += entry2 * x
                sum3 += entry3 * x
                columns[place] +=
                    (entry0 * factor0 + entry1 * factor1) + (entry2 * factor2 + entry3 * factor3)
            }
            sums[node] += Self.total(sum0)
            if rows > 1 { sums[node &+ 1] += Self.total(sum1) }
            if rows > 2 { sums[node &+ 2] += Self.total(sum2) }
            if rows > 3 { sums[node &+ 3] += Self.total(sum3) }
            node &+= 4
        }
        for node in 0..<count { output[node] = Double(sums[node]) * scale[node] }
    }

    @inline(__always)
    private static func total(_ lanes: SIMD4<Float>) -> Float {
        (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
    }

    private func applyDouble(_ input: UnsafePointer<Double>, _ output: UnsafeMutablePointer<Double>) {
        let count = graph.nodeCount
        let padded = Self.paddedCount(count)
        for node in 0..<count { scratch[node] = input[node] * scale[node] }
        for node in count..<padded { scratch[node] = 0 }
        let vector = UnsafeRawPointer(scratch).assumingMemoryBound(to: SIMD4<Double>.self)
        for node in 0..<count {
            let row = UnsafeRawPointer(graph.row(node)).assumingMemoryBound(to: SIMD4<Float>.self)
            var sum = SIMD4<Double>.zero
            var other = SIMD4<Double>.zero
            for place in stride(from: 0, to: padded / 4, by: 2) {
                sum += SIMD4<Double>(row[place]) * vector[place]
                other += SIMD4<Double>(row[place &+ 1]) * vector[place &+ 1]
            }
            let lanes = sum + other
            output[node] = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) * scale[node]
        }
    }
}
