import StreamCore

/// Acts changes out on a reference's calibration vectors.
///
/// What a change does to a vector is linear but for its length: it mixes the vector with residuals, rows of
/// the geometry and random directions. So every row carries, behind its components, its inner products with
/// the geometry's rows, and both go through the same sums: a simulated vector's scores follow without
/// multiplying it with the geometry, O(rows) instead of O(rows · dimension).
struct ChangeSimulator: Sendable {
    /// What is drawn while changes are acted out.
    struct Draws: Sendable {
        var random: SeededGenerator
        /// The acting vectors in an order that each sample shuffles a little further.
        fileprivate var order: [Int]
    }

    /// Floats in a row: the vector's components, then its products.
    let width: Int
    let dimension: Int
    let geometry: DomainGeometry
    /// The acting calibration vectors, their unit residuals, and what both are like.
    private let vectors: [Float]
    private let residuals: [Float]
    private let lengths: [Float]
    let labels: [Int]
    let byY: [Int]
    /// For each cluster the acting vectors of the others.
    private let outside: [[Int]]
    /// Groups of acting vectors near one of them.
    private let neighbourhoods: [[Int]]
    /// Random unit directions: the isotropic ones, then those spread like the residuals.
    private let directions: [Float]
    /// The geometry's own rows.
    private let rows: [Float]
    /// ρ: the energy that a vector has along its cluster's centre.
    private let tightness: Double
    private let centroidMeanCosine: Double
    /// Where the other domains lie, as a row outside the domain's own span; zero without any.
    let foreignLean: [Float]
    /// An orthonormal basis of the domain's span, as rows.
    let basis: [[Float]]
    private let meanLength: Double

    /// O((vectors + directions) · rows · dimension).
    init(reference: DomainReference, seed: UInt64) {
        typealias Constants = CalibrationConstants
        var random = SeededGenerator(seed: seed)
        let geometry = reference.geometry
        let dimension = geometry.dimension
        let table = reference.judged.table
        var chosen = Array(0..<reference.count)
        if chosen.count > Constants.actingVectors {
            chosen = random.permutation(of: reference.count).prefix(Constants.actingVectors).sorted()
        }
        let count = chosen.count
        let width = dimension + geometry.rowCount
        var vectors = [Float](repeating: 0, count: count * width)
        var residuals = vectors
        var lengths = [Float](repeating: 0, count: count)
        reference.vectors.withUnsafeBufferPointer { all in
            vectors.withUnsafeMutableBufferPointer { vectors in
                residuals.withUnsafeMutableBufferPointer { residuals in
                    for (place, i) in chosen.enumerated() {
                        (vectors.baseAddress! + place * width).update(
                            from: all.baseAddress! + i * dimension, count: dimension)
                        lengths[place] = table.residual(
                            i, of: all.baseAddress!, in: geometry,
                            into: residuals.baseAddress! + place * width)
                    }
                }
            }
        }
        Self.fillProducts(&vectors, geometry)
        Self.fillProducts(&residuals, geometry)
        var directions = Self.directions(residuals, count: count, dimension, width: width, &random)
        Self.fillProducts(&directions, geometry)
        var rows = [Float](repeating: 0, count: geometry.rowCount * width)
        for row in 0..<geometry.rowCount {
            for j in 0..<dimension { rows[row * width + j] = geometry.rows[row * dimension + j] }
        }
        Self.fillProducts(&rows, geometry)

        self.geometry = geometry
        self.dimension = dimension
        self.width = width
        self.vectors = vectors
        self.residuals = residuals
        self.lengths = lengths
        self.directions = directions
        self.rows = rows
        let labels = chosen.map { table.labels[$0] }
        self.labels = labels
        byY = (0..<count).sorted { table.y[chosen[$0]] < table.y[chosen[$1]] }
        outside = (0..<geometry.clusterCount).map { k in (0..<count).filter { labels[$0] != k } }
        neighbourhoods = (0..<Constants.neighbourhoods).map { _ in
            Self.nearest(
                to: random.below(count), max(1, count / 2), vectors, count, dimension,
                width)
        }
        tightness = min(0.98, max(0.02, table.s.reduce(0) { $0 + $1 * $1 } / Double(max(1, table.count))))
        var cosine = 0.0
        for k in 0..<geometry.clusterCount {
            cosine += Double(rows[k * width + dimension + geometry.clusterCount])
        }
        centroidMeanCosine = max(0, cosine / Double(geometry.clusterCount))
        basis = Self.basis(rows, geometry, width: width)
        foreignLean = Self.foreignLean(rows, geometry, basis: basis, width: width)
        meanLength = table.y.reduce(0, +) / Double(max(1, table.count))
    }

    /// Draws from `random`.
    func draws(_ random: SeededGenerator) -> Draws {
        Draws(random: random, order: Array(labels.indices))
    }

    /// `count` rows into `result` (count × width), unchanged up to the `start`-th and from then on as they
    /// would come after the change.
    func act(
        _ change: SimulatedChange, count: Int, start: Int, into result: UnsafeMutablePointer<Float>,
        _ draws: inout Draws
    ) {
        let chosen = draw(count, into: result, &draws)
        act(
            change, chosen[start...], into: result + start * width, count: count - start, &draws.random)
    }

    /// Calibration vectors at random, without replacement while there are enough.
    private func draw(
        _ count: Int, into result: UnsafeMutablePointer<Float>, _ draws: inout Draws
    ) -> [Int] {
        let total = draws.order.count
        var chosen = [Int](repeating: 0, count: count)
        for i in 0..<count {
            let place = i % total
            draws.order.swapAt(place, place + draws.random.below(total - place))
            chosen[i] = draws.order[place]
            copy(chosen[i], to: result + i * width)
        }
        return chosen
    }

    private func act(
        _ change: SimulatedChange, _ chosen: ArraySlice<Int>, into result: UnsafeMutablePointer<Float>,
        count: Int, _ random: inout SeededGenerator
    ) {
        switch change {
        case .blur(let level, let isotropic):
            blur(result, count, level, isotropic: isotropic, &random)
        case .fringe(let share):
            swap(share, of: result, count, for: byY, first: CalibrationConstants.fringeShare, &random)
        case .tighten(let level):
            for (i, index) in chosen.enumerated() {
                let row = result + i * width
                residuals.withUnsafeBufferPointer {
                    VectorKernels.accumulate(
                        $0.baseAddress! + index * width, scale: -Float(level) * lengths[index], into: row,
                        count: width)
                }
                normalise(row)
            }
        case .core(let share):
            swap(
                share, of: result, count, for: byY.reversed(), first: CalibrationConstants.coreShare, &random)
        case .neighbourhood(let share):
            let near = neighbourhoods[random.below(neighbourhoods.count)]
            swap(share, of: result, count, for: near, first: CalibrationConstants.neighbourShare, &random)
        case .newCluster(let share):
            let lean = random.uniform() * centroidMeanCosine
            let centre = mixture(mean, lean * lean, direction(&random))
            gather(around: centre, share, count, into: result, &random)
        case .newcomers(let share, let angle):
            newcomers(share, angle, count, result, &random)
        case .supplant(let angle):
            newcomers(1, angle, count, result, &random)
        case .scatter(let share, let toOthers):
            scatter(share, toOthers: toOthers, chosen, result, &random)
        case .bridge(let share, let pure):
            let other = random.below(geometry.foreignCount)
            let before = geometry.foreign[..<other].reduce(0) { $0 + $1.rows.count }
            let centroids = geometry.foreign[other].rows.count / dimension
            let place = geometry.clusterCount + 1 + before / dimension + random.below(centroids)
            var centre = row(place)
            if !pure { centre = mixture(row(random.below(geometry.clusterCount)), 0.5, centre) }
            gather(around: centre, share, count, into: result, &random)
        case .turn(let angle, let level):
            turn(angle, count, result, &random)
            if level > 0 { blur(result, count, level, isotropic: false, &random) }
        case .move(let angle, let level):
            move(angle, along: sideways(&random), count, result)
            if level > 0 { blur(result, count, level, isotropic: false, &random) }
        case .restate(let angle, let lean, let level):
            restate(angle, lean: lean, count, result, &random)
            if level > 0 { blur(result, count, level, isotropic: false, &random) }
        }
    }

    /// Puts one of the acting vectors in the place of each row with a probability; drawn from the first of
    /// `ranked`, and none twice, since copies would look like a cluster.
    private func swap(
        _ share: Double, of result: UnsafeMutablePointer<Float>, _ count: Int, for ranked: [Int],
        first: Double, _ random: inout SeededGenerator
    ) {
        let places = (0..<count).filter { _ in random.uniform() < share }
        let size = min(ranked.count, max(2, Int(first * Double(labels.count)), places.count * 3 / 2))
        var pool = Array(ranked[..<size])
        for (drawn, place) in places.enumerated() {
            let next = drawn % size
            pool.swapAt(next, next + random.below(size - next))
            copy(pool[next], to: result + place * width)
        }
    }

    // MARK: Rows

    private func row(_ place: Int) -> [Float] { Array(rows[place * width..<(place + 1) * width]) }

    private var mean: [Float] { row(geometry.clusterCount) }

    func copy(_ index: Int, to row: UnsafeMutablePointer<Float>) {
        vectors.withUnsafeBufferPointer {
            row.update(from: $0.baseAddress! + index * width, count: width)
        }
    }

    /// Scales a row so that its vector has unit length.
    private func normalise(_ row: UnsafeMutablePointer<Float>) {
        let length = VectorKernels.dot(row, row, dimension).squareRoot()
        if length > 0 { VectorKernels.scale(row, by: 1 / length, count: width) }
    }

    /// A random unit direction: isotropic half of the time, else spread like the residuals.
    func direction(_ random: inout SeededGenerator) -> [Float] {
        let place = directionPlace(&random)
        return Array(directions[place * width..<(place + 1) * width])
    }

    private func directionPlace(_ random: inout SeededGenerator) -> Int {
        let isotropic = CalibrationConstants.isotropicDirections
        return random.uniform() < 0.5
            ? random.below(isotropic)
            : isotropic + random.below(CalibrationConstants.residualDirections)
    }

    /// unit(√share·a + √(1 − share)·b).
    func mixture(_ a: [Float], _ share: Double, _ b: [Float]) -> [Float] {
        var result = b
        result.withUnsafeMutableBufferPointer { result in
            let row = result.baseAddress!
            VectorKernels.scale(row, by: Float((1 - share).squareRoot()), count: width)
            a.withUnsafeBufferPointer {
                VectorKernels.accumulate(
                    $0.baseAddress!, scale: Float(share.squareRoot()), into: row, count: width)
            }
            normalise(row)
        }
        return result
    }

    /// A share of the rows become members of a cluster around `centre`.
    private func gather(
        around centre: [Float], _ share: Double, _ count: Int, into result: UnsafeMutablePointer<Float>,
        _ random: inout SeededGenerator
    ) {
        centre.withUnsafeBufferPointer { centre in
            for i in 0..<count where random.uniform() < share {
                member(of: centre.baseAddress!, to: result + i * width, &random)
            }
        }
    }

    /// A vector around `centre`, as tight as the domain's own clusters.
    private func member(
        of centre: UnsafePointer<Float>, to row: UnsafeMutablePointer<Float>,
        _ random: inout SeededGenerator
    ) {
        let noise = random.below(labels.count)
        row.update(from: centre, count: width)
        // Only the ratio counts, since the row is scaled to unit length.
        residuals.withUnsafeBufferPointer {
            VectorKernels.accumulate(
                $0.baseAddress! + noise * width, scale: Float(((1 - tightness) / tightness).squareRoot()),
                into: row, count: width)
        }
        normalise(row)
    }

    /// Mixes rows with isotropic directions, each its own, or with other vectors' residuals.
    private func blur(
        _ result: UnsafeMutablePointer<Float>, _ count: Int, _ level: Double, isotropic: Bool,
        _ random: inout SeededGenerator
    ) {
        let isotropicCount = CalibrationConstants.isotropicDirections
        let first = isotropic ? random.below(isotropicCount) : 0
        // Only the ratio counts, since the row is scaled to unit length.
        let ratio = Float((level / (1 - level)).squareRoot())
        (isotropic ? directions : residuals).withUnsafeBufferPointer { noises in
            for i in 0..<count {
                let row = result + i * width
                let noise = isotropic ? (first + i) % isotropicCount : random.below(labels.count)
                VectorKernels.accumulate(
                    noises.baseAddress! + noise * width, scale: ratio, into: row, count: width)
                normalise(row)
            }
        }
    }

    private func scatter(
        _ share: Double, toOthers: Bool, _ chosen: ArraySlice<Int>, _ result: UnsafeMutablePointer<Float>,
        _ random: inout SeededGenerator
    ) {
        // A cluster that calibration vectors belong to, in proportion to its size.
        let cluster = labels[random.below(labels.count)]
        let others = outside[cluster]
        directions.withUnsafeBufferPointer { directions in
            for (i, index) in chosen.enumerated() where labels[index] == cluster && random.uniform() < share {
                let row = result + i * width
                if toOthers {
                    guard !others.isEmpty else { continue }
                    copy(others[random.below(others.count)], to: row)
                } else {
                    let place = directionPlace(&random)
                    member(of: directions.baseAddress! + place * width, to: row, &random)
                }
            }
        }
    }

    /// A direction at right angles to the mean.
    func sideways(_ random: inout SeededGenerator) -> [Float] {
        var result = direction(&random)
        let along = result[dimension + geometry.clusterCount]
        result.withUnsafeMutableBufferPointer { result in
            let row = result.baseAddress!
            rows.withUnsafeBufferPointer {
                VectorKernels.accumulate(
                    $0.baseAddress! + geometry.clusterCount * width, scale: -along, into: row, count: width)
            }
            normalise(row)
        }
        return result
    }

    private func turn(
        _ degrees: Double, _ count: Int, _ result: UnsafeMutablePointer<Float>,
        _ random: inout SeededGenerator
    ) {
        let (sine, cosine) = PortableMath.sinCos(degrees * .pi / 180)
        let plane = mean + sideways(&random)
        plane.withUnsafeBufferPointer { plane in
            let second = plane.baseAddress! + width
            for i in 0..<count {
                let row = result + i * width
                let a = row[dimension + geometry.clusterCount]
                let b = VectorKernels.dot(row, second, dimension)
                withUnsafeTemporaryAllocation(of: Float.self, capacity: 2) { change in
                    change[0] = a * Float(cosine - 1) - b * Float(sine)
                    change[1] = a * Float(sine) + b * Float(cosine - 1)
                    VectorKernels.accumulate(
                        rows: plane.baseAddress!, rowCount: 2, weights: change.baseAddress!, into: row,
                        count: width)
                }
            }
        }
    }

    func move(
        _ degrees: Double, along second: [Float], _ count: Int, _ result: UnsafeMutablePointer<Float>
    ) {
        let (sine, cosine) = PortableMath.sinCos(degrees * .pi / 180)
        let step = Float(meanLength * min(4, sine / max(0.05, cosine)))
        second.withUnsafeBufferPointer { second in
            for i in 0..<count {
                let row = result + i * width
                VectorKernels.accumulate(second.baseAddress!, scale: step, into: row, count: width)
                normalise(row)
            }
        }
    }
}
