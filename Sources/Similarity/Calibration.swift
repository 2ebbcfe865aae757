import StreamCore
import Synchronization

/// A kind of work that `auto` measures.
struct CalibrationShape: Hashable, Sendable {
    enum Operation: Sendable { case store, block }

    var operation: Operation
    var dimension: Int
    var window: Int
    var batch: Int
    var isa: String

    /// The shape as it is remembered and measured: window and batch at the nearest power of two above, and
    /// no larger than what fills the caches.
    init(operation: Operation, dimension: Int, window: Int, batch: Int, isa: String) {
        self.operation = operation
        self.dimension = max(1, dimension)
        self.isa = isa
        let largestWindow = max(256, (4 << 20) / self.dimension)
        self.window = min(Self.powerOfTwo(atLeast: window), Self.powerOfTwo(atLeast: largestWindow))
        // Small batches differ from one size to the next; large ones do not.
        self.batch = batch <= 4 ? max(1, batch) : min(256, Self.powerOfTwo(atLeast: batch))
    }

    private static func powerOfTwo(atLeast count: Int) -> Int {
        guard count > 1 else { return max(0, count) }
        return 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount)
    }
}

/// Which backend is faster for which shape: measured at first use, kept for the process.
final class Calibration: Sendable {
    static let shared = Calibration()

    private let choices = Mutex<[CalibrationShape: Bool]>([:])

    func forget() {
        choices.withLock { $0.removeAll() }
    }

    /// Whether `blas` is more than 5 % faster. Concurrent first uses of a shape may each measure it; the
    /// first answer stays.
    func prefersBLAS(_ shape: CalibrationShape, simd: SIMDBackend, blas: BLASBackend) -> Bool {
        if let known = choices.withLock({ $0[shape] }) { return known }
        let measured = Self.measure(shape, simd: simd, blas: blas)
        return choices.withLock { choices in
            if let known = choices[shape] { return known }
            choices[shape] = measured
            return measured
        }
    }

    private static func measure(_ shape: CalibrationShape, simd: SIMDBackend, blas: BLASBackend) -> Bool {
        let queries = TimedWork.rows(count: shape.batch, dimension: shape.dimension, salt: 1)
        let first = TimedWork(simd, shape, queries)
        let second = TimedWork(blas, shape, queries)
        let clock = ContinuousClock()
        let start = clock.now
        var best = (simd: Double.infinity, blas: Double.infinity)
        first.run()
        second.run()
        // In turn, so that whatever disturbs the machine disturbs both; at least five rounds.
        var rounds = 0
        while rounds < 5 || (rounds < 200 && clock.now - start < .milliseconds(10)) {
            best.simd = min(best.simd, clock.measure { first.run() }.seconds)
            best.blas = min(best.blas, clock.measure { second.run() }.seconds)
            rounds += 1
        }
        return best.blas * 1.05 < best.simd
    }
}

/// A shape's work on one backend, with made-up vectors.
private final class TimedWork {
    private let backend: any SimilarityBackend
    private let shape: CalibrationShape
    private let queries: [Float]
    private let store: PanelStore
    private let lists = NeighbourLists()

    init(_ backend: any SimilarityBackend, _ shape: CalibrationShape, _ queries: [Float]) {
        self.backend = backend
        self.shape = shape
        self.queries = queries
        store = PanelStore(dimension: shape.dimension, capacity: shape.window, layout: backend.layout)
        guard shape.operation == .store else { return }
        let rows = Self.rows(count: shape.window, dimension: shape.dimension, salt: 2)
        rows.withUnsafeBufferPointer { rows in
            guard let base = rows.baseAddress else { return }
            for row in 0..<shape.window { _ = store.append(base + row * shape.dimension) }
        }
    }

    func run() {
        queries.withUnsafeBufferPointer { queries in
            guard let base = queries.baseAddress else { return }
            switch shape.operation {
            case .store:
                backend.similarPairs(
                    queries: base, count: shape.batch, store: store.view, threshold: 0.9, into: lists)
            case .block:
                backend.selfSimilarPairs(
                    queries: base, count: shape.batch, dimension: shape.dimension, threshold: 0.9,
                    into: lists)
            }
        }
    }

    /// Components of about unit rows: their values do not matter to the time, only that they are ordinary.
    static func rows(count: Int, dimension: Int, salt: UInt64) -> [Float] {
        var mixer = SplitMix64(state: salt)
        let scale = 1 / Float(dimension).squareRoot() * 0x1p-23
        return (0..<count * dimension).map { _ in
            Float(Int32(truncatingIfNeeded: mixer.next() >> 40) - (1 << 23)) * scale
        }
    }
}
