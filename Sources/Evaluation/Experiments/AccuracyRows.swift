import StreamCore

/// Puts the scores of streams together to rows.
enum AccuracyRows {
    /// The rows of `accuracy.csv`: for each scenario and detector one a type and strength, then `any` by
    /// strength.
    static func accuracy(_ scored: [(cell: AccuracyCell, score: StreamScore)]) -> [AccuracyRow] {
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
    static func calibration(_ channels: [(detector: String, counts: [ChannelCounts])]) -> [CalibrationRow] {
        var totals: [String: [String: ChannelCounts]] = [:]
        for (detector, counts) in channels {
            for one in counts {
                totals[detector, default: [:]][one.channel, default: ChannelCounts(channel: one.channel)]
                    .add(one)
            }
        }
        return totals.sorted { $0.key < $1.key }.flatMap { detector, channels in
            channels.sorted { $0.key < $1.key }.flatMap { $0.value.rows(detector: detector) }
        }
    }

    /// The rows of `cascade.csv`, for streams with planted edges.
    static func cascade(_ scored: [(cell: AccuracyCell, score: StreamScore)]) -> [CascadeRow] {
        groups(scored).flatMap { key, members -> [CascadeRow] in
            let strengths = Set(members.flatMap { $0.score.edges.filter { $0.edges > 0 }.map(\.strength) })
            return strengths.sorted { strengthOrder($0) < strengthOrder($1) }.map { strength in
                var total = EdgeScore(strength: strength)
                var seeds: Set<UInt64> = []
                for member in members {
                    for score in member.score.edges where score.strength == strength {
                        total.add(score)
                        seeds.insert(member.cell.seed)
                    }
                }
                let errors = total.lagErrors
                return CascadeRow(
                    scenario: key.scenario, detector: key.detector, strength: strength, seeds: seeds.count,
                    edges: total.edges, edgePrecision: total.precision, edgeRecall: total.recall,
                    edgeF1: total.f1,
                    lagErrorMeanBlocks: errors.isEmpty
                        ? nil : Double(errors.reduce(0, +)) / Double(errors.count))
            }
        }
    }

    private struct Key: Hashable {
        var scenario: String
        var detector: String
    }

    private typealias Member = (cell: AccuracyCell, score: StreamScore)

    /// Streams by scenario and detector, in the order in which those first appear.
    private static func groups(_ scored: [Member]) -> [(key: Key, members: [Member])] {
        var groups: [(key: Key, members: [Member])] = []
        var places: [Key: Int] = [:]
        for member in scored {
            let key = Key(
                scenario: member.cell.scenario.name, detector: member.cell.settings.detector)
            if let place = places[key] {
                groups[place].members.append(member)
            } else {
                places[key] = groups.count
                groups.append((key, [member]))
            }
        }
        return groups
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
            falseAlarmsHigh: rate.map { $0.high * 1000 }, recallLow: recall?.low, recallHigh: recall?.high)
    }
}
