import Foundation
import StreamCore
import StreamFormats
import StreamGenerator
import Testing

@Suite struct TruthTests {
    @Test(arguments: PatternType.allCases)
    func theTruthSaysWhatHappened(type: PatternType) throws {
        let domains: [Domain] =
            switch type {
            case .cascade: [.climate, .finance, .research]
            case .bridgeFormation: [.climate, .finance]
            default: [.climate]
            }
        let event = PlantedEvent(
            type, domains: domains, start: .blocks(10),
            duration: type == .anomalousNode ? nil : .blocks(8))
        let stream = try SyntheticStream(plainScenario(events: [event]), seed: 11, count: 3000).generate()
        let plain = try SyntheticStream(plainScenario(), seed: 11, count: 3000).generate()
        let truth = try #require(stream.truth.events.first)
        #expect(stream.truth.events.count == 1)
        #expect(truth.type == type && truth.domains == domains && truth.strength == .medium)
        #expect(truth.start == StreamTiming.defaultEpoch.advanced(byNanoseconds: 10_000_000_000))

        // Exactly the members differ from the stream without the event.
        let changed = stream.vectors.indices.filter { stream.vectors[$0] != plain.vectors[$0] }
        #expect(changed.map { stream.vectors[$0].id } == truth.members)
        #expect(truth.memberCount == truth.members.count && truth.memberCount > 0)
        let index = try #require(truth.observableIndex)
        #expect(stream.vectors[index].timestamp == truth.observable)
        let end = try #require(truth.end)
        for place in changed {
            let vector = stream.vectors[place]
            #expect(vector.timestamp >= truth.start && vector.timestamp <= end)
            #expect(type == .bridgeFormation ? vector.domain == .climate : domains.contains(vector.domain))
        }
        if type != .cascade { #expect(changed.first == index) }
    }

    @Test func aCascadeTravels() throws {
        let event = PlantedEvent(
            .cascade, domains: [.climate, .finance, .research], start: .blocks(10), strength: .strong,
            lags: [.blocks(3), .seconds(5)])
        let stream = try SyntheticStream(plainScenario(events: [event]), count: 3000).generate()
        let truth = try #require(stream.truth.events.first)
        #expect(truth.detail == "climate>finance@3;finance>research@5")
        let members = Set(truth.members)
        for (hop, domain) in truth.domains.enumerated() {
            let carriers = stream.vectors.indices.filter {
                stream.vectors[$0].domain == domain && members.contains(stream.vectors[$0].id)
            }
            let begin = [10, 13, 18][hop]
            #expect(carriers.first.map { $0 / 50 } == begin)
            #expect(carriers.last.map { $0 / 50 } == begin + 5)
        }
        // Observable when the last domain begins.
        #expect(truth.observableIndex.map { $0 / 50 } == 18)
        #expect(truth.links[1].targetOnset == truth.observable)
        #expect(truth.links[0].targetOnset == truth.links[1].sourceOnset)
    }

    @Test func aRandomCascadeHasLagsOfTwoToSixBlocksAndEveryOrder() throws {
        var orders = Set<[Domain]>()
        for seed in 0..<60 as Range<UInt64> {
            let event = PlantedEvent(
                .cascade, domains: [.climate, .finance, .research], start: .blocks(5), randomOrder: true)
            let scenario = plainScenario(events: [event], dimension: 8)
            let truth = try SyntheticStream(scenario, seed: seed, count: 1500).generate().truth
            orders.insert(truth.events[0].domains)
            for link in truth.events[0].links { #expect((2...6).contains(link.lag)) }
        }
        #expect(orders.count == 6)
    }

    @Test func anEventThatIsNeverReachedIsNotInTheTruth() throws {
        let event = PlantedEvent(.coherenceBreak, domains: [.climate], start: .blocks(100))
        let stream = try SyntheticStream(plainScenario(events: [event]), count: 500).generate()
        #expect(stream.truth.events.isEmpty)
    }

    @Test func truthFilesReadBack() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "faultline-truth-\(ProcessInfo.processInfo.processIdentifier)"
        ).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = try ScenarioFile.load("\(scenarioFolder)/mixed.yaml")
        let truth = try file.stream(seed: 2).generate().truth
        let path = folder + "/truth.csv"
        try truth.write(to: path)
        let read = try GroundTruth.read(path)
        #expect(read.events.count == truth.events.count)
        for (a, b) in zip(read.events, truth.events) {
            #expect(a.id == b.id && a.type == b.type && a.domains == b.domains)
            #expect(a.strength == b.strength && a.start == b.start && a.observable == b.observable)
            #expect(a.end == b.end && a.memberCount == b.memberCount && a.detail == b.detail)
        }
        #expect(read.events.map(\.start) == read.events.map(\.start).sorted())
        for bad in [
            "", "a,b\n", truth.csv.replacing("coherenceBreak", with: "brake"),
            truth.csv.replacing(">", with: "-"), truth.csv + "x,y\n",
        ] {
            try AtomicFile.write(bad, to: path)
            #expect(throws: InputError.self) { try GroundTruth.read(path) }
        }
    }

    @Test func outliersReadBackFromAFolder() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "faultline-outliers-\(ProcessInfo.processInfo.processIdentifier)"
        ).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let scenario = plainScenario(
            events: [PlantedEvent(.anomalousNode, domains: [.finance], start: .blocks(5))],
            nuisances: [
                .duplicates(domains: [], fraction: 0.01),
                .outliers(domains: [], fraction: 0.05, energy: 0.6),
            ])
        let truth = try SyntheticStream(scenario, seed: 3, count: 2000).generate().truth
        #expect(truth.outliers.map(\.id) == ["n1"] && truth.outlierMembers.count > 50)
        // The planted anomaly is an event and not an outlier besides.
        #expect(truth.outlierMembers.isDisjoint(with: truth.events[0].members))
        try EventStream(scenario, seed: 3, count: 2000).write(to: folder)
        let recording = try Recording(folder)
        #expect(recording.truth?.outliers == truth.outliers)
        #expect(try recording.stream(seed: 0).generate().truth.outliers == truth.outliers)
        let path = folder + "/truth.csv"
        try AtomicFile.write(truth.csv.replacing(",0.6,", with: ",plenty,"), to: path)
        #expect(throws: InputError.self) { try GroundTruth.read(path) }
    }

    @Test func aStreamIsWrittenAsADatasetFolder() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "faultline-stream-\(ProcessInfo.processInfo.processIdentifier)"
        ).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try ScenarioFile.load("\(scenarioFolder)/breaks.yaml")
        try file.stream(seed: 4, count: 4000).write(to: folder)
        let direct = try file.stream(seed: 4, count: 4000).generate()
        let dataset = try DatasetFolder(folder)
        #expect(dataset.metadata.seed == 4 && dataset.metadata.scenario == "breaks")
        #expect(try dataset.allVectors() == direct.vectors)
        #expect(try GroundTruth.read(try #require(dataset.truthPath)).events.count == 1)
        // Not over what is there, unless told to.
        #expect(throws: InputError.self) { try file.stream(count: 10).write(to: folder) }
        try file.stream(count: 10).write(to: folder, replace: true)
        #expect(try DatasetFolder(folder).count == 10)
        let endless = try EventStream(plainScenario())
        #expect(throws: InputError.self) { try endless.write(to: folder + "-2") }
    }
}
