import Evaluation
import StreamCore
import Testing

/// Properties that hold for any changes and any alarms, on random ones.
@Suite struct MatchingProperties {
    static let domains = ["a", "b", "c"]
    static let types: [PatternType] = [.coherenceBreak, .consolidation, .bridgeFormation, .anomalousNode]

    struct Case {
        var changes: [PlantedChange]
        var alarms: [Alarm]

        init(seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            func domains() -> [String] {
                let order = random.permutation(of: 3).map { MatchingProperties.domains[$0] }
                return Array(order.prefix(1 + random.below(2)))
            }
            changes = (0..<random.below(6)).map { number in
                let type = MatchingProperties.types[random.below(4)]
                let block = random.below(120)
                return PlantedChange(
                    type: type, strength: "medium", domains: domains(), start: block,
                    observable: block + random.below(3),
                    end: random.below(3) == 0 ? block + 10 + random.below(20) : nil,
                    members: type == .anomalousNode ? ["m\(number)"] : [])
            }
            let count = changes.count
            alarms = (0..<random.below(10)).map { _ in
                let type = MatchingProperties.types[random.below(4)]
                return Alarm(
                    type: type, block: random.below(140), domains: domains(),
                    members: type == .anomalousNode ? ["m\(random.below(max(count, 1)))"] : [])
            }
        }
    }

    static let seeds = Array(UInt64(1)...300)
    let matching = EventMatching()

    @Test func everyAlarmAndEveryChangeIsCountedOnce() {
        for seed in Self.seeds {
            let given = Case(seed: seed)
            for typed in [true, false] {
                let outcome = matching.match(changes: given.changes, alarms: given.alarms, typed: typed)
                let matched = outcome.alarmOfChange.compactMap { $0 }
                #expect(Set(matched).count == matched.count, "seed \(seed)")
                let all = matched + outcome.falseAlarms + outcome.neutral
                #expect(all.sorted() == Array(outcome.alarms.indices), "seed \(seed)")
            }
        }
    }

    @Test func matchesAreAsManyAsCanBe() {
        for seed in Self.seeds {
            let given = Case(seed: seed)
            let outcome = matching.match(changes: given.changes, alarms: given.alarms, typed: true)
            // Who may match whom, found out by asking for each pair alone.
            let unmerged = EventMatching(tolerance: 12, merging: AlarmMerging(span: -1))
            let edges = outcome.changes.map { change in
                outcome.alarms.map { alarm in
                    unmerged.match(changes: [change], alarms: [alarm], typed: true).alarmOfChange[0] != nil
                }
            }
            #expect(
                outcome.alarmOfChange.compactMap { $0 }.count == largest(edges, from: 0, taken: []),
                "seed \(seed)")
        }
    }

    /// The size of the largest assignment, by trying everything.
    private func largest(_ edges: [[Bool]], from change: Int, taken: Set<Int>) -> Int {
        guard change < edges.count else { return 0 }
        var best = largest(edges, from: change + 1, taken: taken)
        for (alarm, isEdge) in edges[change].enumerated() where isEdge && !taken.contains(alarm) {
            best = max(best, 1 + largest(edges, from: change + 1, taken: taken.union([alarm])))
        }
        return best
    }

    @Test func ignoringTheTypeNeverFindsLess() {
        for seed in Self.seeds {
            let given = Case(seed: seed)
            let typed = matching.match(changes: given.changes, alarms: given.alarms, typed: true)
            let untyped = matching.match(changes: given.changes, alarms: given.alarms, typed: false)
            #expect(
                untyped.alarmOfChange.compactMap { $0 }.count >= typed.alarmOfChange.compactMap { $0 }.count)
        }
    }

    @Test func timeCanBeShifted() {
        for seed in Self.seeds {
            let given = Case(seed: seed)
            var later = given
            for index in later.changes.indices {
                later.changes[index].start += 1000
                later.changes[index].observable += 1000
                later.changes[index].end = later.changes[index].end.map { $0 + 1000 }
            }
            for index in later.alarms.indices { later.alarms[index].block += 1000 }
            let first = StreamScore(
                changes: given.changes, alarms: given.alarms, blocks: 2000, learningBlocks: 0)
            let second = StreamScore(
                changes: later.changes, alarms: later.alarms, blocks: 2000, learningBlocks: 0)
            #expect(first == second, "seed \(seed)")
        }
    }

    @Test func anAlarmFarFromEverythingIsOneMoreFalse() {
        for seed in Self.seeds {
            let given = Case(seed: seed)
            let far = Alarm(type: .consolidation, block: 5000, domains: ["a"])
            let before = StreamScore(
                changes: given.changes, alarms: given.alarms, blocks: 6000, learningBlocks: 0)
            let after = StreamScore(
                changes: given.changes, alarms: given.alarms + [far], blocks: 6000, learningBlocks: 0)
            func sum(_ score: StreamScore, _ count: (TypeScore) -> Int) -> Int {
                score.untyped.reduce(0) { $0 + count($1) }
            }
            #expect(sum(after, \.truePositives) == sum(before, \.truePositives))
            #expect(sum(after, \.falsePositives) == sum(before, \.falsePositives) + 1)
        }
    }

    @Test func sayingExactlyWhatIsTrueIsPerfect() {
        for seed in Self.seeds {
            let given = Case(seed: seed)
            // Changes of one domain so close that their alarms would be one are no fair case.
            var kept: [PlantedChange] = []
            for change in given.changes
            where !kept.contains(where: { abs($0.observable - change.observable) <= 20 }) {
                kept.append(change)
            }
            let alarms = kept.map {
                Alarm(type: $0.type, block: $0.observable, domains: $0.domains, members: $0.members)
            }
            let score = StreamScore(changes: kept, alarms: alarms, blocks: 200, learningBlocks: 0)
            #expect(score.types.allSatisfy { $0.f1 == 1 }, "seed \(seed)")
            #expect(score.untyped.allSatisfy { $0.f1 ?? 1 == 1 }, "seed \(seed)")
        }
    }
}
