import StreamCore

/// A reference at work: compares each block with the past and keeps the alarm's state.
struct ReferenceMonitor: Sendable {
    /// What a block said.
    struct Reading: Sendable {
        /// The stream's block.
        var block: Int
        /// How many vectors it held.
        var count: Int
        /// One deviate a channel, NaN where there is none.
        var z: [Double]
        /// ln of the conformal bets.
        var logBets: [Double]
        /// Which vectors were novel and linked.
        var linked: [Int]
    }

    private(set) var reference: DomainReference
    private(set) var channels: [Channel]
    private(set) var alarm: MixtureAlarm
    /// The readings since the start, the last of them at most.
    private(set) var history = Latest<Reading>(CalibrationConstants.onsetHistory)
    private var past: ReferencePast
    private var bet: ConformalBet
    private var drift: DriftState
    private var memory: NovelMemory
    private var generator: SeededGenerator
    /// What the channels said of the calibration, and of the blocks before an onset.
    private var calibrationReadings: [[Double]] = []
    private var quietReadings: [[Double]] = []
    /// The past before each block of ``history``, for going back to an onset.
    private var formerPasts = Latest<FormerPast>(CalibrationConstants.onsetHistory)

    /// The past before a block, and what the block added to the bets' counts: those can be taken out again.
    private struct FormerPast: Sendable {
        var past: ReferencePast
        let bins: [Int32]
    }

    /// A monitor whose past is the reference's calibration.
    init(reference: DomainReference, generator: SeededGenerator) {
        self.reference = reference
        self.generator = generator
        let geometry = reference.geometry
        channels = Channel.all(clusters: geometry.clusterCount, foreign: geometry.foreignCount)
        alarm = MixtureAlarm(channels: channels)
        past = ReferencePast(clusters: geometry.clusterCount, foreign: geometry.foreignCount)
        bet = ConformalBet(calibration: reference.count)
        drift = DriftState(reference: reference)
        memory = NovelMemory(reference: reference)
        // The calibration passes block by block, so that links are counted as they will be later.
        var linked = 0
        var parts: [(judged: JudgedVectors, linked: Int)] = []
        reference.vectors.withUnsafeBufferPointer { all in
            var start = 0
            while start < reference.count {
                var end = start
                while end < reference.count, reference.blocks[end] == reference.blocks[start] { end += 1 }
                let rows = all.baseAddress! + start * geometry.dimension
                let judged = reference.judge(
                    ScoreTable(rows, count: end - start, in: geometry, for: .channels), for: .channels)
                parts.append((judged, memory.process(rows, judged, geometry).count))
                linked += parts[parts.count - 1].linked
                start = end
            }
        }
        past.add(reference.judged, linked: linked)
        for bin in bins(of: reference.judged) { bet.add(bin) }
        var scratch = DetectionScratch()
        for part in parts {
            scratch.judged = part.judged
            calibrationReadings.append(deviates(linked: part.linked, &scratch))
        }
    }

    /// Learns where another domain lies; a channel for it begins.
    mutating func add(_ other: ForeignCentroids) {
        reference.add(other)
        past.addForeign(calibration: reference.judged)
        for index in formerPasts.indices { formerPasts[index].past.addForeign(calibration: reference.judged) }
        let foreign = reference.geometry.foreignCount
        for index in channels.indices {
            if case .foreign = channels[index].kind { channels[index].weight = 1 / Double(foreign) }
        }
        channels.append(Channel(kind: .foreign(foreign - 1), weight: 1 / Double(foreign)))
        alarm.reweigh(channels)
        for index in history.indices { history[index].z.append(.nan) }
    }

    /// Takes in a block of unit vectors that the reference has judged in the scratch's memory. While `frozen`, the past stays
    /// as it is and the alarm is not fed. O(count · clusters + novel² · dimension).
    @discardableResult
    mutating func process(
        _ block: DomainBlock, frozen: Bool, _ scratch: inout DetectionScratch
    ) -> Reading {
        let linked = block.vectors.withUnsafeBufferPointer {
            memory.process($0.baseAddress!, scratch.judged, reference.geometry)
        }
        var z = deviates(linked: linked.count, &scratch)
        if !frozen, let place = channels.firstIndex(where: { $0.kind == .drift }) {
            let value = drift.process(block.vectors, labels: scratch.judged.table.labels, &scratch)
            z[place] = value.map { $0 / reference.noiseInflation } ?? .nan
        }
        let bins = bins(of: scratch.judged)
        let reading = Reading(
            block: block.index, count: block.count, z: z, logBets: betOn(bins, &scratch), linked: linked)
        if frozen {
            for bin in bins { bet.remove(bin) }
        } else {
            formerPasts.append(FormerPast(past: past, bins: bins))
            history.append(reading)
            alarm.update(z: z, logBets: reading.logBets)
            past.add(scratch.judged, linked: linked.count)
        }
        return reading
    }

    /// The variance of Σ m_c z_c without change: mᵀRm, with the correlations R seen in the calibration and in
    /// what was monitored, drawn a little to none.
    func nullVariance(along m: [Double]) -> Double {
        let readings = calibrationReadings + quietReadings
        guard !readings.isEmpty else { return m.reduce(0) { $0 + $1 * $1 } }
        let shrink = CalibrationConstants.correlationShrinkage
        var square = 0.0
        for reading in readings {
            var sum = 0.0
            for c in m.indices where c < reading.count && reading[c].isFinite { sum += m[c] * reading[c] }
            square += sum * sum
        }
        let independent = m.reduce(0) { $0 + $1 * $1 }
        return (1 - shrink) * square / Double(readings.count) + shrink * independent
    }

    /// Takes the past back to what it was before block `block`, and the alarm to its start.
    mutating func rewind(to block: Int) {
        if let place = history.firstIndex(where: { $0.block >= block }) {
            past = formerPasts[place].past
            for later in formerPasts[place...] {
                for bin in later.bins { bet.remove(bin) }
            }
            let quiet = history[..<place].map(\.z)
            restart()
            quietReadings = quiet
            return
        }
        restart()
    }

    /// Goes on with the alarm of a monitor that looked at the same channels, and with what it said.
    mutating func takeOver(from earlier: ReferenceMonitor) {
        alarm = earlier.alarm
        history = earlier.history
        // There is no past to go back to: whoever rewinds this monitor makes it anew.
        formerPasts = Latest(
            history.limit, repeating: FormerPast(past: past, bins: []), count: history.count)
    }

    /// Starts the alarm anew; the past stays.
    mutating func restart() {
        alarm = MixtureAlarm(channels: channels)
        quietReadings = []
        history.removeAll()
        formerPasts.removeAll()
        drift = DriftState(reference: reference)
    }

    /// The block in which the change most probably began: where the leading channel's mean deviate since then
    /// is most significant; where no channel's is, from which the leading bet has gained most.
    var onset: Int {
        guard let last = history.last else { return 0 }
        let lead = alarm.leadingChannel
        var best = (block: last.block, score: -Double.infinity)
        var sum = 0.0
        var length = 0.0
        for reading in history.reversed() where reading.z[lead].isFinite {
            sum += reading.z[lead]
            length += 1
            let score = sum / length.squareRoot()
            if score > best.score { best = (reading.block, score) }
        }
        if best.score >= CalibrationConstants.clearOnset || alarm.lead != nil { return best.block }
        let bet = alarm.leadingBet
        best = (last.block, -Double.infinity)
        sum = 0
        for reading in history.reversed() {
            sum += reading.logBets[bet]
            if sum > best.score { best = (reading.block, sum) }
        }
        return best.block
    }

    /// The channels' deviates of the judged block; NaN for the drift's, which has a past of its own.
    private func deviates(linked: Int, _ scratch: inout DetectionScratch) -> [Double] {
        var generator = generator
        let clusters = reference.geometry.clusterCount
        let foreign = reference.geometry.foreignCount
        let count = Double(scratch.judged.count)
        let familiarTotal = scratch.countClusters(clusters)
        // Correlated noise adds to the deviation of every sum of scores.
        let spread = past.spread(of: scratch.sizes) * reference.noiseInflation * reference.noiseInflation
        let root = spread.squareRoot()
        past.means(ReferencePast.s, into: &scratch.means)
        let s = scratch.excess(scratch.judged.s) / (past.deviation(ReferencePast.s) * root)
        past.means(ReferencePast.y, into: &scratch.means)
        let y = scratch.excess(scratch.judged.y) / (past.deviation(ReferencePast.y) * root)
        let plainSpread =
            (count + count * count / max(1, past.plainCount)).squareRoot() * reference.plainInflation
            * reference.noiseInflation
        func unconditioned(_ values: [Double], _ past: (mean: Double, deviation: Double)) -> Double {
            values.reduce(0) { $0 + $1 - past.mean } / (past.deviation * plainSpread)
        }
        let plain = unconditioned(scratch.judged.plain, past.plain)
        let plainY = unconditioned(scratch.judged.plainY, past.plainY)
        let shares = (0..<clusters).map { k in
            ChannelMath.hypergeometricDeviate(
                observed: scratch.familiar[k], draws: familiarTotal,
                marked: past.familiarByCluster[k] + scratch.familiar[k],
                population: past.familiar + familiarTotal, uniform: generator.openUniform())
                / reference.shareInflation[k]
        }
        return channels.map { channel in
            switch channel.kind {
            case .tighter: return s
            case .looser: return -s
            case .towardsMean: return y
            case .awayFromMean: return -y
            case .plainTighter: return plain
            case .plainLooser: return -plain
            case .plainAway: return -plainY
            case .drift: return .nan
            case .stragglers:
                past.means(ReferencePast.low, expected: 1, into: &scratch.means)
                let excess = scratch.excess(scratch.judged.low)
                return ChannelMath.gammaDeviate(mean: 1 + excess / count, shape: count * count / spread)
            case .novel:
                return ChannelMath.hypergeometricDeviate(
                    observed: linked, draws: scratch.judged.count, marked: past.linked + linked,
                    population: past.total + scratch.judged.count, uniform: generator.openUniform())
                    / reference.noiseInflation
            case .foreign(let h):
                let score = ReferencePast.firstForeign + h
                past.means(score, into: &scratch.means)
                return scratch.excess(scratch.judged.foreign, first: h, stride: foreign)
                    / (past.deviation(score) * root)
            case .fading(let k): return -shares[k]
            case .growing(let k): return shares[k]
            }
        }
    }

    /// The bins in which the bets count the vectors.
    private func bins(of judged: JudgedVectors) -> [Int32] {
        let smallest = reference.rankS.smallest
        return judged.conditioned.indices.map {
            ConformalBet.bin(judged.conditioned[$0], below: judged.below[$0], smallest: smallest)
        }
    }

    /// ln of the block's bets; each vector joins the past after it was bet on.
    private mutating func betOn(_ bins: [Int32], _ scratch: inout DetectionScratch) -> [Double] {
        // The draws that break ties come after those of the channels, from a generator of their own block.
        generator.jump()
        var draws = generator
        scratch.values.resize(to: bins.count, filler: 0)
        for (i, bin) in bins.enumerated() {
            scratch.values[i] = bet.probability(bin, uniform: draws.openUniform())
            bet.add(bin)
        }
        // Of correlated vectors the product of bets is no martingale; its τ-th root is tame enough.
        let tempering = reference.noiseInflation * reference.noiseInflation
        return ConformalBet.logProducts(scratch.values).map { $0 / tempering }
    }
}
