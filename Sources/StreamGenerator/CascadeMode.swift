/// How a cascade acts on its domains.
public enum CascadeMode: Sendable, Hashable {
    /// A break of a few blocks reaches one domain after another.
    case propagation
    /// A lasting relation: the coherence of the first domain fluctuates from block to block, and so does that
    /// of the domains that follow it, in part by their source's fluctuation some blocks before. The strength
    /// is the coefficient: the correlation of a domain's fluctuation with its source's, at the lag.
    case driven(Fluctuation)

    /// Whether it is a lasting relation.
    public var isDriven: Bool {
        if case .driven = self { return true }
        return false
    }
}

/// Along which way a cascade reaches its domains.
public enum CascadeShape: String, Sendable, Hashable, CaseIterable {
    /// Each domain follows the one before it.
    case chain
    /// All follow the first, each after a lag of its own: a common driver of domains that do not affect
    /// each other.
    case star

    /// Which domain of the cascade the one at `place`, from 1, follows.
    func source(of place: Int) -> Int {
        switch self {
        case .chain: place - 1
        case .star: 0
        }
    }
}

/// How a domain's coherence fluctuates: in each block it is multiplied by 1 + amplitude·f, with f standard
/// normal.
public struct Fluctuation: Sendable, Hashable {
    /// The standard deviation, as a share of the coherence.
    public var amplitude: Double
    /// The correlation of a block's f with that of the block before, −1…1 exclusive.
    public var autocorrelation: Double

    /// Where nothing else is said: for domains of seventeen vectors a block at the default geometry, a
    /// little more than twice as much as the vectors' scatter alone moves a block's mean.
    public static let defaultAmplitude = 0.06

    /// A fluctuation of this size.
    public init(amplitude: Double = Self.defaultAmplitude, autocorrelation: Double = 0) {
        self.amplitude = amplitude
        self.autocorrelation = autocorrelation
    }

    func firstProblem(_ field: String) -> ScenarioProblem? {
        if !(amplitude > 0 && amplitude <= 0.5) {
            return ScenarioProblem(
                "\(field).amplitude", "\(amplitude) is no share of the coherence to fluctuate by",
                "give a number above 0 and at most 0.5")
        }
        if !(autocorrelation > -1 && autocorrelation < 1) {
            return ScenarioProblem(
                "\(field).autocorrelation", "\(autocorrelation) is no correlation that a series can keep",
                "give a number between -1 and 1")
        }
        return nil
    }
}
