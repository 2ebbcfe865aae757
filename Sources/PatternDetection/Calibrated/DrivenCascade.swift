import RealModule
import Statistics

/// Finds which series drive which, and how much later, from the series as a whole.
///
/// For every target the regression starts from its own last two values. Then the (source, lag) whose partial
/// t-statistic is the largest is added while its p-value is below α/(G(G−1)·L), Bonferroni's level for all
/// ordered pairs of G series and L lags; each addition conditions on those before it, so an indirect path
/// A → B → C is not taken for A → C. Needs some 60 steps; with fewer than a handful of residual degrees of
/// freedom nothing is found.
public enum DrivenCascade {
    /// One series' effect on another.
    public struct Edge: Sendable, Hashable {
        /// The source's number.
        public let source: Int
        /// The target's number.
        public let target: Int
        /// How many steps later.
        public let lag: Int
        /// The partial correlation of the source's past with the target, given what was selected before.
        public let partialCorrelation: Double
        /// Its p-value, before correction.
        public let pValue: Double
        /// The p-value times the number of candidates, at most 1.
        public let adjustedPValue: Double
    }

    /// How many of its own past values explain a target before any source does.
    public static let ownLags = 2

    /// The edges between the series, by target and order of selection.
    ///
    /// O(G²·L·T·k) for k selected sources a target: every candidate is kept orthogonal to what has been
    /// selected, so that a step needs one inner product each.
    ///
    /// - Parameters:
    ///   - series: G series of T values each, of the same steps.
    ///   - maximumLag: L, the longest lag.
    ///   - significance: α, the family-wise level over all edges.
    public static func edges(
        series: [[Double]], maximumLag: Int, significance: Double
    ) -> [Edge] {
        let steps = series.first?.count ?? 0
        let start = max(maximumLag, ownLags)
        guard series.count >= 2, maximumLag >= 1, series.allSatisfy({ $0.count == steps }),
            series.allSatisfy({ $0.allSatisfy(\.isFinite) }), steps - start > ownLags + 6
        else { return [] }
        let candidates = Double(series.count * (series.count - 1) * maximumLag)
        var edges: [Edge] = []
        for target in series.indices {
            edges += select(
                target: target, series: series, maximumLag: maximumLag, start: start,
                level: significance / candidates, candidateCount: candidates)
        }
        return edges
    }

    private struct Candidate {
        let source: Int
        let lag: Int
        var values: [Double]
        /// The squared length before anything was taken out.
        let size: Double
    }

    private static func select(
        target: Int, series: [[Double]], maximumLag: Int, start: Int, level: Double, candidateCount: Double
    ) -> [Edge] {
        let rows = series[target].count - start
        func past(_ index: Int, _ lag: Int) -> [Double] {
            centred(Array(series[index][(start - lag)..<(start - lag + rows)]))
        }
        var response = past(target, 0)
        var candidates: [Candidate] = []
        for source in series.indices where source != target {
            for lag in 1...maximumLag {
                let values = past(source, lag)
                candidates.append(
                    Candidate(source: source, lag: lag, values: values, size: dot(values, values)))
            }
        }
        var basis: [[Double]] = []
        var used = 1  // the mean
        func takeOut(_ direction: [Double], size: Double) -> Bool {
            var unit = direction
            // Twice, which makes up for the rounding of the first time.
            for _ in 0..<2 { for other in basis { remove(other, from: &unit) } }
            let length = dot(unit, unit)
            guard length > 1e-10 * size, length > 0 else { return false }
            let scale = 1 / length.squareRoot()
            for index in unit.indices { unit[index] *= scale }
            basis.append(unit)
            used += 1
            remove(unit, from: &response)
            for index in candidates.indices { remove(unit, from: &candidates[index].values) }
            return true
        }
        for lag in 1...ownLags {
            let own = past(target, lag)
            _ = takeOut(own, size: dot(own, own))
        }
        var found: [Edge] = []
        while rows - used - 1 >= 4 {
            let rest = dot(response, response)
            guard rest > 0 else { break }
            var best = (index: -1, correlation: 0.0)
            for (index, candidate) in candidates.enumerated() {
                let length = dot(candidate.values, candidate.values)
                guard length > 1e-10 * candidate.size, length > 0 else { continue }
                let correlation = dot(candidate.values, response) / (length * rest).squareRoot()
                if abs(correlation) > abs(best.correlation) { best = (index, correlation) }
            }
            guard best.index >= 0 else { break }
            let degrees = Double(rows - used - 1)
            let square = min(best.correlation * best.correlation, 1 - 1e-15)
            let t = (square * degrees / (1 - square)).squareRoot()
            let pValue = StudentT(degreesOfFreedom: degrees).twoSided(t)
            guard pValue < level else { break }
            let chosen = candidates.remove(at: best.index)
            guard takeOut(chosen.values, size: chosen.size) else { continue }
            found.append(
                Edge(
                    source: chosen.source, target: target, lag: chosen.lag,
                    partialCorrelation: best.correlation, pValue: pValue,
                    adjustedPValue: min(1, pValue * candidateCount)))
        }
        return found
    }

    private static func centred(_ values: [Double]) -> [Double] {
        let mean = values.reduce(0, +) / Double(values.count)
        return values.map { $0 - mean }
    }

    private static func remove(_ unit: [Double], from values: inout [Double]) {
        let share = dot(unit, values)
        for index in values.indices { values[index] -= share * unit[index] }
    }

    private static func dot(_ left: [Double], _ right: [Double]) -> Double {
        var sum = 0.0
        for index in left.indices { sum += left[index] * right[index] }
        return sum
    }
}
