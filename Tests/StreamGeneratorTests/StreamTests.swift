import Foundation
import StreamCore
import StreamGenerator
import Testing

/// A scenario in which everything happens.
private func busyScenario() -> Scenario {
    plainScenario(
        events: [
            PlantedEvent(.coherenceBreak, domains: [.climate], start: .blocks(5), duration: .blocks(9)),
            PlantedEvent(.emergingCluster, domains: [.finance], start: .blocks(6), ramp: .blocks(4)),
            PlantedEvent(.temporalShift, domains: [.research], start: .seconds(7)),
            PlantedEvent(
                .cascade, domains: [.climate, .finance, .research], start: .blocks(12), randomOrder: true),
            PlantedEvent(
                .anomalousNode, domains: [.finance], start: .blocks(9), jitter: .blocks(3)),
            PlantedEvent(.bridgeFormation, domains: [.climate, .finance], start: .blocks(15)),
            PlantedEvent(.dissolvingCluster, domains: [.research], start: .blocks(15)),
        ],
        nuisances: [
            .rateChange(start: .blocks(20), duration: .blocks(5), factor: 3),
            .domainPause(domains: [.research], start: .blocks(8), duration: .blocks(2)),
            .slowDrift(domains: [.climate], start: .blocks(1), duration: .blocks(30), degrees: 5),
            .outliers(domains: [], fraction: 0.02, energy: 0.6),
            .duplicates(domains: [.finance], fraction: 0.05),
        ],
        timing: StreamTiming(
            count: 1500, arrivals: .bursty(on: .seconds(1), off: .seconds(2), factor: 5),
            outOfOrder: OutOfOrder(fraction: 0.05, lateness: .milliseconds(300))),
        noise: NoiseModel(.studentT(degrees: 4.5), autocorrelation: 0.2), persistence: 0.3)
}

@Suite struct StreamTests {
    @Test func theBytesOfASeedAreFixed() throws {
        // Golden values: a change here breaks every recorded result, so it must be meant.
        let plain = fingerprint(try SyntheticStream(plainScenario(), seed: 42, count: 1000))
        let busy = fingerprint(try SyntheticStream(busyScenario(), seed: 42))
        #expect(plain == 8_286_264_181_720_822_254)
        #expect(busy == 8_330_507_843_892_680_494)
    }

    @Test func seedsDiffer() throws {
        let one = try SyntheticStream(plainScenario(), seed: 1, count: 100)
        let again = try SyntheticStream(plainScenario(), seed: 1, count: 100)
        let two = try SyntheticStream(plainScenario(), seed: 2, count: 100)
        #expect(fingerprint(one) == fingerprint(again))
        #expect(fingerprint(one) != fingerprint(two))
    }

    @Test func aShorterStreamIsThePrefixOfALonger() throws {
        let long = try SyntheticStream(busyScenario(), count: 1500).generate()
        for count in [0, 1, 2, 313, 777] {
            let short = try SyntheticStream(busyScenario(), count: count).generate()
            #expect(short.vectors.count == count)
            #expect(short.vectors == Array(long.vectors[..<count]))
        }
        let path = "\(scenarioFolder)/debian-python-break.yaml"
        let file = try ScenarioFile.load(path)
        let all = try file.stream(seed: 8).generate().vectors
        #expect(try file.stream(seed: 8, count: 3000).generate().vectors == Array(all[..<3000]))
    }

    @Test func anEventChangesNothingBeforeItOrElsewhere() throws {
        let event = PlantedEvent(.temporalShift, domains: [.climate], start: .blocks(10))
        let planted = try SyntheticStream(plainScenario(events: [event]), count: 1000).generate()
        let plain = try SyntheticStream(plainScenario(), count: 1000).generate()
        let members = Set(planted.truth.events[0].members)
        for (a, b) in zip(planted.vectors, plain.vectors) where a != b { #expect(members.contains(a.id)) }
        #expect(zip(planted.vectors, plain.vectors).filter { $0 != $1 }.count == members.count)
    }

    @Test func fixedArrivalsAreEvenlySpaced() throws {
        let vectors = try SyntheticStream(plainScenario(), count: 500).generate().vectors
        for (index, vector) in vectors.enumerated() {
            let expected = StreamTiming.defaultEpoch.nanoseconds + Int64(index) * 20_000_000
            #expect(abs(vector.timestamp.nanoseconds - expected) <= 1)
        }
    }

    @Test(arguments: [
        ArrivalKind.poisson, .bursty(on: .seconds(2), off: .seconds(5), factor: 10), .fixed,
    ])
    func theMeanRateIsTheScenarios(kind: ArrivalKind) throws {
        let timing = StreamTiming(duration: .seconds(700), rate: 80, arrivals: kind)
        let vectors = try SyntheticStream(plainScenario(dimension: 2, timing: timing), seed: 3)
            .generate().vectors
        #expect(abs(Double(vectors.count) / 700 - 80) < 1.5)
        let end = timing.epoch.nanoseconds + 700_000_000_000
        #expect(vectors.allSatisfy { $0.timestamp.nanoseconds < end })
        for (a, b) in zip(vectors, vectors.dropFirst()) { #expect(a.timestamp <= b.timestamp) }
        if case .bursty = kind {
            let busy = vectors.filter {
                ($0.timestamp.nanoseconds - timing.epoch.nanoseconds) % 7_000_000_000 < 2_000_000_000
            }
            // 2 s at ten times the rate of the other 5.
            let share = Double(busy.count) / Double(vectors.count)
            #expect(abs(share - 0.8) < 0.02)
        }
    }

    @Test func poissonGapsAreExponential() throws {
        let timing = StreamTiming(count: 20_000, rate: 100)
        let times = try SyntheticStream(plainScenario(dimension: 2, timing: timing)).generate().vectors
            .map(\.timestamp.nanoseconds)
        let gaps = zip(times, times.dropFirst()).map { Double($1 - $0) * 1e-7 }
        let mean = gaps.reduce(0, +) / Double(gaps.count)
        let variance = gaps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(gaps.count)
        #expect(abs(mean - 1) < 0.03)
        #expect(abs(variance - 1) < 0.06)
    }

    @Test func sharesAreKept() throws {
        var scenario = plainScenario(dimension: 2)
        scenario.domains[0].share = 2
        let vectors = try SyntheticStream(scenario, count: 20_000).generate().vectors
        let climate = vectors.filter { $0.domain == .climate }.count
        #expect(abs(Double(climate) / 20_000 - 0.5) < 0.02)
    }

    @Test func aPausedDomainIsSilentAndTheOthersGoOn() throws {
        let timing = StreamTiming(duration: .seconds(90), rate: 300)
        let nuisance = Nuisance.domainPause(
            domains: [.finance], start: .seconds(30), duration: .seconds(30))
        let vectors = try SyntheticStream(
            plainScenario(nuisances: [nuisance], dimension: 2, timing: timing)
        ).generate().vectors
        func count(_ domain: Domain, _ seconds: Range<Int64>) -> Int {
            vectors.filter {
                $0.domain == domain
                    && seconds.contains(
                        ($0.timestamp.nanoseconds - timing.epoch.nanoseconds) / 1_000_000_000)
            }.count
        }
        #expect(count(.finance, 30..<60) == 0)
        #expect(abs(count(.climate, 30..<60) - 3000) < 250)
        #expect(abs(count(.finance, 60..<90) - 3000) < 250)
    }

    @Test func aStreamInWhichAllPauseForAWhileGoesOn() throws {
        let nuisance = Nuisance.domainPause(
            domains: [.climate, .finance, .research], start: .seconds(1), duration: .seconds(100))
        let vectors = try SyntheticStream(plainScenario(nuisances: [nuisance], dimension: 2), count: 200)
            .generate().vectors
        #expect(vectors.count == 200)
        let gap = zip(vectors, vectors.dropFirst()).map { $1.timestamp.nanoseconds(since: $0.timestamp) }
            .max()
        #expect(gap ?? 0 >= 100_000_000_000)
    }

    @Test func aRateChangeChangesTheRate() throws {
        let timing = StreamTiming(duration: .seconds(60), rate: 100, arrivals: .fixed)
        let nuisance = Nuisance.rateChange(start: .seconds(20), duration: .seconds(20), factor: 4)
        let vectors = try SyntheticStream(
            plainScenario(nuisances: [nuisance], dimension: 2, timing: timing)
        ).generate().vectors
        #expect(abs(vectors.count - 12_000) <= 3)
    }

    @Test func duplicatesRepeatAndOutliersStray() throws {
        let repeats = try SyntheticStream(
            plainScenario(nuisances: [.duplicates(domains: [], fraction: 0.1)]), count: 3000
        ).generate().vectors
        #expect(Set(repeats.map(\.id)).count == 3000)
        let distinct = Set(repeats.map(\.embedding)).count
        let repeated = Double(3000 - distinct) / 3000
        #expect(abs(repeated - 0.1) < 0.02)

        let plain = try SyntheticStream(plainScenario(), count: 3000).generate()
        let strayed = try SyntheticStream(
            plainScenario(nuisances: [.outliers(domains: [.climate], fraction: 0.1, energy: 1)]),
            count: 3000
        ).generate()
        let changed = zip(plain.vectors, strayed.vectors).filter { $0 != $1 }
        #expect(changed.allSatisfy { $0.1.domain == .climate })
        #expect(abs(Double(changed.count) / 1000 - 0.1) < 0.03)
        #expect(strayed.truth.events.isEmpty)
        // They are no event, but the truth names exactly them.
        let outliers = try #require(strayed.truth.outliers.first)
        #expect(strayed.truth.outliers.count == 1 && outliers.id == "n0" && outliers.energy == 1)
        #expect(outliers.domains == [.climate])
        #expect(outliers.members == changed.map(\.1.id))
        #expect(outliers.first == changed.first?.1.timestamp && outliers.last == changed.last?.1.timestamp)
        #expect(plain.truth.outliers.isEmpty)
    }

    @Test func someVectorsComeLateButNotTooLate() throws {
        let timing = StreamTiming(
            count: 5000, outOfOrder: OutOfOrder(fraction: 0.1, lateness: .seconds(2)))
        let vectors = try SyntheticStream(plainScenario(dimension: 2, timing: timing)).generate().vectors
        var watermark = EventTime.distantPast
        var late = 0
        var latest: Int64 = 0
        for vector in vectors {
            if vector.timestamp < watermark {
                late += 1
                latest = max(latest, watermark.nanoseconds(since: vector.timestamp))
            }
            watermark = max(watermark, vector.timestamp)
        }
        #expect(abs(Double(late) / 5000 - 0.1) < 0.02)
        #expect(latest > 1_000_000_000 && latest <= 2_000_000_000)
        #expect(Set(vectors.map(\.id)).count == 5000)
    }

    @Test func aStreamOfADurationLosesNoLateVector() throws {
        var timing = StreamTiming(duration: .seconds(20), arrivals: .fixed)
        let plain = try SyntheticStream(plainScenario(dimension: 4, timing: timing)).generate().vectors
        timing.outOfOrder = OutOfOrder(fraction: 0.5, lateness: .seconds(5))
        let mixed = try SyntheticStream(plainScenario(dimension: 4, timing: timing)).generate().vectors
        #expect(Set(plain.map(\.embedding)) == Set(mixed.map(\.embedding)))
        #expect(plain.count == 1000 && mixed.count == 1000)
    }

    @Test func theFrontTypeGivesTheSameStream() async throws {
        let direct = try SyntheticStream(busyScenario(), seed: 6).generate()
        let shared = try EventStream(busyScenario(), seed: 6)
        var vectors: [SemanticVector] = []
        for try await vector in shared { vectors.append(vector) }
        #expect(vectors == direct.vectors)
        #expect(shared.truth == direct.truth)
        #expect(shared.next() == nil)
        let batches = try EventStream(busyScenario(), seed: 6)
        #expect(batches.next(upTo: 700) + batches.next(upTo: 10_000) == direct.vectors)
    }

    @Test func aScenarioThatMakesNoSenseIsAnError() {
        #expect(throws: InputError.self) { try SyntheticStream(plainScenario(dimension: 0)) }
        #expect(throws: InputError.self) { try SyntheticStream(Scenario()) }
    }
}
