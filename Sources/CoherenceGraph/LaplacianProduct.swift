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
        let narrow = UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Float.self)
        for node in 0..<count { narrow[node] = Float(input[node] * scale[node]) }
        for node in count..<padded { narrow[node] = 0 }
        let vector = UnsafeRawPointer(narrow).assumingMemoryBound(to: SIMD8<Float>.self)
        let vectors = padded / 8
        var node = 0
        while node < count {
            // Four rows at a time share the loads of the vector; the last rows repeat.
            let (second, third, fourth) = (
                min(node &+ 1, count &- 1), min(node &+ 2, count &- 1), min(node &+ 3, count &- 1)
            )
            let row0 = UnsafeRawPointer(graph.row(node)).assumingMemoryBound(to: SIMD8<Float>.self)
            let row1 = UnsafeRawPointer(graph.row(second)).assumingMemoryBound(to: SIMD8<Float>.self)
            let row2 = UnsafeRawPointer(graph.row(third)).assumingMemoryBound(to: SIMD8<Float>.self)
            let row3 = UnsafeRawPointer(graph.row(fourth)).assumingMemoryBound(to: SIMD8<Float>.self)
            var sum0 = SIMD8<Float>.zero
            var sum1 = SIMD8<Float>.zero
            var sum2 = SIMD8<Float>.zero
            var sum3 = SIMD8<Float>.zero
            for place in 0..<vectors {
                let x = vector[place]
                sum0 += row0[place] * x
                sum1 += row1[place] * x
                sum2 += row2[place] * x
                sum3 += row3[place] * x
            }
            output[node] = Self.total(sum0) * scale[node]
            output[second] = Self.total(sum1) * scale[second]
            output[third] = Self.total(sum2) * scale[third]
            output[fourth] = Self.total(sum3) * scale[fourth]
            node &+= 4
        }
    }

    private static func total(_ lanes: SIMD8<Float>) -> Double {
        let wide = SIMD8<Double>(lanes)
        let half = wide.lowHalf + wide.highHalf
        return (half[0] + half[1]) + (half[2] + half[3])
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
