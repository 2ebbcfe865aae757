import StreamCore

/// Watches one domain: learns what it looks like, raises the alarm when it changes, says how, and learns anew.
struct DomainMonitor: Sendable {
    /// What the monitor needs to know of the rest of the stream.
    struct Surroundings {
        /// The statistic above which an alarm is raised: ARL₀ · number of domains.
        var threshold: Double
        /// The other domains' clusters.
        var foreign: [ForeignCentroids]
    }

    /// An alarm whose type is not yet said.
    private struct PendingAlarm: Sendable {
        var monitor: ReferenceMonitor
        var classifier: PatternClassifier
        var alarmBlock: Int
        var onsetBlock: Int
        var onset: EventTime
        var statistic: Double
        var lead: Int?
        /// What the channels said before the onset, and since.
        var quiet: [ReferenceMonitor.Reading]
        var readings: [ReferenceMonitor.Reading]
        var waited = 0
    }

    private let domain: Int
    private let dimension: Int
    private var generator: SeededGenerator
    private var learner: ReferenceLearner?
    /// The reference at work, once there is one.
    private(set) var active: ReferenceMonitor?
    private var pending: PendingAlarm?
    private var kept: [KeptReference] = []
    private var waiting: DomainBlock?
    private var recent: [DomainBlock] = []
    private var times = BlockTimes()
    private var lastSaid: (type: PatternType, block: Int)?
    /// Vectors that fit nowhere.
    private var strays = StrayWatch()
    /// The clusters that other domains may refer to; changes when a reference is learnt or comes back.
    private(set) var centroids: [Float]?
    /// The last block's deviates, for reports on calibration.
    private(set) var lastReading: ReferenceMonitor.Reading?
    private var blocksSeen = 0
    /// When a kept reference last came back.
    private var reinstated = -1_000_000

    init(domain: Int, dimension: Int, seed: UInt64) {
        self.domain = domain
        self.dimension = dimension
        generator = SeededGenerator(seed: seed, stream: UInt64(domain))
        let learning = Self.part(of: &generator)
        learner = ReferenceLearner(
            dimension: dimension, phaseBlocks: CalibrationConstants.clusterBlocks, generator: learning)
    }

    /// Whether changes can be seen now.
    var isMonitoring: Bool { active != nil }

    /// Takes in the domain's vectors of a block.
    mutating func process(_ block: DomainBlock, _ surroundings: Surroundings) -> [DomainFinding] {
        lastReading = nil
        var gathered = block
        if var earlier = waiting {
            earlier.append(block)
            gathered = earlier
        }
        guard gathered.count >= CalibrationConstants.minimumBlockVectors else {
            waiting = gathered
            return []
        }
        waiting = nil
        remember(gathered)
        blocksSeen += 1
        var findings: [DomainFinding] = []
        let returned = watchKept(gathered)
        if let returned, pending == nil {
            reinstate(returned)
            return findings
        }
        if active != nil {
            findings += monitor(gathered, surroundings)
        } else {
            if pending != nil { findings += classify(gathered) }
            learn(gathered, surroundings)
        }
        return findings
    }

    /// The stream has ended: an alarm whose type is still open is said now.
    mutating func finish() -> [DomainFinding] {
        let alone = strays.finish()
        guard pending != nil, let last = recent.last else { return alone }
        return alone + say(last, final: true)
    }

    // MARK: Monitoring

    private mutating func monitor(
        _ block: DomainBlock, _ surroundings: Surroundings
    ) -> [DomainFinding] {
        guard var monitor = active else { return [] }
        active = nil
        for other in surroundings.foreign
        where !monitor.reference.geometry.foreign.contains(where: { $0.domain == other.domain }) {
            monitor.add(other)
        }
        var block = block
        var judged = judge(block, monitor.reference)
        let aside = strays.observe(block, judged, monitor.reference, number: blocksSeen)
        if !aside.isEmpty {
            block = block.removing(aside, dimension: dimension)
            judged = judge(block, monitor.reference)
        }
        var findings = strays.release(number: blocksSeen)
        lastReading = block.vectors.withUnsafeBufferPointer {
            monitor.process($0.baseAddress!, judged, block: block.index, frozen: false)
        }
        let statistic = monitor.alarm.statistic
        guard statistic > surroundings.threshold else {
            active = monitor
            return findings
        }
        strays.forget()
        raise(monitor, statistic, block)
        findings += say(block, final: false)
        learn(block, surroundings)
        return findings
    }

    private func judge(_ block: DomainBlock, _ reference: DomainReference) -> JudgedVectors {
        block.vectors.withUnsafeBufferPointer { reference.judge($0.baseAddress!, count: block.count) }
    }

    /// Puts the reference aside, its past as it was at the onset, and begins to learn a new one.
    private mutating func raise(_ monitor: ReferenceMonitor, _ statistic: Double, _ block: DomainBlock) {
        let onsetBlock = monitor.onset
        let readings = monitor.history.filter { $0.block >= onsetBlock }
        var frozen = monitor
        let lead = monitor.alarm.lead
        frozen.rewind(to: onsetBlock)
        let onset = times.interval(of: onsetBlock...onsetBlock).lowerBound
        pending = PendingAlarm(
            monitor: frozen,
            classifier: PatternClassifier(reference: frozen.reference, seed: generator.next()),
            alarmBlock: block.index, onsetBlock: onsetBlock, onset: onset, statistic: statistic, lead: lead,
            quiet: monitor.history.filter { $0.block < onsetBlock }, readings: readings)
        // A reference in the library may be the one that fits now.
        let distance = readings.suffix(CalibrationConstants.libraryBlocks).reduce(0.0) { sum, reading in
            sum + reading.z.reduce(0) { $1.isFinite ? $0 + $1 * $1 : $0 }
        }
        if let place = kept.indices.min(by: { kept[$0].fit.distance < kept[$1].fit.distance }),
            kept[place].fit.fits, kept[place].fit.distance < distance / 2
        {
            returning = place
        }
        let learning = Self.part(of: &generator)
        learner = ReferenceLearner(
            dimension: dimension, phaseBlocks: CalibrationConstants.relearningBlocks, generator: learning)
    }

    /// A kept reference that fits the state that an alarm found.
    private var returning: Int?

    // MARK: Types

    private mutating func classify(_ block: DomainBlock) -> [DomainFinding] {
        guard var alarm = pending else { return [] }
        pending = nil
        let judged = judge(block, alarm.monitor.reference)
        let reading = block.vectors.withUnsafeBufferPointer {
            alarm.monitor.process($0.baseAddress!, judged, block: block.index, frozen: true)
        }
        alarm.readings.append(reading)
        alarm.waited += 1
        pending = alarm
        return say(block, final: false)
    }

    /// Says the type when it is clear enough or must not wait any longer.
    private mutating func say(_ block: DomainBlock, final: Bool) -> [DomainFinding] {
        typealias Constants = CalibrationConstants
        guard var alarm = pending else { return [] }
        pending = nil
        let since = recent.filter { $0.index >= alarm.onsetBlock }
        var sample: [Float] = []
        var ids: [String] = []
        for part in since {
            sample += part.vectors
            ids += part.ids
        }
        let count = PatternClassifier.size(for: ids.count)
        let first = (ids.count - count) * dimension
        let shape = PatternClassifier.SampleShape(
            count: count, fromOnsetBlock: (since.first?.count ?? 0) - (ids.count - count))
        let posterior = sample.withUnsafeBufferPointer {
            alarm.classifier.posterior($0.baseAddress! + first, shape)
        }
        let best = posterior.indices.max { posterior[$0] < posterior[$1] } ?? 0
        let settled =
            alarm.waited >= Constants.settledWait
            && alarm.readings.count >= Constants.settledBlocks
        guard
            posterior[best] >= Constants.sufficientPosterior || alarm.waited >= Constants.longestWait
                || settled || final
        else {
            pending = alarm
            return []
        }
        let type = PatternClassifier.types[best]
        keep(alarm)
        let repeated = lastSaid.map { last in
            last.type == type
                && (block.index - last.block < Constants.suppressionBlocks
                    || blocksSeen - reinstated < Constants.relapseBlocks)
        }
        lastSaid = (type, block.index)
        if repeated == true { return [] }
        let summary = AlarmSummary(alarm.readings, lead: alarm.lead, channels: alarm.monitor.channels)
        let judged = sample.withUnsafeBufferPointer {
            alarm.monitor.reference.judge($0.baseAddress!, count: ids.count)
        }
        let blocks = onsetBlocks(of: alarm)
        let carriers = EventMembers.places(
            type, judged, sample, reference: alarm.monitor.reference)
        return [
            DomainFinding(
                type: type, onsetBlock: alarm.onsetBlock, onset: alarm.onset,
                onsetBlocks: blocks, onsetInterval: times.interval(of: blocks),
                alarmBlock: alarm.alarmBlock,
                confidence: posterior[best], statistic: alarm.statistic,
                channel: summary.channel, effect: summary.effect, effectError: summary.error, z: summary.z,
                channels: summary.deviates,
                members: carriers.prefix(Constants.maximumMembers).map { ids[$0] },
                partner: type == .bridgeFormation
                    ? EventMembers.partner(carriers, judged, reference: alarm.monitor.reference) : nil)
        ]
    }

    /// The blocks between which the change probably began, the estimate among them.
    private func onsetBlocks(of alarm: PendingAlarm) -> ClosedRange<Int> {
        let posterior = OnsetPosterior(alarm.quiet + alarm.readings, channels: alarm.monitor.channels)
        let estimate = alarm.onsetBlock
        guard let likely = posterior.interval(level: CalibrationConstants.onsetLevel) else {
            return estimate...estimate
        }
        return min(likely.lowerBound, estimate)...max(likely.upperBound, estimate)
    }

    private mutating func keep(_ alarm: PendingAlarm) {
        if let place = returning, place < kept.count {
            returning = nil
            let known = kept.remove(at: place)
            kept.append(KeptReference(monitor: alarm.monitor, readings: alarm.readings.map(\.z)))
            var monitor = known.monitor
            monitor.restart()
            active = monitor
            learner = nil
            centroids = Array(monitor.reference.geometry.centroids)
        } else {
            kept.append(KeptReference(monitor: alarm.monitor, readings: alarm.readings.map(\.z)))
        }
        if kept.count > CalibrationConstants.keptReferences { kept.removeFirst() }
    }

    // MARK: Learning and returning

    private mutating func learn(_ block: DomainBlock, _ surroundings: Surroundings) {
        guard var learning = learner else { return }
        learner = nil
        let complete = learning.process(block) { surroundings.foreign }
        if let learnt = learning.centroids { centroids = learnt }
        guard let reference = complete else {
            learner = learning
            return
        }
        guard pending == nil else { return }
        active = ReferenceMonitor(reference: reference, generator: Self.part(of: &generator))
    }

    /// Lets the kept references see the block; the place of one whose state has returned.
    private mutating func watchKept(_ block: DomainBlock) -> Int? {
        var returned: Int?
        for place in kept.indices where kept[place].process(block) && returned == nil { returned = place }
        return returned
    }

    private mutating func reinstate(_ place: Int) {
        reinstated = blocksSeen
        var monitor = kept.remove(at: place).monitor
        monitor.restart()
        active = monitor
        learner = nil
        centroids = Array(monitor.reference.geometry.centroids)
    }

    private mutating func remember(_ block: DomainBlock) {
        times.add(block)
        recent.append(block)
        var total = recent.reduce(0) { $0 + $1.count }
        while recent.count > 1, total - recent[0].count >= CalibrationConstants.recentVectors {
            total -= recent.removeFirst().count
        }
        if recent.count > CalibrationConstants.onsetHistory { recent.removeFirst() }
    }

    /// A generator of its own for a part, so that parts do not share draws.
    private static func part(of generator: inout SeededGenerator) -> SeededGenerator {
        SeededGenerator(seed: generator.next())
    }
}
