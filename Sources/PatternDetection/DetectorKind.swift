/// The detectors, by the names that the command line and the reports use.
public enum DetectorKind: String, CaseIterable, Sendable, Hashable {
    /// A reference learnt a domain, calibrated channels and simulated signatures: the engine's own.
    case calibrated
    /// The z-test on minimum cuts and the cross-correlation of the system that Faultline re-imagines.
    case original
    /// ADWIN on each domain's score.
    case adwin
    /// The Page–Hinkley test on each domain's score.
    case pageHinkley = "page-hinkley"
    /// KSWIN on each domain's score.
    case kswin

    /// A new detector of this kind.
    public func make(_ configuration: DiscoveryConfiguration) -> any PatternDetector {
        switch self {
        case .calibrated: CalibratedDetector(configuration)
        case .original: OriginalDetector(configuration: configuration)
        // ADWIN's bound is for values between 0 and 1, near which scores are as they are; Page and Hinkley's
        // threshold is meant for values of deviation 1; KSWIN does not care.
        case .adwin:
            DomainScoreDetector(name: rawValue, isStandardised: false) { _ in .adaptiveWindow }
        case .pageHinkley:
            DomainScoreDetector(name: rawValue, isStandardised: true) { _ in .pageHinkley }
        case .kswin:
            DomainScoreDetector(name: rawValue, isStandardised: false) { domain in
                .kolmogorovSmirnovWindow(seed: configuration.seed &+ UInt64(domain))
            }
        }
    }
}
