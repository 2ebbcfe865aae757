/// The numbers that the calibrated detector is built on, and where each comes from.
///
/// "Prototype" means chosen on tuning seeds in the study that preceded this code; "theory" that the value
/// follows from the method; "guard" that it only keeps a degenerate case from misbehaving.
enum CalibrationConstants {
    // MARK: Learning

    /// Blocks whose vectors form the clusters of a domain's first reference, and as many again whose vectors
    /// calibrate it (prototype).
    static let clusterBlocks = 20
    /// Blocks of each phase when a reference is relearnt after an alarm (prototype: sight sooner, at
    /// slightly coarser quantiles).
    static let relearningBlocks = 16
    /// A phase lasts longer than its blocks until it has seen this many vectors (guard: below about 80 the
    /// rank of a score has too few steps for a channel to be normal).
    static let minimumPhaseVectors = 80
    /// The most vectors that a phase keeps; beyond it a seeded reservoir sample stands for all (guard:
    /// bounds memory for long blocks).
    static let maximumPhaseVectors = 2048
    /// A domain's block waits for the next ones until it holds this many vectors (guard).
    static let minimumBlockVectors = 3

    /// Blocks, and vectors, since an alarm from which changes are looked for again, provisionally (tuned: ranks
    /// among fewer say too little).
    static let provisionalBlocks = 3
    static let provisionalVectors = 40
    /// An alarm's vectors show a new cluster when this many of them are novel and linked, and the mean of their
    /// unit residuals is this long (guard: four directions at random have ½).
    static let newClusterVectors = 4
    static let newClusterResultant = 0.6
    /// A provisional reference with fewer vectors is not kept for its state's return (guard).
    static let provisionalKeep = 160
    /// A learnt reference waits while the provisional one suspects a change: its statistic exceeds this power
    /// of the threshold (guard).
    static let suspicion = 0.5

    // MARK: Clusters

    /// k-means starts with this many clusters (prototype)…
    static let initialClusters = 6
    /// …and once more with this many when none of them merged (guard for domains of many topics)…
    static let manyClusters = 12
    /// …and that raises the similarity of vectors left out by more than this share (tuned: real text, which
    /// has no clear topics, gains less).
    static let manyClustersGain = 0.04
    /// Lloyd's iterations at most; assignments settle well before (guard).
    static let kMeansIterations = 25
    /// Seeded restarts, the best of which is kept (guard against a poor start).
    static let kMeansRestarts = 3
    /// Clusters with fewer vectors are dropped (prototype).
    static let minimumClusterSize = 8
    /// Clusters whose centroids are this close are merged (prototype).
    static let mergeCosine: Float = 0.85
    /// A row of the basis whose residual energy is less than this adds nothing to it (guard).
    static let basisTolerance = 1e-3

    // MARK: Calibration

    /// Pseudo-counts that pull a cluster's location to the pooled one (prototype).
    static let locationPseudoCount = 3.0
    /// Pseudo-counts that pull a cluster's scale to the pooled one (prototype).
    static let scalePseudoCount = 6.0
    /// Pseudo-counts that pull a cluster's past mean score to its expectation (prototype).
    static let meanPseudoCount = 5.0
    /// A vector whose conditioned score has a smaller rank is novel (prototype).
    static let novelLevel = 0.05
    /// A vector whose rank is smaller carries a dissolving (tuned: at the level above, a third of those named
    /// for a weak one were bystanders).
    static let scatteredLevel = 0.02
    /// The least residual cosine that links two novel vectors (prototype)…
    static let minimumLinkCosine: Float = 0.25
    /// …and the quantile of calibration pairs that it must exceed besides (prototype).
    static let linkQuantile = 0.995
    /// Calibration pairs drawn to estimate that quantile (guard: 20 pairs lie beyond it).
    static let linkPairs = 4000
    /// How many earlier blocks a novel vector may link to, and how many form the drift's direction
    /// (prototype).
    static let memoryBlocks = 4
    /// How many blocks the past's means reach back, in the mean (tuned: a turn by 5 degrees in 300 blocks stays
    /// silent, one by 10 degrees at once or within 30 blocks does not).
    static let pastMemoryBlocks = 60.0
    /// A domain's noise is taken to be correlated in time when its lag-1 autocorrelation exceeds this many standard
    /// errors (guard: independent streams keep their power)…
    static let noiseErrors = 3.0
    /// …and is then raised by this many (guard: an upper bound, not an estimate).
    static let noiseMargin = 2.0
    /// A block joins the cluster means of the drift channel when this old, so that an event cannot hide
    /// itself (prototype).
    static let driftDelayBlocks = 8
    /// Calibration vectors that estimate the drift direction's variance (guard: each block reads them all,
    /// and what the estimate lacks in precision Student's t allows for).
    static let driftVarianceVectors = 64
    /// A cluster's persistence counts only when its lag-1 autocorrelation plus 1/N exceeds this many
    /// standard errors (prototype: independent streams keep their power)…
    static let persistenceErrors = 2.2
    /// …and is then raised by this many (prototype: an upper bound, not an estimate).
    static let persistenceMargin = 2.0

    // MARK: Alarm

    /// Alternatives of the Shiryaev–Roberts mixture, in standard deviations a block (prototype).
    static let alternatives = [0.4, 0.8, 1.6, 3.5]
    /// A channel's z counts at most this much (guard).
    static let largestZ = 8.0
    /// The share of the normal channels in the mixture; the conformal martingales have the rest
    /// (prototype).
    static let normalShare = 0.8
    /// The exponent of the conformal bet, and its stakes (prototype).
    static let betExponent = 0.2
    static let stakes = [0.04, 0.1, 0.25]
    /// The sparse bets' interval of p, and their stakes (tuned: a share of a few per cent of far vectors).
    static let sparseLow = 2e-4
    static let sparseHigh = 0.02
    static let sparseStakes = [0.03, 0.1]
    /// Extra bins below the smallest calibration score, and their width in conditioned standard deviations,
    /// so that ranks of outliers keep their resolution while the past grows (guard).
    static let lowBins = 64
    static let lowBinWidth = 0.1
    /// A channel's deviate since an onset that is clear enough to trust although the bets raised the alarm
    /// (tuned).
    static let clearOnset = 3.0
    /// Blocks of history that an onset is sought in (guard).
    static let onsetHistory = 64
    /// The posterior probability that an onset's interval holds; somewhat above the 90 % that is promised,
    /// since deviates before and after a change are not quite those of the mixture (guard).
    static let onsetLevel = 0.95
    /// The shares of its first block that a change can hold, equally likely (theory: midpoints of fifths).
    static let onsetShares = [0.1, 0.3, 0.5, 0.7, 0.9]

    // MARK: Types

    /// Sample sizes that signatures are simulated for (prototype).
    static let signatureSizes = [8, 12, 16, 24, 32, 48, 64, 96, 128]
    /// Simulated samples a component, divided among the ``starts`` (tuned: fewer cost typed F1 of weak shifts).
    static let signatureRepeats = 9
    /// From so many vectors on a sample says more, and fewer of them are simulated (tuned: bounds the stall of
    /// a late alarm, at the same typed F1).
    static let largeSignature = 64
    static let largeSignatureRepeats = 6
    /// The most calibration vectors that changes are acted out on (guard: bounds the cost of long blocks).
    static let actingVectors = 512
    /// Isotropic random directions that simulated changes draw from (guard: as many as the largest sample has
    /// vectors, each of which is blurred along its own)…
    static let isotropicDirections = 128
    /// …and directions that are spread like the residuals (guard: three a repeat)…
    static let residualDirections = 32
    /// …and of how many residuals the others are made (prototype).
    static let directionResiduals = 40
    /// Neighbourhoods that simulated consolidations draw from (guard: about one a repeat).
    static let neighbourhoods = 12
    /// The shares of the calibration that a fringe, a core and a neighbourhood are drawn from (prototype; the
    /// fringe's tuned with its draws).
    static let fringeShare = 0.2
    static let coreShare = 0.15
    static let neighbourShare = 0.12
    /// Beyond this many standard deviations a vector is far even from what a strong break leaves (tuned).
    static let farDeviations = -6.0
    /// Where a simulated change begins within the block of its onset, as shares of its vectors (tuned).
    static let starts = [0, 0.35, 0.7]
    /// Weight of the Mahalanobis distance in a component's log density; below ½, since simulated samples
    /// are fewer and tidier than real ones (prototype).
    static let distanceWeight = 0.35
    /// Shrinkage of the pooled covariance to its diagonal, and a ridge on it (prototype).
    static let covarianceShrinkage = 0.05
    static let covarianceRidge = 0.02
    /// A type is said once its posterior reaches this (prototype)…
    static let sufficientPosterior = 0.9
    /// …or this where the sample has fewer vectors than ``earlySample``: a strong change raises the alarm by a
    /// handful of vectors, which show less of its kind than the next block will (tuned: a strong new cluster
    /// and a shift)…
    static let earlyPosterior = 0.99
    static let earlySample = 24
    /// …or this many blocks after the alarm (prototype)…
    static let longestWait = 5
    /// …or this many, when the onset is at least ``settledBlocks`` back (prototype).
    static let settledWait = 2
    static let settledBlocks = 9

    // MARK: After an alarm

    /// An alarm of the same type this soon after the last of its domain is the same event (prototype).
    static let suppressionBlocks = 6
    /// The same type again this soon after the old reference came back means that it came back too early
    /// (tuned).
    static let relapseBlocks = 16
    /// A change that is seen soon after an event is that event, still growing, when a ramp tells the blocks since
    /// its onset better than a step does, by more than this many squared deviations (tuned: of second events
    /// a tenth is lost, of a ramp's further alarms four in five are spared)…
    static let growthGain = 4.0
    /// …and by more than this when it looks like another type (tuned).
    static let otherGrowthGain = 24.0
    /// References that are kept in case their state returns (guard: bounds memory and time).
    static let keptReferences = 3
    /// Only channels whose event Z exceeds this define the direction in which recovery is sought
    /// (prototype).
    static let recoveryChannelZ = 2.5
    /// The recovery CUSUM's alternative: this share of the event's mean, with at least this deviation or
    /// this share of the mean (prototype).
    static let recoveryShare = 0.8
    static let recoveryDeviation = 1.5
    static let recoveryDeviationShare = 0.45
    /// Its increments are at most this, and it must exceed ln 10,000 and last three blocks (prototype: ln 1000; tuned: sparse
    /// events have quiet blocks).
    static let recoveryIncrement = 4.0
    static let recoveryThreshold = 9.210340371976184
    static let recoveryBlocks = 3
    /// An old state may be returning once its CUSUM exceeds this; a provisional alarm then waits this many
    /// blocks for it (tuned).
    static let returnHint = 2.0
    static let returnPatience = 3
    /// How far the channels' observed correlations are drawn to none (guard: few blocks estimate them).
    static let correlationShrinkage = 0.2
    /// A kept reference fits when none of its channels, summed over this many blocks, exceeds this
    /// (prototype).
    static let libraryBlocks = 6
    static let libraryZ = 3.2

    // MARK: Anomalies

    /// Anomalies that a stream without any has in the mean in as many blocks as the average run length: the
    /// level of a vector's p-value is this over average run length · vectors in a block (prototype: one in 2000
    /// blocks at a run length of 1000, which is 1e-5 with 50 vectors).
    static let anomaliesPerRun = 0.5
    /// Vectors closer to their cluster than so many deviations are not looked at further (guard: saves Student's
    /// tail for nearly all of them).
    static let strayGlance = -2.0
    /// Calibration vectors this odd are left out of the calibration of the test (guard: one in thousands of
    /// calibrations has one by chance).
    static let calibrationStrayLevel = 1e-6
    /// Half the excess kurtosis less the skewness, above which a normal tail is not trusted. Gaussian noise in 16
    /// to 1,536 dimensions has −.13 to −.06, Student's t noise with 5 degrees of freedom .18 at d = 128 (tuned: at
    /// the size of a calibration, 330 vectors, one in seven of the former exceeds it, at 2000 one in 80).
    static let heavyTailExcess = 0.08
    /// Deviations that scores are limited to for that (tuned: two medium anomalies among 670 vectors then pass
    /// unnoticed in five cases of six, without the limit in one of eight).
    static let shapeLimit = 3.0
    /// Standard errors that are added to a heavy tail's slope (guard: an upper limit, not an estimate)…
    static let tailErrors = 2.0
    /// …and the shape that it is extended with (tuned on Student's t noise with 3 and 5 degrees of freedom, whose
    /// slope grows by about half towards p = 1e-5).
    static let tailShape = 0.15
    /// How many of its domain's blocks an anomaly waits for company: the first vectors of a new cluster look
    /// like anomalies (tuned: of a weak dissolving cluster's first vectors one in 25 has none in so many).
    static let anomalyWait = 2
    /// …and until this many of its vectors have come, if that takes longer (tuned: where a block holds a handful,
    /// the first carriers of a change come one at a time).
    static let anomalyWaitVectors = 32
    /// As many of these waits while the alarm's statistic exceeds its threshold over ``suspicionShare``: they may be
    /// the first carriers of a change that is not yet clear (tuned: weak bridges and dissolving clusters).
    static let suspiciousWait = 4
    static let suspicionShare = 30.0
    /// Within one wait before and after it another is company…
    /// …and how many may be within them, itself included: more of them are a change of the domain, not anomalies
    /// (guard).
    static let lonelyAnomalies = 1
    /// The most members that a pattern lists (guard).
    static let maximumMembers = 256
    /// How many of a domain's latest vectors are kept for its type (the largest signature, and the blocks
    /// that may lie before it).
    static let recentVectors = 512

    // MARK: Cascades

    /// By how many standard deviations of a vector's score a change must have moved the mean for the vector at
    /// which it began to be sought (guard: below, the place says nothing).
    static let leastOnsetShift = 0.2

    /// How much of an independent onset the prior of a quiet stream's onset rate weighs (theory: Jeffreys' for a
    /// Poisson rate).
    static let onsetPriorShape = 0.5
    /// The prior probability that a stream is busy, and how many blocks of a domain one of its onsets then takes
    /// (tuned: three cascades in 150 blocks are still seen, and after half a dozen unrelated changes of a kind
    /// their rate is believed).
    static let busyStreamWeight = 0.001
    static let busyStreamBlocks = 100.0
    /// How many blocks after its onset a change may still be found and linked (guard: bounds the state).
    static let cascadeHorizon = 128
    /// Blocks between two looks for lasting relations, and the most that one looks back on (guard: cost and
    /// memory).
    static let drivenStride = 80
    static let drivenWindow = 240
    /// The shares of α that the first looks may spend (theory: any that add up to at most 1; the second, at
    /// 160 blocks, is the one that most relations are found at).
    static let drivenShares = [0.1, 0.7]
    /// The order of the autoregression that whitens a domain's series (tuned: simulated nulls keep their
    /// level up to an autocorrelation of .95).
    static let drivenWhitening = 4
    /// A piece of a domain's series between two changes is used from this many blocks on (guard: centred by
    /// itself, a shorter one says little).
    static let drivenPieceBlocks = 8
    /// A domain is restless when the robust variance of its last blocks' scores exceeds so many times that of
    /// their vectors, by so many standard errors (tuned: shocks of six blocks in fifty leave it below, and what
    /// fluctuates less is half noise), in at least so many blocks, of at most so many (guard).
    static let restlessRatio = 2.0
    static let restlessErrors = 2.0
    static let restlessLeast = 16
    static let restlessBlocks = 80
    /// Scores are drawn in to this many robust deviations (guard against what onsets leave).
    static let drivenLimit = 4.0
    /// A domain with scores in a smaller share of the blocks is left out of a look (guard).
    static let drivenSeenShare = 0.5
}
