/// From the p-value of one moment to one that holds over a whole stream.
enum StreamPValue {
    /// The probability that anything as extreme comes up, at whatever time, while a reference is at work and
    /// nothing changes: at most the value returned.
    ///
    /// A Shiryaev–Roberts statistic is a sum over the possible onsets k of e-processes L_k. With weights
    /// γ_k that fall and sum to 1, Σ γ_k·L_k is an e-process itself and at least γ_t·M_t, so by Ville's inequality
    /// 1/(γ_t·M_t) is a p-value at every time at once (Shin, Ramdas and Rinaldo, "E-detectors", 2023). For a test
    /// made anew at each block the same weights are a union bound. Here γ_t ∝ 1/((t + 1)·ln²(t + 1)).
    ///
    /// - Parameters:
    ///   - p: The p-value of its moment: 1/M, or that of a block.
    ///   - age: t, blocks since the reference was put to work, from 1.
    ///   - domains: How many domains are watched beside it.
    static func value(_ p: Double, age: Int, domains: Int) -> Double {
        let time = Double(max(1, age)) + 1
        let logarithm = ChannelMath.log(time)
        return min(1, p * Double(max(1, domains)) * total * time * logarithm * logarithm)
    }

    /// The sum over t ≥ 1 of 1/((t + 1)·ln²(t + 1)).
    private static let total = 2.109742801236891
}
