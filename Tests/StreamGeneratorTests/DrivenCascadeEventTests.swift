import StreamCore
import StreamGenerator
import Testing

@Suite("Driven cascades and stars")
struct DrivenCascadeEventTests {
    private func scenario(_ event: PlantedEvent) -> Scenario {
        Scenario(
            dimension: 32, timing: StreamTiming(count: 9000, arrivals: .fixed),
            domains: [Domain.climate, .finance, .research].map { DomainProfile($0, clusters: 1) },
            events: [event])
    }

    /// The mean cosine of each block's pairs, of one domain.
    private func coherence(_ stream: GeneratedStream, _ domain: Domain) -> [Double] {
        stride(from: 0, to: stream.vectors.count, by: 50).map { start in
            let part = stream.vectors[start..<min(start + 50, stream.vectors.count)]
                .filter { $0.domain == domain }.map(\.embedding)
            guard part.count > 1 else { return 0 }
            var sum = [Double](repeating: 0, count: 32)
            for row in part { for (index, value) in row.enumerated() { sum[index] += Double(value) } }
            let count = Double(part.count)
            return (sum.reduce(0) { $0 + $1 * $1 } - count) / (count * (count - 1))
        }
    }

    private func correlation(_ x: [Double], _ y: [Double], lag: Int) -> Double {
        let count = x.count - lag
        let a = Array(x[..<count])
        let b = Array(y[lag...])
        let (m, n) = (a.reduce(0, +) / Double(count), b.reduce(0, +) / Double(count))
        var (ab, aa, bb) = (0.0, 0.0, 0.0)
        for index in 0..<count {
            ab += (a[index] - m) * (b[index] - n)
            aa += (a[index] - m) * (a[index] - m)
            bb += (b[index] - n) * (b[index] - n)
        }
        return ab / (aa * bb).squareRoot()
    }

    @Test func fluctuationsFollowTheirSource() throws {
        let event = PlantedEvent(
            .cascade, domains: [.climate, .finance, .research], start: .blocks(0), strength: .value(0.9),
            lags: [.blocks(3), .blocks(4)], mode: .driven(Fluctuation(amplitude: 0.2)))
        let stream = try SyntheticStream(scenario(event), seed: 4).generate()
        let climate = coherence(stream, .climate)
        let finance = coherence(stream, .finance)
        let research = coherence(stream, .research)
        #expect(correlation(climate, finance, lag: 3) > 0.7)
        #expect(correlation(finance, research, lag: 4) > 0.7)
        for lag in [0, 1, 2, 4, 5] { #expect(abs(correlation(climate, finance, lag: lag)) < 0.35) }
        let truth = try #require(stream.truth.events.first)
        #expect(truth.detail == "climate>>finance@3;finance>>research@4")
        #expect(truth.end == nil)
    }

    @Test func aStarHasOneSource() throws {
        var event = PlantedEvent(
            .cascade, domains: [.climate, .finance, .research], start: .blocks(10), strength: .strong,
            lags: [.blocks(2), .blocks(5)], shape: .star)
        let shock = try SyntheticStream(scenario(event), seed: 4).generate()
        #expect(shock.truth.events.first?.detail == "climate>finance@2;climate>research@5")
        event.mode = .driven(Fluctuation(amplitude: 0.2))
        let driven = try SyntheticStream(scenario(event), seed: 4).generate()
        #expect(driven.truth.events.first?.detail == "climate>>finance@2;climate>>research@5")
        let source = coherence(driven, .climate)
        #expect(correlation(source, coherence(driven, .research), lag: 5) > 0.5)
    }

    @Test func linksReadBack() throws {
        for text in ["climate>finance@3", "climate>>finance@12"] {
            #expect(try #require(TruthLink(text: text)).text == text)
        }
        #expect(TruthLink(text: "climate>>finance@3")?.isLasting == true)
        #expect(TruthLink(text: "climate>>>finance@3") == nil)
        #expect(TruthLink(text: "climate>>@3") == nil)
    }

    @Test func nonsenseIsRefused() {
        func fails(_ event: PlantedEvent) -> Bool {
            do {
                try scenario(event).validate()
                return false
            } catch {
                return true
            }
        }
        let domains: [Domain] = [.climate, .finance]
        let driven = CascadeMode.driven(Fluctuation())
        #expect(!fails(PlantedEvent(.cascade, domains: domains, start: .blocks(0), mode: driven)))
        #expect(fails(PlantedEvent(.coherenceBreak, domains: domains, start: .blocks(0), mode: driven)))
        #expect(fails(PlantedEvent(.coherenceBreak, domains: domains, start: .blocks(0), shape: .star)))
        #expect(
            fails(
                PlantedEvent(
                    .cascade, domains: domains, start: .blocks(0), strength: .value(1.2), mode: driven)))
        #expect(
            fails(
                PlantedEvent(
                    .cascade, domains: domains, start: .blocks(0),
                    mode: .driven(Fluctuation(amplitude: 0.9)))))
        #expect(
            fails(
                PlantedEvent(
                    .cascade, domains: domains, start: .blocks(0),
                    mode: .driven(Fluctuation(autocorrelation: 1)))))
    }
}
