import StreamCore

/// Says which type of change a sample of vectors shows, by likeness to changes acted out on the reference.
///
/// Each simulated change gives a normal density of the features around its mean, with one covariance for all;
/// a type's density is the mean over its changes, and types are equally likely beforehand.
struct PatternClassifier: Sendable {
    private let reference: DomainReference
    private let simulator: ChangeSimulator
    private let features: SignatureFeatures
    private let seed: UInt64
    private var models: [SampleShape: SignatureModel] = [:]

    /// What a sample is like apart from its vectors: samples of one shape share a model.
    struct SampleShape: Sendable, Hashable {
        /// How many vectors.
        let count: Int
        /// How many of the first of them came in the block of the onset, where the change may have begun
        /// anywhere; rounded to multiples of four.
        let unsettled: Int

        init(count: Int, fromOnsetBlock: Int) {
            self.count = count
            unsettled = min(count, (max(0, fromOnsetBlock) + 2) / 4 * 4)
        }
    }

    /// The types that samples can tell, in a fixed order.
    static let types: [PatternType] = [
        .coherenceBreak, .consolidation, .emergingCluster, .dissolvingCluster, .bridgeFormation,
        .temporalShift,
    ]

    init(reference: DomainReference, seed: UInt64) {
        self.reference = reference
        self.seed = seed
        simulator = ChangeSimulator(reference: reference, seed: seed)
        features = SignatureFeatures(reference: reference)
    }

    /// The largest sample size that is simulated and at most `available`; the smallest when none is.
    static func size(for available: Int) -> Int {
        let sizes = CalibrationConstants.signatureSizes
        return sizes.last { $0 <= available } ?? min(available, sizes[0])
    }

    /// The types' posterior probabilities, in the order of ``types``.
    ///
    /// The first call for a shape acts the changes out: some 500 samples of that shape, each of O(vectors · (dimension + rows)).
    mutating func posterior(_ vectors: UnsafePointer<Float>, _ shape: SampleShape) -> [Double] {
        let model: SignatureModel
        if let known = models[shape] {
            model = known
        } else {
            model = simulate(shape)
            models[shape] = model
        }
        let judged = reference.judge(vectors, count: shape.count)
        var scratch = SignatureFeatures.Scratch()
        return model.posterior(
            features.values(vectors, stride: reference.geometry.dimension, judged, &scratch))
    }

    private func simulate(_ shape: SampleShape) -> SignatureModel {
        let geometry = reference.geometry
        let count = shape.count
        let changes = SimulatedChange.all(
            clusters: geometry.clusterCount, foreign: geometry.foreignCount)
        let random = SeededGenerator(
            seed: seed, stream: UInt64(count) &* 1_000 &+ UInt64(shape.unsettled))
        // Where in the onset's block the change begins is unknown: each start is a case of its own.
        let starts =
            shape.unsettled == 0
            ? [0] : CalibrationConstants.starts.map { Int($0 * Double(shape.unsettled)) }
        let total =
            count < CalibrationConstants.largeSignature
            ? CalibrationConstants.signatureRepeats : CalibrationConstants.largeSignatureRepeats
        let repeats = max(2, total / starts.count)
        var cases: [SimulatedChange] = []
        var samples: [[[Double]]] = []
        let width = simulator.width
        var draws = simulator.draws(random)
        var scratch = SignatureFeatures.Scratch()
        var rows = [Float](repeating: 0, count: count * width)
        rows.withUnsafeMutableBufferPointer { rows in
            let base = rows.baseAddress!
            for change in changes {
                for start in starts {
                    var values: [[Double]] = []
                    for _ in 0..<repeats {
                        simulator.act(change, count: count, start: start, into: base, &draws)
                        let table = ScoreTable(
                            products: base + geometry.dimension, stride: width, count: count, in: geometry)
                        values.append(
                            features.values(base, stride: width, reference.judge(table), &scratch))
                    }
                    cases.append(change)
                    samples.append(values)
                }
            }
        }
        return SignatureModel(changes: cases, samples: samples)
    }
}

/// The densities of the features under each simulated change, for one sample size.
struct SignatureModel: Sendable {
    private let types: [PatternType]
    private let means: [[Double]]
    private let factor: [Double]

    init(changes: [SimulatedChange], samples: [[[Double]]]) {
        typealias Constants = CalibrationConstants
        let size = SignatureFeatures.count
        types = changes.map(\.type)
        let means = samples.map { values in
            (0..<size).map { f in values.reduce(0) { $0 + $1[f] } / Double(values.count) }
        }
        self.means = means
        var covariance = [Double](repeating: 0, count: size * size)
        var freedom = 0
        var deviation = [Double](repeating: 0, count: size)
        covariance.withUnsafeMutableBufferPointer { covariance in
            deviation.withUnsafeMutableBufferPointer { deviation in
                for (values, mean) in zip(samples, means) {
                    freedom += values.count - 1
                    for value in values {
                        for i in 0..<size { deviation[i] = value[i] - mean[i] }
                        for i in 0..<size {
                            let own = deviation[i]
                            let row = i &* size
                            for j in 0...i { covariance[row &+ j] += own * deviation[j] }
                        }
                    }
                }
            }
        }
        for i in 0..<size {
            for j in 0...i {
                var value = covariance[i * size + j] / Double(max(1, freedom))
                if i == j {
                    value += Constants.covarianceRidge
                } else {
                    value *= 1 - Constants.covarianceShrinkage
                }
                covariance[i * size + j] = value
                covariance[j * size + i] = value
            }
        }
        factor = SmallMatrix.cholesky(covariance, size: size)
    }

    /// The types' posterior, in the order of ``PatternClassifier/types``.
    func posterior(_ features: [Double]) -> [Double] {
        let size = features.count
        let logDensities = means.map { mean -> Double in
            var difference = (0..<size).map { features[$0] - mean[$0] }
            SmallMatrix.forwardSubstitute(factor, size: size, &difference)
            return -CalibrationConstants.distanceWeight * difference.reduce(0) { $0 + $1 * $1 }
        }
        let largest = logDensities.max() ?? 0
        var result = PatternClassifier.types.map { type -> Double in
            var sum = 0.0
            var count = 0.0
            for (density, own) in zip(logDensities, types) where own == type {
                sum += ChannelMath.exp(density - largest)
                count += 1
            }
            return count > 0 ? sum / count : 0
        }
        let total = result.reduce(0, +)
        for index in result.indices { result[index] /= total }
        return result
    }
}
