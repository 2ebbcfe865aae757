import StreamCore

/// What an alarm leads to: saying of which type the change is, once that is clear, and putting the old reference
/// aside.
extension DomainMonitor {
    mutating func classify(_ block: DomainBlock, _ scratch: inout DetectionScratch) -> [DomainFinding] {
        guard var alarm = pending.take() else { return [] }
        alarm.monitor.reference.judge(block, &scratch)
        alarm.readings.append(alarm.monitor.process(block, frozen: true, &scratch))
        alarm.waited += 1
        pending = alarm
        return say(block, final: false)
    }

    /// Says the type when it is clear enough or must not wait any longer.
    mutating func say(_ block: DomainBlock, final: Bool) -> [DomainFinding] {
        typealias Constants = CalibrationConstants
        guard var alarm = pending.take() else { return [] }
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
    func isRepeated(_ type: PatternType, _ alarm: PendingAlarm, _ block: DomainBlock) -> Bool {
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
    func onsetBlocks(of alarm: PendingAlarm) -> ClosedRange<Int> {
        let posterior = OnsetPosterior(alarm.quiet + alarm.readings, channels: alarm.monitor.channels)
        let estimate = alarm.onsetBlock
        guard let likely = posterior.interval(level: CalibrationConstants.onsetLevel) else {
            return estimate...estimate
        }
        return min(likely.lowerBound, estimate)...max(likely.upperBound, estimate)
    }

    mutating func keep(_ alarm: PendingAlarm) {
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
    mutating func shelve(_ alarm: PendingAlarm) {
        guard !alarm.isProvisional || alarm.monitor.reference.count >= CalibrationConstants.provisionalKeep
        else { return }
        kept.append(KeptReference(monitor: alarm.monitor, readings: alarm.readings))
    }

    /// Goes on with a reference that was kept.
    mutating func work(with monitor: ReferenceMonitor) {
        active = monitor
        (learner, provisional, learnt) = (nil, nil, nil)
        centroids = monitor.reference.geometry.centroids
    }
}
