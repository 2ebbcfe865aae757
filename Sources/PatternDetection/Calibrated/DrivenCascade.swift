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
        /// The lags that are not much less likely: twice the log-likelihood at most 3.84 below the best one's, a
        /// 95 % interval.
        public let lagInterval: ClosedRange<Int>
        /// The partial correlation of the source's past with the target, given what was selected before.
        public let partialCorrelation: Double
        /// Its p-value, before correction.
        public let pValue: Double
        /// The p-value times the number of candidates, at most 1.
        public let adjustedPValue: Double

        package init(
            source: Int, target: Int, lag: Int, lagInterval: ClosedRange<Int>, partialCorrelation: Double,
            pValue: Double, adjustedPValue: Double
        ) {
            self.source = source
            self.target = target
            self.lag = lag
            self.lagInterval = lagInterval
            self.partialCorrelation = partialCorrelation
            self.pValue = pValue
            self.adjustedPValue = adjustedPValue
        }
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
            let interval = lags(around: best.index, candidates, response: response, rest: rest)
            let chosen = candidates.remove(at: best.index)
            guard takeOut(chosen.values, size: chosen.size) else { continue }
            found.append(
                Edge(
                    source: chosen.source, target: target, lag: chosen.lag, lagInterval: interval,
                    partialCorrelation: best.correlation, pValue: pValue,
                    adjustedPValue: min(1, pValue * candidateCount)))
        }
        return found
    }

    /// The edges that no two others explain.
    ///
    /// Series are measured with noise, so conditioning on B takes only a part of A → B → C out of A and C, and
    /// what is left is found in the end. An edge is left out when a path of two stronger ones takes as long,
    /// to within a step, or when a source of both its ends, with two stronger edges, has just their
    /// difference: from series alone such an edge cannot be told from its explanation. O(edges³).
    public static func direct(_ edges: [Edge]) -> [Edge] {
        edges.filter { edge in
            !edges.contains { first in
                edges.contains { second in explains(first, second, edge) }
            }
        }
    }

    private static func explains(_ first: Edge, _ second: Edge, _ edge: Edge) -> Bool {
        guard
            abs(edge.partialCorrelation) < min(abs(first.partialCorrelation), abs(second.partialCorrelation)),
            second.target == edge.target
        else { return false }
        let lag: Int
        if first.source == edge.source, first.target == second.source {
            lag = first.lag + second.lag
        } else if first.source == second.source, first.target == edge.source {
            lag = second.lag - first.lag
        } else {
            return false
        }
        return abs(lag - edge.lag) <= 1
    }

    /// Fisher's interval of a correlation: artanh ± `halfWidth`.
    static func interval(of correlation: Double, halfWidth: Double) -> ConfidenceInterval {
        let centre = Double.atanh(min(max(correlation, -1 + 1e-12), 1 - 1e-12))
        return ConfidenceInterval(low: .tanh(centre - halfWidth), high: .tanh(centre + halfWidth))
    }

    /// The lags next to the best candidate's whose likelihood is not much below its.
    private static func lags(
        around best: Int, _ candidates: [Candidate], response: [Double], rest: Double
    ) -> ClosedRange<Int> {
        let rows = Double(response.count)
        var likelihood: [Int: Double] = [:]
        for candidate in candidates where candidate.source == candidates[best].source {
            let length = dot(candidate.values, candidate.values)
            guard length > 1e-10 * candidate.size, length > 0 else { continue }
            let product = dot(candidate.values, response)
            likelihood[candidate.lag] = -rows * .log(max(1 - product * product / (length * rest), 1e-15))
        }
        let lag = candidates[best].lag
        let floor = (likelihood[lag] ?? 0) - 3.841459
        var range = lag...lag
        while let next = likelihood[range.upperBound + 1], next >= floor {
            range = range.lowerBound...range.upperBound + 1
        }
        while let next = likelihood[range.lowerBound - 1], next >= floor {
            range = range.lowerBound - 1...range.upperBound
        }
        return range
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
