/// The detectors, by the names that the command line and the reports use.
public enum DetectorKind: String, CaseIterable, Sendable, Hashable {
    /// A reference learnt a domain, calibrated channels and simulated signatures: the engine's own.
    case calibrated
    /// The z-test on minimum cuts and the cross-correlation of the system that Faultline re-imagines.
    case original

    /// A new detector of this kind.
    public func make(_ configuration: DiscoveryConfiguration) -> any PatternDetector {
        switch self {
        case .calibrated: CalibratedDetector(configuration)
        case .original: OriginalDetector(configuration: configuration)
        }
    }
}
