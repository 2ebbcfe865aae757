import StreamCore

/// Two runs, figure by figure.
///
/// Every figure that both runs have is compared as a ratio, candidate over baseline, with a 95 % interval:
/// repeats by bootstrap and Welch's t, shares and rates by intervals for counts. A figure is *worse* only
/// where its whole interval lies beyond the threshold on the bad side and the finding survives Benjamini's
/// and Hochberg's correction over all figures at 5 %: where nothing changed, the probability that any figure
/// of a comparison is called worse stays below that, however many there are.
public struct RunComparison: Sendable {
    /// One of the two runs.
    public struct Side: Sendable {
        /// Its folder, as the user gave it.
        public var path: String
        /// What it measured.
        public var record: RunRecord
        /// Nil for a run that came to its end; otherwise what it lacks.
        public var incomplete: String?

        /// What it was going to do, where that is known.
        var plan: RunPlan?

        /// The run at `path`, of which `record` is known.
        public init(path: String, record: RunRecord) {
            self.path = path
            self.record = record
            if record.status != .complete {
                incomplete = "\(record.status.rawValue), \(record.cellsDone) of \(record.cells) cells"
            } else if let shard = record.shard {
                incomplete = "shard \(shard) alone"
            }
        }

        /// Reads the run folder at `path`.
        ///
        /// - Throws: ``StreamCore/InputError`` when there is no run, or one of another version, or a
        ///   damaged one.
        public static func load(_ path: String) throws(InputError) -> Side {
            let archive = try RunArchive(path: path)
            var side = Side(path: path, record: archive.record())
            side.plan = archive.plan
            return side
        }
    }

    /// What the comparison comes to.
    public enum Outcome: String, Sendable, Hashable {
        /// No figure is worse.
        case sameOrBetter = "same_or_better"
        /// At least one figure is worse.
        case worse
        /// The runs are unlike, so nothing is said of their figures.
        case notComparable = "not_comparable"
    }

    /// The run to compare with.
    public let baseline: Side
    /// The run that is judged.
    public let candidate: Side
    /// How much worse is bad, as a share of the baseline's figure.
    public let threshold: Double
    /// In what the runs differ beside their figures, what blocks first.
    public let differences: [RunDifference]
    /// The figures that both have, worst first.
    public let metrics: [MetricComparison]

    /// Compares two runs. O(metrics · resamples).
    ///
    /// - Parameters:
    ///   - baseline: The run to compare with.
    ///   - candidate: The run that is judged.
    ///   - threshold: How much worse is bad, as a share in [0, 1): .05 is 5 %.
    public init(baseline: Side, candidate: Side, threshold: Double = 0.05) {
        self.baseline = baseline
        self.candidate = candidate
        self.threshold = threshold
        let rows = ComparedRows(baseline.record, candidate.record)
        var differences: [RunDifference] = []
        if baseline.incomplete != nil || candidate.incomplete != nil {
            differences.append(
                RunDifference(
                    place: .completeness, field: "run", baseline: baseline.incomplete ?? "complete",
                    candidate: candidate.incomplete ?? "complete", isBlocking: true))
        }
        let measuresTime = [baseline.record, candidate.record].contains(where: \.measuresTime)
        differences += RunDifference.between(
            baseline.record.environment, candidate.record.environment, measuresTime: measuresTime)
        let plans = RunDifference.between(baseline, candidate)
        differences += plans
        // The plans say it better, where they are known.
        if plans.isEmpty { differences += RunDifference.cells(rows.unmatched, isBlocking: true) }
        differences += RunDifference.cells(rows.leftOut, isBlocking: false)
        self.differences = differences.filter(\.isBlocking) + differences.filter { !$0.isBlocking }
        metrics = Self.worstFirst(Judge(threshold: threshold).judge(rows.cases))
    }

    /// What the comparison comes to.
    ///
    /// - Parameter force: Compare what both runs have in common, however unlike they are.
    public func outcome(force: Bool = false) -> Outcome {
        if metrics.isEmpty || !force && differences.contains(where: \.isBlocking) { return .notComparable }
        return metrics.contains { $0.verdict == .worse } ? .worse : .sameOrBetter
    }

    /// How many figures have each verdict.
    public func count(_ verdict: MetricComparison.Verdict) -> Int {
        metrics.count { $0.verdict == verdict }
    }

    /// By verdict, then by how far the ratio lies on the bad side.
    private static func worstFirst(_ metrics: [MetricComparison]) -> [MetricComparison] {
        let order = MetricComparison.Verdict.allCases
        func rank(_ metric: MetricComparison) -> (Int, Double) {
            let ratio = metric.ratio ?? 1
            let badness = metric.better == .higher ? 1 / max(ratio, 1e-300) : ratio
            return (order.firstIndex(of: metric.verdict) ?? order.count, -badness)
        }
        return metrics.enumerated().sorted { left, right in
            let (first, second) = (rank(left.element), rank(right.element))
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
    }
}

extension RunRecord {
    /// Whether it holds figures that depend on the machine.
    fileprivate var measuresTime: Bool { !throughput.isEmpty || !latency.isEmpty || !backends.isEmpty }
}
