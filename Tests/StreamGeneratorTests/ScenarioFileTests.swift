import Foundation
import StreamCore
import StreamGenerator
import Testing

/// The folder of the repository's scenarios.
let scenarioFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "datasets/scenarios").path

private func error(_ yaml: String) -> InputError? {
    do throws(InputError) {
        _ = try ScenarioFile.parse(yaml, path: "s.yaml")
        return nil
    } catch {
        return error
    }
}

@Suite struct ScenarioFileTests {
    @Test func everyShippedScenarioLoadsAndStreams() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: scenarioFolder).filter {
            $0.hasSuffix(".yaml")
        }
        #expect(names.count >= 9)
        for name in names {
            let file = try ScenarioFile.load("\(scenarioFolder)/\(name)")
            #expect(file.name + ".yaml" == name)
            let stream = try file.stream(count: 60)
            let vectors = stream.next(upTo: 100)
            #expect(vectors.count == 60)
            #expect(vectors.allSatisfy { $0.embedding.count == file.dimension })
            // A detector learns from 40 blocks first; only a relation may have held before.
            for event in file.events where !event.mode.isDriven {
                let start: Double
                switch event.start {
                case .blocks(let count): start = count
                case .time(let time):
                    start = time.inSeconds * file.timing.rate / Double(file.timing.block)
                }
                #expect(start > 40, "\(name)")
            }
        }
    }

    @Test func everyPlantedEventComesOut() throws {
        for name in ["breaks", "cascades", "mixed", "ramps", "debian-python-break"] {
            let file = try ScenarioFile.load("\(scenarioFolder)/\(name).yaml")
            let stream = try file.stream(seed: 3)
            let generated = stream.generate()
            #expect(generated.truth.events.count == file.events.count, "\(name)")
            #expect(generated.vectors.count == file.timing.count)
        }
    }

    @Test func theDesignExampleMeansWhatItSays() throws {
        let file = try ScenarioFile.load("\(scenarioFolder)/climate-finance.yaml")
        guard case .synthetic(let scenario) = file.content else {
            Issue.record("not synthetic")
            return
        }
        #expect(scenario.seed == 7 && scenario.dimension == 128 && scenario.crossAffinity == 0.2)
        #expect(scenario.timing.count == 30000 && scenario.timing.rate == 50)
        #expect(scenario.timing.arrivals == .poisson)
        #expect(scenario.timing.outOfOrder == OutOfOrder(fraction: 0.01, lateness: .seconds(2)))
        #expect(scenario.domains[0].share == 2 && scenario.domains[2].clusters == 2)
        #expect(
            scenario.events[0]
                == PlantedEvent(
                    .coherenceBreak, domains: [.climate], start: .seconds(300), strength: .medium,
                    ramp: .seconds(0), duration: .seconds(120)))
        #expect(scenario.events[1].lags == [.seconds(12), .seconds(20)])
        #expect(scenario.events[1].strength == .value(0.4))
    }

    @Test func arrivalsNoiseAndNuisancesAreRead() throws {
        let file = try ScenarioFile.parse(
            """
            duration: 2m
            arrivals: {bursty: {on: 2s, off: 5s, factor: 10}}
            epoch: 2020-05-01T00:00:00Z
            noise: {kind: student-t, degrees: 5, autocorrelation: 0.3}
            domains: [climate, {name: my field, share: 3}]
            nuisances:
              - {type: outliers, fraction: 0.1}
              - {type: domainPause, domains: climate, start: 10s, duration: 3 blocks}
            """)
        guard case .synthetic(let scenario) = file.content else {
            Issue.record("not synthetic")
            return
        }
        #expect(scenario.timing.duration == .seconds(120) && scenario.timing.count == nil)
        #expect(
            scenario.timing.arrivals == .bursty(on: .seconds(2), off: .seconds(5), factor: 10))
        #expect(scenario.timing.epoch.nanoseconds == 1_588_291_200_000_000_000)
        #expect(scenario.noise == NoiseModel(.studentT(degrees: 5), autocorrelation: 0.3))
        #expect(scenario.domains[1].domain.name == "my field")
        #expect(
            scenario.nuisances == [
                .outliers(domains: [], fraction: 0.1, energy: 0.6),
                .domainPause(domains: [.climate], start: .seconds(10), duration: .blocks(3)),
            ])
    }

    @Test func anUnknownKeyNamesTheNearestWithItsLine() {
        let found = error("count: 10\ndimensoin: 3\ndomains: [climate]\n")
        #expect(found?.line == 2)
        #expect(found?.field == "dimensoin")
        #expect(found?.remedy?.hasPrefix("did you mean dimension?") == true)
        let inner = error(
            "count: 10\ndomains:\n  - name: climate\n    cluster: 3\n")
        #expect(inner?.line == 4)
        #expect(inner?.field == "domains[0].cluster")
        #expect(inner?.remedy?.hasPrefix("did you mean clusters?") == true)
        let type = error(
            "count: 10\ndomains: [climate]\nevents:\n  - {type: coherenceBrake, domains: [climate], start: 1s}"
        )
        #expect(type?.line == 4)
        #expect(type?.remedy?.hasPrefix("did you mean coherenceBreak?") == true)
    }

    @Test(arguments: [
        ("dimension: 0", "dimension", 3), ("dimension: 65537", "dimension", 3),
        ("dimension: many", "dimension", 3), ("rate: -5", "rate", 3), ("rate: nan", "rate", 3),
        ("block: 0", "block", 3), ("cross_affinity: 1.5", "cross_affinity", 3),
        ("noise: {kind: student-t, degrees: 2}", "noise.degrees", 3),
        ("autocorrelation: 1", "noise.autocorrelation", nil),
        ("seed: -1", "seed", 3), ("duration: 5s", "duration", 3), ("epoch: yesterday", "epoch", 3),
        ("out_of_order: {fraction: 2, lateness: 1s}", "out_of_order.fraction", 3),
        ("arrivals: {bursty: {on: 0s, off: 1s, factor: 2}}", "arrivals.bursty.on", 3),
        ("arrivals: sometimes", "arrivals", 3),
        ("events: [{type: cascade, domains: [climate], start: 1s}]", "events[0].domains", 3),
        ("events: [{type: coherenceBreak, domains: [ocean], start: 1s}]", "events[0].domains", 3),
        (
            "events: [{type: coherenceBreak, domains: [climate], start: 1s, strength: -1}]",
            "events[0].strength", 3
        ),
        (
            "events: [{type: coherenceBreak, domains: [climate], start: 1s, strength: 0.6}]",
            "events[0].strength", 3
        ),
        ("events: [{type: coherenceBreak, domains: [climate], start: -1s}]", "events[0].start", 3),
        ("events: [{type: coherenceBreak, domains: [climate]}]", "events[0]", 3),
        (
            "events: [{type: anomalousNode, domains: [climate], start: 1s, ramp: 5s}]",
            "events[0].ramp", 3
        ),
        (
            "events: [{type: cascade, domains: [climate, finance], start: 1s, lags: [1s, 2s]}]",
            "events[0].lags", 3
        ),
        ("events: [{type: bridgeFormation, domains: [climate], start: 1s}]", "events[0].domains", 3),
        ("nuisances: [{type: duplicates, fraction: 7}]", "nuisances[0].fraction", 3),
        (
            "nuisances: [{type: rateChange, start: 0s, factor: 1, degrees: 3}]",
            "nuisances[0].degrees", 3
        ),
        ("seed: 1\nseed: 2", "seed", nil), ("name: [", nil, nil), ("name: \"a", nil, nil),
    ])
    func impossibleValuesAreErrors(_ case: (yaml: String, field: String?, line: Int?)) {
        let found = error("count: 10\ndomains: [climate, finance]\n" + `case`.yaml + "\n")
        #expect(found != nil, "\(`case`.yaml)")
        #expect(found?.kind == .badData)
        #expect(found?.file == "s.yaml")
        if let field = `case`.field { #expect(found?.field == field) }
        if let line = `case`.line { #expect(found?.line == line) }
    }

    @Test func aRepeatedEventIsBlamedWhereItStands() {
        let found = error(
            """
            count: 10
            domains: [climate]
            events:
              - {type: anomalousNode, domains: [climate], start: 1s, repeat: {times: 3, every: 5s}}
              - {type: temporalShift, domains: [climate], start: 1s, strength: 999}
            """)
        #expect(found?.line == 5)
        #expect(found?.field == "events[1].strength")
    }

    @Test func missingAndAbsurdFilesAreErrors() throws {
        #expect(error("") != nil)
        #expect(error("domains: [climate]")?.remedy == "add count: … or duration: …")
        #expect(error("- a\n- b")?.problem == "is no mapping")
        #expect(error("a: " + String(repeating: "[", count: 100_000)) != nil)
        #expect(error(String(repeating: "- ", count: 100_000)) != nil)
        #expect(error(String(repeating: "? ", count: 100_000)) != nil)
        #expect { try ScenarioFile.load("/nowhere/none.yaml") } throws: {
            ($0 as? InputError)?.kind == .unreadable
        }
        let pool = error("count: 10\npool: nowhere\ndomains: [a]")
        #expect(pool?.kind == .unreadable)
    }

    @Test func aPoolKnowsWhatItCannotDo() throws {
        func error(_ event: String) -> InputError? {
            do throws(InputError) {
                _ = try ScenarioFile.parse(
                    """
                    count: 10
                    pool: ../debian-descriptions
                    domains: [perl, python]
                    events: [\(event)]
                    """, path: "\(scenarioFolder)/x.yaml")
                return nil
            } catch {
                return error
            }
        }
        #expect(
            error("{type: dissolvingCluster, domains: [python], start: 1s, source: science}")?.field
                == "events[0].source")
        #expect(error("{type: dissolvingCluster, domains: [python], start: 1s}") == nil)
        #expect(error("{type: temporalShift, domains: [python], start: 1s}")?.line == 4)
        #expect(
            error("{type: temporalShift, domains: [python], start: 1s, source: sience}")?.field
                == "events[0].source")
        #expect(error("{type: temporalShift, domains: [python], start: 1s, source: science}") == nil)
    }

    @Test func editDistance() {
        #expect(EditDistance.between("kitten", "sitting") == 3)
        #expect(EditDistance.between("", "abc") == 3)
        #expect(EditDistance.nearest(to: "shar", among: ["name", "share"]) == "share")
    }
}
