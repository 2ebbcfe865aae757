import Similarity
import StreamCore
import TestSupport
import Testing

/// A backend to test, named so that a failure says which.
struct Candidate: Sendable, CustomTestStringConvertible {
    let backend: any SimilarityBackend

    var testDescription: String { "\(backend.name) on \(backend.isa)" }

    /// Every backend, and `simd` on every instruction set of this machine.
    static let all: [Candidate] = {
        var candidates = [Candidate(backend: ReferenceBackend())]
        for isa in KernelISA.available {
            if let backend = try? SIMDBackend(isa: isa) { candidates.append(Candidate(backend: backend)) }
        }
        for kind in [BackendKind.blas, .auto] {
            if let backend = try? kind.make(for: Workload(dimension: 64, window: 128, batch: 16)) {
                candidates.append(Candidate(backend: backend))
            }
        }
        return candidates
    }()
}

/// What every backend promises: products within the agreement, thresholds that only differ within it.
@Suite("Conformance")
struct ConformanceTests {
    static let dimensions = Array(1...40) + [63, 64, 65, 127, 128, 129, 384, 767, 768, 1536, 1537]

    @Test("there is a candidate for each backend and instruction set")
    func candidates() {
        #expect(Candidate.all.count == 3 + KernelISA.available.count)
    }

    @Test("all dimensions, with batches and windows of every remainder", arguments: Candidate.all)
    func dimensions(candidate: Candidate) {
        for (index, dimension) in Self.dimensions.enumerated() {
            let fixture = StoreFixture(
                dimension: dimension, window: 1 + (index * 7) % 53, batch: 1 + index % 17,
                layout: candidate.backend.layout, seed: UInt64(index))
            check(candidate.backend, fixture, threshold: 0.1)
        }
    }

    @Test("all batch sizes to 17 with all windows around panel ends", arguments: Candidate.all)
    func tails(candidate: Candidate) {
        for batch in 1...17 {
            for window in [1, 2, 15, 16, 17, 31, 32, 33, 48, 49, 64, 65, 80, 129] {
                let fixture = StoreFixture(
                    dimension: 21, window: window, batch: batch, layout: candidate.backend.layout,
                    seed: UInt64(window * 100 + batch))
                check(candidate.backend, fixture, threshold: 0.05)
            }
        }
    }

    @Test("batches that take many tiles", arguments: Candidate.all)
    func largeBatches(candidate: Candidate) {
        for batch in [31, 64, 100] {
            let fixture = StoreFixture(
                dimension: 50, window: 150, batch: batch, layout: candidate.backend.layout,
                seed: UInt64(batch))
            check(candidate.backend, fixture, threshold: 0.2)
        }
    }

    @Test("an empty store, an empty batch, a store of dead slots", arguments: Candidate.all)
    func nothing(candidate: Candidate) {
        let backend = candidate.backend
        let empty = StoreFixture(dimension: 5, window: 0, batch: 3, layout: backend.layout, seed: 1)
        #expect(backend.pairs(empty, threshold: -2) == [[], [], []])
        let unasked = StoreFixture(dimension: 5, window: 20, batch: 0, layout: backend.layout, seed: 1)
        #expect(backend.pairs(unasked, threshold: -2).isEmpty)
        #expect(backend.selfPairs(unasked.queries, threshold: -2).isEmpty)
        let dead = StoreFixture(
            dimension: 5, window: 40, batch: 2, layout: backend.layout, seed: 1, dead: false)
        for slot in 0..<39 { dead.store.release(slot) }
        #expect(backend.pairs(dead, threshold: -2).map { $0.map(\.slot) } == [[39], [39]])
    }

    @Test("lists shrink and grow with the calls that fill them", arguments: Candidate.all)
    func reuse(candidate: Candidate) {
        let lists = NeighbourLists()
        for (window, batch) in [(40, 9), (3, 1), (200, 20), (16, 4)] {
            let fixture = StoreFixture(
                dimension: 10, window: window, batch: batch, layout: candidate.backend.layout, seed: 5)
            candidate.backend.similarPairs(
                queries: fixture.queries.base, count: batch, store: fixture.store.view, threshold: 0,
                into: lists)
            #expect(lists.count == batch)
            #expect(lists.found == candidate.backend.pairs(fixture, threshold: 0))
            #expect(lists.totalCount == lists.found.reduce(0) { $0 + $1.count })
        }
    }

    @Test("thresholds at both ends take all or nothing", arguments: Candidate.all)
    func ends(candidate: Candidate) {
        let fixture = StoreFixture(
            dimension: 30, window: 70, batch: 7, layout: candidate.backend.layout, seed: 3)
        let all = candidate.backend.pairs(fixture, threshold: -1.01).map(\.count)
        #expect(all == [Int](repeating: fixture.store.liveCount, count: 7))
        #expect(candidate.backend.pairs(fixture, threshold: 1.01).joined().isEmpty)
        #expect(
            candidate.backend.selfPairs(fixture.queries, threshold: -1.01).map { $0.map(\.slot) }
                == (0..<7).map { Array(0..<$0) })
    }

    @Test("vectors made to break sums", arguments: Candidate.all, Adversary.allCases)
    func adversarial(candidate: Candidate, adversary: Adversary) {
        for dimension in [1, 16, 19, 100] {
            let fixture = StoreFixture(
                dimension: dimension, window: 37, batch: 9, layout: candidate.backend.layout, seed: 11
            ) { generator, index in adversary.row(index, dimension: dimension, &generator) }
            for threshold: Float in [-1, 0, 0.65, 1] {
                check(candidate.backend, fixture, threshold: threshold)
            }
        }
    }

    @Test("a threshold at a similarity keeps its pair, the next number drops it", arguments: Candidate.all)
    func atThreshold(candidate: Candidate) {
        let fixture = StoreFixture(
            dimension: 45, window: 33, batch: 5, layout: candidate.backend.layout, seed: 4, dead: false)
        let everything = candidate.backend.pairs(fixture, threshold: -2)
        for query in 0..<5 {
            for pair in everything[query] {
                let at = candidate.backend.pairs(fixture, threshold: pair.weight)
                let above = candidate.backend.pairs(fixture, threshold: pair.weight.nextUp)
                #expect(at[query].contains { $0.slot == pair.slot })
                #expect(!above[query].contains { $0.slot == pair.slot })
            }
        }
    }

    /// Compares all four operations with the oracle.
    private func check(_ backend: any SimilarityBackend, _ fixture: StoreFixture, threshold: Float) {
        let bound = agreement(dimension: fixture.dimension)
        let products = backend.products(fixture)
        let pairs = backend.pairs(fixture, threshold: threshold)
        let shape = "d \(fixture.dimension), window \(fixture.rows.count), batch \(fixture.queries.count)"
        #expect(pairs.count == fixture.queries.count)
        for query in 0..<fixture.queries.count {
            var expected: [Int: Double] = [:]
            for slot in fixture.rows.indices {
                guard let truth = fixture.truth(query: query, slot: slot) else { continue }
                expected[slot] = truth
                if !(abs(Double(products[query][slot]) - truth) <= bound) {
                    Issue.record("product \(products[query][slot]) for \(truth): \(shape)")
                }
            }
            verify(pairs[query], expected: expected, threshold: threshold, bound: bound, shape: shape)
        }
        checkBlock(backend, fixture.queries, threshold: threshold, bound: bound, shape: shape)
    }

    private func checkBlock(
        _ backend: any SimilarityBackend, _ block: AlignedRows, threshold: Float, bound: Double, shape: String
    ) {
        let products = backend.selfProducts(block)
        let pairs = backend.selfPairs(block, threshold: threshold)
        for i in 0..<block.count {
            var expected: [Int: Double] = [:]
            for j in 0...i {
                let truth = plainProduct(block.row(i), block.row(j))
                if j < i { expected[j] = truth }
                if !(abs(Double(products[i][j]) - truth) <= bound) {
                    Issue.record("self product \(products[i][j]) for \(truth): \(shape)")
                }
            }
            verify(pairs[i], expected: expected, threshold: threshold, bound: bound, shape: "self " + shape)
        }
    }

    private func verify(
        _ found: [FoundPair], expected: [Int: Double], threshold: Float, bound: Double, shape: String
    ) {
        #expect(zip(found, found.dropFirst()).allSatisfy { $0.slot < $1.slot }, "not ascending: \(shape)")
        var slots: Set<Int> = []
        for pair in found {
            slots.insert(pair.slot)
            guard let truth = expected[pair.slot] else {
                Issue.record("slot \(pair.slot) is dead or out of range: \(shape)")
                continue
            }
            if !(abs(Double(pair.weight) - truth) <= bound && pair.weight >= threshold) {
                Issue.record("weight \(pair.weight) for \(truth) at \(threshold): \(shape)")
            }
        }
        for (slot, truth) in expected where truth >= Double(threshold) + bound && !slots.contains(slot) {
            Issue.record("slot \(slot) with \(truth) is missing: \(shape)")
        }
    }
}

/// Families of unit vectors at which careless sums, masks or comparisons go wrong.
enum Adversary: String, CaseIterable, Sendable {
    case identical, opposite, oneHot, denormal, alternating, single

    func row(_ index: Int, dimension: Int, _ generator: inout SeededGenerator) -> [Float] {
        var row = [Float](repeating: 0, count: dimension)
        switch self {
        case .identical:
            row = [Float](repeating: 1 / Float(dimension).squareRoot(), count: dimension)
        case .opposite:
            let sign: Float = index.isMultiple(of: 2) ? 1 : -1
            row = [Float](repeating: sign / Float(dimension).squareRoot(), count: dimension)
        case .oneHot:
            row[index % dimension] = index.isMultiple(of: 3) ? -1 : 1
        case .denormal:
            for k in 0..<dimension { row[k] = Float.leastNonzeroMagnitude * Float(generator.below(1000)) }
            row[index % dimension] = 1
        case .alternating:
            for k in 0..<dimension {
                row[k] = ((k + index).isMultiple(of: 2) ? 1 : -1) / Float(dimension).squareRoot()
            }
        case .single:
            row = generator.unitVector(dimension: dimension)
            for k in 0..<dimension where k % 16 != index % 16 && dimension > 16 { row[k] *= 1e-20 }
            let norm = plainProduct(row, row).squareRoot()
            for k in 0..<dimension { row[k] = Float(Double(row[k]) / norm) }
        }
        return row
    }
}
