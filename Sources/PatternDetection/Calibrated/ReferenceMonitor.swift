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
    private(set) var history: [Reading] = []
    private var past: ReferencePast
    private var bet: ConformalBet
    private var drift: DriftState
    private var memory: NovelMemory
    private var generator: SeededGenerator
    /// What the channels said of the calibration, and of the blocks before an onset.
    private var calibrationReadings: [[Double]] = []
    private var quietReadings: [[Double]] = []
    /// The past before each block of ``history``, for going back to an onset.
    private var formerPasts: [(past: ReferencePast, bet: ConformalBet)] = []

    /// A monitor whose past is the reference's calibration.
    init(reference: DomainReference, generator: SeededGenerator) {
        self.reference = reference
        self.generator = generator
        let geometry = reference.geometry
        channels = Channel.all(clusters: geometry.clusterCount, foreign: geometry.foreignCount)
        alarm = MixtureAlarm(channels: channels)
        past = ReferencePast(clusters: geometry.clusterCount, foreign: geometry.foreignCount)
        bet = ConformalBet(calibration: reference.rankS)
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
                let judged = reference.judge(rows, count: end - start)
                parts.append((judged, memory.process(rows, judged, geometry).count))
                linked += parts[parts.count - 1].linked
                start = end
            }
        }
        past.add(reference.judged, plainY: reference.plainY(reference.judged.table), linked: linked)
        for value in reference.judged.conditioned { bet.add(value, reference.rankS) }
        calibrationReadings = parts.map { deviates($0.judged, linked: $0.linked) }
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

    /// Takes in a block of unit vectors and what the reference judges of them. While `frozen`, the past stays
    /// as it is and the alarm is not fed. O(count · clusters + novel² · dimension).
    @discardableResult
    mutating func process(
        _ vectors: UnsafePointer<Float>, _ judged: JudgedVectors, block: Int, frozen: Bool
    ) -> Reading {
        let linked = memory.process(vectors, judged, reference.geometry)
        var z = deviates(judged, linked: linked.count)
        if !frozen, let place = channels.firstIndex(where: { $0.kind == .drift }) {
            let value = drift.process(vectors, labels: judged.table.labels)
            z[place] = value.map { $0 / reference.noiseInflation } ?? .nan
        }
        let formerBet = bet
        let logBets = betOn(judged)
        let reading = Reading(block: block, count: judged.count, z: z, logBets: logBets, linked: linked)
        if frozen {
            bet = formerBet
        } else {
            formerPasts.append((past, formerBet))
            history.append(reading)
            if history.count > CalibrationConstants.onsetHistory {
                history.removeFirst()
                formerPasts.removeFirst()
            }
            _ = alarm.update(z: z, logBets: logBets)
            past.add(judged, plainY: reference.plainY(judged.table), linked: linked.count)
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
            (past, bet) = formerPasts[place]
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
        formerPasts = [(past: ReferencePast, bet: ConformalBet)](repeating: (past, bet), count: history.count)
    }

    /// Starts the alarm anew; the past stays.
    mutating func restart() {
        alarm = MixtureAlarm(channels: channels)
        quietReadings = []
        history = []
        formerPasts = []
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

    private func deviates(_ block: JudgedVectors, linked: Int) -> [Double] {
        var generator = generator
        let clusters = reference.geometry.clusterCount
        let foreign = reference.geometry.foreignCount
        let count = Double(block.count)
        var sizes = [Double](repeating: 0, count: clusters)
        var familiar = [Int](repeating: 0, count: clusters)
        var familiarTotal = 0
        for i in 0..<block.count {
            let label = block.table.labels[i]
            sizes[label] += 1
            if !block.isNovel(i) {
                familiar[label] += 1
                familiarTotal += 1
            }
        }
        // Correlated noise adds to the deviation of every sum of scores.
        let spread = past.spread(of: sizes) * reference.noiseInflation * reference.noiseInflation
        func normal(_ score: Int, _ value: (Int) -> Double) -> Double {
            var sum = 0.0
            for i in 0..<block.count { sum += value(i) - past.mean(score, block.table.labels[i]) }
            return sum / (past.deviation(score) * spread.squareRoot())
        }
        let s = normal(ReferencePast.s) { block.s[$0] }
        let y = normal(ReferencePast.y) { block.y[$0] }
        let plainSpread =
            (count + count * count / max(1, past.plainCount)).squareRoot() * reference.plainInflation
            * reference.noiseInflation
        func unconditioned(_ values: [Double], _ past: (mean: Double, deviation: Double)) -> Double {
            values.reduce(0) { $0 + $1 - past.mean } / (past.deviation * plainSpread)
        }
        let plain = unconditioned(block.plain, past.plain)
        let plainY = unconditioned(reference.plainY(block.table), past.plainY)
        let shares = (0..<clusters).map { k in
            ChannelMath.hypergeometricDeviate(
                observed: familiar[k], draws: familiarTotal,
                marked: past.familiarByCluster[k] + familiar[k],
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
                var excess = 0.0
                for i in 0..<block.count {
                    excess += block.low[i] - past.mean(ReferencePast.low, block.table.labels[i], expected: 1)
                }
                return ChannelMath.gammaDeviate(mean: 1 + excess / count, shape: count * count / spread)
            case .novel:
                return ChannelMath.hypergeometricDeviate(
                    observed: linked, draws: block.count, marked: past.linked + linked,
                    population: past.total + block.count, uniform: generator.openUniform())
                    / reference.noiseInflation
            case .foreign(let h):
                return normal(ReferencePast.firstForeign + h) { block.foreign[$0 * foreign + h] }
            case .fading(let k): return -shares[k]
            case .growing(let k): return shares[k]
            }
        }
    }

    /// ln of the block's bets; each vector joins the past after it was bet on.
    private mutating func betOn(_ block: JudgedVectors) -> [Double] {
        // The draws that break ties come after those of the channels, from a generator of their own block.
        generator.jump()
        var draws = generator
        var probabilities: [Double] = []
        probabilities.reserveCapacity(block.count)
        for value in block.conditioned {
            probabilities.append(
                bet.probability(value, reference.rankS, uniform: draws.openUniform()))
            bet.add(value, reference.rankS)
        }
        // Of correlated vectors the product of bets is no martingale; its τ-th root is tame enough.
        let tempering = reference.noiseInflation * reference.noiseInflation
        return ConformalBet.logProducts(probabilities).map { $0 / tempering }
    }
}
