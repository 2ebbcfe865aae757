import PatternDetection
import StreamCore
import StreamGenerator
import Testing

@Suite("The calibrated detector")
struct CalibratedDetectorTests {
    /// A strong change of finance after 60 blocks is found within five, with its type, and nothing before.
    @Test(arguments: [
        PatternType.coherenceBreak, .consolidation, .temporalShift, .emergingCluster, .bridgeFormation,
        .dissolvingCluster,
    ])
    func findsStrongChanges(type: PatternType) throws {
        var typed = 0
        var dated = 0
        for seed in UInt64(0)..<5 {
            let event = PlantedEvent(
                type, domains: type == .bridgeFormation ? [.finance, .climate] : [.finance],
                start: .blocks(60), strength: .strong)
            let (blocks, truth) = try CalibratedStreams.blocks(
                CalibratedStreams.scenario(blocks: 68, events: [event]), seed: seed)
            let found = CalibratedStreams.patterns(blocks).filter { $0.type != .anomalousNode }
            #expect(found.allSatisfy { $0.block >= 60 }, "an alarm before the change, seed \(seed)")
            let first = try #require(found.first, "seed \(seed) found nothing")
            #expect(first.block <= 65)
            #expect(first.domains.first == .finance)
            #expect(first.isSignificant)
            if first.type == type { typed += 1 }
            let interval = try #require(first.onsetInterval)
            #expect(interval.contains(first.onset))
            if interval.contains(truth.events[0].observable) { dated += 1 }
        }
        #expect(typed >= 4, "\(type.rawValue) was named in \(typed) of 5 streams")
        #expect(dated >= 4, "the beginning lies in \(dated) of 5 intervals")
    }

    /// A domain is watched while it is learnt anew: what comes 12 blocks after an alarm is seen, and named.
    @Test func seesAnEventSoonAfterAnother() throws {
        var typed = 0
        for seed in UInt64(0)..<4 {
            let events = [
                PlantedEvent(
                    .coherenceBreak, domains: [.finance], start: .blocks(60), strength: .medium),
                PlantedEvent(.temporalShift, domains: [.finance], start: .blocks(72), strength: .strong),
            ]
            let (blocks, _) = try CalibratedStreams.blocks(
                CalibratedStreams.scenario(blocks: 82, events: events), seed: seed)
            let found = CalibratedStreams.patterns(blocks).filter {
                $0.domains.first == .finance && $0.type != .anomalousNode && $0.type != .cascade
            }
            #expect(found.contains { $0.block < 72 })
            if found.contains(where: { $0.block >= 72 && $0.type == .temporalShift }) { typed += 1 }
        }
        #expect(typed >= 3, "the second event was named in \(typed) of 4 streams")
    }

    /// A change that takes 16 blocks is one alarm, though it goes on after that.
    @Test func aRampIsOneAlarm() throws {
        var alarms = 0
        for seed in UInt64(0)..<4 {
            let event = PlantedEvent(
                .coherenceBreak, domains: [.finance], start: .blocks(60), strength: .strong,
                ramp: .blocks(16))
            let (blocks, _) = try CalibratedStreams.blocks(
                CalibratedStreams.scenario(blocks: 100, events: [event]), seed: seed)
            let found = CalibratedStreams.patterns(blocks).filter { $0.type == .coherenceBreak }
            #expect(!found.isEmpty)
            alarms += found.count
        }
        #expect(alarms <= 5, "\(alarms) alarms for 4 ramps")
    }

    @Test func staysSilentWhenNothingHappens() throws {
        for seed in UInt64(20)..<23 {
            let (blocks, _) = try CalibratedStreams.blocks(
                CalibratedStreams.scenario(blocks: 160), seed: seed)
            let found = CalibratedStreams.patterns(blocks).filter { $0.type != .anomalousNode }
            #expect(found.isEmpty, "seed \(seed): \(found.map(\.summary))")
        }
    }

    /// Every channel's deviates have mean 0 and deviation 1, and few exceed their 5 % and 1 % points.
    @Test func channelsAreStandardNormalWithoutChange() throws {
        var deviates: [String: [Double]] = [:]
        for seed in UInt64(30)..<34 {
            let (blocks, _) = try CalibratedStreams.blocks(
                CalibratedStreams.scenario(blocks: 240), seed: seed)
            var detector = CalibratedDetector(DiscoveryConfiguration(averageRunLength: 1e6, seed: seed))
            for block in blocks {
                _ = detector.process(block)
                for reading in detector.channelReadings {
                    // Channels of one kind, whatever cluster or domain they are about, share a name here.
                    deviates[reading.channel.filter { !$0.isNumber }, default: []].append(reading.z)
                }
            }
        }
        #expect(deviates.count >= 12)
        for (channel, values) in deviates {
            let count = Double(values.count)
            #expect(count > 1500)
            let mean = values.reduce(0, +) / count
            let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count).squareRoot()
            #expect(abs(mean) < 0.12, "\(channel): mean \(mean)")
            #expect(abs(deviation - 1) < 0.12, "\(channel): deviation \(deviation)")
            let fivePercent = Double(values.filter { $0 > 1.6448536 }.count) / count
            let onePercent = Double(values.filter { $0 > 2.3263479 }.count) / count
            #expect((0.03...0.075).contains(fivePercent), "\(channel): \(fivePercent) beyond the 5 % point")
            #expect(onePercent < 0.022, "\(channel): \(onePercent) beyond the 1 % point")
        }
    }

    @Test func followsACascade() throws {
        var edges = 0
        for seed in UInt64(0)..<3 {
            let event = PlantedEvent(
                .cascade, domains: [.finance, .climate, .research], start: .blocks(60), strength: .strong,
                lags: [.blocks(3), .blocks(4)])
            let (blocks, _) = try CalibratedStreams.blocks(
                CalibratedStreams.scenario(blocks: 76, events: [event]), seed: seed)
            let links = CalibratedStreams.patterns(blocks).last { $0.type == .cascade }?.links ?? []
            for (source, target, lag) in [(Domain.finance, Domain.climate, 3), (.climate, .research, 4)] {
                edges +=
                    links.contains {
                        $0.source == source && $0.target == target && abs(($0.lag ?? 0) - lag) <= 1
                    } ? 1 : 0
            }
        }
        #expect(edges >= 5, "\(edges) of 6 links")
    }

    /// A relation that lasts is stated once, with its lags, and no shortcut beside it.
    @Test func statesWhatDrivesWhat() throws {
        let event = PlantedEvent(
            .cascade, domains: [.finance, .climate, .research], start: .blocks(0), strength: .strong,
            lags: [.blocks(3), .blocks(4)], mode: .driven(Fluctuation(amplitude: 0.12)))
        let (blocks, _) = try CalibratedStreams.blocks(
            CalibratedStreams.scenario(blocks: 270, events: [event]), seed: 12)
        let stated = CalibratedStreams.patterns(blocks).filter {
            $0.evidence[EvidenceName.drivenBlocks] != nil
        }
        let names = stated.flatMap(\.links).map { "\($0.source)>\($0.target)@\($0.lag ?? 0)" }
        #expect(Set(names).isSuperset(of: ["finance>climate@3", "climate>research@4"]), "\(names)")
        #expect(!names.contains { $0.hasPrefix("finance>research") }, "a shortcut is stated")
        #expect(names.count == Set(names).count, "stated more than once")
        for pattern in stated {
            #expect(pattern.type == .cascade && pattern.isSignificant && pattern.members.isEmpty)
            #expect((pattern.adjustedPValue ?? 1) <= 0.05 && (pattern.pValue ?? 1) < 0.01)
            #expect(pattern.links.allSatisfy { $0.lagInterval?.contains($0.lag ?? -1) == true })
        }
    }

    /// A shock that travels is not also a relation that lasts.
    @Test func aShockIsNoLastingRelation() throws {
        let events = [60, 100, 140].map { start in
            PlantedEvent(
                .cascade, domains: CalibratedStreams.domains, start: .blocks(Double(start)),
                strength: .strong,
                lags: [.blocks(3), .blocks(4)])
        }
        let (blocks, _) = try CalibratedStreams.blocks(
            CalibratedStreams.scenario(blocks: 184, dimension: 32, events: events), seed: 2)
        let found = CalibratedStreams.patterns(blocks)
        #expect(found.contains { $0.type == .cascade })
        #expect(!found.contains { $0.evidence[EvidenceName.drivenBlocks] != nil })
    }

    @Test func namesTheVectorThatFitsNowhere() throws {
        let event = PlantedEvent(
            .anomalousNode, domains: [.finance], start: .blocks(60), strength: .strong)
        let (blocks, truth) = try CalibratedStreams.blocks(
            CalibratedStreams.scenario(blocks: 72, dimension: 128, events: [event]), seed: 3)
        let planted = try #require(truth.events.first?.members.first)
        let found = CalibratedStreams.patterns(blocks).filter { $0.type == .anomalousNode }
        #expect(found.contains { $0.members == [planted] && ($0.pValue ?? 1) < 1e-5 })
        #expect(found.count <= 2)
    }

    @Test func sameBlocksSamePatterns() throws {
        let event = PlantedEvent(.coherenceBreak, domains: [.climate], start: .blocks(60), strength: .medium)
        let (blocks, _) = try CalibratedStreams.blocks(
            CalibratedStreams.scenario(blocks: 70, events: [event]), seed: 7)
        let first = CalibratedStreams.patterns(blocks, seed: 5)
        #expect(!first.isEmpty)
        #expect(first == CalibratedStreams.patterns(blocks, seed: 5))
    }

    /// A copy carries on as the original does: what a checkpoint relies on.
    @Test func aCopyHasItsOwnState() throws {
        let event = PlantedEvent(.temporalShift, domains: [.climate], start: .blocks(60), strength: .strong)
        let (blocks, _) = try CalibratedStreams.blocks(
            CalibratedStreams.scenario(blocks: 68, events: [event]), seed: 8)
        var detector = CalibratedDetector(DiscoveryConfiguration())
        for block in blocks.prefix(55) { _ = detector.process(block) }
        var copy = detector
        let first = blocks.dropFirst(55).flatMap { detector.process($0) }
        #expect(!first.isEmpty)
        #expect(first == blocks.dropFirst(55).flatMap { copy.process($0) })
    }

    @Test(arguments: [
        (dimension: 16, domains: 1, block: 10), (dimension: 1, domains: 1, block: 20),
        (dimension: 2, domains: 2, block: 20), (dimension: 32, domains: 14, block: 10),
    ])
    func takesSmallShapes(shape: (dimension: Int, domains: Int, block: Int)) throws {
        let all: [Domain] = [
            .climate, .finance, .research, .medical, .economic, .genomics, .physics, .seismic, .ocean, .space,
            .transportation, .geospatial, .government, .crossDomain,
        ]
        let (blocks, _) = try CalibratedStreams.blocks(
            CalibratedStreams.scenario(
                blocks: 150, dimension: shape.dimension, domains: Array(all.prefix(shape.domains)),
                block: shape.block), seed: 4)
        for pattern in CalibratedStreams.patterns(blocks) {
            #expect(pattern.confidence.isFinite && pattern.evidence.values.allSatisfy(\.isFinite))
        }
    }

    /// A stream of one vector repeated is no reason to fail, nor to speak.
    @Test func takesDuplicates() {
        var table = DomainTable()
        let domain = table.index(of: .ocean)
        let blocks = (0..<60).map { index in
            DetectionBlock(
                index: index, dimension: 4,
                vectors: Array(repeating: [0.5, 0.5, 0.5, 0.5], count: 10).flatMap { $0 },
                domains: Array(repeating: domain, count: 10), ids: (0..<10).map { "\(index)-\($0)" },
                timestamps: (0..<10).map { EventTime(nanoseconds: Int64(index * 10 + $0)) },
                domainTable: table)
        }
        #expect(CalibratedStreams.patterns(blocks).isEmpty)
    }

    /// A domain that appears late learns its own reference, and the others learn of it.
    @Test func learnsALateDomain() throws {
        let (early, _) = try CalibratedStreams.blocks(
            CalibratedStreams.scenario(blocks: 50, domains: [.climate]), seed: 1)
        let (late, _) = try CalibratedStreams.blocks(
            CalibratedStreams.scenario(blocks: 60, domains: [.climate, .space]), seed: 1)
        var detector = CalibratedDetector(DiscoveryConfiguration())
        for block in early + late { _ = detector.process(block) }
        let channels = Set(detector.channelReadings.map { "\($0.domain)\($0.channel)" })
        #expect(channels.contains("0o0+"))
        #expect(channels.contains("1o0+"))
    }
}
