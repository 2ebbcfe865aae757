import Evaluation

/// Which rows of an accuracy experiment a figure takes, where factors were swept: figures vary one thing at a
/// time.
enum AccuracySelection {
    /// The mean run length that the engine has unless told otherwise, in blocks.
    static let usualRunLength = 1000.0

    /// The rows of planted types at one setting of each scenario and detector.
    static func typed(_ record: RunRecord) -> [AccuracyRow] {
        oneSetting(record.accuracy).filter { $0.patternType != "any" && $0.events > 0 }
    }

    /// The rows at one setting of each scenario and detector: the run length nearest to the usual one, and
    /// of the other factors the first combination.
    static func oneSetting(_ rows: [AccuracyRow]) -> [AccuracyRow] {
        var chosen: [[String]: AccuracyRow.Factors] = [:]
        for row in rows {
            let key = [row.scenario, row.detector]
            guard let now = chosen[key] else {
                chosen[key] = row.factors
                continue
            }
            if isBetter(row.factors, than: now) { chosen[key] = row.factors }
        }
        return rows.filter { chosen[[$0.scenario, $0.detector]] == $0.factors }
    }

    /// The rows at every run length, the other factors as ``oneSetting(_:)`` chooses them.
    static func alongRunLength(_ rows: [AccuracyRow]) -> [AccuracyRow] {
        var chosen: [[String]: AccuracyRow.Factors] = [:]
        for row in oneSetting(rows) { chosen[[row.scenario, row.detector]] = row.factors }
        return rows.filter { row in
            var factors = row.factors
            guard let own = chosen[[row.scenario, row.detector]] else { return false }
            factors.averageRunLength = own.averageRunLength
            return factors == own
        }
    }

    /// The rows of ``alongRunLength(_:)`` that points of one curve can be made of: where a detector was run at
    /// several run lengths, only the scenarios that it was run on at each of them.
    static func comparableAlongRunLength(_ rows: [AccuracyRow]) -> [AccuracyRow] {
        let rows = alongRunLength(rows)
        return Facets.distinct(rows.map(\.detector)).flatMap { detector -> [AccuracyRow] in
            let own = rows.filter { $0.detector == detector }
            func lengths(_ scenario: String) -> Set<Double> {
                Set(own.filter { $0.scenario == scenario }.map(\.factors.averageRunLength))
            }
            let scenarios = Facets.distinct(own.map(\.scenario))
            let most = scenarios.map { lengths($0).count }.max() ?? 0
            guard most > 1 else { return own }
            // The largest set of run lengths that some scenario has, and every scenario that has all of it.
            let sets = scenarios.map(lengths).filter { $0.count == most }
            guard
                let chosen = sets.max(by: { left, right in
                    sets.filter { $0 == left }.count < sets.filter { $0 == right }.count
                })
            else { return own }
            return own.filter {
                chosen.contains($0.factors.averageRunLength) && lengths($0.scenario).isSuperset(of: chosen)
            }
        }
    }

    /// What tells the settings of these rows apart, in words; empty where each scenario and detector has one.
    static func settings(_ rows: [AccuracyRow]) -> [AccuracyRow.Factors: String] {
        let groups = Dictionary(grouping: rows) { [$0.scenario, $0.detector] }
        guard groups.values.contains(where: { Set($0.map(\.factors)).count > 1 }) else { return [:] }
        let all = Facets.distinct(rows.map(\.factors))
        let facets = Facets(
            items: all.map { factors in
                [
                    "run length \(FigureAxes.label(factors.averageRunLength))",
                    "threshold \(FigureAxes.label(factors.threshold))",
                    "block \(factors.detectionInterval)", "window \(factors.window)",
                    "d \(factors.dimension)", factors.backend, factors.coherence,
                    "alpha \(FigureAxes.label(factors.alpha))",
                ]
            })
        return Dictionary(zip(all, facets.labels)) { first, _ in first }
    }

    private static func isBetter(_ left: AccuracyRow.Factors, than right: AccuracyRow.Factors) -> Bool {
        let distances = [left, right].map { distance($0.averageRunLength) }
        if distances[0] != distances[1] { return distances[0] < distances[1] }
        return left < right
    }

    /// How many times a run length is the usual one, or the usual one it.
    static func distance(_ runLength: Double) -> Double {
        guard runLength > 0 else { return .infinity }
        return max(runLength / usualRunLength, usualRunLength / runLength)
    }
}
