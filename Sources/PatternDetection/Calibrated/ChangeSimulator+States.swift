import StreamCore

/// Other states of a domain, and newcomers: what keeps neither the clusters nor their weights.
extension ChangeSimulator {
    /// Fills `result` with vectors of the less typical half, another weight a cluster, and moves them.
    func restate(
        _ degrees: Double, lean: Double, _ count: Int, _ result: UnsafeMutablePointer<Float>,
        _ random: inout SeededGenerator
    ) {
        let order = reweighed(byY[..<max(1, byY.count / 2)], &random)
        for i in 0..<count { copy(order[i % order.count], to: result + i * width) }
        var direction = sideways(&random)
        if lean > 0 { direction = mixture(foreignLean, lean, direction) }
        move(degrees, along: direction, count, result)
    }

    /// Replaces a share by vectors whose part in the domain's span is turned, every direction of an
    /// orthonormal basis towards one of its own.
    func newcomers(
        _ share: Double, _ degrees: Double, _ count: Int, _ result: UnsafeMutablePointer<Float>,
        _ random: inout SeededGenerator
    ) {
        let (sine, cosine) = PortableMath.sinCos(degrees * .pi / 180)
        var targets: [[Float]] = []
        for _ in basis.prefix(dimension - basis.count) {
            targets.append(
                Self.perpendicular(direction(&random), to: basis + targets, dimension: dimension))
        }
        let order = reweighed(byY[...], &random)
        var drawn = 0
        for i in 0..<count where random.uniform() < share {
            let row = result + i * width
            copy(order[drawn % order.count], to: row)
            drawn += 1
            for (first, second) in zip(basis, targets) {
                first.withUnsafeBufferPointer { first in
                    second.withUnsafeBufferPointer { second in
                        rotate(row, from: first.baseAddress!, to: second.baseAddress!, sine, cosine)
                    }
                }
            }
        }
    }

    /// `places` in a random order in which clusters of a great random weight come first: a weighted sample
    /// without replacement, by the smallest of exponential draws divided by their weights (Efraimidis and
    /// Spirakis, Information Processing Letters 97, 2006).
    private func reweighed(_ places: ArraySlice<Int>, _ random: inout SeededGenerator) -> [Int] {
        let weights = (0..<geometry.clusterCount).map { _ in
            max(1e-9, -ChannelMath.log(random.openUniform()))
        }
        let keyed = places.map { (-ChannelMath.log(random.openUniform()) / weights[labels[$0]], $0) }
        return keyed.sorted { $0 < $1 }.map(\.1)
    }

    /// Turns `row` in the plane of two perpendicular unit vectors.
    private func rotate(
        _ row: UnsafeMutablePointer<Float>, from first: UnsafePointer<Float>,
        to second: UnsafePointer<Float>, _ sine: Double, _ cosine: Double
    ) {
        let a = VectorKernels.dot(row, first, dimension)
        let b = VectorKernels.dot(row, second, dimension)
        VectorKernels.accumulate(
            first, scale: a * Float(cosine - 1) - b * Float(sine), into: row, count: width)
        VectorKernels.accumulate(
            second, scale: a * Float(sine) + b * Float(cosine - 1), into: row, count: width)
    }

    /// `row` without its parts along `others`, which are orthonormal, at unit length; zero when nothing is
    /// left.
    private static func perpendicular(_ row: [Float], to others: [[Float]], dimension: Int) -> [Float] {
        var result = row
        let width = row.count
        result.withUnsafeMutableBufferPointer { result in
            let x = result.baseAddress!
            for other in others {
                other.withUnsafeBufferPointer {
                    let along = VectorKernels.dot(x, $0.baseAddress!, dimension)
                    VectorKernels.accumulate($0.baseAddress!, scale: -along, into: x, count: width)
                }
            }
            let length = VectorKernels.dot(x, x, dimension).squareRoot()
            VectorKernels.scale(x, by: length > 1e-6 ? 1 / length : 0, count: width)
        }
        return result
    }

    /// An orthonormal basis of the domain's span, by Gram and Schmidt.
    static func basis(_ rows: [Float], _ geometry: DomainGeometry, width: Int) -> [[Float]] {
        var result: [[Float]] = []
        for row in geometry.basis {
            let own = Array(rows[row * width..<(row + 1) * width])
            result.append(perpendicular(own, to: result, dimension: geometry.dimension))
        }
        return result
    }

    /// The mean of the other domains' unit residuals, at unit length.
    static func foreignLean(
        _ rows: [Float], _ geometry: DomainGeometry, basis: [[Float]], width: Int
    ) -> [Float] {
        var sum = [Float](repeating: 0, count: width)
        for row in geometry.clusterCount + 1..<geometry.rowCount {
            let own = Array(rows[row * width..<(row + 1) * width])
            let residual = perpendicular(own, to: basis, dimension: geometry.dimension)
            for j in 0..<width { sum[j] += residual[j] }
        }
        return perpendicular(sum, to: [], dimension: geometry.dimension)
    }
}
