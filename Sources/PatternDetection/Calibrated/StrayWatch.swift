import StreamCore

/// Follows a domain's vectors that fit nowhere, from the block in which they are seen until they are said to
/// be anomalies or forgotten.
///
/// The first vectors of a new cluster look like anomalies too, so a stray vector waits a few blocks for company;
/// it is an anomaly when it stayed alone. While it is alone it is also kept from the channels: one vector is
/// not a change of its domain.
struct StrayWatch: Sendable {
    /// A place in the domain's stream: its blocks and its vectors so far.
    private struct Place: Sendable {
        var block: Int
        var vector: Int
    }

    /// Where vectors strayed, one entry a vector.
    private var seen: [Place] = []
    /// Those that are not yet said to be anomalies.
    private var held: [(seen: Place, finding: DomainFinding)] = []
    /// The domain's vectors so far.
    private var vectors = 0
    /// The shape of all scores since the reference's calibration, that of the calibration included; nil before
    /// the reference's first block.
    private var shape: ScoreShape?

    /// Looks for stray vectors in a block, the `number`-th of its domain; the places of those that the channels
    /// must not see.
    ///
    /// - Parameters:
    ///   - age: How many blocks the reference has been at work, this one included.
    ///   - level: The p-value below which a vector strays.
    mutating func observe(
        _ block: DomainBlock, _ judged: JudgedVectors, _ reference: DomainReference, number: Int,
        age: Int, level: Double
    ) -> Set<Int> {
        typealias Constants = CalibrationConstants
        vectors += block.count
        let now = Place(block: number, vector: vectors)
        let test = reference.strayTest
        var shape = self.shape ?? test.shape
        let isHeavy = shape.isHeavy
        var places: [Int] = []
        for i in 0..<judged.count {
            let label = judged.table.labels[i]
            let t = test.deviate(judged.table.s[i], cluster: label)
            // The cheap question first, since it nearly always ends the matter: is it odd in its own cluster?
            guard t < Constants.strayGlance, test.probability(t, cluster: label, isHeavy: isHeavy) < level
            else {
                shape.add(t)
                continue
            }
            let verdict = test.judge(reference.geometry.cosines(of: block, i), isHeavy: isHeavy)
            guard verdict.p < level else {
                shape.add(t)
                continue
            }
            places.append(i)
            held.append((now, Self.finding(i, t: verdict.t, p: verdict.p, age: age, block)))
        }
        self.shape = shape
        guard !places.isEmpty else { return [] }
        let isAlone =
            places.count == 1 && block.count > 1
            && !seen.contains { Self.isNear($0, now) }
        seen += places.map { _ in now }
        return isAlone ? Set(places) : []
    }

    /// The anomalies that stayed alone for a few blocks; more of them at once are a change of the domain,
    /// which the channels are there for.
    ///
    /// - Parameter isSuspicious: Whether the channels are on the way to an alarm: then they wait longer.
    mutating func release(number: Int, isSuspicious: Bool) -> [DomainFinding] {
        typealias Constants = CalibrationConstants
        let now = Place(block: number, vector: vectors)
        let wait = isSuspicious ? Constants.suspiciousWait : 1
        var released: [DomainFinding] = []
        var waiting: [(seen: Place, finding: DomainFinding)] = []
        for entry in held {
            guard Self.hasPassed(entry.seen, now, times: wait) else {
                waiting.append(entry)
                continue
            }
            let near = seen.count { Self.isNear($0, entry.seen) }
            if near <= Constants.lonelyAnomalies { released.append(entry.finding) }
        }
        held = waiting
        seen.removeAll { Self.hasPassed($0, now, times: Constants.suspiciousWait + 1) }
        return released
    }

    /// Whether two places are within the company of each other.
    private static func isNear(_ left: Place, _ right: Place) -> Bool {
        !hasPassed(left, right, times: 1, orMore: false) && !hasPassed(right, left, times: 1, orMore: false)
    }

    /// Whether as many blocks, and as many vectors, as an anomaly waits lie between two places.
    private static func hasPassed(_ from: Place, _ to: Place, times: Int, orMore: Bool = true) -> Bool {
        let slack = orMore ? 0 : 1
        return to.block - from.block >= times * CalibrationConstants.anomalyWait + slack
            && to.vector - from.vector >= times * CalibrationConstants.anomalyWaitVectors + slack
    }

    /// Forgets those that wait: the domain has changed, and they were in all likelihood the beginning.
    mutating func forget() {
        held = []
        shape = nil
    }

    /// Another reference is at work from now on.
    mutating func changeReference() { shape = nil }

    /// All that still wait, at the end of the stream.
    mutating func finish() -> [DomainFinding] {
        let last = held.map(\.finding)
        held = []
        return last
    }

    private static func finding(
        _ place: Int, t: Double, p: Double, age: Int, _ block: DomainBlock
    ) -> DomainFinding {
        DomainFinding(
            type: .anomalousNode, onsetBlock: block.index, onset: block.timestamps[place],
            onsetBlocks: block.index...block.index,
            onsetInterval: block.timestamps[place]...block.timestamps[place],
            alarmBlock: block.index, confidence: 1 - p, statistic: -t, pValue: p, tests: block.count,
            age: age,
            channel: "s-", effect: t, effectError: 1, z: t, channels: ["s-": t],
            members: [block.ids[place]], partner: nil)
    }
}
