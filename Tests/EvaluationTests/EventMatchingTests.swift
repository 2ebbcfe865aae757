import Evaluation
import StreamCore
import Testing

@Suite struct EventMatchingTests {
    let matching = EventMatching()

    func change(
        _ type: PatternType, _ domains: [String], at block: Int, end: Int? = nil, members: [String] = []
    ) -> PlantedChange {
        PlantedChange(
            type: type, strength: "medium", domains: domains, start: block, observable: block, end: end,
            members: members)
    }

    func alarm(
        _ type: PatternType, _ domains: [String], at block: Int, members: [String] = []
    ) -> Alarm {
        Alarm(type: type, block: block, domains: domains, members: members)
    }

    @Test(arguments: [(60, true), (71, true), (72, false), (59, false)])
    func toleranceIsHalfOpen(block: Int, found: Bool) {
        let outcome = matching.match(
            changes: [change(.coherenceBreak, ["a"], at: 60)],
            alarms: [alarm(.coherenceBreak, ["a"], at: block)], typed: true)
        #expect((outcome.alarmOfChange[0] != nil) == found)
        #expect(outcome.falseAlarms.count == (found ? 0 : 1))
    }

    @Test(arguments: [true, false])
    func toNameAPlantedOutlierIsNeitherRightNorWrong(typed: Bool) {
        let alarms = [
            alarm(.anomalousNode, ["a"], at: 61, members: ["v7"]),
            alarm(.anomalousNode, ["a"], at: 62, members: ["v8"]),
            alarm(.coherenceBreak, ["b"], at: 62, members: ["v7"]),
        ]
        let outcome = matching.match(changes: [], alarms: alarms, outliers: ["v7"], typed: typed)
        #expect(outcome.neutral == [0] && outcome.falseAlarms == [1, 2])
        #expect(matching.match(changes: [], alarms: alarms, typed: typed).falseAlarms == [0, 1, 2])
        // Nor does it find what else was planted at the time: the next alarm does.
        let found = matching.match(
            changes: [change(.temporalShift, ["a"], at: 60)],
            alarms: [alarms[0], alarm(.temporalShift, ["a"], at: 65)], outliers: ["v7"], typed: typed)
        #expect(found.alarmOfChange == [1] && found.neutral == [0] && found.falseAlarms.isEmpty)
        let score = StreamScore(
            changes: [], alarms: alarms, outliers: ["v7"], blocks: 100, learningBlocks: 40)
        #expect(score.untyped.map(\.falsePositives) == [2] && score.untyped.map(\.truePositives) == [0])
    }

    @Test func domainsMustIntersect() {
        let changes = [change(.bridgeFormation, ["a", "b"], at: 60)]
        let hit = matching.match(
            changes: changes, alarms: [alarm(.bridgeFormation, ["b", "c"], at: 61)], typed: true)
        #expect(hit.alarmOfChange == [0])
        let miss = matching.match(
            changes: changes, alarms: [alarm(.bridgeFormation, ["c"], at: 61)], typed: true)
        #expect(miss.alarmOfChange == [nil])
        #expect(miss.falseAlarms == [0])
    }

    @Test func wrongTypeIsFalsePositiveOfTheSaidAndFalseNegativeOfTheTrue() {
        let score = StreamScore(
            changes: [change(.coherenceBreak, ["a"], at: 60)],
            alarms: [alarm(.dissolvingCluster, ["a"], at: 62)], blocks: 100, learningBlocks: 40)
        let broke = score.types.first { $0.type == "coherenceBreak" }
        let dissolved = score.types.first { $0.type == "dissolvingCluster" }
        #expect(broke?.falseNegatives == 1 && broke?.falsePositives == 0)
        #expect(dissolved?.falsePositives == 1 && dissolved?.events == 0)
        #expect(dissolved?.strength == "medium")
        #expect(score.untyped.map(\.truePositives) == [1] && score.untyped.map(\.falsePositives) == [0])
        #expect(score.untyped.map(\.delays) == [[2]])
        #expect(score.monitored == [StreamScore.Exposure(strength: "medium", blocks: 60)])
    }

    @Test func alarmsOfOneDomainWithinTwentyBlocksAreOne() {
        let alarms = [61, 70, 81, 82].map { alarm(.coherenceBreak, ["a"], at: $0) }
        let outcome = matching.match(
            changes: [change(.coherenceBreak, ["a"], at: 60)], alarms: alarms, typed: true)
        // 61 takes in 70 and 81; 82 is 21 blocks on.
        #expect(outcome.alarms.map(\.block) == [61, 82])
        #expect(outcome.falseAlarms.count == 1)
        let elsewhere = matching.match(
            changes: [],
            alarms: [alarm(.coherenceBreak, ["a"], at: 1), alarm(.coherenceBreak, ["b"], at: 2)],
            typed: true)
        #expect(elsewhere.falseAlarms.count == 2)
    }

    @Test func anOnsetBetweenKeepsAlarmsApart() {
        let outcome = matching.match(
            changes: [change(.coherenceBreak, ["a"], at: 60), change(.consolidation, ["a"], at: 66)],
            alarms: [alarm(.coherenceBreak, ["a"], at: 61), alarm(.consolidation, ["a"], at: 67)],
            typed: true)
        #expect(outcome.alarmOfChange == [0, 1])
        #expect(outcome.falseAlarms.isEmpty)
    }

    @Test func mergedAlarmsKeepTheFirstType() {
        let score = StreamScore(
            changes: [change(.coherenceBreak, ["a"], at: 60)],
            alarms: [
                alarm(.consolidation, ["a"], at: 61), alarm(.coherenceBreak, ["a"], at: 62),
            ], blocks: 100, learningBlocks: 0)
        #expect(score.types.first { $0.type == "coherenceBreak" }?.truePositives == 0)
        #expect(score.types.first { $0.type == "consolidation" }?.falsePositives == 1)
    }

    @Test func anomaliesMatchByMember() {
        let changes = [change(.anomalousNode, ["a"], at: 60, members: ["x", "y"])]
        let outcome = matching.match(
            changes: changes,
            alarms: [
                alarm(.anomalousNode, ["a"], at: 60, members: ["y", "z"]),
                alarm(.anomalousNode, ["a"], at: 60, members: ["x"]),
                alarm(.anomalousNode, ["a"], at: 61, members: ["x"]),
            ], typed: true)
        #expect(outcome.changes.count == 2)
        #expect(outcome.alarmOfChange.compactMap { $0 }.count == 2)
        #expect(outcome.falseAlarms.map { outcome.alarms[$0].members } == [["z"]])
    }

    @Test func afterAnEndAlarmsAreNeutral() {
        let changes = [change(.coherenceBreak, ["a"], at: 60, end: 100)]
        let outcome = matching.match(
            changes: changes,
            alarms: [
                alarm(.coherenceBreak, ["a"], at: 61), alarm(.consolidation, ["a"], at: 105),
                alarm(.consolidation, ["b"], at: 105), alarm(.consolidation, ["a"], at: 130),
            ], typed: true)
        #expect(outcome.neutral.map { outcome.alarms[$0].block } == [105])
        #expect(outcome.falseAlarms.map { outcome.alarms[$0].domains } == [["b"], ["a"]])
    }

    @Test func breaksInATravellingCascadeAreNeutral() {
        let edges = [
            PlantedEdge(source: "a", target: "b", lag: 3, targetOnset: 63),
            PlantedEdge(source: "b", target: "c", lag: 4, targetOnset: 67),
        ]
        let cascade = PlantedChange(
            type: .cascade, strength: "strong", domains: ["a", "b", "c"], start: 60, observable: 67,
            end: 73, edges: edges)
        let said = Alarm(
            type: .cascade, block: 64, domains: ["a", "b"],
            links: [AlarmLink(source: "a", target: "b", lag: 4, block: 64)])
        let more = Alarm(
            type: .cascade, block: 68, domains: ["b", "c"],
            links: [
                AlarmLink(source: "b", target: "c", lag: 4, block: 68),
                AlarmLink(source: "a", target: "c", lag: 8, block: 68),
            ])
        let alarms = [
            alarm(.coherenceBreak, ["a"], at: 60), alarm(.coherenceBreak, ["b"], at: 64),
            alarm(.temporalShift, ["c"], at: 68), said, more,
        ]
        let score = StreamScore(changes: [cascade], alarms: alarms, blocks: 200, learningBlocks: 40)
        let cascades = score.types.first { $0.type == "cascade" }
        #expect(cascades?.truePositives == 1 && cascades?.falsePositives == 0)
        #expect(score.types.first { $0.type == "coherenceBreak" } == nil)
        #expect(score.types.first { $0.type == "temporalShift" }?.falsePositives == 1)
        // Without types the cascade's own alarm still finds it; only the shift is false.
        #expect(score.untyped.map(\.truePositives) == [1] && score.untyped.map(\.falsePositives) == [1])
        #expect(score.edges.map(\.truePositives) == [2])
        #expect(score.edges.map(\.falsePositives) == [1])
        #expect(score.edges.map(\.lagErrors) == [[1, 0]])
    }

    /// A relation that lasts can be found at any time while it holds, its edges one after the other.
    @Test func aLastingEdgeIsJudgedWhileItHolds() {
        let edges = [
            PlantedEdge(source: "a", target: "b", lag: 3, targetOnset: 3, isLasting: true),
            PlantedEdge(source: "b", target: "c", lag: 4, targetOnset: 7, isLasting: true),
        ]
        let relation = PlantedChange(
            type: .cascade, strength: "strong", domains: ["a", "b", "c"], start: 0, observable: 7, end: 300,
            edges: edges)
        func said(_ source: String, _ target: String, _ lag: Int, _ block: Int) -> Alarm {
            Alarm(
                type: .cascade, block: block, domains: [source, target],
                links: [AlarmLink(source: source, target: target, lag: lag, block: block)])
        }
        func score(_ alarms: [Alarm]) -> StreamScore {
            StreamScore(changes: [relation], alarms: alarms, blocks: 400, learningBlocks: 40)
        }
        let found = score([said("a", "b", 3, 180), said("b", "c", 5, 260), said("a", "b", 3, 290)])
        #expect(found.edges.map(\.truePositives) == [2] && found.edges.map(\.falsePositives) == [0])
        #expect(found.edges.map(\.lagErrors) == [[0, 1]])
        // The alarms that name further edges are no false alarms, nor are breaks that the fluctuations make.
        let cascades = found.types.first { $0.type == "cascade" }
        #expect(cascades?.truePositives == 1 && cascades?.falsePositives == 0)
        #expect(score([alarm(.coherenceBreak, ["b"], at: 200)]).types.map(\.falsePositives) == [0])
        let wrong = score([said("a", "c", 7, 180), said("b", "c", 4, 320)])
        #expect(wrong.edges.map(\.falsePositives) == [2] && wrong.edges.map(\.streamsInError) == [1])
    }

    @Test func edgesEarlyOrBackwardsAreFalse() {
        let edge = PlantedEdge(source: "a", target: "b", lag: 3, targetOnset: 63)
        let cascade = PlantedChange(
            type: .cascade, strength: "strong", domains: ["a", "b"], start: 60, observable: 63, edges: [edge])
        func edges(_ source: String, _ target: String, _ block: Int) -> EdgeScore {
            let alarm = Alarm(
                type: .cascade, block: block, domains: [source, target],
                links: [AlarmLink(source: source, target: target, lag: nil, block: block)])
            return StreamScore(changes: [cascade], alarms: [alarm], blocks: 100, learningBlocks: 0).edges[0]
        }
        #expect(edges("a", "b", 63).f1 == 1)
        #expect(edges("a", "b", 62).truePositives == 0)
        #expect(edges("a", "b", 75).truePositives == 0)
        #expect(edges("b", "a", 64).falsePositives == 1)
        #expect(edges("a", "b", 63).lagErrors.isEmpty)
    }

    @Test func falseAlarmsCountUnderTheLatestStrength() {
        var weak = change(.coherenceBreak, ["a"], at: 60)
        weak.strength = "weak"
        let score = StreamScore(
            changes: [weak, change(.coherenceBreak, ["b"], at: 100)],
            alarms: [
                alarm(.coherenceBreak, ["c"], at: 30), alarm(.coherenceBreak, ["c"], at: 99),
                alarm(.consolidation, ["c"], at: 140),
            ], blocks: 200, learningBlocks: 40)
        func find(_ type: String, _ strength: String) -> TypeScore? {
            (score.types + score.untyped).first { $0.type == type && $0.strength == strength }
        }
        #expect(find("coherenceBreak", "weak")?.falsePositives == 2)
        #expect(find("coherenceBreak", "medium")?.falsePositives == 0)
        #expect(find("consolidation", "medium")?.falsePositives == 1)
        #expect(find("any", "weak")?.falsePositives == 2)
        #expect(find("any", "medium")?.falsePositives == 1)
        // Learning takes 40; the weak change is the latest until block 100.
        #expect(score.monitored.map(\.blocks) == [100, 60])
    }

    @Test func aSilentStreamWithoutChangesHasAScore() {
        let score = StreamScore(changes: [], alarms: [], blocks: 100, learningBlocks: 40)
        #expect(score.types.isEmpty)
        #expect(score.untyped.map(\.strength) == ["none"])
        #expect(score.monitored == [StreamScore.Exposure(strength: "none", blocks: 60)])
    }
}
