import StreamCore

/// What a domain is compared with after an alarm, until a new reference has been learnt: the blocks since
/// then, seen through the old reference's eyes.
///
/// Clusters, mean direction and the conditioning of scores stay those of the reference that the alarm put
/// aside, so they owe nothing to the new blocks: every score of a new vector is exchangeable with those of the
/// earlier ones, and its rank among them is true however few they are. Blocks up to the alarm do not count,
/// since they were picked for being extreme. When the blocks have doubled, all are ranked anew.
struct ProvisionalReference: Sendable {
    /// Whose eyes, and the clusters that are looked for: those of the model, with any that the event brought.
    private var model: DomainReference
    private var geometry: DomainGeometry
    private var blocks: [DomainBlock] = []
    private var vectors = 0
    private var blocksAtBuild = 0
    private var generator: SeededGenerator

    /// - Parameter vectors: Those from the onset to the alarm: where they show a new cluster, it is looked for
    ///   from now on.
    init(like model: DomainReference, vectors: [Float], generator: SeededGenerator) {
        self.model = model
        let known = model.geometry
        if let centre = EventMembers.newCentre(vectors, reference: model) {
            geometry = DomainGeometry(
                dimension: known.dimension, centroids: known.centroids + centre,
                mean: Array(known.mean),
                foreign: known.foreign)
        } else {
            geometry = known
        }
        self.generator = generator
    }

    /// Takes in a block; returns the monitor to go on with where there are enough blocks for a first or a
    /// better one.
    ///
    /// - Parameter current: The monitor at work, whose alarm goes on.
    mutating func add(_ block: DomainBlock, current: ReferenceMonitor?) -> ReferenceMonitor? {
        typealias Constants = CalibrationConstants
        if let current { (model, geometry) = (current.reference, current.reference.geometry) }
        blocks.append(block)
        vectors += block.count
        if vectors - blocks[0].count >= Constants.maximumPhaseVectors {
            vectors -= blocks.removeFirst().count
        }
        guard blocks.count >= max(Constants.provisionalBlocks, 2 * blocksAtBuild),
            vectors >= Constants.provisionalVectors
        else { return nil }
        blocksAtBuild = blocks.count
        var monitor = build(from: blocks)
        if let current { monitor.takeOver(from: current) }
        return monitor
    }

    /// The monitor as it would be had it seen only the blocks before `onset` (at least the fewest that make
    /// one), and what it says of the others and of `latest`.
    mutating func before(
        _ onset: Int, like current: ReferenceMonitor, then latest: DomainBlock,
        _ scratch: inout DetectionScratch
    ) -> (monitor: ReferenceMonitor, readings: [ReferenceMonitor.Reading]) {
        (model, geometry) = (current.reference, current.reference.geometry)
        var seen = 0
        var count = 0
        for block in blocks {
            let isEnough =
                count >= CalibrationConstants.provisionalBlocks
                && seen >= CalibrationConstants.provisionalVectors
            if isEnough, block.index >= onset { break }
            seen += block.count
            count += 1
        }
        var monitor = build(from: Array(blocks[..<count]))
        var readings: [ReferenceMonitor.Reading] = []
        for block in blocks[count...] + [latest] {
            monitor.reference.judge(block, &scratch)
            readings.append(monitor.process(block, frozen: true, &scratch))
        }
        return (monitor, readings)
    }

    private mutating func build(from blocks: [DomainBlock]) -> ReferenceMonitor {
        let origins = blocks.enumerated().flatMap { [Int](repeating: $0, count: $1.count) }
        let reference = DomainReference(
            geometry: geometry, vectors: blocks.flatMap(\.vectors), blocks: origins, like: model,
            generator: &generator)
        return ReferenceMonitor(reference: reference, generator: SeededGenerator(seed: generator.next()))
    }
}
