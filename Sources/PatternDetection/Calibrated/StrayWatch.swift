import StreamCore

/// Follows a domain's vectors that fit nowhere, from the block in which they are seen until they are said to
/// be anomalies or forgotten.
///
/// The first vectors of a new cluster look like anomalies too, so a stray vector waits a few blocks for company;
/// it is an anomaly when it stayed alone. While it is alone it is also kept from the channels: one vector is
/// not a change of its domain.
struct StrayWatch: Sendable {
    /// The domain's blocks in which vectors strayed, one entry a vector.
    private var seen: [Int] = []
    /// Those that are not yet said to be anomalies.
    private var held: [(seen: Int, finding: DomainFinding)] = []
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
            held.append((number, Self.finding(i, t: verdict.t, p: verdict.p, age: age, block)))
        }
        self.shape = shape
        guard !places.isEmpty else { return [] }
        let isAlone =
            places.count == 1 && block.count > 1
            && !seen.contains { number - $0 <= Constants.companyBlocks }
        seen += places.map { _ in number }
        return isAlone ? Set(places) : []
    }

    /// The anomalies that stayed alone for a few blocks; more of them at once are a change of the domain,
    /// which the channels are there for.
    ///
    /// - Parameter isSuspicious: Whether the channels are on the way to an alarm: then they wait longer.
    mutating func release(number: Int, isSuspicious: Bool) -> [DomainFinding] {
        typealias Constants = CalibrationConstants
        var released: [DomainFinding] = []
        var waiting: [(seen: Int, finding: DomainFinding)] = []
        for entry in held {
            let wait = isSuspicious ? Constants.suspiciousWait : Constants.anomalyWait
            guard number - entry.seen >= wait else {
                waiting.append(entry)
                continue
            }
            let near = seen.filter { abs($0 - entry.seen) <= Constants.companyBlocks }
            if near.count <= Constants.lonelyAnomalies { released.append(entry.finding) }
        }
        held = waiting
        seen.removeAll { number - $0 > Constants.suspiciousWait + Constants.companyBlocks }
        return released
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
