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

    init(calibration count: Int) {
        sums = [Int32](repeating: 0, count: CalibrationConstants.lowBins + count + 2)
    }

    /// The bin of a conditioned score above `below` of the calibration's, the smallest of which is `smallest`.
    static func bin(_ conditioned: Double, below: Int, smallest: Double?) -> Int32 {
        typealias Constants = CalibrationConstants
        guard let smallest, conditioned < smallest else { return Int32(Constants.lowBins + below) }
        let distance = Int(min((smallest - conditioned) / Constants.lowBinWidth, 1e6))
        return Int32(Constants.lowBins - 1 - min(Constants.lowBins - 1, distance))
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

    /// Adds a score of this bin to the past without betting on it.
    mutating func add(_ bin: Int32) { change(bin, by: 1) }

    /// Takes a score of this bin out of the past.
    mutating func remove(_ bin: Int32) { change(bin, by: -1) }

    private mutating func change(_ bin: Int32, by step: Int32) {
        var place = Int(bin) + 1
        while place < sums.count {
            sums[place] += step
            place += place & -place
        }
        total += Int(step)
    }

    /// The smoothed conformal p-value of a score of this bin: uniform whatever the scores' distribution.
    func probability(_ bin: Int32, uniform: Double) -> Double {
        let own = Int(bin)
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
        let (stakes, sparseStakes) = (Constants.stakes, Constants.sparseStakes)
        let (high, low) = (Constants.sparseHigh, Constants.sparseLow)
        for p in probabilities {
            let gain =
                Constants.betExponent * ChannelMath.power(max(p, 1e-12), Constants.betExponent - 1) - 1
            for (place, stake) in stakes.enumerated() { products[place] *= 1 + stake * gain }
            let inside = p > low && p < high
            let sparse = (inside ? 1 / (p * width) : 0) - 1
            for (place, stake) in sparseStakes.enumerated() {
                products[stakes.count + place] *= 1 + stake * sparse
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
