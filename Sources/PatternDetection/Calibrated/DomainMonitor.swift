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
        var isProvisional: Bool
        var monitor: ReferenceMonitor
        var classifier: PatternClassifier
        var alarmBlock: Int
        var onsetBlock: Int
        var onset: EventTime
        var statistic: Double
        /// How many blocks the alarm had listened for.
        var age: Int
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
    /// The reference in the making that ``active`` comes from, and one that is learnt but waits.
    private var provisional: ProvisionalReference?
    private var learnt: ReferenceMonitor?
    /// How long a provisional alarm has waited for an old state to return.
    private var patience = 0
    /// The block that raised the last alarm.
    private var raised: Int?
    private var kept: [KeptReference] = []
    private var waiting: DomainBlock?
    private var recent: [DomainBlock] = []
    private var times = BlockTimes()
    private var lastSaid: (type: PatternType, block: Int, alarmBlock: Int)?
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
        // An old state that returns explains a provisional alarm.
        if let returned, pending?.isProvisional ?? true {
            reinstate(returned)
            return findings
        }
        if pending != nil { findings += classify(gathered) }
        if active != nil { findings += monitor(gathered, surroundings) }
        if raised != gathered.index { extend(gathered) }
        learn(gathered, surroundings)
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
        if provisional == nil {
            let aside = strays.observe(
                block, judged, monitor.reference, number: blocksSeen, age: monitor.alarm.age + 1,
                level: CalibrationConstants.anomaliesPerRun / (surroundings.threshold * Double(block.count)))
            if !aside.isEmpty {
                block = block.removing(aside, dimension: dimension)
                judged = judge(block, monitor.reference)
            }
        }
        lastReading = block.vectors.withUnsafeBufferPointer {
            monitor.process($0.baseAddress!, judged, block: block.index, frozen: false)
        }
        let statistic = monitor.alarm.statistic
        if statistic <= surroundings.threshold { patience = 0 }
        guard statistic > surroundings.threshold, mayRaise() else {
            active = monitor
            let suspicion = surroundings.threshold / CalibrationConstants.suspicionShare
            return strays.release(number: blocksSeen, isSuspicious: statistic > suspicion)
        }
        strays.forget()
        raise(monitor, statistic, block)
        return say(block, final: false)
    }

    /// Whether an alarm may be raised now: not while another waits for its type, nor, from a provisional
    /// reference, while an old state seems to return.
    private mutating func mayRaise() -> Bool {
        guard pending == nil else { return false }
        guard provisional != nil, kept.contains(where: \.mayReturn) else { return true }
        patience += 1
        return patience > CalibrationConstants.returnPatience
    }

    /// Lets the reference in the making see the block.
    private mutating func extend(_ block: DomainBlock) {
        guard var growing = provisional else { return }
        provisional = nil
        if let better = growing.add(block, current: active) { active = better }
        provisional = growing
    }

    private func judge(_ block: DomainBlock, _ reference: DomainReference) -> JudgedVectors {
        block.vectors.withUnsafeBufferPointer { reference.judge($0.baseAddress!, count: block.count) }
    }

    /// Puts the reference aside, its past as it was at the onset, and begins to learn a new one.
    private mutating func raise(_ monitor: ReferenceMonitor, _ statistic: Double, _ block: DomainBlock) {
        let onsetBlock = monitor.onset
        var readings = monitor.history.filter { $0.block >= onsetBlock }
        var frozen = monitor
        let lead = monitor.alarm.lead
        if var growing = provisional {
            // Seen from before the onset, as far as there is something to see from.
            (frozen, readings) = growing.before(onsetBlock, like: monitor, then: block)
            readings = readings.filter { $0.block >= onsetBlock }
        } else {
            frozen.rewind(to: onsetBlock)
        }
        let onset = times.interval(of: onsetBlock...onsetBlock).lowerBound
        pending = PendingAlarm(
            isProvisional: provisional != nil, monitor: frozen,
            classifier: PatternClassifier(reference: frozen.reference, seed: generator.next()),
            alarmBlock: block.index, onsetBlock: onsetBlock, onset: onset, statistic: statistic,
            age: monitor.alarm.age, lead: lead,
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
        provisional = ProvisionalReference(
            like: frozen.reference,
            vectors: recent.filter { $0.index >= onsetBlock }.flatMap(\.vectors),
            generator: Self.part(of: &generator))
        (active, learnt, patience, raised) = (nil, nil, 0, block.index)
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
        let sufficient =
            count < Constants.earlySample ? Constants.earlyPosterior : Constants.sufficientPosterior
        guard
            posterior[best] >= sufficient || alarm.waited >= Constants.longestWait
                || settled || final
        else {
            pending = alarm
            return []
        }
        let type = PatternClassifier.types[best]
        let repeats = isRepeated(type, alarm, block)
        keep(alarm)
        lastSaid = (type, block.index, alarm.alarmBlock)
        if repeats { return [] }
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
                moment: OnsetRefinement.moment(
                    in: recent, onsetBlock: alarm.onsetBlock,
                    lead: alarm.lead.map { alarm.monitor.channels[$0].kind },
                    reference: alarm.monitor.reference),
                alarmBlock: alarm.alarmBlock,
                confidence: posterior[best], statistic: alarm.statistic, age: alarm.age,
                channel: summary.channel, effect: summary.effect, effectError: summary.error, z: summary.z,
                channels: summary.deviates,
                members: carriers.prefix(Constants.maximumMembers).map { ids[$0] },
                partner: type == .bridgeFormation
                    ? EventMembers.partner(carriers, judged, reference: alarm.monitor.reference) : nil)
        ]
    }

    /// Whether an alarm says again what was said before: its event goes on growing, or the old reference came
    /// back too early.
    private func isRepeated(_ type: PatternType, _ alarm: PendingAlarm, _ block: DomainBlock) -> Bool {
        typealias Constants = CalibrationConstants
        guard let last = lastSaid else { return false }
        if alarm.isProvisional {
            return kept.last?.course(until: alarm.onsetBlock).isStillGrowing(sameType: last.type == type)
                ?? false
        }
        guard last.type == type else { return false }
        return block.index - last.block < Constants.suppressionBlocks
            || blocksSeen - reinstated < Constants.relapseBlocks
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
            shelve(alarm)
            var monitor = known.monitor
            monitor.restart()
            work(with: monitor)
        } else {
            shelve(alarm)
        }
        if kept.count > CalibrationConstants.keptReferences { kept.removeFirst() }
    }

    /// Puts an alarm's reference into the library, unless it has seen too little to know its state again.
    private mutating func shelve(_ alarm: PendingAlarm) {
        guard !alarm.isProvisional || alarm.monitor.reference.count >= CalibrationConstants.provisionalKeep
        else { return }
        kept.append(KeptReference(monitor: alarm.monitor, readings: alarm.readings))
    }

    /// Goes on with a reference that was kept.
    private mutating func work(with monitor: ReferenceMonitor) {
        active = monitor
        (learner, provisional, learnt) = (nil, nil, nil)
        centroids = Array(monitor.reference.geometry.centroids)
    }

    // MARK: Learning and returning

    private mutating func learn(_ block: DomainBlock, _ surroundings: Surroundings) {
        changeOver(surroundings)
        guard var learning = learner else { return }
        learner = nil
        let complete = learning.process(block) { surroundings.foreign }
        if let learnt = learning.centroids { centroids = learnt }
        guard let reference = complete else {
            learner = learning
            return
        }
        learnt = ReferenceMonitor(reference: reference, generator: Self.part(of: &generator))
        changeOver(surroundings)
    }

    /// Goes on with the reference that has been learnt, unless the provisional one suspects a change, which
    /// would then be part of what was learnt.
    private mutating func changeOver(_ surroundings: Surroundings) {
        guard let monitor = learnt, pending == nil else { return }
        if let active,
            ChannelMath.log(max(active.alarm.statistic, 1))
                > CalibrationConstants.suspicion * ChannelMath.log(max(surroundings.threshold, 1))
        {
            return
        }
        active = monitor
        (provisional, learnt) = (nil, nil)
    }

    /// Lets the kept references see the block; the place of one whose state has returned.
    private mutating func watchKept(_ block: DomainBlock) -> Int? {
        var returned: Int?
        for place in kept.indices where kept[place].process(block) && returned == nil { returned = place }
        return returned
    }

    private mutating func reinstate(_ place: Int) {
        reinstated = blocksSeen
        strays.changeReference()
        var monitor = kept.remove(at: place).monitor
        monitor.restart()
        pending = nil
        work(with: monitor)
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
