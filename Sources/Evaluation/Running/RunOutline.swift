import Foundation
import StreamCore

/// What a run would do: what `--dry-run` shows.
public struct RunOutline: Sendable, Codable, Hashable {
    /// The suite's name.
    public var suite: String
    /// Where it was read from.
    public var file: String
    /// Seeds the order of the cells.
    public var seed: UInt64
    /// The part of the suite; nil for all of it.
    public var shard: Shard?
    /// The digest of everything that decides what is measured.
    public var configuration: String
    /// The experiments, in the order in which they run.
    public var experiments: [Item]

    /// One experiment.
    public struct Item: Sendable, Codable, Hashable {
        /// `throughput`, `latency`, `accuracy` or `backends`.
        public var kind: String
        /// Cells that would run.
        public var cells: Int
        /// The factors that vary, each with its values.
        public var factors: [SweepAxis]
        /// About how many seconds the cells take.
        public var seconds: Double
    }

    /// About how many seconds everything takes.
    public var seconds: Double { experiments.reduce(0) { $0 + $1.seconds } }

    /// The outline of running `suite`.
    ///
    /// - Throws: ``StreamCore/InputError`` for what would keep the suite from running.
    public init(_ suite: Suite, shard: Shard? = nil) throws(InputError) {
        var planned: [PlannedExperiment] = []
        for experiment in suite.experiments { planned.append(try PlannedExperiment(experiment)) }
        let plan = try RunPlan(suite: suite, experiments: planned, shard: shard)
        self.suite = suite.name
        file = suite.file
        seed = suite.seed
        self.shard = shard
        configuration = plan.configuration
        let cores = ProcessInfo.processInfo.activeProcessorCount
        experiments = planned.indices.map { index in
            let places = plan.places(of: index)
            let costs = planned[index].cells.costs(cores: cores)
            return Item(
                kind: planned[index].kind, cells: places.count, factors: planned[index].factors,
                seconds: places.reduce(0) { $0 + costs[$1] })
        }
    }
}

extension PlannedExperiment {
    /// What varies over the cells, repeats and seeds included.
    var factors: [SweepAxis] {
        func names(_ scenarios: [ScenarioReference]) -> SweepAxis {
            SweepAxis(key: "scenario", values: scenarios.map(\.name))
        }
        switch experiment {
        case .throughput(let throughput):
            return [names(throughput.scenarios)] + throughput.axes
                + [SweepAxis(key: "repeat", values: ["1…\(throughput.repeats)"])]
        case .latency(let latency):
            let hasRates = latency.axes.contains { $0.key == "offered_per_s" }
            let shares = latency.fractions.map { "\($0)" }
            return [names(latency.scenarios)] + latency.axes
                + (hasRates || latency.base.kind != .curve || latency.base.load != .searched
                    ? [] : [SweepAxis(key: "share of the sustainable rate", values: shares)])
                + [SweepAxis(key: "repeat", values: ["1…\(latency.repeats)"])]
        case .accuracy(let accuracy):
            let last = accuracy.firstSeed + UInt64(accuracy.seeds) - 1
            return [names(accuracy.scenarios)] + accuracy.axes
                + [SweepAxis(key: "seed", values: ["\(accuracy.firstSeed)…\(last)"])]
        case .backends(let backends):
            return backends.axes + [SweepAxis(key: "backend", values: backends.backends)]
        }
    }
}
