import StreamCore

/// Gathers the vectors that a reference is learnt from: first those that form the clusters, then those that
/// calibrate the scores against them, so that no vector judges a cluster that it helped to form.
struct ReferenceLearner: Sendable {
    private let dimension: Int
    private let phaseBlocks: Int
    private var blocks = 0
    private var seen = 0
    private var sample: [(order: Int, block: Int, vector: [Float])] = []
    private var total: [Double]
    private var generator: SeededGenerator
    /// The clusters, once they are found.
    private(set) var centroids: [Float]?
    /// Looks for them, a little at each block of the second phase; nil in the first.
    private var search: KMeansSearch?
    private var isCalibrating = false
    private var meanDirection: [Float] = []

    init(dimension: Int, phaseBlocks: Int, generator: SeededGenerator) {
        self.dimension = dimension
        self.phaseBlocks = phaseBlocks
        self.generator = generator
        total = [Double](repeating: 0, count: dimension)
    }

    /// Takes in a block; returns the reference when it is complete.
    ///
    /// - Parameter foreign: The other domains' clusters as they are known now.
    mutating func process(_ block: DomainBlock, foreign: () -> [ForeignCentroids]) -> DomainReference? {
        for i in 0..<block.count { keep(block, i) }
        blocks += 1
        lookForClusters()
        guard blocks >= phaseBlocks, seen >= CalibrationConstants.minimumPhaseVectors else { return nil }
        sample.sort { $0.order < $1.order }
        let vectors = sample.flatMap(\.vector)
        let origins = sample.map(\.block)
        (blocks, seen, sample) = (0, 0, [])
        guard isCalibrating else {
            isCalibrating = true
            search = KMeansSearch(
                vectors, dimension: dimension, generator: SeededGenerator(seed: generator.next()))
            meanDirection = total.map(Float.init)
            meanDirection.withUnsafeMutableBufferPointer {
                if VectorKernels.normalise($0.baseAddress!, count: dimension) == 0 { $0[0] = 1 }
            }
            return nil
        }
        let geometry = DomainGeometry(
            dimension: dimension, centroids: clusters(), mean: meanDirection, foreign: foreign())
        return DomainReference(
            geometry: geometry, vectors: vectors, blocks: origins, generator: &generator)
    }

    /// Goes on with the search, so far that it ends some blocks before the phase does.
    private mutating func lookForClusters() {
        guard var search else { return }
        self.search = nil
        let share = search.work / max(1, phaseBlocks - 4)
        if let found = search.advance(multiplications: share) {
            centroids = found
        } else {
            self.search = search
        }
    }

    /// The clusters, found now if they were not before.
    private mutating func clusters() -> [Float] {
        if var search {
            centroids = search.finish()
            self.search = nil
        }
        return centroids ?? meanDirection
    }

    /// Adds a vector to the phase's sample: all of them up to the maximum, then a uniform sample of all.
    private mutating func keep(_ block: DomainBlock, _ i: Int) {
        let vector = Array(block.vectors[i * dimension..<(i + 1) * dimension])
        if !isCalibrating {
            for j in 0..<dimension { total[j] += Double(vector[j]) }
        }
        let entry = (order: seen, block: blocks, vector: vector)
        seen += 1
        if sample.count < CalibrationConstants.maximumPhaseVectors {
            sample.append(entry)
        } else {
            let place = generator.below(seen)
            if place < sample.count { sample[place] = entry }
        }
    }
}
