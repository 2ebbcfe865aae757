import PatternDetection
import StreamEngine
import Testing

@Suite("Configuration")
struct ConfigurationTests {
    @Test("The defaults are those of the system that Faultline re-imagines")
    func defaults() throws {
        let configuration = try StreamingEngine.Builder().build().configuration
        #expect(configuration.windows == .sliding(size: .seconds(60), slide: .seconds(30)))
        #expect(configuration.maxBufferSize == 10_000)
        #expect(configuration.processingTimeout == .seconds(5))
        #expect(configuration.batchSize == 100)
        #expect(configuration.autoDetectPatterns)
        #expect(configuration.detectionInterval == 100)
        #expect(configuration.maxConcurrency == 4)
        #expect(configuration.discovery.similarityThreshold == 0.65)
    }

    @Test("What makes no sense is refused by name, with a remedy")
    func refusals() {
        let cases: [(String, StreamingEngine.Builder)] = [
            ("slideInterval", .init().slidingWindows(size: .seconds(1), slide: .seconds(2))),
            ("slideInterval", .init().slidingWindows(size: .seconds(1), slide: .zero)),
            ("slideInterval", .init().slidingWindows(size: .seconds(60), slide: .nanoseconds(7))),
            ("slideInterval", .init().countWindows(size: 10, slide: 11)),
            ("windowSize", .init().tumblingWindows(size: .zero)),
            ("windowSize", .init().countWindows(size: 0, slide: 0)),
            ("sessionGap", .init().sessionWindows(gap: .seconds(-1))),
            ("allowedLateness", .init().allowedLateness(.seconds(-1))),
            ("maxBufferSize", .init().maxBufferSize(0)),
            ("batchSize", .init().batchSize(0)),
            ("batchSize", .init().batchSize(1 << 30)),
            ("maxConcurrency", .init().maxConcurrency(0)),
            ("detectionInterval", .init().detectionInterval(-3)),
            ("dimension", .init().dimension(65_537)),
            ("processingTimeout", .init().processingTimeout(.zero)),
            ("detectors", .init().detectors([])),
            ("patternBufferSize", .init().patternBufferSize(0)),
            ("similarityThreshold", .init().discoveryConfiguration(.init(similarityThreshold: 0))),
            ("similarityThreshold", .init().discoveryConfiguration(.init(similarityThreshold: 1.01))),
            ("similarityThreshold", .init().discoveryConfiguration(.init(similarityThreshold: .nan))),
            ("significanceThreshold", .init().discoveryConfiguration(.init(significanceThreshold: 1))),
            ("averageRunLength", .init().discoveryConfiguration(.init(averageRunLength: 0))),
            ("causalityLookback", .init().discoveryConfiguration(.init(causalityLookback: 0))),
        ]
        for (field, builder) in cases {
            let error = #expect(throws: ConfigurationError.self) { try builder.build() }
            #expect(error?.field == field)
            #expect(error?.description.contains(field) == true && error?.remedy.isEmpty == false)
        }
    }

    @Test("Sizes and slides of windows can be set one by one")
    func windows() {
        let builder = StreamingEngine.Builder().windowSize(.seconds(90))
        #expect(builder.configuration.windows == .sliding(size: .seconds(90), slide: .seconds(30)))
        #expect(builder.tumblingWindows().configuration.windows == .tumbling(size: .seconds(90)))
        #expect(
            builder.slideInterval(.seconds(9)).configuration.windows
                == .sliding(size: .seconds(90), slide: .seconds(9)))
        #expect(StreamingEngine.Builder().landmarkWindow().configuration.windows == .landmark)
    }
}
