import StreamCore

/// Watches one domain: learns what it looks like, raises the alarm when it changes, says how, and learns anew.
struct DomainMonitor: Sendable {
    /// What the monitor needs to know of the rest of the stream.
    struct Surroundings {
        /// The statistic above which an alarm is raised: ARL₀ · number of domains.
        var threshold: Double
        /// The clusters of all domains that have some, this one's among them; by ascending domain.
        var clusters: [ForeignCentroids]

        /// The other domains' clusters.
        func foreign(to domain: Int) -> [ForeignCentroids] { clusters.filter { $0.domain != domain } }
    }

    /// An alarm whose type is not yet said.
    struct PendingAlarm: Sendable {
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

    let domain: Int
    let dimension: Int
    var generator: SeededGenerator
    var learner: ReferenceLearner?
    /// The reference at work, once there is one.
    var active: ReferenceMonitor?
    var pending: PendingAlarm?
    /// The reference in the making that ``active`` comes from, and one that is learnt but waits.
    var provisional: ProvisionalReference?
    var learnt: ReferenceMonitor?
    /// How long a provisional alarm has waited for an old state to return.
    var patience = 0
    /// The block that raised the last alarm.
    var raised: Int?
    var kept: [KeptReference] = []
    var waiting: DomainBlock?
    var recent: [DomainBlock] = []
    /// How many vectors they hold.
    private var recentCount = 0
    var times = BlockTimes()
    var lastSaid: (type: PatternType, block: Int, alarmBlock: Int)?
    /// Vectors that fit nowhere.
    var strays = StrayWatch()
    /// The clusters that other domains may refer to; changes when a reference is learnt or comes back.
    var centroids: [Float]?
    /// The last block's deviates, for reports on calibration.
    var lastReading: ReferenceMonitor.Reading?
    var blocksSeen = 0
    /// When a kept reference last came back.
    var reinstated = -1_000_000

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
    mutating func process(
        _ block: DomainBlock, _ surroundings: Surroundings, _ scratch: inout DetectionScratch
    ) -> [DomainFinding] {
        lastReading = nil
        scratch.scoredCentroids = nil
        defer { scratch.centroids = centroids }
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
        let returned = watchKept(gathered, &scratch)
        // An old state that returns explains a provisional alarm.
        if let returned, pending?.isProvisional ?? true {
            reinstate(returned)
            return findings
        }
        if pending != nil { findings += classify(gathered, &scratch) }
        if active != nil { findings += monitor(gathered, surroundings, &scratch) }
        if gathered.count != block.count { scratch.scoredCentroids = nil }
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

    mutating func monitor(
        _ block: DomainBlock, _ surroundings: Surroundings, _ scratch: inout DetectionScratch
    ) -> [DomainFinding] {
        // Taken out rather than copied: a copy would share its memory and so make every change allot new one.
        guard var monitor = active.take() else { return [] }
        learnForeign(surroundings, &monitor)
        var block = block
        monitor.reference.judge(block, &scratch)
        scratch.scoredCentroids = monitor.reference.geometry.centroids
        if provisional == nil {
            let aside = strays.observe(
                block, scratch.judged, monitor.reference, number: blocksSeen, age: monitor.alarm.age + 1,
                level: CalibrationConstants.anomaliesPerRun / (surroundings.threshold * Double(block.count)))
            if !aside.isEmpty {
                block = block.removing(aside, dimension: dimension)
                monitor.reference.judge(block, &scratch)
                scratch.scoredCentroids = nil
            }
        }
        lastReading = monitor.process(block, frozen: false, &scratch)
        let statistic = monitor.alarm.statistic
        if statistic <= surroundings.threshold { patience = 0 }
        guard statistic > surroundings.threshold, mayRaise() else {
            active = consume monitor
            let suspicion = surroundings.threshold / CalibrationConstants.suspicionShare
            return strays.release(number: blocksSeen, isSuspicious: statistic > suspicion)
        }
        strays.forget()
        raise(monitor, statistic, block, &scratch)
        return say(block, final: false)
    }

    /// Tells the monitor of domains that became known after its reference was made.
    private func learnForeign(_ surroundings: Surroundings, _ monitor: inout ReferenceMonitor) {
        let own = centroids == nil || surroundings.clusters.isEmpty ? 0 : 1
        // Domains stay known, so as many as there are now means the same ones.
        guard monitor.reference.geometry.foreignCount != surroundings.clusters.count - own else { return }
        for other in surroundings.foreign(to: domain)
        where !monitor.reference.geometry.foreign.contains(where: { $0.domain == other.domain }) {
            monitor.add(other)
        }
    }

    /// Whether an alarm may be raised now: not while another waits for its type, nor, from a provisional
    /// reference, while an old state seems to return.
    mutating func mayRaise() -> Bool {
        guard pending == nil else { return false }
        guard provisional != nil, kept.contains(where: \.mayReturn) else { return true }
        patience += 1
        return patience > CalibrationConstants.returnPatience
    }

    /// Lets the reference in the making see the block.
    mutating func extend(_ block: DomainBlock) {
        guard var growing = provisional.take() else { return }
        if let better = growing.add(block, current: active) { active = better }
        provisional = growing
    }

    /// Puts the reference aside, its past as it was at the onset, and begins to learn a new one.
    mutating func raise(
        _ monitor: ReferenceMonitor, _ statistic: Double, _ block: DomainBlock,
        _ scratch: inout DetectionScratch
    ) {
        let onsetBlock = monitor.onset
        var readings = monitor.history.filter { $0.block >= onsetBlock }
        var frozen = monitor
        let lead = monitor.alarm.lead
        if var growing = provisional {
            // Seen from before the onset, as far as there is something to see from.
            (frozen, readings) = growing.before(onsetBlock, like: monitor, then: block, &scratch)
            scratch.scoredCentroids = nil
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
    var returning: Int?

    // MARK: Learning and returning

    mutating func learn(_ block: DomainBlock, _ surroundings: Surroundings) {
        changeOver(surroundings)
        guard var learning = learner.take() else { return }
        let complete = learning.process(block) { surroundings.foreign(to: domain) }
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
    mutating func changeOver(_ surroundings: Surroundings) {
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
    mutating func watchKept(_ block: DomainBlock, _ scratch: inout DetectionScratch) -> Int? {
        var returned: Int?
        for place in kept.indices where kept[place].process(block, &scratch) && returned == nil {
            returned = place
        }
        return returned
    }

    mutating func reinstate(_ place: Int) {
        reinstated = blocksSeen
        strays.changeReference()
        var monitor = kept.remove(at: place).monitor
        monitor.restart()
        pending = nil
        work(with: monitor)
    }

    mutating func remember(_ block: DomainBlock) {
        times.add(block)
        recent.append(block)
        recentCount += block.count
        while recent.count > 1, recentCount - recent[0].count >= CalibrationConstants.recentVectors {
            recentCount -= recent.removeFirst().count
        }
        if recent.count > CalibrationConstants.onsetHistory { recentCount -= recent.removeFirst().count }
    }

    /// A generator of its own for a part, so that parts do not share draws.
    static func part(of generator: inout SeededGenerator) -> SeededGenerator {
        SeededGenerator(seed: generator.next())
    }
}
