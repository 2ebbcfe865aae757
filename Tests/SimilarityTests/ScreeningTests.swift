import Foundation
import Similarity
import StreamCore
import StreamFormats
import TestSupport
import Testing

/// Screening finds the pairs of the float32 kernel, to the last bit: same slots, same weights.
@Suite("Screening")
struct ScreeningTests {
    typealias Maker = (inout SeededGenerator, Int) -> [Float]

    static let thresholds: [Float] = [-1, -0.2, 0, 1e-7, 1e-3, 0.1, 0.5, 0.65, 0.9, 1 - 0x1p-20, 1, 1.01]

    @Test("all dimensions, batches and windows with dead slots", arguments: KernelISA.available)
    func shapes(isa: KernelISA) throws {
        let dimensions = Array(1...40) + [63, 64, 65, 127, 128, 384, 767, 1536]
        for (index, dimension) in dimensions.enumerated() {
            let batch = [1, 2, 3, 4, 5, 7, 8, 9, 16, 23, 64][index % 11]
            try expectSame(
                isa, dimension: dimension, window: 1 + (index * 29) % 211, batch: batch, seed: UInt64(index),
                thresholds: Self.thresholds, make: Self.clustered(dimension))
        }
    }

    @Test("a large batch, and more panels than any group has", arguments: KernelISA.available)
    func large(isa: KernelISA) throws {
        try expectSame(
            isa, dimension: 100, window: 700, batch: 256, seed: 5, thresholds: [0.3, 0.65, 0.8],
            make: Self.clustered(100))
        try expectSame(
            isa, dimension: 1536, window: 60, batch: 256, seed: 6, thresholds: [0.65],
            make: Self.clustered(1536))
    }

    @Test("vectors made to break sums", arguments: KernelISA.available, Adversary.allCases)
    func adversarial(isa: KernelISA, adversary: Adversary) throws {
        for dimension in [1, 2, 16, 19, 33, 100] {
            try expectSame(
                isa, dimension: dimension, window: 83, batch: 11, seed: 3, thresholds: Self.thresholds
            ) { adversary.row($1, dimension: dimension, &$0) }
        }
    }

    @Test(
        "vectors that are not of unit length or not finite are never rejected", arguments: KernelISA.available
    )
    func notUnit(isa: KernelISA) throws {
        let factors: [Float] = [1, 0, 1e-30, 1e-6, 0.5, 1.01, 3, 1e15, 1e30, .infinity, .nan]
        for dimension in [3, 48] {
            try expectSame(
                isa, dimension: dimension, window: 120, batch: 22, seed: 8, thresholds: Self.thresholds
            ) { generator, index in
                generator.unitVector(dimension: dimension).map { $0 * factors[index % factors.count] }
            }
        }
    }

    @Test("each pair at its own similarity and one number above and below", arguments: KernelISA.available)
    func atThreshold(isa: KernelISA) throws {
        let dimension = 45
        let make = Self.clustered(dimension)
        let plain = StoreFixture(
            dimension: dimension, window: 40, batch: 6, layout: .panels, seed: 4, make: make)
        let all = try SIMDBackend(isa: isa, screening: .never).pairs(plain, threshold: -2)
        let own = all.joined().map(\.weight).filter { $0 > 0 }
        #expect(own.count > 50)
        try expectSame(
            isa, dimension: dimension, window: 40, batch: 6, seed: 4,
            thresholds: own.flatMap { [$0, $0.nextUp, $0.nextDown] }, make: make)
    }

    @Test("real embeddings")
    func real() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("datasets/debian-descriptions")
        var file = try NPYReader(folder.appendingPathComponent("vectors.npy").path)
        var rows: [[Float]] = []
        while rows.count < 1300, let row = try file.next() {
            let norm = row.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            rows.append(row.map { Float(Double($0) / norm) })
        }
        let dimension = rows[0].count
        for isa in KernelISA.available where isa != .portable {
            try expectSame(
                isa, dimension: dimension, window: 1100, batch: 50, seed: 1,
                thresholds: [0.1, 0.3, 0.5, 0.65, 0.8]
            ) { rows[($1 * 7) % rows.count + 0 * Int($0.next() & 1)] }
        }
    }

    @Test("pairs that attain the bound are kept, and lost when the angles are shrunk by a twentieth")
    func attained() throws {
        for isa in KernelISA.available {
            for dimension in [2, 8, 17, 64, 384, 1536] where isa != .portable || dimension < 100 {
                var lost = 0
                for seed in 0..<12 as Range<UInt64> {
                    var generator = SeededGenerator(seed: seed)
                    let pair = CoplanarPair(dimension: dimension, &generator)
                    let similarity = try outcome(isa, pair, threshold: -2, .never)[0].weight
                    guard similarity > 0.01 else { continue }
                    for threshold in [similarity, similarity.nextUp, similarity.nextDown] {
                        let expected = try outcome(isa, pair, threshold: threshold, .never)
                        let found = try outcome(isa, pair, threshold: threshold, .always)
                        let shrunk = try outcome(isa, pair, threshold: threshold, .always, inflation: 0.95)
                        #expect(found == expected, "d \(dimension), seed \(seed), threshold \(threshold)")
                        if shrunk != expected { lost += 1 }
                    }
                }
                #expect(lost > 0, "the pairs of d \(dimension) do not attain the bound on \(isa)")
            }
        }
    }

    @Test("it switches itself off and on without changing what is found")
    func switches() throws {
        let dimension = 64
        let screening = try SIMDBackend(isa: KernelISA.inForce(), screening: .automatic)
        let plain = try SIMDBackend(isa: KernelISA.inForce(), screening: .never)
        func fixture(_ layout: StoreLayout) -> StoreFixture {
            StoreFixture(
                dimension: dimension, window: 900, batch: 20, layout: layout, seed: 2,
                make: Self.clustered(dimension))
        }
        let screened = fixture(.screenedPanels)
        let panels = fixture(.panels)
        // Nearly all pairs, then few, then nearly all again: more batches than it pauses for.
        for threshold: Float in [0.01, 0.9, 0.01] {
            let expected = plain.pairs(panels, threshold: threshold)
            for _ in 0..<40 { #expect(screening.pairs(screened, threshold: threshold) == expected) }
        }
    }

    @Test("codes are kept only where they are wanted, for a quarter of the memory")
    func memory() throws {
        #expect(try SIMDBackend(isa: .portable).layout == .panels)
        #expect(try SIMDBackend(isa: .portable, screening: .always).layout == .screenedPanels)
        for isa in KernelISA.available {
            let never = try SIMDBackend(isa: isa, screening: .never)
            #expect(never.layout == .panels)
        }
        let plain = PanelStore(dimension: 384, capacity: 1600, layout: .panels).byteCount
        let screened = PanelStore(dimension: 384, capacity: 1600, layout: .screenedPanels).byteCount
        #expect(screened == plain + plain / 4 + 1600 * 8)
    }

    /// Rows about five centres, so that similarities of all sizes occur.
    private static func clustered(_ dimension: Int) -> Maker {
        var generator = SeededGenerator(seed: 77)
        let centres = (0..<5).map { _ in generator.unitVector(dimension: dimension) }
        return { generator, _ in
            let centre = centres[generator.below(5)]
            let spread = Float(generator.below(20)) / 10
            let noise = generator.unitVector(dimension: dimension)
            let row = zip(centre, noise).map { Double($0 + spread * $1) }
            let norm = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return row.map { Float($0 / max(norm, 1e-30)) }
        }
    }

    private func expectSame(
        _ isa: KernelISA, dimension: Int, window: Int, batch: Int, seed: UInt64, thresholds: [Float],
        make: @escaping Maker
    ) throws {
        func fixture(_ layout: StoreLayout) -> StoreFixture {
            StoreFixture(
                dimension: dimension, window: window, batch: batch, layout: layout, seed: seed, make: make)
        }
        let plain = fixture(.panels)
        let screened = fixture(.screenedPanels)
        let never = try SIMDBackend(isa: isa, screening: .never)
        let always = try SIMDBackend(isa: isa, screening: .always)
        let automatic = try SIMDBackend(isa: isa, screening: .automatic)
        for threshold in thresholds {
            let expected = never.pairs(plain, threshold: threshold)
            let shape = "d \(dimension), window \(window), batch \(batch), threshold \(threshold)"
            #expect(always.pairs(screened, threshold: threshold) == expected, "\(shape)")
            #expect(automatic.pairs(screened, threshold: threshold) == expected, "\(shape)")
        }
    }

    private func outcome(
        _ isa: KernelISA, _ pair: CoplanarPair, threshold: Float, _ screening: Screening,
        inflation: Double = 1
    ) throws -> [FoundPair] {
        let backend = try SIMDBackend(isa: isa, screening: screening, inflation: inflation)
        let fixture = StoreFixture(
            dimension: pair.query.count, window: 1, batch: 1, layout: backend.layout, seed: 0,
            codeInflation: inflation
        ) { $1 == 0 ? pair.row : pair.query }
        return backend.pairs(fixture, threshold: threshold)[0]
    }
}

/// Two unit vectors in the plane of their codes, each moved from its code towards the other as far as it
/// may without another code: the angle between them is that between the codes less both α.
private struct CoplanarPair {
    var row: [Float]
    var query: [Float]

    init(dimension: Int, _ generator: inout SeededGenerator) {
        let first = generator.unitVector(dimension: dimension).map(Double.init)
        let noise = generator.unitVector(dimension: dimension).map(Double.init)
        let second = zip(first, noise).map { $0 + 0.9 * $1 }
        let rowCode = Self.code(first, 63, 125.99)
        let queryCode = Self.code(second, 127, 253.9)
        row = Self.moved(rowCode, towards: queryCode)
        query = Self.moved(queryCode, towards: rowCode)
    }

    private static func code(_ x: [Double], _ largest: Double, _ norm: Double) -> [Double] {
        let component = x.map(abs).max() ?? 1
        var widest = 0.0
        for start in stride(from: 0, to: x.count, by: 32) {
            for pair in [0, 2] {
                let part = (start..<min(start + 32, x.count)).filter { ($0 % 4) / 2 * 2 == pair }
                widest = max(widest, part.reduce(0) { $0 + x[$1] * x[$1] }.squareRoot())
            }
        }
        let scale = min(largest / component, norm / widest)
        return x.map { ($0 * scale).rounded() }
    }

    /// `code` + t·(the part of `other` that is orthogonal to `code`), at most 0.45 off in a component.
    private static func moved(_ code: [Double], towards other: [Double]) -> [Float] {
        let square = code.reduce(0) { $0 + $1 * $1 }
        let along = zip(code, other).reduce(0) { $0 + $1.0 * $1.1 } / square
        let across = zip(code, other).map { $1 - along * $0 }
        let largest = across.map(abs).max() ?? 1
        let moved = zip(code, across).map { $0 + 0.45 / max(largest, 1e-9) * $1 }
        let norm = moved.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return moved.map { Float($0 / norm) }
    }
}
