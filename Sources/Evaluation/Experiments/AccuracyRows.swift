import StreamCore

/// Puts the scores of streams together to rows.
enum AccuracyRows {
    /// A cell that has run.
    struct Scored {
        var cell: AccuracyCell
        var outcome: AccuracyOutcome

        var score: StreamScore { outcome.score }
    }

    /// The rows of `accuracy.csv`: for each scenario and detector one a type and strength, then `any` by
    /// strength.
    static func accuracy(_ scored: [Scored]) -> [AccuracyRow] {
        groups(scored).flatMap { key, members -> [AccuracyRow] in
            func monitored(_ strength: String) -> Int {
                members.reduce(0) { sum, member in
                    sum + (member.score.monitored.first { $0.strength == strength }?.blocks ?? 0)
                }
            }
            func rows(_ scores: (StreamScore) -> [TypeScore]) -> [AccuracyRow] {
                Set(members.flatMap { scores($0.score).map(\.key) }).sorted(by: precedes).map { type in
                    row(
                        key, type, monitored: monitored(type.strength),
                        members.map { member in
                            (member.cell.seed, scores(member.score).first { $0.key == type })
                        })
                }
            }
            return rows(\.types) + rows(\.untyped)
        }
    }

    private static func precedes(_ left: TypeScore.Key, _ right: TypeScore.Key) -> Bool {
        (left.type, strengthOrder(left.strength)) < (right.type, strengthOrder(right.strength))
    }

    /// The rows of `calibration.csv`, from the streams without changes.
    ///
    /// A channel's p-values do not depend on how often it may alarm, but they do on the streams: scenarios
    /// are not added up.
    static func calibration(_ scored: [Scored]) -> [CalibrationRow] {
        struct Key: Hashable, Comparable {
            var scenario: String
            var detector: String

            static func < (left: Key, right: Key) -> Bool {
                (left.detector, left.scenario) < (right.detector, right.scenario)
            }
        }
        var totals: [Key: [String: ChannelCounts]] = [:]
        for member in scored {
            let key = Key(
                scenario: member.cell.scenario.name, detector: member.cell.settings.detector)
            for one in member.outcome.channels {
                totals[key, default: [:]][one.channel, default: ChannelCounts(channel: one.channel)]
                    .add(one)
            }
        }
        return totals.sorted { $0.key < $1.key }.flatMap { key, channels in
            channels.sorted { $0.key < $1.key }.flatMap {
                $0.value.rows(scenario: key.scenario, detector: key.detector)
            }
        }
    }

    /// The rows of `cascade.csv`: a row for every strength of planted edges, and one for streams without any,
    /// where every edge is a false one.
    ///
    /// The family-wise error is the share of streams (or of the stretches of one strength) in which at least
    /// one edge was claimed that was not there.
    static func cascade(_ scored: [Scored]) -> [CascadeRow] {
        groups(scored).flatMap { key, members -> [CascadeRow] in
            let planted = Set(members.flatMap { $0.score.edges.filter { $0.edges > 0 }.map(\.strength) })
            // Without planted edges all stretches count as one: the family is the stream.
            let strengths = planted.isEmpty ? [StreamScore.noStrength] : planted
            return strengths.sorted { strengthOrder($0) < strengthOrder($1) }.map { strength in
                var total = EdgeScore(strength: strength)
                var seeds: Set<UInt64> = []
                // A stream of another strength says nothing of this one's.
                let streams = members.filter { member in
                    planted.isEmpty || member.score.edges.contains { $0.strength == strength && $0.edges > 0 }
                }
                for member in streams {
                    seeds.insert(member.cell.seed)
                    var own = EdgeScore(strength: strength)
                    for score in member.score.edges where planted.isEmpty || score.strength == strength {
                        own.add(score)
                    }
                    own.streamsInError = min(own.streamsInError, 1)
                    total.add(own)
                }
                let errors = total.lagErrors
                let familyWise = Intervals.wilson(total.streamsInError, of: streams.count)
                return CascadeRow(
                    scenario: key.scenario, detector: key.detector, strength: strength, seeds: seeds.count,
                    edges: total.edges, edgePrecision: total.precision, edgeRecall: total.recall,
                    edgeF1: total.f1,
                    lagErrorMeanBlocks: errors.isEmpty
                        ? nil : Double(errors.reduce(0, +)) / Double(errors.count),
                    familyWiseError: Double(total.streamsInError) / Double(streams.count),
                    familyWiseErrorLow: familyWise.low, familyWiseErrorHigh: familyWise.high,
                    averageRunLength: key.factors.averageRunLength)
            }
        }
    }

    /// What rows are kept apart by: everything that a sweep may vary.
    private struct Key: Hashable {
        var scenario: String
        var detector: String
        var factors: AccuracyRow.Factors
    }

    /// Streams by scenario, detector and factors, in the order in which those first appear.
    private static func groups(_ scored: [Scored]) -> [(key: Key, members: [Scored])] {
        var groups: [(key: Key, members: [Scored])] = []
        var places: [Key: Int] = [:]
        for member in scored {
            let key = Key(
                scenario: member.cell.scenario.name, detector: member.cell.settings.detector,
                factors: AccuracyRow.Factors(
                    member.cell.settings, dimension: member.outcome.dimension))
            if let place = places[key] {
                groups[place].members.append(member)
            } else {
                places[key] = groups.count
                groups.append((key, [member]))
            }
        }
        return groups
    }

    /// The rows of `delays.csv`.
    static func delays(_ scored: [Scored]) -> [DelayRow] {
        groups(scored).flatMap { key, members -> [DelayRow] in
            var counts: [TypeScore.Key: [Int: Int]] = [:]
            for score in members.flatMap({ $0.score.types + $0.score.untyped }) {
                for delay in score.delays { counts[score.key, default: [:]][delay, default: 0] += 1 }
            }
            return counts.sorted { precedes($0.key, $1.key) }.flatMap { type, delays in
                delays.sorted { $0.key < $1.key }.map { delay, events in
                    DelayRow(
                        scenario: key.scenario, detector: key.detector, patternType: type.type,
                        strength: type.strength, averageRunLength: key.factors.averageRunLength,
                        delayBlocks: delay, events: events, factors: key.factors)
                }
            }
        }
    }

    /// The rows of `timeline.csv`: the streams that were traced.
    static func timeline(_ scored: [Scored]) -> [TimelineRow] {
        traced(scored).flatMap { $0.outcome.trace?.timeline(of: $0.cell) ?? [] }
    }

    /// The rows of `marks.csv`: the streams that were traced.
    static func marks(_ scored: [Scored]) -> [MarkRow] {
        traced(scored).flatMap { $0.outcome.trace?.marks(of: $0.cell) ?? [] }
    }

    /// The first traced stream of each scenario and detector.
    private static func traced(_ scored: [Scored]) -> [Scored] {
        var seen: Set<String> = []
        return scored.filter {
            $0.outcome.trace != nil
                && seen.insert("\($0.cell.scenario.name) \($0.cell.settings.detector)").inserted
        }
    }

    private static func strengthOrder(_ strength: String) -> String {
        switch strength {
        case "strong": "0"
        case "medium": "1"
        case "weak": "2"
        default: "3" + strength
        }
    }

    private static func row(
        _ key: Key, _ type: TypeScore.Key, monitored: Int, _ streams: [(seed: UInt64, score: TypeScore?)]
    ) -> AccuracyRow {
        var total = TypeScore(type)
        for stream in streams { if let score = stream.score { total.add(score) } }
        // Streams of one seed share their random numbers, so the seed is what is drawn again.
        let bySeed = Dictionary(grouping: streams, by: \.seed).sorted { $0.key < $1.key }.map { _, streams in
            var sum = TypeScore(type)
            for stream in streams { if let score = stream.score { sum.add(score) } }
            return sum
        }
        let f1 =
            total.events == 0
            ? nil
            : Intervals.bootstrap(count: bySeed.count, seed: 1) { drawn in
                var truePositives = 0
                var falsePositives = 0
                var events = 0
                for index in drawn {
                    truePositives += bySeed[index].truePositives
                    falsePositives += bySeed[index].falsePositives
                    events += bySeed[index].events
                }
                let whole = truePositives + falsePositives + events
                return events == 0 ? nil : 2 * Double(truePositives) / Double(whole)
            }
        let delays = total.delays.map(Double.init)
        let rate = monitored > 0 ? Intervals.poissonRate(total.falsePositives, per: monitored) : nil
        let recall = total.events > 0 ? Intervals.wilson(total.truePositives, of: total.events) : nil
        return AccuracyRow(
            scenario: key.scenario, detector: key.detector, patternType: type.type, strength: type.strength,
            seeds: bySeed.count, events: total.events, truePositives: total.truePositives,
            falsePositives: total.falsePositives, falseNegatives: total.falseNegatives,
            precision: total.precision, recall: total.recall, f1: total.f1, f1Low: f1?.low,
            f1High: f1?.high,
            delayMeanBlocks: delays.isEmpty ? nil : delays.reduce(0, +) / Double(delays.count),
            delayP90Blocks: Quantiles.nearestRank(0.9, of: delays),
            falseAlarmsPer1000Blocks: monitored > 0
                ? Double(total.falsePositives) / Double(monitored) * 1000 : nil,
            monitoredBlocks: monitored, falseAlarmsLow: rate.map { $0.low * 1000 },
            falseAlarmsHigh: rate.map { $0.high * 1000 }, recallLow: recall?.low, recallHigh: recall?.high,
            factors: key.factors)
    }
}
