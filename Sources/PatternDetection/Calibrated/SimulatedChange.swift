import StreamCore

/// One way in which a domain could change, as it can be acted out on calibration vectors.
///
/// Nothing here knows how a stream was made: only the reference's own clusters, residuals and neighbours
/// are used.
enum SimulatedChange: Sendable, Hashable {
    /// Every vector is mixed with noise: λ of its energy, isotropic or from other vectors' residuals.
    case blur(Double, isotropic: Bool)
    /// A share of the vectors comes from those least like the domain.
    case fringe(Double)
    /// Every residual is shorter by a factor.
    case tighten(Double)
    /// A share comes from the vectors most like the domain.
    case core(Double)
    /// A share comes from the neighbourhood of one vector.
    case neighbourhood(Double)
    /// A share belongs to a new cluster.
    case newCluster(Double)
    /// A share of one cluster's vectors scatters, to centres of their own or to other clusters.
    case scatter(Double, toOthers: Bool)
    /// A share lies between an own and another domain's cluster, or in the other's.
    case bridge(Double, pure: Bool)
    /// All vectors turn by an angle (degrees) or move so that the mean turns by it, with some blur.
    case turn(Double, blur: Double)
    case move(Double, blur: Double)

    /// The type that this is an example of.
    var type: PatternType {
        switch self {
        case .blur, .fringe: .coherenceBreak
        case .tighten, .core, .neighbourhood: .consolidation
        case .newCluster: .emergingCluster
        case .scatter: .dissolvingCluster
        case .bridge: .bridgeFormation
        case .turn, .move: .temporalShift
        }
    }

    /// The changes that are acted out; bridges only where there is another domain, scattering only where
    /// there are several clusters.
    static func all(clusters: Int, foreign: Int) -> [SimulatedChange] {
        var result: [SimulatedChange] = []
        for level in [0.08, 0.2, 0.4, 0.65] {
            result += [.blur(level, isotropic: true), .blur(level, isotropic: false)]
        }
        for share in [0.25, 0.5, 0.75] { result += [.fringe(share)] }
        for level in [0.08, 0.2, 0.4] { result += [.tighten(level)] }
        for share in [0.25, 0.5, 0.75] { result += [.core(share)] }
        for share in [0.3, 0.6, 1] { result += [.neighbourhood(share)] }
        for share in [0.1, 0.2, 0.4, 0.7] { result += [.newCluster(share), .newCluster(share)] }
        if clusters > 1 {
            for share in [0.3, 0.6, 1] {
                result += [.scatter(share, toOthers: false), .scatter(share, toOthers: true)]
            }
        } else {
            for share in [0.3, 0.6] { result += [.scatter(share, toOthers: false)] }
        }
        if foreign > 0 {
            for share in [0.1, 0.2, 0.4, 0.7] {
                result += [.bridge(share, pure: false), .bridge(share, pure: true)]
            }
        }
        for angle in [10.0, 20, 40] { result += [.turn(angle, blur: 0), .move(angle, blur: 0)] }
        for angle in [20.0, 40] { result += [.move(angle, blur: 0.2), .move(angle, blur: 0.4)] }
        for angle in [40.0, 80] { result += [.turn(angle, blur: 0.2), .move(angle, blur: 0.3)] }
        return result
    }
}

/// Acts changes out on a reference's calibration vectors.
struct ChangeSimulator: Sendable {
    private let reference: DomainReference
    private let dimension: Int
    /// Unit residuals of all calibration vectors, and their lengths.
    private let residuals: [Float]
    private let lengths: [Float]
    private let byY: [Int]
    /// ρ: the energy that a vector has along its cluster's centre.
    private let tightness: Double
    private let centroidMeanCosine: Double

    init(reference: DomainReference) {
        self.reference = reference
        let dimension = reference.geometry.dimension
        let count = reference.count
        let table = reference.judged.table
        var residuals = [Float](repeating: 0, count: count * dimension)
        var lengths = [Float](repeating: 0, count: count)
        reference.vectors.withUnsafeBufferPointer { all in
            residuals.withUnsafeMutableBufferPointer { rows in
                for i in 0..<count {
                    lengths[i] = table.residual(
                        i, of: all.baseAddress!, in: reference.geometry,
                        into: rows.baseAddress! + i * dimension)
                }
            }
        }
        self.dimension = dimension
        self.residuals = residuals
        self.lengths = lengths
        byY = (0..<count).sorted { table.y[$0] < table.y[$1] }
        tightness = min(0.98, max(0.02, table.s.reduce(0) { $0 + $1 * $1 } / Double(max(1, count))))
        var cosine = 0.0
        let geometry = reference.geometry
        for k in 0..<geometry.clusterCount {
            for j in 0..<dimension {
                cosine +=
                    Double(geometry.rows[k * dimension + j])
                    * Double(geometry.rows[geometry.clusterCount * dimension + j])
            }
        }
        centroidMeanCosine = max(0, cosine / Double(geometry.clusterCount))
    }

    /// `count` vectors into `result` (count × dimension), unchanged up to the `start`-th and from then on as
    /// they would come after the change.
    func act(
        _ change: SimulatedChange, count: Int, start: Int, into result: UnsafeMutablePointer<Float>,
        _ random: inout SeededGenerator
    ) {
        let chosen = draw(count, into: result, &random)
        act(
            change, Array(chosen[start...]), into: result + start * dimension, count: count - start, &random)
    }

    /// Calibration vectors at random, without replacement while there are enough.
    private func draw(
        _ count: Int, into result: UnsafeMutablePointer<Float>, _ random: inout SeededGenerator
    ) -> [Int] {
        let total = reference.count
        var chosen = [Int](repeating: 0, count: count)
        var order = Array(0..<total)
        for i in 0..<count {
            let place = i % total
            let other = place + random.below(total - place)
            order.swapAt(place, other)
            chosen[i] = order[place]
        }
        reference.vectors.withUnsafeBufferPointer { all in
            for i in 0..<count {
                (result + i * dimension).update(
                    from: all.baseAddress! + chosen[i] * dimension, count: dimension)
            }
        }
        return chosen
    }

    private func act(
        _ change: SimulatedChange, _ chosen: [Int], into result: UnsafeMutablePointer<Float>, count: Int,
        _ random: inout SeededGenerator
    ) {
        let total = reference.count
        switch change {
        case .blur(let level, let isotropic):
            for i in 0..<count { blur(result + i * dimension, level, isotropic: isotropic, &random) }
        case .fringe(let share):
            let pool = max(2, total * 15 / 100)
            for i in 0..<count where random.uniform() < share {
                copy(byY[random.below(pool)], to: result + i * dimension)
            }
        case .tighten(let level):
            for i in 0..<count {
                let row = result + i * dimension
                residuals.withUnsafeBufferPointer {
                    VectorKernels.accumulate(
                        $0.baseAddress! + chosen[i] * dimension, scale: -Float(level) * lengths[chosen[i]],
                        into: row, count: dimension)
                }
                VectorKernels.normalise(row, count: dimension)
            }
        case .core(let share):
            let pool = max(2, total * 15 / 100)
            for i in 0..<count where random.uniform() < share {
                copy(byY[total - 1 - random.below(pool)], to: result + i * dimension)
            }
        case .neighbourhood(let share):
            let near = nearest(to: random.below(total), max(2, total * 12 / 100))
            for i in 0..<count where random.uniform() < share {
                copy(near[random.below(near.count)], to: result + i * dimension)
            }
        case .newCluster(let share):
            let lean = random.uniform() * centroidMeanCosine
            let centre = mixture(mean, lean * lean, direction(&random))
            for i in 0..<count where random.uniform() < share {
                member(of: centre, to: result + i * dimension, &random)
            }
        case .scatter(let share, let toOthers):
            scatter(share, toOthers: toOthers, chosen, result, &random)
        case .bridge(let share, let pure):
            let geometry = reference.geometry
            let other = geometry.foreign[random.below(geometry.foreignCount)]
            let row = random.below(other.rows.count / dimension)
            var centre = Array(other.rows[row * dimension..<(row + 1) * dimension])
            if !pure {
                let own = random.below(geometry.clusterCount)
                centre = mixture(Array(geometry.rows[own * dimension..<(own + 1) * dimension]), 0.5, centre)
            }
            for i in 0..<count where random.uniform() < share {
                member(of: centre, to: result + i * dimension, &random)
            }
        case .turn(let angle, let level):
            turn(angle, count, result, &random)
            if level > 0 {
                for i in 0..<count { blur(result + i * dimension, level, isotropic: false, &random) }
            }
        case .move(let angle, let level):
            move(angle, count, result, &random)
            if level > 0 {
                for i in 0..<count { blur(result + i * dimension, level, isotropic: false, &random) }
            }
        }
    }

    private var mean: [Float] { Array(reference.geometry.mean) }

    private func copy(_ index: Int, to row: UnsafeMutablePointer<Float>) {
        reference.vectors.withUnsafeBufferPointer {
            row.update(from: $0.baseAddress! + index * dimension, count: dimension)
        }
    }

    /// A random unit direction: isotropic half of the time, else spread like the residuals.
    private func direction(_ random: inout SeededGenerator) -> [Float] {
        var result = [Float](repeating: 0, count: dimension)
        let isotropic = random.uniform() < 0.5
        result.withUnsafeMutableBufferPointer { result in
            if isotropic {
                for j in 0..<dimension { result[j] = Float(random.normal()) }
            } else {
                residuals.withUnsafeBufferPointer { rows in
                    for _ in 0..<40 {
                        VectorKernels.accumulate(
                            rows.baseAddress! + random.below(reference.count) * dimension,
                            scale: Float(random.normal()), into: result.baseAddress!, count: dimension)
                    }
                }
            }
            VectorKernels.normalise(result.baseAddress!, count: dimension)
        }
        return result
    }

    /// unit(√share·a + √(1 − share)·b).
    private func mixture(_ a: [Float], _ share: Double, _ b: [Float]) -> [Float] {
        let first = Float(share.squareRoot())
        let second = Float((1 - share).squareRoot())
        var result = zip(a, b).map { first * $0 + second * $1 }
        result.withUnsafeMutableBufferPointer {
            _ = VectorKernels.normalise($0.baseAddress!, count: dimension)
        }
        return result
    }

    /// A vector around `centre`, as tight as the domain's own clusters.
    private func member(
        of centre: [Float], to row: UnsafeMutablePointer<Float>, _ random: inout SeededGenerator
    ) {
        let noise = random.below(reference.count)
        let along = Float(tightness.squareRoot())
        let across = Float((1 - tightness).squareRoot())
        residuals.withUnsafeBufferPointer { rows in
            for j in 0..<dimension { row[j] = along * centre[j] + across * rows[noise * dimension + j] }
        }
        VectorKernels.normalise(row, count: dimension)
    }

    private func blur(
        _ row: UnsafeMutablePointer<Float>, _ level: Double, isotropic: Bool,
        _ random: inout SeededGenerator
    ) {
        let keep = Float((1 - level).squareRoot())
        let add = Float(level.squareRoot())
        if isotropic {
            let scale = add / Float(dimension).squareRoot()
            for j in 0..<dimension { row[j] = keep * row[j] + scale * Float(random.normal()) }
        } else {
            let noise = random.below(reference.count)
            residuals.withUnsafeBufferPointer { rows in
                for j in 0..<dimension { row[j] = keep * row[j] + add * rows[noise * dimension + j] }
            }
        }
        VectorKernels.normalise(row, count: dimension)
    }

    private func scatter(
        _ share: Double, toOthers: Bool, _ chosen: [Int], _ result: UnsafeMutablePointer<Float>,
        _ random: inout SeededGenerator
    ) {
        let labels = reference.judged.table.labels
        // A cluster that calibration vectors belong to, in proportion to its size.
        let cluster = labels[random.below(labels.count)]
        let others = labels.indices.filter { labels[$0] != cluster }
        for (i, index) in chosen.enumerated() where labels[index] == cluster && random.uniform() < share {
            let row = result + i * dimension
            if toOthers {
                guard !others.isEmpty else { continue }
                copy(others[random.below(others.count)], to: row)
            } else {
                member(of: direction(&random), to: row, &random)
            }
        }
    }

    /// The calibration vectors nearest to one of them.
    private func nearest(to index: Int, _ count: Int) -> [Int] {
        let similarity = reference.vectors.withUnsafeBufferPointer { all in
            (0..<reference.count).map {
                VectorKernels.dot(
                    all.baseAddress! + $0 * dimension, all.baseAddress! + index * dimension, dimension)
            }
        }
        return Array(similarity.indices.sorted { similarity[$0] > similarity[$1] }.prefix(count))
    }

    /// A direction at right angles to the mean.
    private func sideways(_ random: inout SeededGenerator) -> [Float] {
        var result = direction(&random)
        let mean = mean
        var along: Float = 0
        for j in 0..<dimension { along += result[j] * mean[j] }
        for j in 0..<dimension { result[j] -= along * mean[j] }
        result.withUnsafeMutableBufferPointer {
            _ = VectorKernels.normalise($0.baseAddress!, count: dimension)
        }
        return result
    }

    private func turn(
        _ degrees: Double, _ count: Int, _ result: UnsafeMutablePointer<Float>,
        _ random: inout SeededGenerator
    ) {
        let (sine, cosine) = PortableMath.sinCos(degrees * .pi / 180)
        let first = mean
        let second = sideways(&random)
        first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in
                for i in 0..<count {
                    let row = result + i * dimension
                    let a = VectorKernels.dot(row, first.baseAddress!, dimension)
                    let b = VectorKernels.dot(row, second.baseAddress!, dimension)
                    let changeFirst = a * Float(cosine - 1) - b * Float(sine)
                    let changeSecond = a * Float(sine) + b * Float(cosine - 1)
                    VectorKernels.accumulate(
                        first.baseAddress!, scale: changeFirst, into: row, count: dimension)
                    VectorKernels.accumulate(
                        second.baseAddress!, scale: changeSecond, into: row, count: dimension)
                }
            }
        }
    }

    private func move(
        _ degrees: Double, _ count: Int, _ result: UnsafeMutablePointer<Float>,
        _ random: inout SeededGenerator
    ) {
        let (sine, cosine) = PortableMath.sinCos(degrees * .pi / 180)
        let table = reference.judged.table
        let meanLength = table.y.reduce(0, +) / Double(max(1, table.count))
        let step = Float(meanLength * min(4, sine / max(0.05, cosine)))
        let second = sideways(&random)
        second.withUnsafeBufferPointer { second in
            for i in 0..<count {
                let row = result + i * dimension
                VectorKernels.accumulate(second.baseAddress!, scale: step, into: row, count: dimension)
                VectorKernels.normalise(row, count: dimension)
            }
        }
    }
}
