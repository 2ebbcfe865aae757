import Similarity

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

    private func applySingle(_ input: UnsafePointer<Double>, _ output: UnsafeMutablePointer<Double>) {
        let count = graph.nodeCount
        let padded = Self.paddedCount(count)
        let vector = UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Float.self)
        let sums = vector + padded
        for node in 0..<count { vector[node] = Float(input[node] * scale[node]) }
        for node in count..<padded { vector[node] = 0 }
        GraphKernels.inForce.product(graph.row(0), stride: graph.stride, count: count, vector, into: sums)
        for node in 0..<count { output[node] = Double(sums[node]) * scale[node] }
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
