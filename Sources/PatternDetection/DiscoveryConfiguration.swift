/// What counts as similar, as a change and as significant: the settings that detectors share.
///
/// Nothing is checked here; the engine's configuration refuses values that make no sense and names the
/// field.
public struct DiscoveryConfiguration: Sendable, Hashable {
    /// The cosine similarity from which two vectors are joined by an edge, in [−1, 1].
    public var similarityThreshold: Double
    /// By how much of its former value the min-cut must move for the `original` detector to speak.
    public var mincutSensitivity: Double
    /// Whether patterns across domains (bridges, cascades) are looked for.
    public var crossDomain: Bool
    /// How many vectors the engine hands to the similarity backend at once.
    public var batchSize: Int
    /// The level α: a pattern is significant when its adjusted p-value is at most this.
    public var significanceThreshold: Double
    /// How many blocks back a cause may lie.
    public var causalityLookback: Int
    /// The smallest correlation that the `original` detector takes for a cause.
    public var causalityMinCorrelation: Double
    /// ARL₀: the mean number of blocks between two false alarms of one domain.
    public var averageRunLength: Double
    /// Seeds everything that a detector draws at random.
    public var seed: UInt64

    /// The settings given; the defaults are those of the system that Faultline re-imagines.
    public init(
        similarityThreshold: Double = 0.65, mincutSensitivity: Double = 0.12, crossDomain: Bool = true,
        batchSize: Int = 256, significanceThreshold: Double = 0.05, causalityLookback: Int = 10,
        causalityMinCorrelation: Double = 0.6, averageRunLength: Double = 1000, seed: UInt64 = 0
    ) {
        self.similarityThreshold = similarityThreshold
        self.mincutSensitivity = mincutSensitivity
        self.crossDomain = crossDomain
        self.batchSize = batchSize
        self.significanceThreshold = significanceThreshold
        self.causalityLookback = causalityLookback
        self.causalityMinCorrelation = causalityMinCorrelation
        self.averageRunLength = averageRunLength
        self.seed = seed
    }
}
