import Foundation
import PatternDetection
import StreamCore
import StreamGenerator
import Testing

/// Whether changes are told apart where vectors are real, and who carries them.
@Suite struct ChangeTypeTests {
    /// The half of the descriptions that may be tuned on; suites judge on the other.
    private static let pool: VectorPool? = {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let folder = tests.deletingLastPathComponent().appendingPathComponent("datasets/debian-descriptions")
        return try? VectorPool(folder.path)
    }()

    /// What is said of `python` after the event, which begins in block 42.
    private func said(_ event: PlantedEvent, seed: UInt64) throws -> [DetectedPattern] {
        let pool = try #require(Self.pool)
        let scenario = PoolScenario(
            pool: pool.path, half: .tuning, timing: StreamTiming(count: 2700, arrivals: .fixed),
            domains: try ["python", "perl", "golang"].map { PoolDomain(try Domain($0)) }, events: [event])
        let stream = try EventStream(scenario, pool: pool, seed: seed).generate()
        let blocks = CalibratedStreams.blocks(stream.vectors, dimension: pool.dimension, size: 50)
        return CalibratedStreams.patterns(blocks).filter { $0.type != .anomalousNode && $0.block >= 42 }
    }

    /// A section takes another's place: not a break, although all vectors are far from where they were.
    @Test func aShiftOfRealTextIsNoBreak() throws {
        let event = PlantedEvent(
            .temporalShift, domains: [try Domain("python")], start: .blocks(42), strength: .strong,
            source: try Domain("science"))
        var right = 0
        for seed in UInt64(0)..<4 where try said(event, seed: seed).first?.type == .temporalShift {
            right += 1
        }
        #expect(right >= 3)
    }

    @Test func membersAreThoseOfTheNewCluster() throws {
        let event = PlantedEvent(
            .emergingCluster, domains: [.finance], start: .blocks(50), strength: .medium)
        let (blocks, truth) = try CalibratedStreams.blocks(
            CalibratedStreams.scenario(blocks: 64, dimension: 128, events: [event]), seed: 2)
        let planted = try #require(truth.events.first)
        let found = try #require(
            CalibratedStreams.patterns(blocks).first { $0.type == .emergingCluster })
        let seen = Set(blocks[...found.block].flatMap(\.ids))
        let carriers = Set(planted.members).intersection(seen)
        let named = Set(found.members)
        let common = Double(carriers.intersection(named).count)
        #expect(common >= 0.8 * Double(carriers.count), "recall of \(carriers.count)")
        #expect(common >= 0.8 * Double(named.count), "precision of \(named.count)")
    }
}
