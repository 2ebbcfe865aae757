import RealModule

/// Control of the false discovery rate over a sequence of tests that never ends: before each p-value is
/// seen, a level for it is spent; every rejection earns some back.
///
/// LORD++: the level of test t is γₜ·W₀ + γ_{t−τ₁}·(α − W₀) + α·Σ_{j ≥ 2} γ_{t−τⱼ}, τⱼ the times of the
/// rejections, W₀ = α/2 and γⱼ ∝ ln(max(j, 2))/(j·e^√(ln j)).
///
/// Ramdas, Yang, Wainwright and Jordan, "Online control of the false discovery rate with decaying memory"
/// (NIPS 2017); the sequence γ is that of Javanmard and Montanari, "Online rules for control of false
/// discovery rate and false discovery exceedance" (Ann. Statist. 46, 2018). O(rejections kept) a test.
/// Levels depend on former decisions alone; where each null's p-value is super-uniform given these, the expected
/// share of false ones among the rejections stays at most α.
public struct LORDPlusPlus: Sendable, Hashable {
    /// α.
    public let rate: Double
    /// Tests made so far.
    public private(set) var count = 0
    private var rejections: [Int] = []
    private var hasDropped = false

    /// The most rejections whose reward is counted: that of older ones has all but decayed, and leaving it
    /// out only lowers levels.
    public static let keptRejections = 4096

    /// Nothing tested yet.
    ///
    /// - Parameter rate: α, in (0, 1).
    public init(rate: Double) {
        precondition(rate > 0 && rate < 1, "a false discovery rate lies between 0 and 1")
        self.rate = rate
    }

    /// The level of the next test.
    public var nextLevel: Double {
        let time = count + 1
        let start = rate / 2
        var level = start * Self.weight(time)
        for (index, rejection) in rejections.enumerated() {
            let share = index == 0 && !hasDropped ? rate - start : rate
            level += share * Self.weight(time - rejection)
        }
        return level
    }

    /// Tests the next p-value.
    public mutating func test(_ pValue: Double) -> (isRejected: Bool, level: Double) {
        let level = nextLevel
        count += 1
        let isRejected = pValue <= level
        if isRejected {
            rejections.append(count)
            if rejections.count > Self.keptRejections {
                rejections.removeFirst()
                hasDropped = true
            }
        }
        return (isRejected, level)
    }

    /// γⱼ for j ≥ 1; all of them sum to 1. The sum over j ≥ 1 of ln(max(j, 2))/(j·e^√(ln j)) is 12.64511, of
    /// which the part from 10⁷ on is the integral 2·e^{−s}(s³ + 3s² + 6s + 6) with s² = ln 10⁷.
    static func weight(_ index: Int) -> Double {
        let j = Double(index)
        return Double.log(max(j, 2)) / (j * Double.exp(Double.log(j).squareRoot())) / 12.645107872871755
    }
}
