import Foundation
import PatternDetection
import StreamCore
import StreamGenerator
import Testing

/// The baselines against river's implementations, and as detectors.
@Suite struct BaselineTests {
    static func table(_ name: String) throws -> [[String]] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(
            contentsOf: root.appending(path: "datasets/golden/\(name).csv"), encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map {
            $0.split(separator: ",").map(String.init)
        }
    }

    @Test(arguments: ["bounded", "normal"], ["adwin", "page-hinkley", "kswin"])
    func changesAreWhereTheReferenceFindsThem(series: String, detector: String) throws {
        let values = try Self.table("drift_series").filter { $0[0] == series }.compactMap { Double($0[2]) }
        let expected = try Self.table("drift_changes").filter { $0[0] == series && $0[1] == detector }
            .compactMap { Int($0[2]) }
        var test: BaselineTest =
            switch detector {
            case "adwin": .adaptiveWindow
            case "page-hinkley": .pageHinkley
            default: .kolmogorovSmirnovWindow(seed: 7)
            }
        let found = values.indices.filter { test.add(values[$0]) }
        #expect(values.count == 2000 && !expected.isEmpty)
        #expect(found == expected)
    }

    /// Blocks of 50 of one domain around a direction, the scatter growing at `change`.
    func blocks(change: Int, count: Int) -> [DetectionBlock] {
        var generator = SeededGenerator(seed: 5)
        var domains = DomainTable()
        let domain = domains.index(of: Domain.climate)
        return (0..<count).map { index in
            var vectors: [Float] = []
            for _ in 0..<50 {
                let scatter = index < change ? 1.0 : 3.0
                let row = (0..<16).map { ($0 == 0 ? 4 : 0) + scatter * generator.normal() }
                let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
                vectors += row.map { Float($0 / norm) }
            }
            return DetectionBlock(
                index: index, dimension: 16, vectors: vectors, domains: Array(repeating: domain, count: 50),
                ids: (0..<50).map { "\(index)-\($0)" },
                timestamps: (0..<50).map { EventTime(nanoseconds: Int64(index * 50 + $0)) },
                domainTable: domains)
        }
    }

    @Test(arguments: [DetectorKind.adwin, .pageHinkley, .kswin])
    func aBreakIsFoundAndCalledOne(kind: DetectorKind) {
        var detector = kind.make(DiscoveryConfiguration())
        #expect(detector.name == kind.rawValue)
        let patterns = blocks(change: 20, count: 40).flatMap { detector.process($0) }
        let first = patterns.first { $0.block >= 20 }
        #expect(first?.type == .coherenceBreak && (first?.block ?? 99) < 24)
        #expect(first?.domains == [Domain.climate] && (first?.effectSize ?? 0) < 0)
    }

    @Test func adwinIsSilentWhereNothingChanges() {
        var detector = DetectorKind.adwin.make(DiscoveryConfiguration())
        #expect(blocks(change: 100, count: 60).flatMap { detector.process($0) }.isEmpty)
    }
}
