import StreamCore

/// Martingales that bet on vectors far from their cluster, by their rank among all that came before
/// (Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random World", 2005).
///
/// The past is kept as counts in bins that the calibration's scores delimit, with finer ones below the
/// smallest. Ranks within a bin are broken at random, so p is exactly uniform when the scores are
/// exchangeable, and the product of bets is exactly a martingale.
struct ConformalBet: Sendable {
    /// Counts of past scores as a binary indexed tree (Fenwick, "A new data structure for cumulative frequency
    /// tables", Software: Practice and Experience 24, 1994): element i holds the sum of the i & −i bins up to
    /// bin i − 1. Bin b < lowBins lies below the smallest calibration score, the others begin at calibration
    /// scores.
    private var sums: [Int32]
    private var total = 0

    init(calibration: RankScore) {
        sums = [Int32](repeating: 0, count: CalibrationConstants.lowBins + calibration.sorted.count + 2)
    }

    private func bin(_ conditioned: Double, _ calibration: RankScore) -> Int {
        typealias Constants = CalibrationConstants
        let place = calibration.lowerBound(conditioned)
        guard let smallest = calibration.sorted.first, conditioned < smallest else {
            return Constants.lowBins + place
        }
        let below = Int(min((smallest - conditioned) / Constants.lowBinWidth, 1e6))
        return Constants.lowBins - 1 - min(Constants.lowBins - 1, below)
    }

    /// How many past scores lie in bins before `bin`. O(log bins).
    private func count(before bin: Int) -> Int {
        var place = bin
        var result = 0
        while place > 0 {
            result += Int(sums[place])
            place &= place - 1
        }
        return result
    }

    /// Adds a score to the past without betting on it.
    mutating func add(_ conditioned: Double, _ calibration: RankScore) {
        var place = bin(conditioned, calibration) + 1
        while place < sums.count {
            sums[place] += 1
            place += place & -place
        }
        total += 1
    }

    /// The smoothed conformal p-value of a score: uniform whatever the scores' distribution.
    func probability(_ conditioned: Double, _ calibration: RankScore, uniform: Double) -> Double {
        let own = bin(conditioned, calibration)
        let below = count(before: own)
        let tied = count(before: own + 1) - below
        return (Double(below) + uniform * Double(tied + 1)) / Double(total + 1)
    }

    /// How many martingales there are.
    static var count: Int {
        CalibrationConstants.stakes.count + CalibrationConstants.sparseStakes.count
    }

    /// ln of the bets' product over p-values, one for each martingale.
    ///
    /// Two kinds: κp^(κ−1) gains when many vectors are somewhat far; the sparse one, which is uniform in ln p
    /// on a short interval near 0, gains when a few are very far, and the many ordinary ones cost it little.
    static func logProducts(_ probabilities: [Double]) -> [Double] {
        typealias Constants = CalibrationConstants
        var products = [Double](repeating: 1, count: count)
        var result = [Double](repeating: 0, count: count)
        let width = ChannelMath.log(Constants.sparseHigh / Constants.sparseLow)
        for p in probabilities {
            let gain =
                Constants.betExponent * ChannelMath.power(max(p, 1e-12), Constants.betExponent - 1) - 1
            for (place, stake) in Constants.stakes.enumerated() { products[place] *= 1 + stake * gain }
            let inside = p > Constants.sparseLow && p < Constants.sparseHigh
            let sparse = (inside ? 1 / (p * width) : 0) - 1
            for (place, stake) in Constants.sparseStakes.enumerated() {
                products[Constants.stakes.count + place] *= 1 + stake * sparse
            }
            // Few enough factors between the logarithms that nothing over- or underflows.
            for place in products.indices where products[place] > 1e100 || products[place] < 1e-100 {
                result[place] += ChannelMath.log(products[place])
                products[place] = 1
            }
        }
        for place in products.indices { result[place] += ChannelMath.log(products[place]) }
        return result
    }
}
